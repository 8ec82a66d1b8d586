import { bindings } from "../build/precedence.ts";
import type { Expression } from "../ast.ts";
import type { Node } from "../visit.ts";

/** Nodes that can stand on lines of their own, and so can have comments beside them. */
export interface Sequence {
  readonly owner: Node;
  readonly items: readonly Node[];
  /** In braces: comments may stand there without any item. */
  readonly body?: true;
}

export function sequenceOf(node: Node): Sequence | undefined {
  switch (node.kind) {
    case "file":
      return { owner: node, items: node.declarations, body: true };
    case "model":
      return { owner: node, items: node.body, body: true };
    case "block":
      return isShort(node) ? undefined : { owner: node, items: node.statements, body: true };
    case "data":
      return node.fields.length > 0 ? { owner: node, items: node.fields } : undefined;
    case "train":
      return { owner: node, items: settingsOf(node), body: true };
    case "call":
      return { owner: node, items: node.arguments };
    case "list":
      return { owner: node, items: node.items };
    case "layer":
    case "fn":
    case "optimizer":
      return { owner: node, items: [...node.hyper, ...node.inputs] };
    case "pipe":
    case "binary":
      // A power stays on one line.
      return node.kind === "binary" && node.operator === "^" ? undefined : { owner: node, items: chainOf(node).map(({ operand }) => operand) };
    default:
      return undefined;
  }
}

/** The body of `fn f(x) = e`, which has no braces. */
export function isShort(block: Extract<Node, { kind: "block" }>): boolean {
  const [only] = block.statements;
  return only?.kind === "return" && only.span.start === block.span.start && block.statements.length === 1;
}

/** The settings of `train` in the order of the text. */
export function settingsOf(node: Extract<Node, { kind: "train" }>): Node[] {
  const { minimize, over, using, clip, batch, average, after, epochs, seed, sample, augment, stop } = node;
  return [minimize, ...over, ...using, clip?.limit, batch, average, after, epochs, seed, sample, augment, stop]
    .filter((setting) => setting !== undefined)
    .sort((a, b) => a.span.start - b.span.start);
}

export interface Link {
  /** Absent for the first. */
  readonly operator?: string;
  readonly operand: Expression;
}

/** `a + b - c` as a flat list: the left side of operators that bind equally. */
export function chainOf(node: Extract<Node, { kind: "binary" | "pipe" }>): Link[] {
  const links: Link[] = [];
  const { level, right } = bindingOf(node);
  let rest: Expression = node;
  while ((rest.kind === "binary" || rest.kind === "pipe") && bindingOf(rest).level === level) {
    const [left, operator, operand]: [Expression, string, Expression] =
      rest.kind === "pipe" ? [rest.value, "|>", rest.target] : [rest.left, rest.operator, rest.right];
    links.push({ operator, operand });
    rest = left;
    // `a ^ b ^ c` groups to the right, and comparisons do not chain: no flat list.
    if (right || level === comparison) break;
  }
  return [{ operand: rest }, ...links.reverse()];
}

const comparison = bindings.get("==")?.level;

export function bindingOf(node: Extract<Node, { kind: "binary" | "pipe" }>): { readonly level: number; readonly right?: true } {
  return bindings.get(node.kind === "pipe" ? "|>" : node.operator) ?? { level: 0 };
}
