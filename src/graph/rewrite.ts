import { Builder } from "./builder.ts";
import type { Graph, Node } from "./graph.ts";

/**
 * A new graph in which each node is what `visit` makes of it, given its already rewritten inputs. Returning undefined
 * keeps the node. Nodes that end up unused stay until `dce`.
 */
export function rewrite(
  graph: Graph,
  visit: (node: Node, inputs: readonly Node[], builder: Builder) => Node | undefined,
  builder = new Builder(),
): Graph {
  // By id: much faster than a map of nodes.
  const made: (Node | undefined)[] = [];
  const of = (node: Node): Node => {
    const found = made[node.id];
    if (!found) throw new Error(`node ${node.id} is used before it is defined`);
    return found;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(of);
    builder.origin = node.origin;
    made[node.id] = visit(node, inputs, builder) ?? builder.copy(node, inputs);
  }
  return builder.graph(
    graph.name,
    graph.results.map((r) => ({ ...r, node: of(r.node) })),
    graph.updates.map((u) => ({ ...u, node: of(u.node) })),
  );
}
