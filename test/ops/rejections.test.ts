import { expect, test } from "vitest";
import type { Attributes, Requirement } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import { TypeRuleError, type TypeRuleReason } from "../../src/ops/op.ts";
import { N } from "../../src/ops/samples.ts";
import { tensor, type TensorType } from "../../src/types/tensor.ts";
import { Size, type SizeLike } from "../../src/types/size.ts";

const f = (...shape: SizeLike[]): TensorType => tensor("f32", shape);
const H = Size.symbol("H");

/** What a type rule says to inputs that do not fit, or what it asks for. */
function judged(name: string, inputs: readonly TensorType[], attributes: Attributes = {}): { readonly type?: TensorType; readonly reason?: TypeRuleReason; readonly required: readonly Requirement[] } {
  const required: Requirement[] = [];
  try {
    return { type: ops.get(name)!.type(inputs, attributes, (r) => required.push(r)), required };
  } catch (error) {
    if (error instanceof TypeRuleError) return { reason: error.reason, required };
    throw error;
  }
}

const dense = { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] };
const line = { lhs: { batch: 0, feature: 2, spatial: [1] }, rhs: { in: 1, out: 2, spatial: [0] }, out: { batch: 0, feature: 2, spatial: [1] }, stride: [1], low: [0], high: [0] };
const pool = { window: [1, 3], stride: [1, 1], low: [0, 0], high: [0, 0] };

const wrong: readonly (readonly [name: string, inputs: readonly TensorType[], attributes: Attributes, kind: TypeRuleReason["kind"], details: Partial<Record<string, unknown>>])[] = [
  ["add", [f(2, 3), f(2, 4)], {}, "shapes-differ", { left: 0, right: 1, axes: [1] }],
  ["add", [f(2, 3), f(3)], {}, "shapes-differ", { left: 0, right: 1, axes: [] }],
  ["add", [f(N, 3), f(2, 3)], {}, "shapes-differ", { axes: [0] }],
  ["add", [f(2), tensor("i32", [2])], {}, "element-type", { input: 1 }],
  ["exp", [tensor("i32", [2])], {}, "element-type", { input: 0, expected: "real numbers" }],
  ["not", [f(2)], {}, "element-type", { expected: "true or false" }],
  ["select", [f(2), f(2), f(2)], {}, "element-type", { input: 0 }],
  ["select", [tensor("bool", [3]), f(2), f(2)], {}, "shapes-differ", { left: 0, right: 1, axes: [0] }],
  ["select", [tensor("bool", [2]), f(2), f(3)], {}, "shapes-differ", { right: 2, axes: [0] }],
  ["reduce_sum", [f(2, 3)], { axes: [2] }, "bad-axis", { axis: 2, rank: 2 }],
  ["reduce_sum", [f(2, 3)], { axes: [0, 0] }, "bad-axis", { axis: 0 }],
  ["reduce_sum", [tensor("bool", [2])], { axes: [0] }, "element-type", { input: 0 }],
  ["argmax", [f(2, 3)], { axis: -1 }, "bad-axis", { axis: -1 }],
  ["reshape", [f(N, 3)], { shape: [N, 4] }, "elements-differ", {}],
  ["transpose", [f(2, 3)], { permutation: [0] }, "other", {}],
  ["transpose", [f(2, 3)], { permutation: [0, 0] }, "bad-axis", { axis: 0 }],
  ["broadcast", [f(1)], { shape: [3], axes: [0] }, "other", {}],
  ["slice", [f(3)], { start: [0], limit: [4], stride: [1] }, "out-of-range", { what: "limit" }],
  ["slice", [f(3)], { start: [-1], limit: [2], stride: [1] }, "out-of-range", { what: "start" }],
  ["slice", [f(3)], { start: [0], limit: [2], stride: [0] }, "other", {}],
  ["pad", [f(3), f()], { low: [-2], high: [-2], interior: [0] }, "out-of-range", { what: "padding" }],
  ["concat", [f(2, 3), f(3, 3)], { axis: 1 }, "shapes-differ", { left: 0, right: 1, axes: [0] }],
  ["concat", [], { axis: 0 }, "other", {}],
  ["dot", [f(2, 3), f(4, 5)], dense, "shapes-differ", { axes: [1] }],
  ["dot", [f(3), f(3, 5)], dense, "bad-axis", { axis: 1 }],
  ["conv", [f(1, 4, 2), f(5, 2, 3)], line, "window-too-large", { axis: 1, stride: 1, dilation: 1 }],
  ["conv", [f(1, 4, 2), f(3, 3, 3)], line, "shapes-differ", { axes: [2] }],
  ["conv", [f(1, 4, 3), f(3, 1, 4)], { ...line, featureGroups: 2 }, "not-divisible", { what: "the input channels" }],
  ["conv", [f(1, 4, 2), f(3, 1, 3)], { ...line, featureGroups: 2 }, "not-divisible", { what: "the output channels" }],
  ["conv", [f(1, 4), f(3, 3, 3)], line, "rank", { input: 0 }],
  ["conv", [f(1, 4, 2), f(3, 2, 3)], { ...line, stride: [0] }, "other", {}],
  ["conv", [f(1, 4, 2), f(3, 2, 3)], { ...line, rhsDilation: [1.5] }, "other", {}],
  ["conv", [f(1, 4, 2), f(3, 2, 3)], { ...line, featureGroups: 0 }, "other", {}],
  ["conv", [f(1, 4, 2), f(0, 2, 3)], line, "other", {}],
  ["max_pool", [f(N, 4)], { ...pool, window: [1, 0] }, "other", {}],
  ["max_pool", [f(N, 2)], pool, "window-too-large", { axis: 1 }],
  ["max_pool", [f(N, 4)], { ...pool, stride: [1, 0] }, "other", {}],
  ["sum_pool", [f(2)], pool, "other", {}],
  ["gather", [f(3, 2), f(2)], { axis: 0 }, "element-type", { input: 1 }],
  ["gather", [f(3, 2), tensor("i32", [N], 4)], { axis: 0 }, "out-of-range", { what: "index" }],
  ["gather", [f(3, 2), tensor("i32", [N], 2)], { axis: 2 }, "bad-axis", { axis: 2 }],
  ["scatter_add", [tensor("i32", [3]), f(2)], { axis: 0, size: 4 }, "shapes-differ", { axes: [0] }],
  ["random_normal", [tensor("i32", []), f()], { shape: [2], site: 0 }, "element-type", { input: 1 }],
  ["random_normal", [tensor("i32", []), tensor("i32", [])], { shape: [2], site: -1 }, "other", {}],
  ["gradient", [f(2), f(2)], {}, "rank", { input: 0 }],
  ["constant", [], { value: 1 }, "other", {}],
  ["iota", [], { shape: [2], axis: 1 }, "bad-axis", { axis: 1 }],
];

test.for(wrong)("%s refuses what does not fit (%#)", ([name, inputs, attributes, kind, details]) => {
  const { reason } = judged(name, inputs, attributes);
  expect(reason).toMatchObject({ kind, ...details });
});

test("every kind of reason was seen", () => {
  const kinds: Record<TypeRuleReason["kind"], true> = {
    "shapes-differ": true,
    "window-too-large": true,
    "element-type": true,
    rank: true,
    "bad-axis": true,
    "not-divisible": true,
    "elements-differ": true,
    "out-of-range": true,
    other: true,
  };
  expect(new Set(wrong.map(([, , , kind]) => kind))).toEqual(new Set(Object.keys(kinds)));
});

test("what depends on symbolic sizes is asked for, not refused", () => {
  const asked: readonly (readonly [string, readonly TensorType[], Attributes, string])[] = [
    ["max_pool", [f(N, H)], pool, "H >= 3"],
    ["conv", [f(N, H, 2), f(5, 2, 3)], { ...line, stride: [2] }, "H >= 5"],
    ["slice", [f(H)], { start: [0], limit: [5], stride: [1] }, "H >= 5"],
    ["pad", [f(H), f()], { low: [-2], high: [0], interior: [0] }, "H >= 2"],
    ["gather", [f(H, 2), tensor("i32", [N], 7)], { axis: 0 }, "H >= 7"],
  ];
  for (const [name, inputs, attributes, text] of asked) {
    const { type, required } = judged(name, inputs, attributes);
    expect(type, name).toBeDefined();
    expect(required.map((r) => (r.kind === "at-least" ? `${r.size} >= ${r.least}` : r.kind)), name).toEqual([text]);
  }
  expect(judged("conv", [f(N, 4, H), f(3, H, 3)], line).required).toEqual([]);
  expect(judged("conv", [f(N, 4, 4), f(3, 2, 4)], { ...line, featureGroups: 2, batchGroups: 1 }).required).toEqual([]);
  expect(judged("conv", [f(N, 4, 4), f(3, 4, 4)], { ...line, batchGroups: 2 }).required).toMatchObject([{ kind: "divisible", divisor: 2 }]);
});
