import { Size } from "../../types/size.ts";

/** An index with its extent. */
export interface Axis {
  readonly index: string;
  /** How many values the index has. */
  readonly extent: Size;
  /** How far they are apart; 1 unless given. */
  readonly step?: number;
}

/** The number of places along some axes. */
export function count(axes: readonly Axis[]): Size {
  return Size.product(axes.map(({ extent }) => extent));
}
