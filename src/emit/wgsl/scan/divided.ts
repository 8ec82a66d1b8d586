import type { Size } from "../../../types/size.ts";
import { type Gathered, insideOf, type Nest } from "./gathered.ts";
import { type RowAxis, rowAxes, type Rows, rowsOf } from "./rows.ts";

/** Rows of which each can be worked on from the first turn to the last while nothing is known of the others. */
export interface Division {
  readonly count: Size;
  /** Where they are in each nest. */
  readonly axes: ReadonlyMap<Nest, RowAxis>;
  /** Where they are in each block that changes. */
  readonly rows: ReadonlyMap<string, Rows>;
}

/** How many axes may be taken for the rows, before it is given up. */
const mostTries = 1000;

/** All ways to divide a loop into rows, by how many there are. */
export function divisionsOf({ turns }: Gathered): readonly Division[] {
  const nests = insideOf(turns);
  const changing = new Set(nests.flatMap(({ accesses }) => accesses.flatMap(({ buffer, isStore }) => (isStore ? [buffer] : []))));
  const extents = new Map(nests.flatMap(({ grid }) => grid.map(({ extent }) => [extent.key, extent] as const)));
  return [...extents.values()].flatMap((count) => (count.equals(1) ? [] : (divided(nests, changing, count) ?? [])));
}

interface Option {
  readonly axis: RowAxis;
  readonly rows: ReadonlyMap<string, Rows>;
}

/** Takes an axis of each nest such that all agree on where the rows of each block are. */
function divided(nests: readonly Nest[], changing: ReadonlySet<string>, count: Size): Division | undefined {
  const options = nests.map(({ grid, accesses }) =>
    rowAxes(grid, count).flatMap((axis): readonly Option[] => {
      const rows = rowsOf(accesses, changing, axis, count);
      return rows ? [{ axis, rows }] : [];
    }),
  );
  if (options.some((own) => own.length === 0)) return undefined;
  let tries = 0;
  const choose = (at: number, taken: readonly Option[], rows: ReadonlyMap<string, Rows>): Division | undefined => {
    if (at === nests.length) return { count, rows, axes: new Map(nests.map((nest, i) => [nest, taken[i]!.axis])) };
    for (const option of options[at]!) {
      if (++tries > mostTries) return undefined;
      const all = agreed(rows, option.rows);
      const whole = all && choose(at + 1, [...taken, option], all);
      if (whole) return whole;
    }
    return undefined;
  };
  return choose(0, [], new Map());
}

function agreed(a: ReadonlyMap<string, Rows>, b: ReadonlyMap<string, Rows>): ReadonlyMap<string, Rows> | undefined {
  const all = new Map(a);
  for (const [buffer, rows] of b) {
    const known = all.get(buffer);
    if (known && !known.stride.equals(rows.stride)) return undefined;
    all.set(buffer, { stride: rows.stride, isWhole: rows.isWhole && (known?.isWhole ?? true) });
  }
  return all;
}
