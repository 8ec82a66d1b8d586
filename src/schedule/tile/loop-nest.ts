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

/** Turns of a loop outside that are looked at, at most. */
const mostSamples = 32;

/** How often the body of a nest runs at typical sizes; where bounds depend on one loop around, on the average of its turns, and on several, in their middle. */
export function nominalTurns(loops: readonly For[]): number {
  const middle = new Map<string, number>();
  const ranges = new Map<string, readonly [number, number]>();
  return loops.reduce((product, { index, from, to }) => {
    const turns = (locals: ReadonlyMap<string, number>): number => Math.max(0, (nominalValue(to, locals) ?? 1) - (nominalValue(from, locals) ?? 0));
    const [first, end] = [nominalValue(from, middle), nominalValue(to, middle)];
    if (first === undefined || end === undefined) return product;
    const [around, ...more] = [...ranges].filter(([name]) => mentions(from, name) || mentions(to, name));
    middle.set(index, Math.floor((first + end) / 2));
    ranges.set(index, [first, end]);
    if (!around || more.length > 0) return product * Math.max(1, end - first);
    const [name, [least, most]] = around;
    const samples = Math.min(mostSamples, Math.max(1, most - least));
    const places = Array.from({ length: samples }, (_, i) => least + Math.floor(((i + 0.5) * (most - least)) / samples));
    return (product * places.reduce((sum, place) => sum + turns(new Map(middle).set(name, place)), 0)) / samples;
  }, 1);
}
