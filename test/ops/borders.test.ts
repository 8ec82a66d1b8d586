import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { constant } from "../../src/ops/leaf/constant.ts";
import { pad } from "../../src/ops/movement/pad.ts";
import type { Border } from "../../src/ops/op.ts";
import { difference } from "../support/values.ts";
import { allCases, evaluated, type Case } from "./support/cases.ts";

interface Bordered extends Case {
  readonly border: Border;
}

const cases = allCases().flatMap((c): Bordered[] => {
  const border = c.op.border?.(c.node.inputs.map(({ type }) => type), c.node.attributes);
  return border ? [{ ...c, border }] : [];
});

/** The same from an operand that has its border. */
function fromBordered({ op, node, builder }: Case, { operand, low, high, attributes }: Border): Node {
  const zero = builder.make(constant, [], { value: 0, dtype: "f32" });
  const padded = builder.make(pad, [node.inputs[operand]!, zero], { low, high, interior: low.map(() => 0) });
  return builder.make(op, node.inputs.with(operand, padded), attributes);
}

function disagreement(c: Case, border: Border): number {
  const made = fromBordered(c, border);
  expect(made.type).toEqual(c.node.type);
  const [expected, got] = evaluated(c.builder, [c.node, made], c.env);
  return difference(got!, expected!);
}

test("there are borders to check", () => {
  expect(cases.length).toBeGreaterThan(5);
});

test.for(cases.map((c) => [c.label, c] as const))("%s: the same from an operand with its border, and none is left", ([, c]) => {
  expect(disagreement(c, c.border)).toBeLessThan(1e-12);
  const made = fromBordered(c, c.border);
  expect(c.op.border!(made.inputs.map(({ type }) => type), made.attributes)).toBeUndefined();
});

test("zeros on the wrong side are caught", () => {
  const lopsided = cases.filter(({ border: { low, high } }) => low.some((size, axis) => !size.equals(high[axis]!)));
  expect(lopsided.length).toBeGreaterThan(0);
  for (const c of lopsided) expect(disagreement(c, { ...c.border, low: c.border.high, high: c.border.low })).toBeGreaterThan(1e-3);
});
