import type { Node } from "../graph/graph.ts";
import type { Expression, For } from "../kernel/kernel.ts";
import type { Order } from "./layout/arranged.ts";
import type { Tile, TileCost } from "./tile/tile-cost.ts";

/** What was decided for a kernel, and what it was weighed against; in the order in which it was decided. */
export type Choice = TileChoice | LanesChoice | ThreadsChoice;

/** A block of results of a reduction, computed at once; or none, where that would cost as much. */
export interface TileChoice {
  readonly kind: "tile";
  readonly loops: readonly For[];
  readonly terms: readonly For[];
  /** What the innermost loop reads. */
  readonly loads: readonly Extract<Expression, { kind: "load" }>[];
  readonly chosen: WeighedTile;
  /** The best of the others, and the plain loop; cheapest first. */
  readonly others: readonly WeighedTile[];
}

export interface WeighedTile {
  readonly tile: Tile;
  readonly cost: TileCost;
  /** What the length of its code counts beside that, for each term. */
  readonly code: number;
}

/** By which tiles are compared. */
export function counted({ cost, code }: WeighedTile): number {
  return cost.total + code;
}

/** The turns of a loop as lanes, of what is no single reduction. In instructions for one turn of all loops. */
export interface LanesChoice {
  readonly kind: "lanes";
  readonly loop: For;
  readonly alone: number;
  readonly inLanes: number;
  readonly taken: boolean;
}

/** Whether threads divide a kernel among themselves. In instructions for a whole run: of one thread, and of the slowest of two. */
export interface ThreadsChoice {
  readonly kind: "threads";
  readonly alone: number;
  readonly ofTwo: number;
  readonly least: number;
  readonly taken: boolean;
}

/** What was decided about the memory of a program's values, before there are kernels. */
export type LayoutChoice =
  /** Values whose axes lie in another order. In instructions, of the sums that read or make them: before, and with the copies that it takes. */
  | { readonly kind: "turned"; readonly values: readonly { readonly node: Node; readonly order: Order }[]; readonly before: number; readonly after: number }
  /** An operand of a sum that is copied into another order first, because it is read so often. */
  | { readonly kind: "copied"; readonly reader: Node; readonly operand: Node; readonly order: Order; readonly reads: number }
  /** A sum that reads an operand from memory in which there are gaps between rows. */
  | { readonly kind: "apart"; readonly reader: Node; readonly operand: Node }
  /** A sum that reads an operand from a copy with zeros around it. */
  | { readonly kind: "bordered"; readonly reader: Node }
  /**
   * A sum in which an operand moves along another, by fewer products or not: for each axis along which it moves, by how many points so many
   * results come of so many taps. In instructions.
   */
  | { readonly kind: "filter"; readonly node: Node; readonly blocks: readonly { readonly outputs: number; readonly taps: number; readonly points: number }[]; readonly before: number; readonly after: number; readonly taken: boolean }
  /** A sum that is added up in memory, piece by piece. */
  | { readonly kind: "pieces"; readonly node: Node };

/** How many others are kept beside what was chosen. */
const others = 4;

export function tileChoice(parts: Pick<TileChoice, "loops" | "terms" | "loads">, chosen: WeighedTile, weighed: readonly WeighedTile[]): TileChoice {
  const sorted = weighed.toSorted((a, b) => counted(a) - counted(b));
  const plain = weighed.filter(({ tile }) => !tile.lanes && tile.along.length === 0 && tile.split === 1);
  const best = sorted.filter((each) => each !== chosen).slice(0, others);
  const rest = plain.filter((each) => each !== chosen && !best.includes(each));
  return { kind: "tile", ...parts, chosen, others: [...best, ...rest] };
}
