import type { Span } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";

/** Brackets, conditionals, scans and reductions within each other: a parser that recurses needs a bound. */
export const NESTING_LIMIT = 100;

/** A chain such as `a + b + …` or `x |> f |> …` is a tree as deep as it is long, and later passes recurse over it. */
export const CHAIN_LIMIT = 2000;

export function tooDeeplyNested(place: Span, limit = NESTING_LIMIT): Diagnostic {
  return diagnose("nested-too-deeply", { limit }, { span: place, help: "give parts of it a name, or move them into a `fn`" });
}
