import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import { ops } from "../../src/ops/all.ts";
import { mul } from "../../src/ops/elementwise/arithmetic.ts";
import { input } from "../../src/ops/leaf/memory.ts";
import { filled } from "../../src/ops/make.ts";
import type { Lifted, NdArray, Op } from "../../src/ops/op.ts";
import { Size } from "../../src/types/size.ts";
import { difference } from "../support/values.ts";
import { caseOf, evaluated, type Case } from "./support/cases.ts";
import { axesOfStacks, stackOf } from "./support/stacks.ts";

const positions = 3;

/** How far the sum over positions is from that of the values at each. */
function disagreement(cases: readonly Case[], axes: readonly (number | undefined)[], op: Op): number {
  const [first] = cases;
  const builder = new Builder();
  const inputs = first!.node.inputs.map(({ type }, i): Lifted => {
    const axis = axes[i];
    const shape = axis === undefined ? type.shape : type.shape.toSpliced(axis, 0, Size.of(positions));
    const node = builder.make(input, [], { name: String(i), dtype: type.dtype, shape, ...(type.bound && { bound: type.bound }) });
    return axis === undefined ? { node } : { node, axis };
  });
  const total = op.total!({ ...first!.node, op }, inputs, builder);
  const values = inputs.map(({ axis }, i) => (axis === undefined ? first!.values[i]! : stackOf(cases.map((c) => c.values[i]!), axis)));
  const [result] = evaluated(builder, [total], { ...first!.env, inputs: { ...first!.env.inputs, ...Object.fromEntries(values.map((v, i) => [String(i), v])) } });
  const expected = cases.map((c) => {
    const own = Object.fromEntries(c.values.map((v, i) => [String(i), axes[i] === undefined ? first!.values[i]! : v]));
    return evaluated(c.builder, [c.node], { ...c.env, inputs: { ...c.env.inputs, ...own } })[0]!;
  });
  return difference(result!, sumOf(expected));
}

function sumOf(parts: readonly NdArray[]): NdArray {
  return { shape: parts[0]!.shape, data: parts[0]!.data.map((_, i) => parts.reduce((sum, part) => sum + part.data[i]!, 0)) };
}

function disagreements(op: Op): readonly number[] {
  return op.samples.flatMap((sample, i) => {
    const cases = Array.from({ length: positions }, (_, p) => caseOf(op, sample, `${op.name} ${i}`, 7 + p));
    return axesOfStacks(sample).map((axes) => disagreement(cases, axes, op));
  });
}

const summed = [...ops.values()].filter((op) => op.total);

test("there are operations to check", () => {
  expect(summed.map((op) => op.name).toSorted()).toEqual(["dot", "reduce_sum", "scatter_add"]);
});

test.each(summed.map((op) => [op.name, op] as const))("%s: the sum over all positions is the sum of what it is at each", (_, op) => {
  const found = disagreements(op);
  expect(found.length).toBeGreaterThan(2);
  expect(Math.max(...found)).toBeLessThan(1e-12);
});

test("a wrong rule is caught: a sum that counts what is the same at all positions once for each", () => {
  const dot = ops.get("dot")!;
  const total: Op["total"] = (node, inputs, builder) => {
    const sum = dot.total!(node, inputs, builder);
    return inputs.every(({ axis }) => axis !== undefined) ? sum : builder.make(mul, [sum, filled(builder, sum, positions)]);
  };
  expect(Math.max(...disagreements({ ...dot, total }))).toBeGreaterThan(1e-3);
});
