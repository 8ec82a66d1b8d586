import type { Source } from "../../base/source.ts";
import { endOf, type Token } from "../../../grammar/token.ts";

/**
 * The doc comments of a file, by the offset at which the line below them begins: the text of the `///` lines,
 * without the slashes and the space after them.
 */
export function docComments(source: Source, comments: readonly Token[]): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  let above: { readonly lines: string[]; readonly below: number } | undefined;
  for (const comment of comments) {
    if (!comment.image.startsWith("///") || !isAlone(source.text, comment.startOffset)) continue;
    const line = comment.image.slice(3).replace(/\r$/, "").replace(/^ /, "").trimEnd();
    const lineStart = source.text.lastIndexOf("\n", comment.startOffset - 1) + 1;
    const lines = above?.below === lineStart ? [...above.lines, line] : [line];
    const end = source.text.indexOf("\n", endOf(comment) - 1);
    above = { lines, below: end < 0 ? source.text.length : end + 1 };
    docs.set(above.below, lines.join("\n"));
  }
  return docs;
}

/** Whether only blanks stand before it on its line. */
export function isAlone(text: string, offset: number): boolean {
  let i = offset - 1;
  while (i >= 0 && (text[i] === " " || text[i] === "\t")) i--;
  return i < 0 || text[i] === "\n";
}
