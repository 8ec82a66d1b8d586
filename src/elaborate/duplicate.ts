import { positionOf, type Span } from "../base/source.ts";
import type { Note } from "../diagnostics/diagnostic.ts";

/** What a message about a name that is taken says of the first one. */
export function firstAt({ span }: { readonly span: Span }): { readonly notes: readonly Note[] } {
  return { notes: [{ name: "", text: `the first is on line ${positionOf(span.source, span.start).line}` }] };
}
