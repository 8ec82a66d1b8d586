import { expect, test } from "vitest";
import { ops } from "../../src/ops/all.ts";
import type { Op, Sample } from "../../src/ops/op.ts";
import { Size } from "../../src/types/size.ts";
import { caseOf, type Case } from "../ops/support/cases.ts";
import type { Net } from "../schedule/support.ts";
import { compare, compareRandom } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** The first sample of a pointwise operation, over so many elements. */
function lengthened(op: Op, length: number): Case {
  const sample = op.samples[0]!;
  const shape = [Size.of(length)];
  return caseOf(op, { ...sample, inputs: sample.inputs.map((input): Sample["inputs"][number] => ({ ...input, type: { ...input.type, shape } })) }, op.name);
}

const pointwise = [...ops.values()].filter((op) => op.traits.pointwise && op.lower && op.samples.length > 0 && op.samples[0]!.inputs.length > 0);

test("there are operations to check", () => {
  expect(pointwise.length).toBeGreaterThan(25);
});

// Whole vectors, and some with elements left over. What is constant is computed once, or not at all.
test.skipIf(!gpu).each([8, 1026])(`every pointwise operation gives four at a time what its reference gives, for %d elements (${whereMissing})`, async (length) => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const far: string[] = [];
  const alone: string[] = [];
  for (const op of pointwise) {
    const { builder, node, env } = lengthened(op, length);
    const { error, text } = await compare(builder.graph("case", [{ name: "y", node }], []), env, device);
    if (!/array<vec4[fi]>/.test(text)) alone.push(op.name);
    if (!(error < 2e-5)) far.push(`${op.name}: ${error}`);
  }
  expect(far).toEqual([]);
  // Which is no more than a name here.
  expect(alone).toEqual(["stop_gradient"]);
}, 120_000);

interface Row {
  readonly build: (net: Net) => void;
  readonly isWide: boolean;
}

/** A row of which each element is scaled by its own factor and by that of its row. */
function rows(net: Net, columns: number): void {
  const x = net.input("x", [5, columns]);
  const [gain, scale] = [net.input("gain", [columns]), net.input("scale", [5])];
  net.result("y", net.op("tanh", [net.op("add", [net.op("mul", [x, net.broadcast(gain, [5, columns], [1])]), net.broadcast(scale, [5, columns], [0])])]));
}

const cases: Readonly<Record<string, Row>> = {
  ...Object.fromEntries([1, 63, 64, 65, 127, 128, 129].map((columns) => [`rows of ${columns}`, { build: (net: Net) => rows(net, columns), isWide: columns % 4 === 0 }])),
  "random numbers": { build: (net) => net.result("y", net.op("random_normal", [net.input("seed", [], "i32"), net.input("step", [], "i32")], { shape: [Size.of(3), Size.of(401)], site: 7 })), isWide: true },
  "a matrix that lies across": { build: (net) => net.result("y", net.op("transpose", [net.input("x", [64, 32])], { permutation: [1, 0] })), isWide: false },
  "indices as numbers": { build: (net) => net.result("y", net.op("mul", [net.input("x", [6, 12]), net.op("convert", [net.op("iota", [], { shape: [Size.of(6), Size.of(12)], axis: 1 })], { dtype: "f32" })])), isWide: true },
};

test.skipIf(!gpu).each(Object.entries(cases))(`%s (${whereMissing})`, async (_, { build, isWide }) => {
  const { error, text } = await compareRandom(build, gpu!);
  expect(/array<vec4[fi]>/.test(text)).toBe(isWide);
  expect(error).toBeLessThan(2e-5);
});
