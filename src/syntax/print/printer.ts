import { builders } from "prettier/doc";
import type { Expression } from "../ast.ts";
import { endOf, type Token } from "../../../grammar/token.ts";
import type { Node } from "../visit.ts";
import type { Comments } from "./comments.ts";
import { needsParentheses, type Place } from "./parens.ts";

export const { group, indent, fill, line, softline, hardline, join, lineSuffix, breakParent } = builders;
export type Doc = builders.Doc;

/** What the functions for the kinds need: the text, its comments, and each other. */
export interface Printer {
  readonly text: string;
  readonly comments: Comments;
  readonly print: (node: Node) => Doc;
}

/** An expression, in parentheses where it must be. */
export function within(printer: Printer, node: Expression, place: Place): Doc {
  const printed = printer.print(node);
  return needsParentheses(node, place) ? ["(", printed, ")"] : printed;
}

export function commentText(comment: Token): string {
  return comment.image.trimEnd();
}

/** The comments on lines of their own before an item, each with its line end and the blank line that followed it. */
export function before({ text, comments }: Printer, item: Node): Doc[] {
  const list = comments.of(item)?.before ?? [];
  return list.flatMap((comment, i) => {
    const next = list[i + 1]?.startOffset ?? item.span.start;
    return [commentText(comment), hardline, lineEnds(text, endOf(comment), next) === "blank" ? hardline : ""];
  });
}

/** The comments beside an item, which end its line, and those below it. */
export function behind({ text, comments }: Printer, item: Node): Doc[] {
  const { beside = [], after = [] } = comments.of(item) ?? {};
  return [
    ...beside.map((comment) => [lineSuffix(` ${commentText(comment)}`), breakParent]),
    ...after.map((comment, i) => {
      const above = after[i - 1] ?? beside.at(-1);
      const blank = lineEnds(text, above ? endOf(above) : item.span.end, comment.startOffset) === "blank";
      return [lineSuffix([hardline, blank ? hardline : "", commentText(comment)]), breakParent];
    }),
  ];
}

/** `(a, b)`, one item a line where they do not fit on one. */
export function list(printer: Printer, open: string, items: readonly Node[], close: string, printItem = printer.print): Doc {
  if (items.length === 0) return [open, close];
  const printed = items.map((item, i) => [
    ...before(printer, item),
    printItem(item),
    i < items.length - 1 ? "," : "",
    ...behind(printer, item),
  ]);
  return group([open, indent([softline, join(line, printed)]), softline, close]);
}

/** Whether the text has a line end between two offsets, or a blank line. */
export function lineEnds(text: string, from: number, to: number): "none" | "one" | "blank" {
  const gap = text.slice(from, to);
  if (!gap.includes("\n")) return "none";
  return /\n[ \t\r]*\n/.test(gap) ? "blank" : "one";
}
