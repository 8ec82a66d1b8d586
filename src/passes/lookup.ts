import type { Graph, Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { flopsOf } from "../ops/flops.ts";
import { nominalSize } from "../types/nominal.ts";
import { withoutDead } from "./dce.ts";
import { behindGradients } from "./differentiated.ts";
import type { Pass } from "./pass.ts";

/**
 * A product with rows that are looked up is looked up in the product with all rows, where there are fewer of those. Only
 * where it is differentiated: a training step has many examples, but a prediction may be made for one.
 */
export const lookup: Pass = {
  name: "lookup",
  doc: "Multiplies all rows of a table once instead of each row that is looked up in it.",
  run: (graph) => {
    const differentiated = behindGradients(graph.nodes);
    const wanted = targetsOf(graph);
    let changed = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      // What a derivative is asked by stays on the way to the loss.
      if (!node.op.lookUp || !differentiated.has(node) || node.inputs.some((input) => wanted.has(input))) return undefined;
      const copy = builder.copy(node, inputs);
      const found = node.op.lookUp(copy, builder);
      if (!found || work(found.inputs[0]!) >= work(copy)) return copy;
      changed = true;
      return found;
    });
    return changed ? withoutDead(next) : graph;
  },
};

function work(node: Node): number {
  return nominalSize(flopsOf(node));
}

function targetsOf({ nodes }: Graph): ReadonlySet<Node> {
  return new Set(nodes.flatMap((node) => (node.op.traits.differential ? [node.inputs[1]!] : [])));
}
