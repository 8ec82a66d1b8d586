import type { Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { number, size } from "../ops/attributes.ts";
import type { Size } from "../types/size.ts";
import { withoutDead } from "./dce.ts";
import { behindGradients } from "./differentiated.ts";
import type { Pass } from "./pass.ts";

/**
 * Cuts what is differentiated along many positions into segments, of which backpropagation keeps the carries alone. `length`
 * says how long they are, for so many positions; undefined leaves a scan as it is.
 */
export function segmentScans(length: (extent: Size) => number | undefined): Pass {
  return {
    name: "segment",
    doc: "Cuts scans into segments that backward code computes again, for less memory.",
    run: (graph) => {
      const differentiated = behindGradients(graph.nodes);
      const cut = new Map<Node, readonly Node[]>();
      const next = rewrite(graph, (node, inputs, builder) => {
        if (node.op.traits.part) return cut.get(node.inputs[0]!)?.[number(node.attributes, "index")];
        const { segment } = node.op;
        if (!segment || !differentiated.has(node) || hasGradients(node)) return undefined;
        const each = length(size(node.attributes, "extent"));
        if (each === undefined) return undefined;
        const copy = builder.copy(node, inputs);
        cut.set(node, segment(copy, each, builder));
        return copy;
      });
      return cut.size > 0 ? withoutDead(next) : graph;
    },
  };
}

/** A derivative by an outer value is one by what the region does with it; in a region inside it would be another. */
function hasGradients({ region }: Node): boolean {
  return region?.nodes.some((node) => node.op.traits.differential || hasGradients(node)) ?? false;
}
