import type { Node } from "../../graph/graph.ts";
import { k, linear } from "../../kernel/build.ts";
import type { Access, Loop } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { computationOf, counting, visits } from "../computation.ts";
import { lineLength } from "../machine.ts";
import { nominalValue } from "../nominal.ts";
import { strideOf } from "../tile/loop-nest.ts";
import { setsReached } from "../tile/tile-cost.ts";

/** Rows are crowded if all their lines are in so few places of the cache, and there are more of them than those hold. */
const [fewSets, mostRows] = [2, 12];

/** How often an element must be read for gaps to pay, by the places that are reached. */
const leastReads = (sets: number): number => (sets === 1 ? 24 : 64);

/**
 * The operands of a sum whose rows, one for each term, lie as far apart as some of the lines of the cache: multiples of a
 * power of two. Results side by side read a piece of each row, and pieces that shall be read soon push each other out.
 * The sum is computed so many `times`.
 */
export function crowdedOperands(node: Node, times = 1): readonly number[] {
  const found = readsOf(node);
  if (!found) return [];
  return found.reads.flatMap((index, operand) => {
    const sets = index ? setsOfRows(index, found) : undefined;
    return sets !== undefined && sets <= fewSets && visits(node, operand) * times >= leastReads(sets) ? [operand] : [];
  });
}

interface Reads {
  /** Where each operand is read, in elements from its first. */
  readonly reads: readonly (Expression | undefined)[];
  readonly terms: readonly Loop[];
  /** The index along the last axis of the result. */
  readonly last: Expression | undefined;
}

/** In how many places of the cache the rows are that results side by side read; undefined if there are few rows, or something else is read. */
function setsOfRows(index: Expression, { terms, last }: Reads): number | undefined {
  if (last?.kind !== "local" || strideOf(index, last.name) !== 1) return undefined;
  const rows = terms.map((loop) => ({ loop, apart: Math.abs(strideOf(index, loop.name) ?? 0) })).filter(({ apart }) => apart > 0);
  const nearest = rows.toSorted((a, b) => a.apart - b.apart)[0];
  if (!nearest || nearest.apart % lineLength !== 0) return undefined;
  const [from, to] = [nominalValue(nearest.loop.from, new Map()) ?? 0, nominalValue(nearest.loop.to, new Map()) ?? 0];
  return to - from > mostRows ? setsReached(nearest.apart) : undefined;
}

/** Of a sum, or of one that is added up in pieces. */
function readsOf(node: Node): Reads | undefined {
  if (!node.op.lower || node.op.traits.alias) return undefined;
  const reads: (Expression | undefined)[] = node.inputs.map(() => undefined);
  const inputs = node.inputs.map(({ type }, operand): Access => (index) => {
    reads[operand] = linear(index, type.shape);
    return k.load(`operand${operand}`, type.dtype, reads[operand]);
  });
  const computation = computationOf(node, inputs);
  if (computation.kind === "point") return undefined;
  if (computation.kind === "fold") {
    const index = node.type.shape.map((_, axis) => k.local(`result${axis}`, "i32"));
    return { terms: computation.at(index, counting()).loops, last: index.at(-1), reads };
  }
  const { find, target } = computation.at(counting());
  return find && { terms: find.loops, last: target.at(-1), reads };
}
