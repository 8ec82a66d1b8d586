import { asSize, k } from "../../kernel/build.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { mapStatement, mentionsAny, substitute, walkBody, walkStatements } from "../../kernel/visit.ts";
import { hasFunctions } from "./functions.ts";
import { type Nest, nominalTrips } from "./loop-nest.ts";
import { laneCount } from "../machine.ts";

/** Sums, and what becomes of them when all of a few rows are there. */
export interface Later {
  /** Sums that are stored where a result of the kernel will be. */
  readonly sums: readonly Statement[];
  /** What reads them there, and stores all results. */
  readonly rest: readonly Statement[];
}

/** Elements that stay in the cache until they are read again. */
const near = 4096;

/**
 * Whether what follows a reduction should be a loop of its own over so many rows of the loops inside. That is worth
 * storing sums and reading them again where functions are computed: their constants are then in registers once for all
 * results, they take no registers from the sums of a tile, and several of them are computed side by side.
 */
export function isWorthLater({ loops, body }: Nest, rows: number): boolean {
  const behind = body.slice(body.findLastIndex((s) => s.kind === "for") + 1);
  return hasFunctions(behind) && loops.reduce((product, loop) => product * nominalTrips(loop), rows) <= near;
}

/** The two halves of a body; undefined where it stores nothing that a sum could wait in: only stored, always, and at an index of its own. */
export function later(body: readonly Statement[], fresh: Fresh): Later | undefined {
  const last = body.findLastIndex((s) => s.kind === "for");
  const [until, behind] = [body.slice(0, last + 1), body.slice(last + 1)];
  const sums = until.flatMap((s) => (s.kind === "var" ? [s.name] : []));
  const loaded = new Set<string>();
  walkBody(body, (e) => void (e.kind === "load" && loaded.add(e.buffer)));
  const stores = new Map<string, number>();
  walkStatements(body, (s) => void (s.kind === "store" && stores.set(s.buffer, (stores.get(s.buffer) ?? 0) + 1)));
  const places = behind.flatMap((s) => (s.kind === "store" && s.value.type === "f32" && !loaded.has(s.buffer) && stores.get(s.buffer) === 1 ? [s] : []));
  if (until.length !== sums.length + 1 || places.length < sums.length || !behind.every((s) => s.kind === "let" || s.kind === "store")) return undefined;
  const defined = new Set(behind.flatMap((s) => (s.kind === "let" ? [s.name] : [])));
  if (places.some(({ index }) => mentionsAny(index, defined))) return undefined;
  const names = new Map(sums.map((name) => [name, fresh(name)]));
  const renamed = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && names.has(part.name) ? k.local(names.get(part.name)!, part.type) : undefined));
  return {
    sums: [...until, ...sums.map((name, i): Statement => ({ ...places[i]!, value: k.local(name, "f32") }))],
    rest: [
      ...sums.map((name, i): Statement => ({ kind: "let", name: names.get(name)!, value: k.load(places[i]!.buffer, "f32", places[i]!.index) })),
      ...behind.map((s) => mapStatement(s, renamed, (inner) => inner)),
    ],
  };
}

/** The same for results whose terms are lanes: there, what follows is computed one by one. */
export interface RowsLater {
  readonly outer: readonly For[];
  /** The sums of so many rows, */
  readonly sums: Nest;
  /** and what is made of them, whose lanes can be rows. */
  readonly rest: Nest;
}

/** Rows whose sums wait for each other. */
const mostRows = 64;

/** Undefined where no functions follow the sums, or rows do not come in whole vectors. */
export function rowsLater({ loops, body }: Nest, fresh: Fresh): RowsLater | undefined {
  const rows = loops.at(-1);
  const extent = rows && asSize(rows.from)?.isZero() ? asSize(rows.to)?.constant() : undefined;
  if (!rows || extent === undefined || !hasFunctions(body.slice(body.findLastIndex((s) => s.kind === "for") + 1))) return undefined;
  let count = Math.min(mostRows, extent);
  while (count > 0 && (extent % count > 0 || count % laneCount > 0)) count -= 1;
  const halves = count > 0 ? later(body, fresh) : undefined;
  if (!halves) return undefined;
  const [block, row] = [fresh(`${rows.index}${count}`), fresh(rows.index)];
  const inBlock = (statements: readonly Statement[]): Nest => {
    const at = k.add(k.mul(k.local(block, "i32"), k.int(count)), k.local(row, "i32"));
    const replaced = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === rows.index ? at : undefined));
    const moved = (s: Statement): Statement => mapStatement(s, replaced, (inner) => inner.map(moved));
    return { loops: [{ ...rows, index: row, to: k.int(count) }], body: statements.map(moved) };
  };
  return { outer: [...loops.slice(0, -1), { ...rows, index: block, to: k.int(extent / count) }], sums: inBlock(halves.sums), rest: inBlock(halves.rest) };
}
