import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import { ops } from "../../src/ops/all.ts";
import { input } from "../../src/ops/leaf/memory.ts";
import { lift } from "../../src/ops/lift.ts";
import type { Lifted, Op } from "../../src/ops/op.ts";
import { difference } from "../support/values.ts";
import { caseOf, evaluated, type Case } from "./support/cases.ts";
import { axesOfStacks, stackOf } from "./support/stacks.ts";

const positions = 3;

/** One sample three times with other values, some of its inputs given for all three at once, along an axis each. */
interface Lifting {
  readonly cases: readonly Case[];
  readonly axes: readonly (number | undefined)[];
}

function liftingsOf(op: Op): readonly Lifting[] {
  return op.samples.flatMap((sample, i) => {
    const cases = Array.from({ length: positions }, (_, p) => caseOf(op, sample, `${op.name} ${i}`, 7 + p));
    return axesOfStacks(sample).map((axes) => ({ cases, axes }));
  });
}

/** The largest difference from what is computed for each position; undefined where no operation says it. */
function disagreement({ cases, axes }: Lifting, op: Op): number | undefined {
  const [first] = cases;
  const builder = new Builder();
  const inputs = first!.node.inputs.map(({ type }, i): Lifted => {
    const axis = axes[i];
    const shape = axis === undefined ? type.shape : type.shape.toSpliced(axis, 0, builder.make(input, [], { name: "", dtype: "f32", shape: [positions] }).type.shape[0]!);
    const node = builder.make(input, [], { name: String(i), dtype: type.dtype, shape, ...(type.bound && { bound: type.bound }) });
    return axis === undefined ? { node } : { node, axis };
  });
  const lifted = lift({ ...first!.node, op }, inputs, builder);
  if (!lifted) return undefined;
  const values = inputs.map(({ axis }, i) => (axis === undefined ? first!.values[i]! : stackOf(cases.map((c) => c.values[i]!), axis)));
  const env = { ...first!.env, inputs: { ...first!.env.inputs, "": stackOf([0, 0, 0].map(() => ({ shape: [], data: new Float64Array(1) })), 0), ...Object.fromEntries(values.map((v, i) => [String(i), v])) } };
  const [result] = evaluated(builder, [lifted.node], env);
  const expected = cases.map((c) => {
    const own = Object.fromEntries(c.values.map((v, i) => [String(i), axes[i] === undefined ? first!.values[i]! : v]));
    return evaluated(c.builder, [c.node], { ...c.env, inputs: { ...c.env.inputs, ...own } })[0]!;
  });
  return difference(result!, stackOf(expected, lifted.axis!));
}

const liftable = [...ops.values()].filter((op) => op.lift ?? (op.traits.pointwise && op.samples[0]!.inputs.length > 0));

test("there are operations to check", () => {
  expect(liftable.filter((op) => op.lift).map((op) => op.name).toSorted()).toEqual(["broadcast", "concat", "dot", "gather", "reshape", "slice", "transpose"]);
  expect(liftable.length).toBeGreaterThan(40);
});

test.each(liftable.map((op) => [op.name, op] as const))("%s at all positions at once is what it is at each", (_, op) => {
  const found = liftingsOf(op).flatMap((lifting) => disagreement(lifting, op) ?? []);
  expect(found.length).toBeGreaterThan(2);
  expect(Math.max(...found)).toBeLessThan(1e-12);
});

test("a wrong rule is caught: a product that takes positions of both operands for free axes", () => {
  const dot = ops.get("dot")!;
  const wrong: Op = { ...dot, lift: (node, [left, right], builder) => dot.lift!(node, [left!, { node: right!.node, axis: right!.axis === undefined ? 0 : right!.axis === 0 ? 1 : 0 }], builder) };
  const errors = liftingsOf(dot).map((lifting) => {
    try {
      return disagreement(lifting, wrong) ?? 0;
    } catch {
      return Infinity;
    }
  });
  expect(Math.max(...errors)).toBeGreaterThan(1e-3);
});
