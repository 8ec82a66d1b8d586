import type { Graph, Node } from "../../graph/graph.ts";
import { scanAttributes } from "../../ops/scan/layout.ts";
import type { TensorType } from "../../types/tensor.ts";
import { computationKind } from "../computation.ts";
import { inPlace, plainOrder, withLast } from "../layout/arranged.ts";
import { copyCost, type FoldCosts } from "../layout/fold-cost.ts";
import { laneCount } from "../machine.ts";
import { nominalElements, nominalSize } from "../nominal.ts";
import type { Filter } from "./find.ts";
import { instructionsOfBlock, mixesOf } from "./mixed.ts";

/** Loading and storing an element of a value that is in memory for the sake of a filter. */
const passing = 2;

/** Instructions of a filter as it stands, in the best order of axes in memory. */
export function directCost({ node, moving, roles }: Filter, costs: FoldCosts): number | undefined {
  const last = node.type.shape.flatMap((extent, axis) => ((extent.constant() ?? 1) % laneCount === 0 ? [axis] : []));
  const turned = last.map((axis) => ({
    result: withLast(node.type.shape.length, axis),
    operands: node.inputs.map((input, i) => {
      const own = roles[i === moving ? "moving" : "still"].findIndex(({ kind, place }) => kind === "result" && place === axis);
      return own < 0 ? plainOrder(input) : withLast(input.type.shape.length, own);
    }),
  }));
  const found = [inPlace(node), ...turned].flatMap((arrangement) => costs.of(node, arrangement)?.instructions ?? []);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Instructions of all nodes of a graph that filters are made of, regions included; and of its results, which nothing is computed with at once. */
export function filteredCost(graph: Graph, costs: FoldCosts): number {
  return graph.nodes.reduce((sum, node) => sum + costOf(node, costs), 0);
}

function costOf(node: Node, costs: FoldCosts): number {
  const { op, region, attributes, inputs, type } = node;
  if (region) return nominalSize(scanAttributes(attributes).extent) * (filteredCost(region, costs) + region.results.reduce((sum, { node: given }) => sum + passing * vectors(given.type), 0));
  const [input] = inputs;
  if (!input || op.traits.alias || op.traits.part) return 0;
  const mixes = mixesOf(op);
  if (mixes) return (instructionsOfBlock(mixes) * vectors(type, input.type)) / mixes.reduce((rows, { matrix }) => rows * matrix.length, 1);
  if (computationKind(node) === "fold") return costs.of(node, inPlace(node))?.instructions ?? Infinity;
  // What lies in another order is read lane by lane.
  const order = attributes["permutation"];
  if (Array.isArray(order)) return order.at(-1) === order.length - 1 ? 0 : copyCost * nominalElements(type);
  return op.traits.view || op.traits.cheap ? 0 : passing * vectors(type);
}

/** How many vectors hold the elements of a value, where those along the last axis of `along` are lanes. */
function vectors(type: TensorType, along = type): number {
  const lanes = along.shape.length === 0 ? 1 : nominalSize(along.shape.at(-1)!);
  return (nominalElements(type) / lanes) * Math.ceil(lanes / laneCount);
}
