import type { Node } from "../graph/graph.ts";

/** What a loss is made of, where it is differentiated. */
export function behindGradients(nodes: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(nodes.flatMap((node) => (node.op.traits.differential ? [node.inputs[0]!] : [])));
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of found) for (const input of node.inputs) found.add(input);
  return found;
}
