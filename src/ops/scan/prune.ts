import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import type { Pruned } from "../op.ts";
import { argumentKey } from "./body.ts";
import { layout, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/** The scan without the yields that nobody reads, and without the carries that nothing read depends on. */
export function pruneScan(node: Node, used: ReadonlySet<number>, builder: Builder): Pruned | undefined {
  const from = layout(node);
  const first = from.next.length;
  const needed = neededCarries(from, used);
  const carries = [...from.next.keys()].filter((i) => needed.has(i));
  const yields = [...from.yields.keys()].filter((i) => used.has(first + i));
  const kept = [...carries, ...yields.map((i) => first + i)];
  if (kept.length === 0 || kept.length === first + from.yields.length) return undefined;
  return { node: rebuild(node, from, builder, { carries, yields }), parts: new Map(kept.map((old, i) => [old, i])) };
}

function neededCarries({ next, region }: Layout, used: ReadonlySet<number>): ReadonlySet<number> {
  const carries = new Set<number>();
  const carryOf = new Map(next.map((_, i) => [`carry ${i}`, i]));
  const seen = new Set<Node>();
  const need = (carry: number): void => {
    carries.add(carry);
    seen.add(next[carry]!);
  };
  region.results.forEach(({ node }, i) => {
    if (!used.has(i)) return;
    if (i < next.length) need(i);
    else seen.add(node);
  });
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of seen) {
    const carry = carryOf.get(argumentKey(node) ?? "");
    if (carry !== undefined) need(carry);
    for (const input of node.inputs) seen.add(input);
  }
  return carries;
}
