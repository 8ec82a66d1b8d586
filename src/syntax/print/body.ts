import { endOf } from "../../../grammar/token.ts";
import type { Node } from "../visit.ts";
import { before, behind, commentText, group, hardline, indent, join, line, lineEnds, type Doc, type Printer } from "./printer.ts";

/** What stands in braces, one item a line, with the blank lines of the source kept, one at most. */
export function braces(printer: Printer, owner: Node, items: readonly Node[]): Doc {
  const inside = printer.comments.inside(owner);
  if (items.length === 0 && inside.length === 0) return "{}";
  const content = items.length > 0 ? lines(printer, items) : join(hardline, inside.map(commentText));
  return ["{", indent([hardline, content]), hardline, "}"];
}

/** Items on lines of their own. */
export function lines(printer: Printer, items: readonly Node[]): Doc {
  const rows = rowsOf(items);
  return rows.map((row, i) => {
    const above = rows[i - 1]?.at(-1);
    const blank = above && lineEnds(printer.text, lastOffset(printer, above), firstOffset(printer, row)) === "blank";
    return [i > 0 ? hardline : "", blank ? hardline : "", printRow(printer, row)];
  });
}

/** `input a: T, b: T` are several items of one line: all but the first begin with their name. */
function rowsOf(items: readonly Node[]): Node[][] {
  const rows: Node[][] = [];
  for (const item of items) {
    const continued = (item.kind === "input" || item.kind === "state") && item.span.start === item.name.span.start;
    const row = rows.at(-1);
    if (continued && row) row.push(item);
    else rows.push([item]);
  }
  return rows;
}

function printRow(printer: Printer, row: readonly Node[]): Doc {
  const [first, ...rest] = row.map((item) => printer.print(item));
  const leading = row.flatMap((item) => before(printer, item));
  const trailing = row.flatMap((item) => behind(printer, item));
  return [leading, group([first ?? "", indent(rest.map((item) => [",", line, item]))]), trailing];
}

function firstOffset(printer: Printer, row: readonly Node[]): number {
  const starts = row.flatMap((item) => [item.span.start, ...(printer.comments.of(item)?.before ?? []).map((comment) => comment.startOffset)]);
  return Math.min(...starts);
}

function lastOffset(printer: Printer, item: Node): number {
  const { beside = [], after = [] } = printer.comments.of(item) ?? {};
  return Math.max(item.span.end, ...[...beside, ...after].map(endOf));
}
