import { affine } from "../../kernel/affine.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { walk } from "../../kernel/visit.ts";
import { Size } from "../../types/size.ts";
import { type Axis, count } from "./axis.ts";
import type { Contraction } from "./contraction.ts";
import { typical } from "./typical.ts";

/** A contraction, and how large the stretches of its result are that a workgroup computes. */
export interface Tile {
  readonly contraction: Contraction;
  readonly rows: number;
  readonly columns: number;
}

/** Of rows and of columns, those whose sums one thread computes. */
export const blocking = 4;
/** Terms that are brought into the memory of the workgroup at a time. */
export const depth = 16;

/** Tiles that lie below each other and are computed one after another, before those beside them: workgroups that run at once then need few rows and few columns. */
export const bandRows = 8;

/** Workgroups that keep a device busy. */
const manyGroups = 48;

/** Of tiles, and the least that is worth them; the last is for the few examples of a batch, whose weights would be read for each. */
const shapes = [
  { rows: 64, columns: 64, leastRows: 64, leastColumns: 32 },
  { rows: 32, columns: 32, leastRows: 32, leastColumns: 16 },
  { rows: 16, columns: 64, leastRows: 8, leastColumns: 64 },
];

/** The largest tile of which there are enough; none for contractions that are small in any direction. */
export function tileOf(contraction: Contraction): Tile | undefined {
  const [shared, rows, columns, terms] = [contraction.shared, contraction.rows, contraction.columns, contraction.terms].map((axes) => typical(count(axes))) as [number, number, number, number];
  if (terms < depth) return undefined;
  const shape = shapes.find((tile) => {
    const groups = shared * Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
    return rows >= tile.leastRows && columns >= tile.leastColumns && groups >= manyGroups;
  });
  return shape && { contraction, rows: shape.rows, columns: shape.columns };
}

export function tileThreads({ rows, columns }: Tile): number {
  return (rows * columns) / blocking ** 2;
}

/** How many workgroups there are. */
export function tileGroups({ contraction, rows, columns }: Tile): Size {
  const tiles = (axes: readonly Axis[], size: number): Size => count(axes).add(size - 1).floorDiv(size);
  return Size.product([count(contraction.shared), tiles(contraction.rows, rows), tiles(contraction.columns, columns)]);
}

/** Whether what a factor reads for neighbouring terms lies side by side. */
export function isAlongTerms(factor: Expression, terms: readonly Axis[]): boolean {
  const last = terms.at(-1)?.index;
  let along = false;
  walk(factor, (e) => {
    if (e.kind === "load") along ||= affine(e.index).terms.some(({ atom, factor: stride }) => atom.kind === "local" && atom.name === last && stride.equals(1));
  });
  return along;
}
