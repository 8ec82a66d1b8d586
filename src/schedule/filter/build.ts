import type { Builder } from "../../graph/builder.ts";
import type { Node, Origin } from "../../graph/graph.ts";
import { dot } from "../../ops/contract/dot.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { constant } from "../../ops/leaf/constant.ts";
import { broadcastTo, reshapeTo } from "../../ops/make.ts";
import { slice } from "../../ops/movement/slice.ts";
import { transpose } from "../../ops/movement/transpose.ts";
import { carry, standingFor } from "../../ops/scan/arguments.ts";
import { Assembly } from "../../ops/scan/assembly.ts";
import { part } from "../../ops/scan/part.ts";
import { Size } from "../../types/size.ts";
import { bordered } from "../layout/borders.ts";
import { packed } from "../own-ops.ts";
import type { Role } from "./find.ts";
import { type Mix, mixed } from "./mixed.ts";
import type { Scheme } from "./scheme.ts";

/** An axis of a value, wherever it stands; each is itself only. */
type Axis = { readonly extent: Size };

interface Value {
  readonly node: Node;
  readonly axes: readonly Axis[];
}

/** All axes that there are, by number. */
interface Axes {
  readonly result: readonly Axis[];
  readonly loop: readonly Axis[];
  /** Of those along which something moves: what they are in an operand, then their points, and the results in a block. */
  readonly moving: readonly Axis[];
  readonly points: readonly Axis[];
  readonly outputs: readonly Axis[];
}

/**
 * What a filter computes, turn after turn: what moves is transformed, multiplied by the other, transformed too, point by point, and the
 * products are transformed into results. Sums that go on in the next turn stay products until the last.
 */
export function filtered(b: Builder, scheme: Scheme, inputs: readonly Node[], origin: Origin | undefined): Node {
  const { filter, together } = scheme;
  const { roles } = filter;
  const axes = axesOf(scheme);
  const [x, w] = [inputs[filter.moving]!, inputs[1 - filter.moving]!];
  const of = ({ kind, place }: Role): Axis => axes[kind][place]!;
  const [moving, still]: Value[] = [{ node: x, axes: roles.moving.map(of) }, { node: w, axes: roles.still.map(of) }];
  const [along] = moving!.axes as readonly [Axis];
  const extent = x.type.shape[0]!;
  const turns = new Assembly({ axis: 0, extent: extent.exactDiv(together)!, reverse: false, recompute: false });
  const inTurn = (value: Value): Value => {
    const front = ordered(b, value, [along, ...value.axes.filter((axis) => axis !== along)]);
    const { shape } = front.node.type;
    return { node: turns.element(reshapeTo(b, front.node, [extent.exactDiv(together)!, Size.of(together), ...shape.slice(1)]), value.node.origin), axes: front.axes };
  };
  // Lanes are neighbouring results: axes that only the result has come last.
  const free = (axis: Axis): number => Number(axes.result.includes(axis) && !moving!.axes.includes(axis));
  const stillOrder = still!.axes.toSorted((a, c) => free(a) - free(c));
  const { region } = turns;
  region.origin = origin;
  const points = atPoints(region, scheme, axes, inTurn(moving!));
  const ofTurn = (): Value => tapsAtPoints(region, scheme, axes, ordered(region, inTurn(still!), [along, ...stillOrder.filter((axis) => axis !== along)]));
  const ofAll = (): Value => {
    const once = tapsAtPoints(b, scheme, axes, ordered(b, still!, stillOrder));
    return { node: turns.outer(once.node), axes: once.axes };
  };
  const factors = still!.axes.includes(along) ? ofTurn() : ofAll();
  const products = productOf(region, points, factors, axes);
  return (axes.result.includes(along) ? resultsOfTurns : sumOfTurns)(b, turns, scheme, axes, products);
}

/** Each turn has results of its own. */
function resultsOfTurns(b: Builder, turns: Assembly, scheme: Scheme, axes: Axes, products: Value): Node {
  const { roles } = scheme.filter;
  const along = axes.result[roles.moving[0]!.place]!;
  const inside = [along, ...axes.result.filter((axis) => axis !== along)];
  const shape = inside.map((axis) => (axis === along ? Size.of(scheme.together) : axis.extent));
  const made = resultsOf(turns.region, scheme, axes, products, inside, shape);
  const stack = b.make(part, [turns.finish(b, [], [], [made.node], turns.region.origin)], { index: 0 }, turns.region.origin);
  return ordered(b, { node: reshapeTo(b, stack, inside.map(({ extent }) => extent)), axes: inside }, axes.result).node;
}

/** All turns add to the same products, which are transformed once, at the end. */
function sumOfTurns(b: Builder, turns: Assembly, scheme: Scheme, axes: Axes, products: Value): Node {
  const { region } = turns;
  const { type } = products.node;
  const sum = region.make(add, [region.make(carry, [], standingFor(type, 0)), products.node]);
  const zeros = broadcastTo(b, b.make(constant, [], { value: 0, dtype: "f32" }), type.shape, []);
  const whole = b.make(part, [turns.finish(b, [zeros], [sum], [], region.origin)], { index: 0 }, region.origin);
  return resultsOf(b, scheme, axes, { node: whole, axes: products.axes }, axes.result, scheme.filter.node.type.shape).node;
}

function axesOf({ filter: { node, axes, roles, moving }, blocked }: Scheme): Axes {
  const made = (extent: Size | number): Axis => ({ extent: Size.of(extent) });
  const result = node.type.shape.map(made);
  const loop: Axis[] = [];
  roles.moving.forEach(({ kind, place }, axis) => kind === "loop" && (loop[place] = made(node.inputs[moving]!.type.shape[axis]!)));
  return {
    result,
    loop,
    moving: axes.map((_, i) => made(blocked[i]!.blocks)),
    points: blocked.map(({ transform }) => made(transform.points)),
    outputs: blocked.map(({ transform }) => made(transform.outputs)),
  };
}

/** With its axes in this order. */
function ordered(b: Builder, { node, axes }: Value, wanted: readonly Axis[]): Value {
  const permutation = wanted.map((axis) => axes.indexOf(axis));
  return permutation.every((axis, i) => axis === i) ? { node, axes } : { node: b.make(transpose, [node], { permutation }, node.origin), axes: wanted };
}

/** What moves, at all points of all blocks. */
function atPoints(b: Builder, { filter, blocked }: Scheme, axes: Axes, { node, axes: own }: Value): Value {
  const mixes = blocked.map(({ along, transform, blocks }, i) => ({
    axis: axes.moving[i]!,
    rows: axes.points[i]!,
    matrix: transform.inputsOf,
    stride: along === "results" ? transform.outputs : transform.taps,
    blocks,
  }));
  const [low, high] = [node.type.shape.map(() => Size.of(0)), node.type.shape.map(() => Size.of(0))];
  mixes.forEach(({ axis, matrix, stride, blocks }, i) => {
    const at = own.indexOf(axis);
    low[at] = Size.of(filter.axes[i]!.low);
    high[at] = Size.of((blocks - 1) * stride + matrix.length - filter.axes[i]!.low - filter.axes[i]!.extents.moving);
  });
  // With zeros around, whoever reads it need not ask where it ends.
  const whole = [...low, ...high].every((size) => size.isZero()) ? node : bordered(b, node, { low, high });
  return mixedAlong(b, "points", { node: whole, axes: own }, mixes);
}

/** The other operand, at all points, with a block of taps for each block of what moves or one for all. */
function tapsAtPoints(b: Builder, { filter, blocked }: Scheme, axes: Axes, value: Value): Value {
  const mixes = blocked.map(({ along, transform, blocks }, i) => ({
    axis: axes.moving[i]!,
    rows: axes.points[i]!,
    matrix: transform.tapsOf,
    stride: transform.taps,
    ...(along === "taps" && { blocks }),
    backwards: filter.axes[i]!.backwards,
  }));
  return mixedAlong(b, "points", value, mixes);
}

/** A mix of an axis wherever it stands; what its rows are. */
interface Mixing extends Omit<Mix, "axis"> {
  readonly axis: Axis;
  readonly rows: Axis;
}

/**
 * One axis after another, with what is between in memory: to do all at once would take as many registers, and as many places
 * to write to, as there are points. Rows come first.
 */
function mixedAlong(b: Builder, name: string, value: Value, mixes: readonly Mixing[]): Value {
  return mixes.toReversed().reduce(({ node, axes: own }, { axis, rows, ...mix }, i) => {
    const at = own.indexOf(axis);
    const made = b.make(mixed(name, { ...mix, axis: at }), [node], {}, node.origin);
    const isLast = i === mixes.length - 1;
    return { node: isLast ? made : b.make(packed, [made], {}, node.origin), axes: [rows, ...(mix.blocks === undefined ? own.toSpliced(at, 1) : own)] };
  }, value);
}

/** Sums over what both have and the result has not; blocks of taps are added up at once. */
function productOf(b: Builder, left: Value, right: Value, axes: Axes): Value {
  const isCommon = (axis: Axis): boolean => left.axes.includes(axis) && right.axes.includes(axis);
  const isBatch = (axis: Axis): boolean => isCommon(axis) && (axes.points.includes(axis) || axes.result.includes(axis));
  const [batch, summed] = [left.axes.filter(isBatch), left.axes.filter((axis) => isCommon(axis) && !isBatch(axis))];
  const places = ({ axes: own }: Value, wanted: readonly Axis[]): readonly number[] => wanted.map((axis) => own.indexOf(axis));
  const node = b.make(dot, [left.node, right.node], {
    leftBatch: places(left, batch),
    rightBatch: places(right, batch),
    leftContract: places(left, summed),
    rightContract: places(right, summed),
  });
  return { node, axes: [...batch, ...[...left.axes, ...right.axes].filter((axis) => !isCommon(axis))] };
}

/** From products at points to results, with their axes in this order. */
function resultsOf(b: Builder, { filter, blocked }: Scheme, axes: Axes, products: Value, wanted: readonly Axis[], shape: readonly Size[]): Value {
  const made = mixedAlong(b, "results", products, blocked.map(({ transform }, i) => ({ axis: axes.points[i]!, rows: axes.outputs[i]!, matrix: transform.outputsOf, stride: 0 })));
  const parts = wanted.map((axis): readonly Axis[] => {
    const i = filter.axes.findIndex(({ result }) => axes.result[result] === axis);
    if (i < 0) return [axis];
    return blocked[i]!.along === "results" ? [axes.moving[i]!, axes.outputs[i]!] : [axes.outputs[i]!];
  });
  const turned = ordered(b, made, parts.flat());
  let at = 0;
  const merged = reshapeTo(b, turned.node, parts.map((list) => Size.product(turned.node.type.shape.slice(at, (at += list.length)))));
  if (merged.type.shape.every((size, i) => size.equals(shape[i]!))) return { node: merged, axes: wanted };
  // The last block may be more than there is.
  return { node: b.make(slice, [merged], { start: shape.map(() => 0), limit: shape, stride: shape.map(() => 1) }), axes: wanted };
}
