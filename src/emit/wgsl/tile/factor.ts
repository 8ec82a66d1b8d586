import { affine } from "../../../kernel/affine.ts";
import type { Expression } from "../../../kernel/kernel.ts";
import { isMultiple } from "../../../kernel/unroll.ts";
import { walk } from "../../../kernel/visit.ts";
import type { Axis } from "../axis.ts";
import { isReadable, isWide, type Lanes, lanesOf } from "../lanes/lanes.ts";

/** One of the two factors of a contraction, and how its elements come into the memory of a workgroup. */
export interface Factor {
  readonly value: Expression;
  /** Its axes of the result: rows or columns. */
  readonly axes: readonly Axis[];
  /** Whether four elements that are read by a thread are those of neighbouring terms, rather than of neighbouring rows or columns. */
  readonly isAlongTerms: boolean;
  /** Given if they are one vector in memory. */
  readonly lanes: Lanes | undefined;
}

/** A factor with its neighbours where they lie side by side: as vectors along its own axes if that can be, else along the terms. */
export function factorOf(value: Expression, axes: readonly Axis[], terms: readonly Axis[]): Factor {
  const own = lanesAlong(value, axes.at(-1));
  const across = own ? undefined : lanesAlong(value, terms.at(-1));
  return { value, axes, isAlongTerms: across !== undefined || (!own && isSideBySide(value, terms.at(-1))), lanes: own ?? across };
}

/** Given if all that is read is the same along an axis or whole vectors. */
function lanesAlong(value: Expression, axis: Axis | undefined): Lanes | undefined {
  if (!axis || !isMultiple(axis.extent, 4)) return undefined;
  const lanes = lanesOf([], [axis.index]);
  let [fits, reads] = [true, false];
  walk(value, (e) => {
    fits &&= isReadable(e, lanes);
    reads ||= e.kind === "load" && isWide(e.index, lanes);
  });
  return fits && reads ? lanes : undefined;
}

/** Whether what it reads for neighbouring terms lies side by side. */
function isSideBySide(value: Expression, axis: Axis | undefined): boolean {
  let along = false;
  walk(value, (e) => {
    if (e.kind === "load") along ||= affine(e.index).terms.some(({ atom, factor }) => atom.kind === "local" && atom.name === axis?.index && factor.equals(1));
  });
  return along;
}
