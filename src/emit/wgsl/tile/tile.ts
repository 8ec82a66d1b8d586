import { isMultiple } from "../../../kernel/unroll.ts";
import { Size } from "../../../types/size.ts";
import { type Axis, count } from "../axis.ts";
import { type Accesses, allAccesses, bodyAccesses, expressionAccesses } from "../lanes/accesses.ts";
import { fitsLanes, type Lanes, lanesOf } from "../lanes/lanes.ts";
import { typical } from "../typical.ts";
import { chooseShape } from "./choice.ts";
import type { Contraction } from "./contraction.ts";
import { type Factor, factorOf } from "./factor.ts";
import type { TileShape } from "./shapes.ts";

/** A contraction, and how workgroups compute it. */
export interface Tile {
  readonly contraction: Contraction;
  readonly shape: TileShape;
  readonly left: Factor;
  readonly right: Factor;
  /** Given if what is done with four sums side by side is done at once. */
  readonly finish: Lanes | undefined;
}

/** In tiles, where that should take less time than each sum for itself. */
export function tileOf(contraction: Contraction): Tile | undefined {
  const { shared, rows, columns, terms, left, right } = contraction;
  const size = (axes: readonly Axis[]): number => typical(count(axes));
  const shape = chooseShape({ shared: size(shared), rows: size(rows), columns: size(columns), terms: size(terms) });
  return shape && { contraction, shape, left: factorOf(left, rows, terms), right: factorOf(right, columns, terms), finish: finishLanes(contraction) };
}

/** How many workgroups there are. */
export function tileGroups({ contraction, shape }: Tile): Size {
  const tiles = (axes: readonly Axis[], size: number): Size => count(axes).add(size - 1).floorDiv(size);
  return Size.product([count(contraction.shared), tiles(contraction.rows, shape.rows), tiles(contraction.columns, shape.columns)]);
}

export function tileAccesses({ contraction, left, right, finish }: Tile): Accesses {
  const { before, behind } = contraction;
  return allAccesses([expressionAccesses(left.value, left.lanes), expressionAccesses(right.value, right.lanes), bodyAccesses([...before, ...behind], finish)]);
}

function finishLanes({ columns, before, behind, accumulator }: Contraction): Lanes | undefined {
  const last = columns.at(-1);
  if (!last || !isMultiple(last.extent, 4)) return undefined;
  const body = [...before, ...behind];
  const lanes = lanesOf(body, [last.index], [accumulator]);
  return fitsLanes(body, lanes) ? lanes : undefined;
}
