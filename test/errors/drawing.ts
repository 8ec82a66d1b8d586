import { lineText, positionOf, type Source } from "../../src/base/source.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { noteTexts } from "../../src/diagnostics/render/notes.ts";

/** A message as drawn under a line of a fixture. Columns are from 1, the end exclusive. */
export interface Drawn {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly head: string;
  /** Label, notes and help; undefined where the fixture does not say. */
  readonly details?: readonly string[];
}

const carets = /^(\s*\/\/\s*)(\^+) ((?:error|warning|info)\[.*)$/;
const columns = /^\s*\/\/~ (\d+):(\d+) ((?:error|warning|info)\[.*)$/;
const detail = /^\s*\/\/\| (.*)$/;

export function isDrawing(line: string): boolean {
  return carets.test(line) || columns.test(line) || detail.test(line);
}

/** The messages that a fixture expects. */
export function expected(text: string): Drawn[] {
  const drawn: (Drawn & { details?: string[] })[] = [];
  let source = 0;
  text.split("\n").forEach((line, i) => {
    const caret = carets.exec(line);
    const column = columns.exec(line);
    const more = detail.exec(line);
    if (caret) drawn.push({ line: source, from: caret[1]!.length + 1, to: caret[1]!.length + caret[2]!.length + 1, head: caret[3]! });
    else if (column) drawn.push({ line: source, from: Number(column[1]), to: Number(column[2]), head: column[3]! });
    else if (more && drawn.length > 0) (drawn.at(-1)!.details ??= []).push(more[1]!);
    else source = i + 1;
  });
  return drawn;
}

/** What was found, in the same form; details only where `like` has them. */
export function actual(diagnostics: readonly Diagnostic[], source: Source, like: readonly Drawn[] = []): Drawn[] {
  const drawn = diagnostics.map((d): Drawn => {
    if (d.span?.source.name !== source.name) throw new Error(`${d.code} is not in ${source.name} but in ${d.span?.source.name ?? d.place ?? "no place"}`);
    const start = positionOf(source, d.span.start);
    const end = positionOf(source, d.span.end);
    const to = end.line === start.line ? end.column : lineText(source, start.line).trimEnd().length + 1;
    const details = [
      ...(d.label === undefined ? [] : [`^ ${d.label}`]),
      ...noteTexts(d.notes ?? []).map((n) => `= ${n}`),
      ...(d.help === undefined ? [] : [`= help: ${d.help}`]),
    ];
    return { line: start.line, from: start.column, to: Math.max(to, start.column + 1), head: `${d.severity}[${d.code}]: ${d.message}`, details };
  });
  drawn.sort((a, b) => a.line - b.line || a.from - b.from);
  return drawn.map(({ details, ...rest }) => {
    const twin = like.find((l) => l.line === rest.line && l.from === rest.from && l.head === rest.head);
    return twin && twin.details === undefined ? rest : { ...rest, details };
  });
}

/** The fixture with what was found drawn into it. */
export function redraw(text: string, found: readonly Drawn[]): string {
  return text
    .split("\n")
    .flatMap((line, i) => (isDrawing(line) ? [] : [line, ...found.filter((d) => d.line === i + 1).flatMap(draw)]))
    .join("\n");
}

function draw({ from, to, head, details = [] }: Drawn): string[] {
  const marks = from > 2 ? `//${" ".repeat(from - 3)}${"^".repeat(to - from)} ${head}` : `//~ ${from}:${to} ${head}`;
  return [marks, ...details.map((d) => `//| ${d}`)];
}
