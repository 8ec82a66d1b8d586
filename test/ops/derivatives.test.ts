import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { exp, pow } from "../../src/ops/elementwise/exponential.ts";
import { mul } from "../../src/ops/elementwise/arithmetic.ts";
import { dot } from "../../src/ops/contract/dot.ts";
import type { Op } from "../../src/ops/op.ts";
import { relativeError } from "../support/numeric-gradient.ts";
import { allCases, casesOf, type Case } from "./support/cases.ts";
import { cotangents, numericCotangents, weighted } from "./support/derivative.ts";

const cases = allCases().filter(({ op, node, sample }) => op.vjp && node.type.dtype === "f32" && sample.inputs.some(({ type }) => type.dtype === "f32"));

/** The largest relative error over the inputs, and how many inputs have a derivative. */
function check(c: Case): { readonly error: number; readonly checked: number } {
  const { outcome, env } = weighted(c);
  const exact = cotangents(c.builder, outcome, c.node.inputs, env);
  const errors = exact.map((ct, i) => ct && relativeError(ct.data, numericCotangents(c.builder, outcome.scalar, String(i), env)));
  const present = errors.filter((e) => e !== undefined);
  return { error: Math.max(0, ...present), checked: present.length };
}

test("there are derivatives to check", () => {
  expect(cases.length).toBeGreaterThan(100);
  expect(new Set(cases.map(({ op }) => op.name)).size).toBeGreaterThan(40);
});

test.for(cases.map((c) => [c.label, c] as const))("%s: the derivative agrees with central differences", ([, c]) => {
  const { error, checked } = check(c);
  expect(checked).toBeGreaterThan(0);
  expect(error).toBeLessThanOrEqual(1e-7);
});

test("where there is no derivative, there is none", () => {
  const zero = ["floor", "ceil", "round", "sign", "eq", "lt", "argmax", "is_finite", "random_uniform", "random_normal", "iota", "stop_gradient"];
  const found = new Map(allCases().map(({ op }) => [op.name, op]));
  for (const name of zero) expect(found.get(name)?.vjp, name).toBeUndefined();
});

test("a wrong derivative is caught", () => {
  const planted = (op: Op, change: (cts: readonly (Node | undefined)[], make: Parameters<NonNullable<Op["vjp"]>>[0]["make"]) => readonly (Node | undefined)[]): Op => ({
    ...op,
    vjp: (context) => change(op.vjp!(context), context.make),
  });
  const wrong = [
    planted(mul, ([a, b]) => [b, a]),
    planted(exp, ([a], make) => [make(exp, [a!])]),
    planted(pow, ([a, b], make) => [make(mul, [a!, b!]), b]),
    planted(dot, (cts, make) => cts.map((ct) => ct && make(mul, [ct, ct]))),
  ];
  for (const op of wrong) {
    const worst = Math.max(...casesOf(op).filter(({ node }) => node.type.dtype === "f32").map((c) => check(c).error));
    expect(worst, op.name).toBeGreaterThan(1e-3);
  }
});
