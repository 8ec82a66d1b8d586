import { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { outer, standingFor } from "../../ops/scan/arguments.ts";
import type { LayoutChoice } from "../choice.ts";
import { FoldCosts } from "../layout/fold-cost.ts";
import type { Machine } from "../machine.ts";
import { filtered } from "./build.ts";
import { directCost, filteredCost } from "./filter-cost.ts";
import { filterOf } from "./find.ts";
import { type Scheme, schemesOf } from "./scheme.ts";

/** What must be saved, for a kernel in the place of which there are four. */
const leastGain = 0.15;

/**
 * For machines with lanes: sums of products in which a short operand moves along another, such as convolutions and their
 * derivatives, are computed by fewer products where that is estimated to be faster. Only where the extents along which it moves are known.
 */
export function withFilters(graph: Graph, machine: Machine, told?: (choice: LayoutChoice) => void): Graph {
  if (machine.lanes === 1) return graph;
  const costs = new FoldCosts(machine);
  const schemes = new Map<Node, Scheme>();
  for (const node of graph.nodes) {
    const filter = filterOf(node);
    const before = filter && directCost(filter, costs);
    if (before === undefined) continue;
    const weighed = schemesOf(filter!).map((scheme) => ({ scheme, after: filteredCost(tried(scheme), costs) }));
    const [best] = weighed.toSorted((a, b) => a.after - b.after);
    if (!best) continue;
    const taken = best.after < before * (1 - leastGain);
    told?.({ kind: "filter", node, before, after: best.after, taken, blocks: best.scheme.blocked.map(({ transform }) => transform) });
    if (taken) schemes.set(node, best.scheme);
  }
  return bySchemes(graph, schemes);
}

/** The same graph with these nodes computed so. */
export function bySchemes(graph: Graph, schemes: ReadonlyMap<Node, Scheme>): Graph {
  if (schemes.size === 0) return graph;
  return rewrite(graph, (node, inputs, builder) => {
    const scheme = schemes.get(node);
    return scheme && filtered(builder, scheme, inputs, node.origin);
  });
}

/** A graph of nothing but this filter. */
function tried(scheme: Scheme): Graph {
  const b = new Builder();
  const inputs = scheme.filter.node.inputs.map(({ type }, i) => b.make(outer, [], standingFor(type, i)));
  const node = filtered(b, scheme, inputs, undefined);
  return b.graph("tried", [{ name: "result", node }], []);
}
