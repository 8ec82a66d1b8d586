import { asSize, k, sameExpression } from "../../kernel/build.ts";
import { hasGuardedLoad } from "../../kernel/effects.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { isMultiple } from "../../kernel/unroll.ts";
import { expressionsOf, mapStatement, mentions, parts, substitute, walk, walkStatements } from "../../kernel/visit.ts";
import { instructionsOf } from "./instructions.ts";
import { nestOf, rebuild, strideOf } from "./loop-nest.ts";
import { laneCount } from "../machine.ts";
import { splitReduction, stepsOf } from "./split.ts";

/** Neighbouring turns of a loop as lanes. */
export interface Lanes {
  /** The index of the loop over whole vectors; undefined where there is only one. */
  readonly vectors: string | undefined;
  readonly statements: readonly Statement[];
}

/**
 * Four neighbouring results at once: the turns of `loop`, around these statements, become vectors. What does not fill a
 * vector is part of one, or computed one by one where it is not known how much that is.
 */
export function resultLanes(loop: For, body: readonly Statement[], fresh: Fresh): Lanes {
  const extent = asSize(loop.to)!;
  const turns = extent.floorDiv(laneCount);
  const [vectors, lane] = [fresh(`${loop.index}_vector`), fresh(`${loop.index}_lane`)];
  const vector = (start: Expression, active = laneCount): Statement => ({ kind: "for", index: lane, from: k.int(0), to: k.int(active), body: replaceIndex(body, loop.index, k.add(start, k.local(lane, "i32"))), lanes: true });
  const first = turns.mul(laneCount);
  const left = extent.sub(first).constant();
  const rest = left === 0 ? [] : [left === undefined ? { ...loop, from: k.size(first), body } : vector(k.size(first), left)];
  if (turns.isZero()) return { vectors: undefined, statements: rest };
  if (turns.equals(1)) return { vectors: undefined, statements: [vector(k.int(0)), ...rest] };
  const main: Statement = { kind: "for", index: vectors, from: k.int(0), to: k.size(turns), body: [vector(k.mul(k.local(vectors, "i32"), k.int(laneCount)))], ...(loop.independent && { independent: true }) };
  return { vectors, statements: [main, ...rest] };
}

/** Four terms of a reduction at once: a partial result for each lane, in `split` accumulators, combined at the end. The loops of the reduction stand in any order. */
export function termLanes(fold: For, along: string, split: number, fresh: Fresh): readonly Statement[] {
  const { loops, body } = nestOf(fold);
  const steps = stepsOf(body);
  const loop = loops.find(({ index }) => index === along)!;
  const others = loops.filter((other) => other !== loop);
  const extent = asSize(loop.to)!;
  const turns = extent.floorDiv(laneCount);
  const [lane, vectors] = [fresh(`${along}_lane`), fresh(`${along}_vector`)];
  const partials = steps.map(({ name }) => fresh(`${name}_lane`));
  const element = (term: Expression): Expression => substitute(term, (e) => (e.kind === "local" && e.name === along ? k.add(k.mul(k.local(vectors, "i32"), k.int(laneCount)), k.local(lane, "i32")) : undefined));
  const main: For = { kind: "for", index: vectors, from: k.int(0), to: k.size(turns), body: steps.map(({ combine, term }, i) => combine(partials[i]!, element(term))) };
  const lanes: Statement = {
    kind: "for",
    index: lane,
    from: k.int(0),
    to: k.int(laneCount),
    body: [
      ...steps.map(({ start }, i): Statement => ({ kind: "var", name: partials[i]!, value: start })),
      ...rebuild({ loops: others, body: [main] }).flatMap((s) => (s.kind === "for" && split > 1 ? splitReduction(s, split, fresh) : [s])),
      ...steps.map(({ name, combine, start }, i) => combine(name, k.local(partials[i]!, start.type))),
    ],
    lanes: true,
  };
  if (isMultiple(extent, laneCount)) return [lanes];
  return [lanes, ...rebuild({ loops: others, body: [{ ...loop, from: k.size(turns.mul(laneCount)), body }] })];
}

/**
 * What one turn of a loop costs, and what it costs as one of four lanes; undefined if its turns cannot be lanes.
 * `scattered` where it is known that they store to different elements.
 */
export function laneGain(loop: For, body: readonly Statement[], scattered = false): { readonly alone: number; readonly inLanes: number } | undefined {
  const { index } = loop;
  const defined = new Set<string>();
  const varying = new Set([index]);
  let [possible, alone, inLanes] = [true, 0, 0];
  const changes = (e: Expression): boolean => [...varying].some((name) => mentions(e, name));
  walkStatements(body, (s) => {
    if (s.kind === "let" || s.kind === "var") defined.add(s.name);
    if ((s.kind === "let" || s.kind === "var" || s.kind === "assign") && changes(s.value)) varying.add(s.name);
    if (s.kind === "for") possible &&= !changes(s.from) && !changes(s.to) && !s.lanes;
    if (s.kind === "if") possible &&= !changes(s.condition);
    if (s.kind === "assign") possible &&= defined.has(s.name);
    if (s.kind === "store" && !scattered) possible &&= isOwn(s, body) && strideOf(s.index, index) === 1 && ![...varying].some((name) => name !== index && mentions(s.index, name));
    if (s.kind === "store") {
      alone += 1;
      inLanes += strideOf(s.index, index) === 1 ? 1 / laneCount : 1.3;
    }
    for (const e of expressionsOf(s)) {
      const cost = costs(e, (part) => changes(part), (load) => strideOf(load, index));
      alone += cost.alone;
      inLanes += cost.inLanes;
    }
  });
  return possible ? { alone, inLanes } : undefined;
}

/** In instructions: alone, and a quarter of a vector's. */
function costs(e: Expression, changes: (e: Expression) => boolean, stride: (index: Expression) => number | undefined): { readonly alone: number; readonly inLanes: number } {
  let [alone, inLanes] = [0, 0];
  const visit = (part: Expression, laneByLane: boolean): void => {
    const weight = instructionsOf(part);
    const single = laneByLane || (changes(part) && isScalarOnly(part, stride));
    alone += weight;
    inLanes += single ? weight * 1.3 : weight / laneCount;
    if (part.kind === "load") return;
    for (const inner of parts(part)) visit(inner, single);
  };
  visit(e, false);
  return { alone, inLanes };
}

/** What no instruction does for four lanes. */
function isScalarOnly(e: Expression, stride: (index: Expression) => number | undefined): boolean {
  if (e.kind === "load") return ![0, 1].includes(stride(e.index) ?? -1);
  if (e.kind === "binary") return e.left.type === "i32" && (e.operator === "div" || e.operator === "mod");
  return e.kind === "select" && (hasGuardedLoad(e.then) || hasGuardedLoad(e.else));
}

/** Whether what is stored is read at the same place only. */
function isOwn(store: Extract<Statement, { kind: "store" }>, body: readonly Statement[]): boolean {
  let own = true;
  walkStatements(body, (s) => {
    for (const expression of expressionsOf(s))
      walk(expression, (e) => {
        if (e.kind === "load" && e.buffer === store.buffer) own &&= sameExpression(e.index, store.index);
      });
  });
  return own;
}

function replaceIndex(body: readonly Statement[], index: string, value: Expression): readonly Statement[] {
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === index ? value : undefined));
  return body.map((s) => mapStatement(s, replace, (inner) => replaceIndex(inner, index, value)));
}
