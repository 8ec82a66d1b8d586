import type { Node } from "../graph/graph.ts";

/** When a value is needed, in steps of its program, both ends included. */
export interface Life {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
}

export interface Access {
  readonly reads: readonly Node[];
  readonly writes: readonly Node[];
}

/** Lives of all values that the steps write; those in `kept` last until the program has ended. */
export function lives(steps: readonly Access[], kept: ReadonlySet<Node>): Life[] {
  const from = new Map<Node, number>();
  const to = new Map<Node, number>();
  steps.forEach(({ reads, writes }, i) => {
    for (const node of writes) {
      if (!from.has(node)) from.set(node, i);
      to.set(node, i);
    }
    for (const node of reads) to.set(node, i);
  });
  return [...from].map(([node, first]) => ({ node, from: first, to: kept.has(node) ? steps.length : to.get(node)! }));
}
