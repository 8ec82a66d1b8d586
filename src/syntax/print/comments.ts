import type { Token } from "../../../grammar/token.ts";
import type { File } from "../ast.ts";
import { isAlone } from "../lex/comments.ts";
import { children, type Node } from "../visit.ts";
import { sequenceOf, type Sequence } from "./sequences.ts";

/** The comments of one item: on lines of their own before it, at the end of its line, on lines of their own after it. */
export interface Attached {
  readonly before: Token[];
  readonly beside: Token[];
  readonly after: Token[];
}

export interface Comments {
  readonly of: (item: Node) => Attached | undefined;
  /** Those in a body that holds nothing else. */
  readonly inside: (body: Node) => readonly Token[];
}

/** Gives every comment to one item, or to a body without items. */
export function attach(text: string, file: File, comments: readonly Token[]): Comments {
  const items = new Map<Node, Attached>();
  const bodies = new Map<Node, Token[]>();
  const at = (item: Node): Attached => {
    const known = items.get(item) ?? { before: [], beside: [], after: [] };
    items.set(item, known);
    return known;
  };

  for (const comment of comments) {
    const place = sequenceAround(file, comment.startOffset);
    const { items: list, owner } = place;
    const around = list.find((item) => item.span.start <= comment.startOffset && comment.startOffset < item.span.end);
    const previous = list.findLast((item) => item.span.end <= comment.startOffset);
    const next = list.find((item) => item.span.start > comment.startOffset);
    const sameLine = previous && !isAlone(text, comment.startOffset) && !text.slice(previous.span.end, comment.startOffset).includes("\n");
    if (around) at(around).before.push(comment);
    else if (previous && sameLine) at(previous).beside.push(comment);
    else if (next) at(next).before.push(comment);
    else if (previous) at(previous).after.push(comment);
    else bodies.set(owner, [...(bodies.get(owner) ?? []), comment]);
  }
  return { of: (item) => items.get(item), inside: (body) => bodies.get(body) ?? [] };
}

/** The innermost body, list or chain that an offset lies in. */
function sequenceAround(file: File, offset: number): Sequence {
  let node: Node | undefined = file;
  let found: Sequence = { owner: file, items: file.declarations };
  while (node) {
    const sequence = sequenceOf(node);
    if (sequence && (sequence.items.length > 0 || sequence.body) && !isOutside(node, sequence.items, offset)) found = sequence;
    node = children(node).find(({ span }) => span.start <= offset && offset < span.end);
  }
  return found;
}

/**
 * Between the operands of a chain a line of its own is possible, but not inside the first, where `return // …` would end the
 * statement, nor behind the last, which need not end its line.
 */
function isOutside(node: Node, items: readonly Node[], offset: number): boolean {
  if (node.kind !== "pipe" && node.kind !== "binary") return false;
  return offset < (items[0]?.span.end ?? 0) || offset >= (items.at(-1)?.span.start ?? 0);
}
