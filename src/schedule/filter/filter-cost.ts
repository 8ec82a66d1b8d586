import type { Graph, Node } from "../../graph/graph.ts";
import { scanAttributes } from "../../ops/scan/layout.ts";
import type { TensorType } from "../../types/tensor.ts";
import { computationKind } from "../computation.ts";
import { type Arrangement, inPlace, type Order, plainOrder, withLast } from "../layout/arranged.ts";
import { copyCost, type FoldCosts } from "../layout/fold-cost.ts";
import { laneCount } from "../machine.ts";
import { nominalElements, nominalSize } from "../nominal.ts";
import type { Filter, Role } from "./find.ts";
import { instructionsOfBlock, mixOf } from "./mixed.ts";

/** Loading and storing an element of a value that is in memory for the sake of a filter. */
const passing = 2;

/** Instructions of a filter as it stands, in the best order of axes in memory: as it is, or with one innermost that fills lanes, of the result or of the terms. */
export function directCost(filter: Filter, costs: FoldCosts): number | undefined {
  const { node, roles } = filter;
  const found = [inPlace(node), ...[...roles.moving, ...roles.still].flatMap((role) => turnedTo(role, filter) ?? [])].flatMap((arrangement) => costs.of(node, arrangement)?.instructions ?? []);
  return found.length === 0 ? undefined : Math.min(...found);
}

function turnedTo(wanted: Role, { node, moving, roles }: Filter): Arrangement | undefined {
  const last = (type: TensorType, axis: number): Order | undefined => ((type.shape[axis]?.constant() ?? 1) % laneCount === 0 ? withLast(type.shape.length, axis) : undefined);
  const operands = node.inputs.map((input, i) => {
    const axis = roles[i === moving ? "moving" : "still"].findIndex(({ kind, place }) => kind === wanted.kind && place === wanted.place);
    return axis < 0 ? plainOrder(input) : last(input.type, axis);
  });
  const result = wanted.kind === "result" ? last(node.type, wanted.place) : plainOrder(node);
  const known = operands.filter((order) => order !== undefined);
  return wanted.kind === "moving" || !result || known.length < operands.length ? undefined : { result, operands: known };
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
  const mix = mixOf(op);
  if (mix) return (instructionsOfBlock(mix) * vectors(type, input.type)) / mix.matrix.length;
  if (computationKind(node) === "fold") return costs.of(node, inPlace(node))?.instructions ?? Infinity;
  // A mix that is stored stores itself.
  if (mixOf(input.op)) return 0;
  // What lies in another order is read lane by lane.
  const order = attributes["permutation"];
  if (Array.isArray(order)) return order.at(-1) === order.length - 1 ? 0 : copyCost * nominalElements(type);
  return op.traits.view || op.traits.cheap ? 0 : passing * vectors(type);
}

/** How many vectors hold the elements of a value, where those along the last axis of `along` are lanes; what fills none comes one by one. */
function vectors(type: TensorType, along = type): number {
  const lanes = along.shape.length === 0 ? 1 : nominalSize(along.shape.at(-1)!);
  return (nominalElements(type) / lanes) * (Math.floor(lanes / laneCount) + (lanes % laneCount));
}
