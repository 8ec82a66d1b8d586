import { Size } from "../../types/size.ts";

/** An index with its extent. */
export interface Axis {
  readonly index: string;
  readonly extent: Size;
}

/** The number of places along some axes. */
export function count(axes: readonly Axis[]): Size {
  return Size.product(axes.map(({ extent }) => extent));
}
