import type { Node } from "../../graph/graph.ts";
import { asSize } from "../../kernel/build.ts";
import type { For } from "../../kernel/kernel.ts";
import { inPlace } from "./arranged.ts";
import { type FoldCosts, loopsOf, operandName } from "./fold-cost.ts";
import { nestOf, nominalTrips, strideOf } from "../tile/loop-nest.ts";
import { laneCount, lineLength } from "../machine.ts";
import { nominalElements } from "../nominal.ts";
import { isPlainReduction, type Reduction, reductionOf } from "../tile/reduction.ts";

/** Bytes that stay in the cache next to the processor, and in the one behind it. */
const [near, far] = [2 ** 15, 2 ** 20];

/** In instructions, of a vector from the second cache and from beyond it: what the arithmetic does not hide. */
const [fromSecond, fromBeyond] = [0.2, 0.6];

/** Results that share a vector that is read, in a good tile; fewer share a line of the cache where the next term is in another. */
const [shared, sharedApart] = [4, 2];

/** Pieces must save this part of what a sum costs. */
const leastGain = 0.05;

/**
 * The loop of a fold whose turns should be pieces of its sums (see `inPieces`), by its position; undefined where that
 * saves too little. Each piece must read a part of all operands that lies in one place, which the cache can keep: the
 * examples of a batch, for the gradient of a convolution's weights.
 */
export function piecesOf(node: Node, costs: FoldCosts): number | undefined {
  const cost = costs.of(node, inPlace(node));
  const sum = cost && sumOf(node);
  if (!cost || !sum) return undefined;
  const sizes = node.inputs.map((input) => nominalElements(input.type));
  const bytes = 4 * sizes.reduce((a, b) => a + b, 0);
  const results = 4 * nominalElements(node.type);
  /** Vectors that are read again. */
  const again = sizes.reduce((all, size, operand) => all + Math.max(0, cost.turns / (isApart(sum, operand) ? sharedApart : shared) - size) / laneCount, 0);
  const found = sum.loops.findIndex((loop) => {
    const pieces = nominalTrips(loop);
    const inOnePlace = sizes.every((size, operand) => sum.loads.some(({ buffer, index }) => buffer === operandName(operand) && strideOf(index, loop.index) === size / pieces));
    const added = (nominalElements(node.type) * pieces * 2) / laneCount;
    return isFixed(loop) && inOnePlace && again * (missing(bytes + results) - missing(bytes / pieces)) - added >= leastGain * cost.instructions;
  });
  return found < 0 ? undefined : found;
}

/** The loops of a fold that could be pieces, by their positions. */
export function possiblePieces(node: Node): readonly number[] {
  return sumOf(node)?.loops.flatMap((loop, i) => (isFixed(loop) ? [i] : [])) ?? [];
}

/** Whether each term of an operand is in a line of the cache of its own. */
function isApart({ loops, loads }: Reduction, operand: number): boolean {
  return loads.every(({ buffer, index }) => buffer !== operandName(operand) || loops.every((loop) => Math.abs(strideOf(index, loop.index) ?? lineLength) >= lineLength));
}

function isFixed({ from, to }: For): boolean {
  return asSize(from)?.isZero() === true && asSize(to) !== undefined;
}

/** The loops and loads of a plain sum from 0 over several loops. */
function sumOf(node: Node): Reduction | undefined {
  const statement = loopsOf(node, inPlace(node));
  const [first, fold] = statement ? nestOf(statement).body : [];
  if (first?.kind !== "var" || first.value.kind !== "const" || first.value.value !== 0 || fold?.kind !== "for" || !isPlainReduction(fold)) return undefined;
  const [step, ...more] = nestOf(fold).body;
  const isSum = step?.kind === "assign" && step.value.kind === "binary" && step.value.operator === "add" && more.length === 0;
  const reduction = isSum ? reductionOf(fold) : undefined;
  return reduction && reduction.loops.length > 1 ? reduction : undefined;
}

/** Instructions for a vector of so many bytes that are read again and again. */
function missing(bytes: number): number {
  return bytes <= near ? 0 : bytes <= far ? fromSecond : fromBeyond;
}
