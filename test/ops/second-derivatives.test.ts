import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { gradient } from "../../src/ops/leaf/calculus.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { numericGradient, relativeError } from "../support/numeric-gradient.ts";
import { allCases, type Case } from "./support/cases.ts";
import { cotangentNodes, weighted, weightedNode } from "./support/derivative.ts";

const cases = allCases().filter(({ op, node, sample }) => op.vjp && node.type.dtype === "f32" && sample.inputs.some(({ type }) => type.dtype === "f32"));

/** The relative errors of the derivatives, by every input and by the cotangent, of every input's cotangent. */
function errors(c: Case): readonly number[] {
  const { outcome, env: first } = weighted(c);
  let env = first;
  const found: number[] = [];
  cotangentNodes(c.builder, outcome).forEach((ct, i) => {
    if (!ct) return;
    const second = weightedNode(c.builder, ct, env, `weight ${i}`, 13 + i);
    env = second.env;
    const by = [...c.node.inputs, outcome.weight].flatMap((x): { readonly name: string; readonly node: Node }[] => {
      const name = x.attributes["name"];
      if (x.type.dtype !== "f32" || typeof name !== "string") return [];
      return [{ name, node: c.builder.make(gradient, [second.outcome.scalar, x]) }];
    });
    const results = [...by, { name: "scalar", node: second.outcome.scalar }];
    const graph = autodiff.run(c.builder.graph("case", results, []));
    const exact = interpret(graph, env).results;
    const plain = { ...graph, results: graph.results.filter(({ name }) => name === "scalar") };
    for (const { name } of by) {
      const [a, b] = [exact.get(name)!.data, numericGradient(plain, env, "scalar", name)];
      // Linear ops have no second derivative; differences of a constant are zero up to rounding.
      const scale = Math.hypot(...a) + Math.hypot(...b);
      found.push(scale < 1e-9 ? 0 : relativeError(a, b));
    }
  });
  return found;
}

test("there are second derivatives to check", () => {
  expect(cases.length).toBeGreaterThan(90);
});

test.for(cases.map((c) => [c.label, c] as const))("%s: the derivative of the derivative agrees with central differences", ([, c]) => {
  const found = errors(c);
  expect(found.length).toBeGreaterThan(0);
  expect(Math.max(...found)).toBeLessThanOrEqual(1e-7);
});
