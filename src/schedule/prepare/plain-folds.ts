import type { Graph } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import type { Machine } from "../machine.ts";

/**
 * For machines with lanes: folds whose accumulators depend on each other as several folds with one accumulator each.
 * Lanes compute both sides of every choice, and can be combined only where a fold is a plain sum, maximum or the like.
 */
export function withPlainFolds(graph: Graph, machine: Machine): Graph {
  if (machine.lanes === 1 || !graph.nodes.some((n) => n.op.plainly)) return graph;
  return rewrite(graph, (node, inputs, builder) => node.op.plainly?.(builder.copy(node, inputs), builder));
}
