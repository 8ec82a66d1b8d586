import type { Size } from "../../types/size.ts";
import { nominalSize } from "../nominal.ts";
import type { Filter, Moving } from "./find.ts";
import { amplification, type Divided, minimal, type Minimal } from "./toom.ts";

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

/** How many times as large rounding errors may become: 81 for windows of 3 x 3, a few bits of the sum's own. */
const mostAmplified = 100;
/** Points have numbers that become large, or small. */
const mostPoints = 8;
/** Bytes of what is transformed in one turn: beside it lie as many products, and both shall stay in the cache. */
const mostTogether = 2 ** 17;

/** The way with the fewest products; undefined where none has fewer, or rounding errors become too large. */
export function schemeOf(filter: Filter): Scheme | undefined {
  // Turns go along an axis that is nobody's neighbourhood.
  if (filter.roles.moving[0]?.kind === "moving") return undefined;
  const ways = filter.axes.map(waysOf).reduce<readonly (readonly Blocked[])[]>((all, axis) => all.flatMap((some) => axis.map((way) => [...some, way])), [[]]);
  const fine = ways.filter((blocked) => product(blocked.map((way) => amplification(way.transform))) <= mostAmplified);
  const saving = (blocked: readonly Blocked[]): number => product(blocked.map(({ transform: { outputs, taps, points } }) => (outputs * taps) / points));
  const [best] = fine.toSorted((a, b) => saving(b) - saving(a));
  return best && saving(best) > 1 ? { filter, blocked: best, together: togetherOf(filter, best) } : undefined;
}

function waysOf({ extents: { result, still } }: Moving): readonly Blocked[] {
  const [few, many] = [Math.min(result, still), Math.max(result, still)];
  const along = still <= result ? "results" : "taps";
  const divided: Divided = along === "results" ? "taps" : "outputs";
  const ways: Blocked[] = [];
  for (let each = few === 1 ? 1 : 2; each <= many && each + few - 1 <= (few === 1 ? 1 : mostPoints); each++) {
    const transform = along === "results" ? minimal(each, few, divided) : minimal(few, each, divided);
    ways.push({ along, transform, blocks: Math.ceil(many / each) });
  }
  return ways;
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
