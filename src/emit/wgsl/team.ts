import { asSize, k } from "../../kernel/build.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { mentionsAny } from "../../kernel/visit.ts";
import type { Size } from "../../types/size.ts";
import { type Axis, count } from "./axis.ts";
import { typical } from "./typical.ts";

/** Combines partial results; each has a value that changes none. */
export type Combination = "add" | "mul" | "min" | "max";

/** A reduction whose terms the threads of a workgroup divide among themselves. */
export interface DividedLoop {
  /** The loops of the terms, outermost first. */
  readonly loops: readonly { readonly index: string; readonly from: Expression; readonly to: Expression }[];
  /** The same as axes, if all loops begin at 0 and have the same bounds in every turn: then the terms are numbered through. Else only the first loop is divided. */
  readonly terms: readonly Axis[] | undefined;
  /** What is done for a term, or in a turn of the first loop. */
  readonly body: readonly Statement[];
  readonly accumulators: readonly { readonly name: string; readonly type: "f32" | "i32"; readonly by: Combination }[];
}

/** What a workgroup does for one result. */
export interface Team {
  /** In order: what every thread does by itself, and reductions that they share. */
  readonly parts: readonly (Statement | DividedLoop)[];
  /** What one of them does at the end. */
  readonly rest: readonly Statement[];
}

/** Threads that share the terms of one result, unless another stage of their shader needs more of them. */
export const teamSize = 64;
/** Terms for which it pays that threads share them. */
const manyTerms = 128;
/** Results that keep a device busy by themselves. */
const manyResults = 4096;

/** Sums of many terms, where there are few of them. `results` is how many there are. */
export function teamOf(body: readonly Statement[], results: Size): Team | undefined {
  if (typical(results) > manyResults) return undefined;
  const team = dividedTeam(body);
  return team?.parts.some((part) => !("kind" in part) && termCount(part) >= manyTerms) ? team : undefined;
}

/** The same for sums of any length. */
export function dividedTeam(body: readonly Statement[]): Team | undefined {
  const divided = body.map((s) => (s.kind === "for" ? dividedLoop(s) : undefined));
  const last = divided.findLastIndex((loop) => loop !== undefined);
  if (last < 0) return undefined;
  // Before the last reduction all threads do the same, so nothing may be stored there.
  if (body.slice(0, last).some((s, i) => !divided[i] && s.kind !== "let" && s.kind !== "var")) return undefined;
  const neutral = new Map(divided.flatMap((loop) => loop?.accumulators ?? []).map(({ name, by, type }) => [name, neutralOf(by, type)]));
  const parts = body.slice(0, last + 1).map((s, i): Statement | DividedLoop => {
    if (divided[i]) return divided[i];
    const own = s.kind === "var" ? neutral.get(s.name) : undefined;
    if (s.kind !== "var" || !own || isSame(s.value, own)) return s;
    // The first value counts once.
    return { ...s, value: k.select(k.eq(k.local(laneName, "i32"), k.int(0)), s.value, own) };
  });
  return { parts, rest: body.slice(last + 1) };
}

/** The number of the thread among those that share terms, as a local of type i32. */
export const laneName = "the lane";

function dividedLoop(loop: For): DividedLoop | undefined {
  const loops: For[] = [];
  const lets: Statement[] = [];
  const accumulators = new Map<string, DividedLoop["accumulators"][number]>();
  /** Whether statements only name values and combine terms. */
  const fits = (body: readonly Statement[]): boolean =>
    body.every((s) => {
      if (s.kind === "if") return fits(s.then);
      if (s.kind === "let") return true;
      const by = s.kind === "assign" ? combination(s.name, s.value) : undefined;
      if (s.kind !== "assign" || !by || s.value.type === "bool" || accumulators.has(s.name)) return false;
      accumulators.set(s.name, { name: s.name, type: s.value.type, by });
      return true;
    });
  let body: readonly Statement[] = [loop];
  for (;;) {
    const inner = body.at(-1);
    if (inner?.kind !== "for" || !body.slice(0, -1).every((s) => s.kind === "let")) break;
    lets.push(...body.slice(0, -1));
    loops.push(inner);
    body = inner.body;
  }
  const whole = [...lets, ...body];
  if (!fits(body) || whole.some((s) => readsAny(s, accumulators))) return undefined;
  const terms = loops.flatMap(({ index, from, to }): readonly Axis[] => {
    const extent = asSize(from)?.isZero() ? asSize(to) : undefined;
    return extent ? [{ index, extent }] : [];
  });
  const isRectangular = terms.length === loops.length;
  return {
    loops,
    terms: isRectangular ? terms : undefined,
    body: isRectangular ? whole : loop.body,
    accumulators: [...accumulators.values()],
  };
}

/** `a = a + e`, or another operation whose terms may come in any order, but for rounding. */
function combination(name: string, value: Expression): Combination | undefined {
  if (value.kind !== "binary" || value.left.kind !== "local" || value.left.name !== name) return undefined;
  const { operator } = value;
  return operator === "add" || operator === "mul" || operator === "min" || operator === "max" ? operator : undefined;
}

/** Whether a statement reads an accumulator, but to combine a term with it. */
function readsAny(s: Statement, accumulators: ReadonlyMap<string, unknown>): boolean {
  if (s.kind === "let") return mentionsAny(s.value, accumulators);
  if (s.kind === "if") return mentionsAny(s.condition, accumulators) || s.then.some((inner) => readsAny(inner, accumulators));
  return s.kind === "assign" && s.value.kind === "binary" && mentionsAny(s.value.right, accumulators);
}

/** About how many terms there are. */
export function termCount({ loops, terms }: DividedLoop): number {
  if (terms) return typical(count(terms));
  // Bounds that differ are those of a window that is cut off at an edge.
  return loops.reduce((product, { from, to }) => product * (asSize(from)?.isZero() && asSize(to) ? typical(asSize(to)!) : 1), 1);
}

function neutralOf(by: Combination, type: "f32" | "i32"): Expression | undefined {
  if (by === "add" || by === "mul") return k.constant(type, by === "add" ? 0 : 1);
  // The least of a number and itself is that number.
  return undefined;
}

function isSame(a: Expression, b: Expression): boolean {
  return a.kind === "const" && b.kind === "const" && a.value === b.value;
}
