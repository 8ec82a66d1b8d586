import type { Span } from "../../base/source.ts";
import type { Parameter } from "../bind.ts";
import type { Context } from "../context.ts";
import type { Argument, Value } from "../value.ts";

/** What a call was given, by parameter. */
export type Bound = ReadonlyMap<string, Argument> & { readonly rest?: readonly Argument[] };

/** A function that the library is built on: it makes primitive operations, or speaks of shapes at compile time. */
export interface Intrinsic {
  readonly name: string;
  /** One sentence, for docs and hover. */
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  readonly apply: (context: Context, bound: Bound, span: Span) => Value;
}

/** `"x, axis?"` as parameters; a name with `...` takes all that follow. */
export function takes(signature: string): Parameter[] {
  if (signature === "") return [];
  return signature.split(", ").map((text) => ({
    name: text.replace(/\?$|\.\.\.$/, ""),
    optional: text.endsWith("?"),
    ...(text.endsWith("...") && { rest: true }),
  }));
}
