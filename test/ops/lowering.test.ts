import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { conv } from "../../src/ops/contract/conv.ts";
import type { LowerContext, Op } from "../../src/ops/op.ts";
import { max_pool_grad } from "../../src/ops/window/max-pool.ts";
import { difference } from "../support/values.ts";
import { allCases, casesOf, evaluated, type Case } from "./support/cases.ts";
import { runLowered } from "./support/single-kernel.ts";

const cases = allCases().filter(({ op }) => op.lower);

function disagreement({ node, values, builder, env }: Case): number {
  return difference(runLowered(node, values, env.sizes), evaluated(builder, [node], env)[0]!);
}

test("there are lowerings to check", () => {
  expect(cases.length).toBeGreaterThan(150);
  expect(new Set(cases.map(({ op }) => op.name)).size).toBeGreaterThan(60);
});

test.for(cases.map((c) => [c.label, c] as const))("%s: the lowering in f64 is the reference", ([, c]) => {
  expect(disagreement(c)).toBeLessThan(1e-12);
});

test("a wrong lowering is caught", () => {
  const planted = (op: Op, change: (context: LowerContext) => LowerContext): Op => ({ ...op, lower: (context) => op.lower!(change(context)) });
  const shifted = planted(conv, (context) => ({ ...context, inputs: [context.inputs[0]!, (index) => context.inputs[1]!(index.map((i) => k.sub(i, i)))] }));
  const negated = planted(max_pool_grad, (context) => ({ ...context, inputs: [(index) => k.neg(context.inputs[0]!(index)), context.inputs[1]!] }));
  for (const op of [shifted, negated]) expect(Math.max(...casesOf(op).map(disagreement))).toBeGreaterThan(1e-3);
});
