import { type Form, type Names, rangeOf, type Turns } from "./form.ts";

/** Elements of a buffer: those at `start` plus up to `count - 1` times each of the strides, so often as `times` says at places unknown. */
export interface Box extends Turns {
  readonly start: number;
  /** In ascending order of strides. */
  readonly axes: readonly Axis[];
  readonly times: number;
}

interface Axis {
  readonly stride: number;
  readonly count: number;
}

/** Where an index goes as all loops turn. */
export function boxOf(form: Form, { loops }: Pick<Names, "loops">): Box {
  const count = (loop: string): number => loops.get(loop)!.most - loops.get(loop)!.least + 1;
  const axes = [...form.factors].map(([loop, factor]): Axis => ({ stride: Math.abs(factor), count: count(loop) }));
  const { loose } = form;
  const turns = loose ? [...loose.loops].reduce((product, loop) => product * count(loop), 1) : 1;
  const range = rangeOf(form, { loops });
  // Without the loose part, whose range may be unknown: places a constant apart from it are so.
  const start = rangeOf({ constant: form.constant, factors: form.factors }, { loops }).least;
  return { ...range, start: Number.isFinite(start) ? start : 0, axes: joined(axes), times: loose ? Math.min(turns, loose.most - loose.least + 1) : 1 };
}

/** Axes that overlap or go on where another ends are one: a window and the places it slides over, a row and its rows. */
function joined(axes: readonly Axis[]): readonly Axis[] {
  const result: Axis[] = [];
  for (const axis of axes.filter(({ count }) => count > 1).toSorted((a, b) => a.stride - b.stride)) {
    const last = result.at(-1);
    const steps = last ? axis.stride / last.stride : 0;
    if (last && Number.isInteger(steps) && steps <= last.count) result[result.length - 1] = { stride: last.stride, count: last.count + steps * (axis.count - 1) };
    else result.push(axis);
  }
  return result;
}

/**
 * How many distinct elements several boxes have together; at most, where boxes of different shapes overlap. Those that come with them
 * count, too, where memory is moved in sectors of so many elements.
 */
export function distinct(boxes: readonly Box[], length: number, sector = 1): number {
  const shapes = new Map<string, Box[]>();
  for (const box of boxes) {
    const key = JSON.stringify([box.times, box.axes]);
    shapes.set(key, [...(shapes.get(key) ?? []), box]);
  }
  // Boxes of one shape beside each other are a larger box; equal ones, read again, count once.
  const merged = new Map<string, number>();
  for (const same of shapes.values()) {
    const [{ axes, times }] = same as [Box];
    const starts = [...new Set(same.map(({ start }) => start))].toSorted((a, b) => a - b);
    for (const { first, steps } of grids(starts)) {
      const whole = joined([...axes, ...steps]);
      merged.set(JSON.stringify([first, times, whole]), sectorElements(whole, times, sector));
    }
  }
  const sum = [...merged.values()].reduce((a, b) => a + b, 0);
  const span = Math.max(...boxes.map(({ most }) => most)) - Math.min(...boxes.map(({ least }) => least)) + 1;
  return Math.max(0, Math.min(sum, span, length));
}

/** The elements of all sectors in which some of a box are: where they lie apart, each stretch of it fills its own. */
function sectorElements(axes: readonly Axis[], times: number, sector: number): number {
  let [width, pieces] = [1, times];
  for (const { stride, count } of axes) {
    if (stride - width < sector) width += stride * (count - 1);
    else pieces *= count;
  }
  return pieces === 1 ? width : pieces * Math.ceil(width / sector) * sector;
}

interface Grid {
  readonly first: number;
  readonly steps: readonly Axis[];
}

/** Ascending numbers as one grid, `first + i*a + j*b + …`, as the places of a tile are; or each alone. */
function grids(numbers: readonly number[]): readonly Grid[] {
  const [first, second] = numbers;
  if (first === undefined) return [];
  if (second === undefined) return [{ first, steps: [] }];
  const stride = second - first;
  let count = 2;
  while (numbers[count] === first + stride * count) count += 1;
  const rows = numbers.filter((_, i) => i % count === 0);
  const isGrid = numbers.length % count === 0 && numbers.every((n, i) => n === rows[Math.floor(i / count)]! + stride * (i % count));
  const outer = isGrid ? grids(rows) : [];
  if (outer.length !== 1) return numbers.map((n) => ({ first: n, steps: [] }));
  return [{ first, steps: [{ stride, count }, ...outer[0]!.steps] }];
}
