import type { Span } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import type * as ast from "../syntax/ast.ts";
import type { Size } from "../types/size.ts";
import type { Scope } from "./scope.ts";

/** What the `_` of value types turned out to be. */
export class FillIns {
  /** By the place of the `_`: what it was each time it was met, and how that can be written each time. */
  private readonly met = new Map<ast.Expression, { readonly sizes: Set<string>; texts: readonly string[] }>();

  add(blank: ast.Expression, size: Size, scope: Scope): void {
    if (blank.span.source.library) return;
    const texts = textsOf(size, scope);
    const known = this.met.get(blank);
    this.met.set(blank, { sizes: new Set([...(known?.sizes ?? []), String(size)]), texts: known ? known.texts.filter((text) => texts.includes(text)) : texts });
  }

  /** One for each `_`; with a fix if there is a text that is right wherever the line was used. */
  diagnostics(): Diagnostic[] {
    return [...this.met].map(([{ span }, { sizes, texts: [text] }]) => diagnose("fill-in", { sizes: [...sizes] }, { span, ...(text !== undefined && write(span, text)) }));
  }
}

function write(span: Span, text: string): Pick<Diagnostic, "help" | "fix"> {
  return { help: `write \`${text}\`; \`nnc check --fix\` does`, fix: { title: `write \`${text}\``, edits: [{ span, text }] } };
}

/** Names for the size come first, as they say more than numbers; then a formula of names that mean here what they mean in it. */
function textsOf(size: Size, scope: Scope): string[] {
  const names = scope.names().filter((name) => {
    const value = scope.find(name);
    return value?.kind === "size" ? value.size.equals(size) : value?.kind === "number" && size.constant() === value.value;
  });
  const text = String(size);
  const known = size.symbols().every((symbol) => {
    const value = scope.find(symbol);
    return value?.kind === "size" && value.size.symbols().length === 1 && String(value.size) === symbol;
  });
  return [...new Set([...names, ...(known && !text.includes("floor") ? [text] : [])])];
}
