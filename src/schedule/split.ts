import { asSize, k } from "../kernel/build.ts";
import type { Fresh } from "../kernel/computation.ts";
import type { Expression, Statement } from "../kernel/kernel.ts";
import { isMultiple } from "../kernel/unroll.ts";
import { substitute } from "../kernel/visit.ts";
import { type For, mentions, nestOf, nominalTrips, rebuild } from "./loop-nest.ts";

/** What changes nothing. */
export const identities: Partial<Record<string, number>> = { add: 0, mul: 1, max: -Infinity, min: Infinity };

/** The loop of a reduction whose terms can go to several accumulators in turn. */
export function splittable(fold: For, factor: number): For | undefined {
  const { loops } = nestOf(fold);
  return loops.find(
    (loop) => asSize(loop.from)?.isZero() === true && asSize(loop.to) !== undefined && nominalTrips(loop) >= factor && loops.every((other) => !mentions(other.from, loop.index) && !mentions(other.to, loop.index)),
  );
}

/**
 * A plain reduction with several accumulators, which are combined at the end: an addition need not wait for the one
 * before. What is left over goes to the first.
 */
export function splitReduction(fold: For, factor: number, fresh: Fresh): readonly Statement[] {
  const { loops, body } = nestOf(fold);
  const [step] = body;
  const loop = splittable(fold, factor);
  if (!loop || step?.kind !== "assign" || step.value.kind !== "binary") return [fold];
  const { operator, right, type } = step.value;
  const extent = asSize(loop.to)!;
  const turns = extent.floorDiv(factor);
  const index = fresh(`${loop.index}${factor}`);
  const names = Array.from({ length: factor - 1 }, (_, u) => fresh(`${step.name}_${u + 1}`));
  const combine = (name: string, term: Expression): Statement => ({ kind: "assign", name, value: { kind: "binary", type, operator, left: k.local(name, type), right: term } });
  const term = (u: number): Expression => {
    const turn = k.add(k.mul(k.local(index, "i32"), k.int(factor)), k.int(u));
    return substitute(right, (e) => (e.kind === "local" && e.name === loop.index ? turn : undefined));
  };
  const steps = [step.name, ...names].map((name, u) => combine(name, term(u)));
  const main = rebuild({ loops: loops.map((other) => (other === loop ? { ...loop, index, to: k.size(turns) } : other)), body: steps });
  const rest = isMultiple(extent, factor) ? [] : rebuild({ loops: loops.map((other) => (other === loop ? { ...loop, from: k.size(turns.mul(factor)) } : other)), body });
  return [
    ...names.map((name): Statement => ({ kind: "var", name, value: k.constant(type, identities[operator]!) })),
    ...main,
    ...rest,
    ...names.map((name) => combine(step.name, k.local(name, type))),
  ];
}
