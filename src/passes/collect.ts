import type { Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { number } from "../ops/attributes.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** What the positions of a scan only add up, added up once behind it. It is kept of each position no more than `share` times the elements of the sum. */
function collectUpTo(share: number): Pass {
  return {
    name: "collect",
    doc: "Adds up once, behind a scan, what its positions only add to a sum: one large product for many small ones.",
    run: everywhere((graph) => {
      if (!graph.nodes.some((node) => node.op.collect)) return graph;
      const behind = new Map<Node, ReadonlyMap<number, Node>>();
      let changed = false;
      const next = rewrite(graph, (node, inputs, builder) => {
        if (node.op.traits.part) return behind.get(node.inputs[0]!)?.get(number(node.attributes, "index"));
        if (!node.op.collect) return undefined;
        const copy = builder.copy(node, inputs);
        const sums = node.op.collect(copy, share, builder);
        behind.set(node, sums);
        changed ||= sums.size > 0;
        return copy;
      });
      return changed ? withoutDead(next) : graph;
    }),
  };
}

/** To read and write a sum at each position takes as long as to keep as many elements as it has. */
export const collect = collectUpTo(1);

/** Only sums of what is kept anyway. */
export const collectKept = collectUpTo(0);
