import type { Node } from "../../graph/graph.ts";
import { consumers } from "../../graph/uses.ts";
import { differentiable } from "../differentiable.ts";
import type { Body } from "./body.ts";

/** What a derivative of a scan is asked for. */
export interface Question {
  /** Whether a carry's last value, or a yield's stack, has a cotangent: carries first, then yields. */
  readonly hasEnd: (result: number) => boolean;
  /** Whether the first value of a carry needs one. */
  readonly initWanted: (carry: number) => boolean;
  /** The elements and outer values that need one. */
  readonly targets: readonly Node[];
}

/**
 * The carries that have a cotangent: they depend on what needs one, and what the loss sees depends on them, each through
 * this position or others.
 */
export function activeCarries(body: Body, question: Question): readonly number[] {
  const varying = dependents(body, question);
  const useful = causes(body, question);
  return body.next.flatMap((next, i) => {
    const leaf = body.argument("carry", i);
    const isUseful = next.type.dtype === "f32" && (question.hasEnd(i) || (leaf !== undefined && useful.has(leaf)));
    return isUseful && (question.initWanted(i) || varying.has(next)) ? [i] : [];
  });
}

function dependents(body: Body, { targets, initWanted }: Question): ReadonlySet<Node> {
  const { next, builder } = body;
  const users = consumers(builder);
  const leavesOf = new Map<Node, Node[]>();
  const found = new Set<Node>(targets);
  next.forEach((node, i) => {
    const leaf = body.argument("carry", i);
    if (!leaf) return;
    leavesOf.set(node, [...(leavesOf.get(node) ?? []), leaf]);
    if (initWanted(i)) found.add(leaf);
  });
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of found) {
    for (const user of users.get(node) ?? []) if (differentiable(user)) found.add(user);
    for (const leaf of leavesOf.get(node) ?? []) found.add(leaf);
  }
  return found;
}

function causes({ next, yields, argument }: Body, { hasEnd }: Question): ReadonlySet<Node> {
  const found = new Set<Node>([...next, ...yields].filter((_, i) => hasEnd(i)));
  const nextOf = new Map(next.map((node, i) => [argument("carry", i), node]));
  for (const node of found) {
    if (differentiable(node)) for (const input of node.inputs) found.add(input);
    const before = nextOf.get(node);
    if (before) found.add(before);
  }
  return found;
}
