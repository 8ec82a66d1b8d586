import { asSize, k } from "../../kernel/build.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { isMultiple } from "../../kernel/unroll.ts";
import { mentions, substitute } from "../../kernel/visit.ts";
import { nestOf, nominalTrips, rebuild } from "./loop-nest.ts";

/** What changes nothing. */
const identities: Partial<Record<string, number>> = { add: 0, mul: 1, max: -Infinity, min: Infinity };

/** The loop of a reduction whose terms can go to several accumulators in turn. */
export function splittable(fold: For, factor: number): For | undefined {
  const { loops } = nestOf(fold);
  return loops.find(
    (loop) => asSize(loop.from)?.isZero() === true && asSize(loop.to) !== undefined && nominalTrips(loop) >= factor && loops.every((other) => !mentions(other.from, loop.index) && !mentions(other.to, loop.index)),
  );
}

/** A step of a plain reduction: `name = name OPERATOR term`. */
interface Step {
  readonly name: string;
  readonly term: Expression;
  /** Takes another term in. */
  readonly combine: (name: string, term: Expression) => Statement;
  readonly start: Expression;
}

/** The steps of a plain reduction. */
export function stepsOf(body: readonly Statement[]): readonly Step[] {
  return body.map((step): Step => {
    if (step.kind !== "assign" || step.value.kind !== "binary") throw new Error("only a plain reduction has steps");
    const { operator, right, type } = step.value;
    const combine = (name: string, term: Expression): Statement => ({ kind: "assign", name, value: { kind: "binary", type, operator, left: k.local(name, type), right: term } });
    return { name: step.name, term: right, combine, start: k.constant(type, identities[operator]!) };
  });
}

/**
 * A plain reduction with several accumulators for each of its own, which are combined at the end: an addition need not
 * wait for the one before. What is left over goes to the first.
 */
export function splitReduction(fold: For, factor: number, fresh: Fresh): readonly Statement[] {
  const { loops, body } = nestOf(fold);
  const loop = splittable(fold, factor);
  if (!loop) return [fold];
  const steps = stepsOf(body);
  const extent = asSize(loop.to)!;
  const turns = extent.floorDiv(factor);
  const index = fresh(`${loop.index}${factor}`);
  const added = steps.map(({ name }) => Array.from({ length: factor - 1 }, (_, u) => fresh(`${name}_${u + 1}`)));
  const term = (of: Expression, u: number): Expression => {
    const turn = k.add(k.mul(k.local(index, "i32"), k.int(factor)), k.int(u));
    return substitute(of, (e) => (e.kind === "local" && e.name === loop.index ? turn : undefined));
  };
  const inner = Array.from({ length: factor }, (_, u) => steps.map((step, i) => step.combine(u === 0 ? step.name : added[i]![u - 1]!, term(step.term, u)))).flat();
  const main = rebuild({ loops: loops.map((other) => (other === loop ? { ...loop, index, to: k.size(turns) } : other)), body: inner });
  const rest = isMultiple(extent, factor) ? [] : rebuild({ loops: loops.map((other) => (other === loop ? { ...loop, from: k.size(turns.mul(factor)) } : other)), body });
  return [
    ...steps.flatMap(({ start }, i) => added[i]!.map((name): Statement => ({ kind: "var", name, value: start }))),
    ...main,
    ...rest,
    ...steps.flatMap(({ name, combine, start }, i) => added[i]!.map((other) => combine(name, k.local(other, start.type)))),
  ];
}
