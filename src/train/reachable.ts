import type { Node } from "../graph/graph.ts";

/** The nodes and everything they are made of. */
export function reachable(nodes: readonly Node[]): ReadonlySet<Node> {
  const seen = new Set<Node>();
  const open = [...nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs);
  }
  return seen;
}
