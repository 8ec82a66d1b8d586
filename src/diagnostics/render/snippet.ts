import { lineText, positionOf, type Span } from "../../base/source.ts";
import { drawn, width } from "./visible.ts";

/** A line of the source and the columns to underline in it, both as drawn. */
export interface SnippetLine {
  /** From 1; undefined stands for lines left out. */
  readonly line?: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const most = 6;
const widest = 140;

/** The lines a span covers; of a long span the first and the last ones. An empty span is shown as one caret. */
export function snippet({ source, start, end }: Span): SnippetLine[] {
  const first = positionOf(source, start);
  // A span that ends just behind a line end belongs to that line.
  const last = positionOf(source, Math.max(start, source.text[end - 1] === "\n" ? end - 1 : end));
  const lines: SnippetLine[] = [];
  for (let line = first.line; line <= last.line; line++) {
    const text = lineText(source, line);
    const indent = text.length - text.trimStart().length;
    const from = line === first.line ? first.column - 1 : indent;
    const to = line === last.line ? last.column - 1 : text.trimEnd().length;
    lines.push(measured(line, text, from, Math.max(to, from)));
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 2), { text: "...", from: 0, to: 0 }, lines.at(-1)!];
}

function measured(line: number, text: string, from: number, to: number): SnippetLine {
  const before = drawn(text.slice(0, from));
  const marked = drawn(text.slice(from, to), width(before));
  const start = width(before);
  const whole = { line, text: drawn(text).trimEnd(), from: start, to: start + Math.max(1, width(marked)) };
  return width(whole.text) <= widest ? whole : cropped(whole);
}

/** Of an overlong line only the part around the carets is drawn. */
function cropped({ line, text, from, to }: Required<SnippetLine>): SnippetLine {
  const left = Math.max(0, from - 40);
  const end = Math.min(to, left + widest - 20);
  const part = [...text].reduce<{ column: number; out: string }>(
    ({ column, out }, c) => ({ column: column + width(c), out: column >= left && column < left + widest ? out + c : out }),
    { column: 0, out: "" },
  ).out;
  const shift = left === 0 ? 0 : 4 - left;
  const tail = left + widest < width(text) ? " ..." : "";
  return { line, text: (left === 0 ? part : `... ${part}`) + tail, from: from + shift, to: end + shift };
}
