import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { transpose } from "../../ops/movement/transpose.ts";
import { inverse } from "../../ops/movement/order.ts";
import { inPlace, type Order } from "./arranged.ts";
import { type AxisClasses, axisClasses } from "./axis-classes.ts";
import type { Size } from "../../types/size.ts";
import type { LayoutChoice } from "../choice.ts";
import { computationKind, visits } from "../computation.ts";
import { withBorders } from "./borders.ts";
import { withStacksFollowed } from "./following.ts";
import { FoldCosts } from "./fold-cost.ts";
import { laneCount, type Machine } from "../machine.ts";
import { nominalSize } from "../nominal.ts";
import { packed } from "../own-ops.ts";
import { piecesOf } from "./piece-cost.ts";
import { inPieces } from "./pieces.ts";
import { rearrange } from "./rearrange.ts";
import { withRowsApart } from "./rows-apart.ts";
import { withTranspositionsSeenThrough } from "./seen-through.ts";
import { neighbourhoods, turnedAlong } from "./turning.ts";

/** How often an element must be read for a copy of it to pay. */
const leastReads = 64;
/** Terms side by side that fill lanes well by themselves. */
const manyTerms = 128;

type Told = (choice: LayoutChoice) => void;

/**
 * The order of axes in memory, for machines with lanes: first what is computed is put into the order that suits all who
 * read it, then operands are copied where one reader needs them in another.
 */
export function withLayouts(graph: Graph, machine: Machine, told?: Told): Graph {
  if (machine.lanes === 1 || !graph.nodes.some(isFold)) return graph;
  const costs = new FoldCosts(machine);
  const copied = withOperandsSideBySide(withOperandsBordered(withAxesTurned(inMemory(graph), costs, told), costs, told), costs, told);
  return withRowsApart(withPieces(copied, costs, told), told);
}

/** The program as its values lie in memory where nothing is turned. */
function inMemory(graph: Graph): Graph {
  return withStacksFollowed(withTranspositionsSeenThrough(graph, isFold));
}

/** Whether values would lie in another order of their axes if these sizes were known: side by side along one of them. */
export function turnsBySizes(graph: Graph, machine: Machine, sizes: KnownSizes): boolean {
  return machine.lanes > 1 && [...axesTurned(inMemory(graph), new FoldCosts(machine), sizes)].some(([{ type }, order]) => type.shape[order.at(-1)!]!.constant() === undefined);
}

type KnownSizes = ReadonlyMap<string, Size>;

/** Puts axes innermost in memory whose elements fill lanes where others do not. */
function withAxesTurned(graph: Graph, costs: FoldCosts, told?: Told): Graph {
  return rearrange(graph, axesTurned(graph, costs, new Map(), told));
}

function axesTurned(graph: Graph, costs: FoldCosts, sizes: KnownSizes, told?: Told): ReadonlyMap<Node, Order> {
  const poor = graph.nodes.filter((node) => isFold(node) && costs.isPoor(node, inPlace(node)));
  if (poor.length === 0) return new Map();
  const classes = axisClasses(graph);
  const around = neighbourhoods(graph, classes);
  const orders = new Map<Node, Order>();
  for (const axisClass of fillingLanes(poor, classes, sizes)) for (const [node, order] of turnedAlong(around(axisClass), classes, axisClass, costs, told)) if (!orders.has(node)) orders.set(node, order);
  return orders;
}

/** The classes of the first axes of what folds read and make, where they are known to fill lanes. */
function fillingLanes(folds: readonly Node[], classes: AxisClasses, sizes: KnownSizes): ReadonlySet<number> {
  const found = new Set<number>();
  for (const node of folds.flatMap((fold) => [fold, ...fold.inputs])) {
    const extent = node.type.shape[0]?.substitute(sizes).constant();
    if (node.type.shape.length > 1 && extent !== undefined && extent > laneCount && extent % laneCount === 0) found.add(classes.of(node)[0]!);
  }
  return found;
}

/** Copies operands with the zeros that are read around them, where sums are computed faster without bounds. */
function withOperandsBordered(graph: Graph, costs: FoldCosts, told?: Told): Graph {
  const chosen = graph.nodes.filter((node) => isFold(node) && costs.of(node, inPlace(node))?.bordered);
  if (chosen.length === 0) return graph;
  for (const node of chosen) told?.({ kind: "bordered", reader: node });
  const among = new Set(chosen);
  return withBorders(graph, (node) => among.has(node));
}

/**
 * Copies operands of products whose elements lie side by side along the terms of short sums, so that they lie side by
 * side along the last axis of the result instead: lanes are then neighbouring results, and no lanes are added up.
 */
function withOperandsSideBySide(graph: Graph, costs: FoldCosts, told?: Told): Graph {
  return rewrite(graph, (node, inputs, builder) => {
    const copied = isFold(node) ? costs.of(node, inPlace(node))?.copied : undefined;
    const pays = copied?.map((order, i) => order !== undefined && visits(node, i) >= leastReads && nominalSize(node.inputs[i]!.type.shape.at(-1)!) < manyTerms);
    if (!copied || !pays?.includes(true)) return undefined;
    node.inputs.forEach((operand, i) => pays[i] && told?.({ kind: "copied", reader: node, operand, order: copied[i]!, reads: visits(node, i) }));
    return builder.make(node.op, inputs.map((input, i) => (pays[i] ? inMemoryAs(builder, input, copied[i]!) : input)), node.attributes);
  });
}

function isFold(node: Node): boolean {
  return node.op.lower !== undefined && computationKind(node) === "fold";
}

/** The same value, from memory in which its axes have this order. */
function inMemoryAs(b: Builder, input: Node, order: Order): Node {
  const turned = b.make(transpose, [input], { permutation: order }, input.origin);
  return b.make(transpose, [b.make(packed, [turned], {}, input.origin)], { permutation: inverse(order) }, input.origin);
}

/** Adds sums up piece by piece where what they read does not stay in the cache otherwise. */
function withPieces(graph: Graph, costs: FoldCosts, told?: Told): Graph {
  return rewrite(graph, (node, inputs, builder) => {
    const piece = isFold(node) ? piecesOf(node, costs) : undefined;
    if (piece !== undefined) told?.({ kind: "pieces", node });
    return piece === undefined ? undefined : builder.make(inPieces(node.op, piece), inputs, node.attributes);
  });
}
