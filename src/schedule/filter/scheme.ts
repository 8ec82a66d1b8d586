import type { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
import { nominalSize } from "../nominal.ts";
import type { Filter, Moving } from "./find.ts";
import { amplification, minimal, type Minimal } from "./toom.ts";

/** How an axis along which something moves is computed: in blocks. */
export interface Blocked {
  /** Of results, each with all taps; or of taps, each for all results, which are then added up. */
  readonly along: "results" | "taps";
  readonly transform: Minimal;
  readonly blocks: number;
}

/** How a filter is computed by fewer products. */
export interface Scheme {
  readonly filter: Filter;
  /** For each axis along which something moves. */
  readonly blocked: readonly Blocked[];
  /** How many elements of the first axis of what moves are computed in one turn, so that all that is between stays in the cache. */
  readonly together: number;
}

/** How many times as large rounding errors may become in the worst case; in measurements they were 2.5 times as large at 66, and 4 to 25 times at 270 to 540. */
const mostAmplified = 100;
const mostPoints = 8;
/** Bytes of what is transformed in one turn. In 2 ** 19 all that is between stays in the cache next to a processor, and one thread is 3 % faster; but threads meet in each turn, and with so many two of them are 1.7 times as fast as one, in place of 1.55. */
const mostTogether = 2 ** 22;
/** Ways that are worth weighing. */
const mostWays = 2;

/** The ways with the fewest products; none where rounding errors become too large, or no way has fewer than the sum has terms. */
export function schemesOf(filter: Filter): readonly Scheme[] {
  // Turns go along an axis that is nobody's neighbourhood.
  if (filter.roles.moving[0]?.kind === "moving") return [];
  const ways = filter.axes.map(waysOf).reduce<readonly (readonly Blocked[])[]>((all, axis) => all.flatMap((some) => axis.map((way) => [...some, way])), [[]]);
  const fine = ways.filter((blocked) => product(blocked.map((way) => amplification(way.transform))) <= mostAmplified && fits(filter, blocked));
  const terms = product(filter.axes.map(({ extents: { result, still } }) => result * still));
  const products = (blocked: readonly Blocked[]): number => product(blocked.map(({ blocks, transform }) => blocks * transform.points));
  const fewest = fine.filter((blocked) => products(blocked) < terms).toSorted((a, b) => products(a) - products(b));
  return fewest.slice(0, mostWays).map((blocked) => ({ filter, blocked, together: togetherOf(filter, blocked) }));
}

/**
 * Turns share what does not lie along their axis: the short operand, or the result that they add to. In its transformed form it is as much
 * more memory for as long as the turns go on, and may be no more than what is there: one picture does not bring in all kernels in four times their size.
 */
function fits({ node, moving, axes, roles }: Filter, blocked: readonly Blocked[]): boolean {
  const elements = ({ shape }: TensorType): number => product(shape.map(nominalSize));
  const operands = node.inputs.map(({ type }) => type);
  const shared = roles.moving[0]!.kind === "result" ? operands[1 - moving]! : node.type;
  const growth = product(blocked.map(({ transform }, i) => transform.points / Math.min(axes[i]!.extents.result, axes[i]!.extents.still)));
  return growth * elements(shared) <= [...operands, node.type].reduce((sum, type) => sum + elements(type), 0);
}

function waysOf({ extents: { result, still } }: Moving): readonly Blocked[] {
  const [few, many] = [Math.min(result, still), Math.max(result, still)];
  const along = still <= result ? "results" : "taps";
  // One tap, or one result: there is nothing to save, along this axis.
  const most = few === 1 ? 1 : Math.min(many, mostPoints + 1 - few);
  return Array.from({ length: Math.max(0, most) }, (_, i) => i + 1).flatMap((each): readonly Blocked[] => {
    if (each === 1 && few > 1) return [];
    const transform = along === "results" ? minimal(each, few, "taps") : minimal(few, each, "outputs");
    return amplification(transform) > mostAmplified ? [] : [{ along, transform, blocks: Math.ceil(many / each) }];
  });
}

/** As many as fit, of which the axis has a whole multiple. */
function togetherOf({ node, moving, roles }: Filter, blocked: readonly Blocked[]): number {
  const { shape } = node.inputs[moving]!.type;
  const transformed = (extent: Size, axis: number): number => {
    const role = roles.moving[axis]!;
    const way = role.kind === "moving" ? blocked[role.place] : undefined;
    return way ? way.blocks * way.transform.points : nominalSize(extent);
  };
  const bytes = 4 * product(shape.slice(1).map((extent, i) => transformed(extent, i + 1)));
  const extent = shape[0]!.constant() ?? 1;
  const fitting = Array.from({ length: Math.max(1, Math.min(extent, Math.floor(mostTogether / bytes))) }, (_, i) => i + 1);
  return fitting.findLast((some) => extent % some === 0)!;
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
