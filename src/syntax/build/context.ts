import { span, type Source, type Span } from "../../base/source.ts";
import type { Code, Parameters } from "../../diagnostics/catalogue/index.ts";
import { diagnose } from "../../diagnostics/report.ts";
import { endOf, type Token } from "../../../grammar/token.ts";
import type { Identifier } from "../ast.ts";
import type { Findings } from "../recover/findings.ts";

/** What every builder needs. */
export interface Context {
  readonly source: Source;
  readonly docs: ReadonlyMap<number, string>;
  readonly findings: Findings;
}

/** A tree as the rules leave it: all that spans need. */
interface Located {
  readonly location?: { readonly startOffset: number; readonly endOffset?: number };
}

export function spanOf(context: Context, node: Located): Span {
  const { startOffset = 0, endOffset = startOffset - 1 } = node.location ?? {};
  return span(context.source, startOffset, endOffset + 1);
}

export function spanOfToken(context: Context, token: Token): Span {
  return span(context.source, token.startOffset, endOf(token));
}

export function identifier(context: Context, token: Token): Identifier {
  return { kind: "identifier", name: token.image, span: spanOfToken(context, token) };
}

/** The `///` lines above a node, as a field to spread. */
export function docOf({ source, docs }: Context, { start }: Span): { readonly doc?: string } {
  if (docs.size === 0) return {};
  const line = source.text.lastIndexOf("\n", start - 1) + 1;
  const doc = source.text.slice(line, start).trim() === "" ? docs.get(line) : undefined;
  return doc === undefined ? {} : { doc };
}

export function report<C extends Code>(context: Context, code: C, parameters: Parameters<C>, at: Span, help?: string): void {
  context.findings.add(diagnose(code, parameters, { span: at, ...(help && { help }) }));
}

/** The first of a list that the rules fill with one at least. */
export function one<T>(list: readonly T[] | undefined): T {
  const first = list?.[0];
  if (first === undefined) throw new Error("a rule left out what it must consume");
  return first;
}
