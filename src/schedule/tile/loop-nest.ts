import { affine } from "../../kernel/affine.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { mentions } from "../../kernel/visit.ts";
import { nominalSize, nominalValue } from "../nominal.ts";

/** Loops each of which holds nothing but the next, and what the last one holds. */
export interface Nest {
  readonly loops: readonly For[];
  readonly body: readonly Statement[];
}

export function nestOf(statement: Statement): Nest {
  const loops: For[] = [];
  let body: readonly Statement[] = [statement];
  for (let [only, ...more] = body; only?.kind === "for" && more.length === 0; [only, ...more] = body) {
    loops.push(only);
    body = only.body;
  }
  return { loops, body };
}

export function rebuild({ loops, body }: Nest): readonly Statement[] {
  return loops.reduceRight<readonly Statement[]>((inner, loop) => [{ ...loop, body: inner }], body);
}

/** Of expressions that many tiles are tried for. */
const strides = new WeakMap<Expression, Map<string, number | undefined>>();

/** How far apart in memory two turns of a loop read, at typical sizes; undefined if that is not the same everywhere. */
export function strideOf(index: Expression, local: string): number | undefined {
  const known = strides.get(index) ?? new Map<string, number | undefined>();
  strides.set(index, known);
  if (!known.has(local)) known.set(local, computeStride(index, local));
  return known.get(local);
}

function computeStride(index: Expression, local: string): number | undefined {
  let stride = 0;
  for (const { atom, factor } of affine(index).terms) {
    if (atom.kind === "local" && atom.name === local) stride += nominalSize(factor);
    else if (mentions(atom, local)) return undefined;
  }
  return stride;
}

/** Turns of a loop at typical sizes; bounds that depend on other loops are taken where those are 0. */
export function nominalTrips(loop: For): number {
  const [from, to] = [nominalValue(loop.from, new Map()), nominalValue(loop.to, new Map())];
  return from === undefined || to === undefined ? 1 : Math.max(1, to - from);
}

/** How often the body of a nest runs at typical sizes; bounds that depend on loops around are taken in their middle. */
export function nominalTurns(loops: readonly For[]): number {
  const locals = new Map<string, number>();
  return loops.reduce((product, { index, from, to }) => {
    const [first, end] = [nominalValue(from, locals), nominalValue(to, locals)];
    if (first === undefined || end === undefined) return product;
    locals.set(index, Math.floor((first + end) / 2));
    return product * Math.max(1, end - first);
  }, 1);
}
