import type { Node } from "../../graph/graph.ts";
import { affine } from "../../kernel/affine.ts";
import { k } from "../../kernel/build.ts";
import type { Fold, Loop } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { computationOf, counting } from "../computation.ts";
import { nominalValue } from "../nominal.ts";

/** An axis of a sum of products along which one operand moves over the other: result[p] = sum over q of moving[p + q - low] * still[q]. */
export interface Moving {
  /** Of the result. */
  readonly result: number;
  /** Of the operand that is read at p + q - low; outside of it are zeros. */
  readonly moving: number;
  /** Of the operand that is read at q. */
  readonly still: number;
  readonly low: number;
  /** Whether the other operand is read from its end: at extent - 1 - q. */
  readonly backwards: boolean;
  readonly extents: { readonly result: number; readonly moving: number; readonly still: number };
}

/** What goes along an axis of an operand: the index of that axis of the result, that loop of the sum, or both of that axis along which something moves. */
export interface Role {
  readonly kind: "result" | "loop" | "moving";
  readonly place: number;
}

/** A sum of products of two operands, with at least one axis along which one moves over the other. */
export interface Filter {
  readonly node: Node;
  /** Which operand is the one that moves: 0 or 1. */
  readonly moving: number;
  readonly axes: readonly Moving[];
  /** For each axis of the operand that moves, and of the other. */
  readonly roles: { readonly moving: readonly Role[]; readonly still: readonly Role[] };
}

/** Reads what a node computes as such a sum, by its lowering; undefined if it is anything else, or an extent along which something moves is not known. */
export function filterOf(node: Node): Filter | undefined {
  if (!node.op.lower || node.inputs.length !== 2 || node.inputs.some(({ type }) => type.dtype !== "f32")) return undefined;
  const reads: (readonly Expression[])[][] = [[], []];
  const computation = computationOf(node, node.inputs.map((input, operand) => (index) => (reads[operand]!.push(index), k.local(operandName(operand), input.type.dtype))));
  if (computation.kind !== "fold") return undefined;
  const index = node.type.shape.map((_, axis) => k.local(resultName(axis), "i32"));
  const fold = computation.at(index, counting());
  const [first, second] = reads;
  if (!isSumOfProducts(fold) || first!.length !== 1 || second!.length !== 1) return undefined;
  const [left, right] = [first![0]!, second![0]!];
  return read(node, 0, fold.loops, { moving: left, still: right }) ?? read(node, 1, fold.loops, { moving: right, still: left });
}

function isSumOfProducts({ accumulators: [sum, ...more], step: [step], guard, result }: Fold): boolean {
  if (!sum || more.length > 0 || guard || result.kind !== "local" || result.name !== sum.name) return false;
  if (sum.start.kind !== "const" || sum.start.value !== 0 || step?.kind !== "binary" || step.operator !== "add") return false;
  const { left, right } = step;
  const isOperand = (e: Expression, operand: number): boolean => e.kind === "local" && e.name === operandName(operand);
  return left.kind === "local" && left.name === sum.name && right.kind === "binary" && right.operator === "mul" && isOperand(right.left, 0) && isOperand(right.right, 1);
}

/** A sum of multiples of loops and of the result's indices, by their names, and a number. */
interface Reading {
  readonly terms: ReadonlyMap<string, number>;
  readonly constant: number;
}

function read(node: Node, moving: number, loops: readonly Loop[], at: { readonly moving: readonly Expression[]; readonly still: readonly Expression[] }): Filter | undefined {
  const readings = { moving: all(at.moving.map(readingOf)), still: all(at.still.map(readingOf)) };
  if (!readings.moving || !readings.still) return undefined;
  const { still } = readings;
  const used = new Map<string, number>();
  for (const { terms } of [...readings.moving, ...still]) for (const name of terms.keys()) used.set(name, (used.get(name) ?? 0) + 1);
  const axes: Moving[] = [];
  const roles = {
    moving: all(
      readings.moving.map((reading, axis): Role | undefined => {
        const plain = plainRole(reading, loops);
        if (plain) return plain;
        const made = movingAlong({ node, moving, loops, still, used }, reading, axis);
        return made && { kind: "moving", place: axes.push(made) - 1 };
      }),
    ),
    still: all(
      still.map((reading, axis): Role | undefined => {
        const place = axes.findIndex((made) => made.still === axis);
        return place >= 0 ? { kind: "moving", place } : plainRole(reading, loops);
      }),
    ),
  };
  if (!roles.moving || !roles.still || axes.length === 0) return undefined;
  const found = { node, moving, axes, roles: { moving: roles.moving, still: roles.still } };
  return isComplete(found, loops) ? found : undefined;
}

/** The list, if nothing in it is missing. */
function all<T>(list: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = list.filter((each) => each !== undefined);
  return found.length === list.length ? found : undefined;
}

function readingOf(e: Expression): Reading | undefined {
  const { terms, constant } = affine(e);
  const known = new Map<string, number>();
  for (const { atom, factor } of terms) {
    const times = factor.constant();
    if (atom.kind !== "local" || times === undefined) return undefined;
    known.set(atom.name, times);
  }
  const number = constant.constant();
  return number === undefined ? undefined : { terms: known, constant: number };
}

/** An axis that nothing but one index goes along. */
function plainRole({ terms, constant }: Reading, loops: readonly Loop[]): Role | undefined {
  const [[name, factor] = ["", 0], ...more] = terms;
  if (factor !== 1 || more.length > 0 || constant !== 0) return undefined;
  const loop = loops.findIndex((l) => l.name === name);
  return loop >= 0 ? { kind: "loop", place: loop } : { kind: "result", place: resultOf(name) };
}

/** What an axis is read in. */
interface Surroundings {
  readonly node: Node;
  readonly moving: number;
  readonly loops: readonly Loop[];
  readonly still: readonly Reading[];
  /** How many axes an index goes along, of both operands. */
  readonly used: ReadonlyMap<string, number>;
}

function movingAlong({ node, moving, loops, still: others, used }: Surroundings, { terms, constant }: Reading, axis: number): Moving | undefined {
  const loop = loops.find(({ name }) => terms.get(name) === 1);
  const result = [...terms.keys()].find((name) => name !== loop?.name);
  // The loop goes along one axis of the other operand, too; the result's index along none.
  if (!loop || result === undefined || terms.size !== 2 || terms.get(result) !== 1 || used.get(loop.name) !== 2 || used.get(result) !== 1) return undefined;
  const still = others.findIndex((other) => other.terms.has(loop.name));
  const place = resultOf(result);
  const shapes = [node.type, node.inputs[moving]!.type, node.inputs[1 - moving]!.type].map(({ shape }) => shape);
  const [outputs, inputs, taps] = [shapes[0]![place], shapes[1]![axis], shapes[2]![still]].map((extent) => extent?.constant());
  const reading = others[still];
  if (reading?.terms.size !== 1 || outputs === undefined || inputs === undefined || taps === undefined) return undefined;
  const factor = reading.terms.get(loop.name);
  const backwards = factor === -1 && reading.constant === taps - 1;
  if (!backwards && !(factor === 1 && reading.constant === 0)) return undefined;
  // The bounds leave out what is not there, and nothing else.
  for (let p = 0; p < outputs; p++) {
    const [from, to] = [loop.from, loop.to].map((bound) => nominalValue(bound, new Map([[result, p]])));
    if (from !== Math.max(0, -constant - p) || to !== Math.min(taps, inputs - constant - p)) return undefined;
  }
  return { result: place, moving: axis, still, low: -constant, backwards, extents: { result: outputs, moving: inputs, still: taps } };
}

/** Whether each axis of the result goes along one of an operand, and each other loop along one whole axis of both. */
function isComplete({ node, axes, roles }: Filter, loops: readonly Loop[]): boolean {
  const places = (list: readonly Role[], kind: Role["kind"]): readonly number[] => list.filter((role) => role.kind === kind).map(({ place }) => place);
  const isOnce = (list: readonly number[]): boolean => new Set(list).size === list.length;
  const [left, right] = [places(roles.moving, "loop"), places(roles.still, "loop")];
  const results = new Set([...axes.map(({ result }) => result), ...places(roles.moving, "result"), ...places(roles.still, "result")]);
  const isSummed = [left, right].every((list) => isOnce(list) && list.length === loops.length - axes.length) && left.every((place) => right.includes(place) && isWhole(loops[place]!));
  return isSummed && [roles.moving, roles.still].every((list) => isOnce(places(list, "result"))) && node.type.shape.every((_, axis) => results.has(axis));
}

function isWhole({ from, to }: Loop): boolean {
  return from.kind === "const" && from.value === 0 && (to.kind === "const" || to.kind === "size");
}

const resultPrefix = "result";

function resultName(axis: number): string {
  return `${resultPrefix}${axis}`;
}

function resultOf(name: string): number {
  return Number(name.slice(resultPrefix.length));
}

function operandName(operand: number): string {
  return `operand${operand}`;
}
