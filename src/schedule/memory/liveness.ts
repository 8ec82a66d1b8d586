import type { Node } from "../../graph/graph.ts";

/** When a value is needed, in steps of its program, both ends included. The steps of a loop count once. */
export interface Life {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
}

/** The values that steps use; a loop has steps of its own. */
export type Use = { readonly values: readonly Node[] } | { readonly steps: readonly Use[] };

/**
 * Lives of all values that the steps use; those in `kept` last until the program has ended. What a loop uses is needed
 * for the whole loop, unless it is a value of the loop's own region, `isInside`: that is written before it is read at each position.
 */
export function lives(steps: readonly Use[], kept: ReadonlySet<Node>, isInside: (node: Node, loop: Use) => boolean): Life[] {
  const spans = new Map<Node, { from: number; to: number }>();
  const touch = (node: Node, from: number, to: number): void => {
    const span = spans.get(node);
    spans.set(node, { from: Math.min(from, span?.from ?? from), to: Math.max(to, span?.to ?? to) });
  };
  let time = 0;
  const visit = (use: Use): ReadonlySet<Node> => {
    if ("values" in use) {
      for (const node of use.values) touch(node, time, time);
      time += 1;
      return new Set(use.values);
    }
    const from = time;
    const outside = new Set(use.steps.flatMap((step) => [...visit(step)]).filter((node) => !isInside(node, use)));
    for (const node of outside) touch(node, from, time - 1);
    return outside;
  };
  steps.forEach(visit);
  return [...spans].map(([node, { from, to }]) => ({ node, from, to: kept.has(node) ? time : to }));
}
