import type { Builder } from "../graph/builder.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { k } from "../kernel/build.ts";
import type { Access, Fold } from "../kernel/computation.ts";
import type { Expression } from "../kernel/kernel.ts";
import { transpose } from "../ops/movement/transpose.ts";
import { inverse } from "../ops/movement/order.ts";
import { computationKind, computationOf, counting, visits } from "./computation.ts";
import { mentions } from "./loop-nest.ts";
import { laneCount, type Machine } from "./machine.ts";
import { nominalSize } from "./nominal.ts";
import { packed } from "./own-ops.ts";

/** How often an element must be read for a copy of it to pay. */
const leastReads = 128;
/** Terms side by side that fill lanes well by themselves. */
const manyTerms = 128;

/**
 * Copies operands of products whose elements lie side by side along the terms of short sums, so that they lie side by
 * side along the last axis of the result instead: lanes are then neighbouring results, and no lanes are added up.
 */
export function withLayouts(graph: Graph, machine: Machine): Graph {
  if (machine.lanes === 1 || !graph.nodes.some(isFold)) return graph;
  return rewrite(graph, (node, inputs, builder) => {
    const axes = isFold(node) ? node.inputs.map((_, operand) => misplacedAxis(node, operand)) : [];
    if (axes.every((axis) => axis === undefined)) return undefined;
    return builder.make(node.op, inputs.map((input, i) => (axes[i] === undefined ? input : withLast(builder, input, axes[i]))), node.attributes);
  });
}

function isFold(node: Node): boolean {
  return node.op.lower !== undefined && computationKind(node) === "fold";
}

/** The same value, from memory in which this axis is the last. */
function withLast(b: Builder, input: Node, axis: number): Node {
  const rank = input.type.shape.length;
  const permutation = [...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis), axis];
  const turned = b.make(transpose, [input], { permutation }, input.origin);
  return b.make(transpose, [b.make(packed, [turned], {}, input.origin)], { permutation: inverse(permutation) }, input.origin);
}

/** The axis of an operand that goes along the last axis of the result, if it is not the operand's last and should be. */
function misplacedAxis(node: Node, operand: number): number | undefined {
  const { shape } = node.type;
  const extent = shape.at(-1);
  const input = node.inputs[operand]!;
  if (!extent || nominalSize(extent) < laneCount || input.type.dtype !== "f32" || visits(node, operand) < leastReads) return undefined;
  const { index, fold } = readOf(node, operand);
  const last = lastOf(shape.length);
  const along = index.flatMap((e, axis) => (mentions(e, last) ? [axis] : []));
  const [axis, ...others] = along;
  const e = axis === undefined ? undefined : index[axis];
  if (axis === undefined || others.length > 0 || axis === index.length - 1 || e?.kind !== "local") return undefined;
  const term = index.at(-1)!;
  const isTerm = term.kind === "local" && fold.loops.some((loop) => loop.name === term.name);
  return isTerm && nominalSize(input.type.shape.at(-1)!) < manyTerms ? axis : undefined;
}

/** Where an operand is read for one element of the result. */
function readOf(node: Node, operand: number): { readonly index: readonly Expression[]; readonly fold: Fold } {
  let index: readonly Expression[] = [];
  const accesses = node.inputs.map((input, i): Access => (read) => {
    if (i === operand) index = read;
    return k.local("element", input.type.dtype);
  });
  const computation = computationOf(node, accesses);
  if (computation.kind !== "fold") throw new Error(`node ${node.id} is no fold`);
  const fold = computation.at(node.type.shape.map((_, axis) => k.local(`result${axis}`, "i32")), counting());
  return { index, fold };
}

function lastOf(rank: number): string {
  return `result${rank - 1}`;
}
