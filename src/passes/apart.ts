import type { Builder } from "../graph/builder.ts";
import type { Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { flopsOf } from "../ops/flops.ts";
import { leastWork } from "../ops/scan/spread.ts";
import { nominalElements, nominalSize } from "../types/nominal.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/**
 * In the region of a scan, a product with a carry and other values side by side is a sum: `[x, h] @ W = x @ W[:X] + h @ W[X:]`.
 * The product without the carry can then be computed before the scan. Floats are added in another order here.
 */
export const apart: Pass = {
  name: "apart",
  doc: "Takes products with a carry and other values side by side apart into sums of products.",
  run: everywhere((graph) => {
    if (!graph.nodes.some((node) => node.op.traits.argument === "carry") || graph.nodes.some((node) => node.op.traits.differential)) return graph;
    let changed = false;
    const carried = new Carried();
    const next = rewrite(graph, (node, inputs, builder) => {
      if (!node.op.apart || !inputs.some((input) => carried.has(input, builder))) return undefined;
      const copy = builder.copy(node, inputs);
      const terms = node.op.apart(copy, (part) => carried.has(part, builder), builder);
      if (!terms?.some((term) => !carried.has(term, builder) && pays(term))) return copy;
      changed = true;
      return terms.reduce((sum, term) => builder.make(add, [sum, term]));
    });
    return changed ? withoutDead(next) : graph;
  }),
};

/** Whether so much work is done for an element that it is worth being computed elsewhere. */
function pays(term: Node): boolean {
  return nominalSize(flopsOf(term)) >= leastWork * nominalElements(term.type);
}

/** Which nodes of a region in the making depend on a carry. */
class Carried {
  private readonly found = new Set<Node>();
  private seen = 0;

  has(node: Node, { nodes }: Builder): boolean {
    for (; this.seen < nodes.length; this.seen += 1) {
      const next = nodes[this.seen]!;
      if (next.op.traits.argument === "carry" || next.inputs.some((input) => this.found.has(input))) this.found.add(next);
    }
    return this.found.has(node);
  }
}
