import type { Builder } from "./builder.ts";
import type { Node } from "./graph.ts";

/**
 * Builds anew what `wanted` needs of `nodes`, which are in topological order. Where `replace` gives another node, that is
 * taken, and what only the old one needed is left out. The copies are in `builder`; the map is from old nodes to them.
 */
export function extract(
  nodes: readonly Node[],
  wanted: Iterable<Node>,
  builder: Builder,
  replace: (node: Node) => (() => Node) | undefined = () => undefined,
): ReadonlyMap<Node, Node> {
  const needed = new Map([...wanted].map((node) => [node, replace(node)]));
  for (const node of nodes.toReversed()) {
    if (!needed.has(node) || needed.get(node)) continue;
    for (const input of node.inputs) if (!needed.has(input)) needed.set(input, replace(input));
  }
  const made = new Map<Node, Node>();
  for (const node of nodes) {
    if (!needed.has(node)) continue;
    const replaced = needed.get(node);
    made.set(node, replaced ? replaced() : builder.copy(node, node.inputs.map((input) => made.get(input)!)));
  }
  return made;
}
