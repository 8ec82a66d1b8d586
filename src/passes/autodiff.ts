import { Builder } from "../graph/builder.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { filled } from "../ops/make.ts";
import { backward, cotangentOrigin } from "./backward.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/**
 * Reverse-mode differentiation: each `gradient(loss, x)` becomes the nodes that compute it. All gradients of one loss
 * come from one backward sweep. Inner derivatives come first in the graph, so second derivatives need nothing more.
 */
export const autodiff: Pass = {
  name: "autodiff",
  doc: "Expands gradients into the operations that compute them, by the ops' derivative rules.",
  run: everywhere((graph) => {
    const wanted = targetsByLoss(graph);
    if (wanted.size === 0) return graph;
    const builder = new Builder();
    const made = new Map<Node, Node>();
    const sweeps = new Map<Node, ReadonlyMap<Node, Node>>();
    const of = (node: Node): Node => made.get(node)!;
    const expand = (node: Node): Node => {
      const [loss, x] = node.inputs.map(of);
      const sweep = sweeps.get(loss!) ?? derivatives(builder, loss!, targetsOf(node, wanted, made));
      sweeps.set(loss!, sweep);
      builder.origin = node.origin;
      return sweep.get(x!) ?? filled(builder, x!, 0);
    };
    for (const node of graph.nodes) {
      made.set(node, node.op.traits.differential ? expand(node) : builder.copy(node, node.inputs.map(of)));
    }
    return builder.graph(
      graph.name,
      graph.results.map((r) => ({ ...r, node: of(r.node) })),
      graph.updates.map((u) => ({ ...u, node: of(u.node) })),
    );
  }),
};

/** The cotangents of `targets`, starting with 1 for the loss. */
function derivatives(builder: Builder, loss: Node, targets: ReadonlySet<Node>): ReadonlyMap<Node, Node> {
  const one = (): Node => {
    builder.origin = cotangentOrigin(loss, loss);
    return filled(builder, loss, 1);
  };
  return backward(builder, [{ node: loss, ct: one }], targets);
}

/** For each loss, all x of a `gradient(loss, x)`. */
function targetsByLoss(graph: Graph): ReadonlyMap<Node, readonly Node[]> {
  const targets = new Map<Node, Node[]>();
  for (const node of graph.nodes) {
    if (!node.op.traits.differential) continue;
    const [loss, x] = node.inputs;
    const list = targets.get(loss!);
    if (list) list.push(x!);
    else targets.set(loss!, [x!]);
  }
  return targets;
}

/** Those that can have a gradient; an x that is not made yet comes after the loss and so does not lead to it. */
function targetsOf(gradient: Node, wanted: ReadonlyMap<Node, readonly Node[]>, made: ReadonlyMap<Node, Node>): ReadonlySet<Node> {
  return new Set((wanted.get(gradient.inputs[0]!) ?? []).flatMap((x) => made.get(x) ?? []));
}
