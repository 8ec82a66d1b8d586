import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import type { LayoutChoice } from "../../src/schedule/choice.ts";
import { bySchemes, withFilters } from "../../src/schedule/filter/filter.ts";
import { filterOf } from "../../src/schedule/filter/find.ts";
import { type Scheme, schemesOf } from "../../src/schedule/filter/scheme.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import type { SizeLike } from "../../src/types/size.ts";
import { disagreement, generator, machines, moduleOf, N, Net, optimized } from "./support.ts";

const lanes: Machine = { lanes: 4, registers: 15 };

/** All nodes of a graph that can be computed by fewer products, whatever that costs, by the fewest or by the fewest but one. */
function allOf(graph: Graph, which = 0): Map<Node, Scheme> {
  const found = new Map<Node, Scheme>();
  for (const node of graph.nodes) {
    const filter = filterOf(node);
    const scheme = filter && schemesOf(filter).at(which);
    if (scheme) found.set(node, scheme);
  }
  return found;
}

interface Case {
  readonly batch: SizeLike;
  readonly extents: readonly number[];
  readonly windows: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly channels: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly reversal: readonly boolean[];
}

/** A convolution with results and the gradients of both operands. */
function convolution({ batch, extents, windows, low, high, channels: [from, to], stride, dilation, reversal }: Case): Graph {
  const net = new Net();
  const spatial = extents.map((_, i) => i);
  const x = net.read("x", [batch, ...extents, from]);
  const w = net.read("w", [...windows, from, to]);
  const places = { batch: 0, feature: extents.length + 1, spatial: spatial.map((i) => i + 1) };
  const ones = extents.map(() => 1);
  const y = net.op("conv", [x, w], {
    lhs: places,
    rhs: { in: extents.length, out: extents.length + 1, spatial },
    out: places,
    stride: extents.map(() => stride),
    low,
    high,
    lhsDilation: ones,
    rhsDilation: extents.map(() => dilation),
    reversal,
    featureGroups: 1,
    batchGroups: 1,
  });
  const cotangent = net.input("ct", [...y.type.shape]);
  const loss = net.op("reduce_sum", [net.op("mul", [y, cotangent])], { axes: y.type.shape.map((_, i) => i) });
  net.result("y", y);
  net.result("dx", net.op("gradient", [loss, x]));
  net.result("dw", net.op("gradient", [loss, w]));
  return optimized(net.graph());
}

function randomCase(seed: number): Case {
  const random = generator(seed);
  const pick = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const axes = pick(1, 2);
  const each = <T>(make: () => T): T[] => Array.from({ length: axes }, make);
  const windows = each(() => pick(1, 4));
  const dilation = random() < 0.1 ? 2 : 1;
  return {
    batch: random() < 0.3 ? N : pick(1, 6),
    extents: windows.map((window) => dilation * window + pick(0, 9)),
    windows,
    low: each(() => pick(0, 2)),
    high: each(() => pick(0, 2)),
    channels: [pick(1, 6), pick(1, 9)],
    stride: random() < 0.1 ? 2 : 1,
    dilation,
    reversal: each(() => random() < 0.3),
  };
}

test("random convolutions and their gradients are the same by fewer products", () => {
  const along = { results: 0, taps: 0 };
  for (let seed = 1; seed <= 50; seed++) {
    const graph = convolution(randomCase(seed));
    const schemes = allOf(graph, seed % 2);
    if (schemes.size === 0) continue;
    for (const { blocked: [first] } of schemes.values()) along[first!.along] += 1;
    for (const machine of machines.filter((m) => !m.grid)) {
      const plan = schedule(moduleOf(bySchemes(graph, schemes)), machine);
      expect(disagreement(moduleOf(graph), graph, { N: 3 }, plan, seed), `seed ${seed}, ${machine.lanes} lanes`).toBeUndefined();
    }
  }
  // Results and gradients of inputs are in blocks of results, gradients of weights in blocks of taps.
  expect(along.results).toBeGreaterThan(40);
  expect(along.taps).toBeGreaterThan(20);
});

const plain: Case = { batch: 4, extents: [9, 8], windows: [3, 3], low: [1, 1], high: [1, 1], channels: [8, 12], stride: 1, dilation: 1, reversal: [false, false] };

test("planted bug: a transform that is wrong in one number, blocks that are read one too far", () => {
  const graph = convolution(plain);
  const schemes = allOf(graph);
  expect(schemes.size).toBe(3);
  const withAll = (change: (scheme: Scheme) => Scheme): string | undefined =>
    disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(bySchemes(graph, new Map([...schemes].map(([node, scheme]) => [node, change(scheme)])))), lanes));
  expect(withAll((scheme) => scheme)).toBeUndefined();
  const changed = (scheme: Scheme, change: (transform: Scheme["blocked"][0]["transform"]) => Scheme["blocked"][0]["transform"]): Scheme => ({ ...scheme, blocked: scheme.blocked.map((way, i) => (i === 1 ? { ...way, transform: change(way.transform) } : way)) });
  expect(withAll((scheme) => changed(scheme, (t) => ({ ...t, outputsOf: t.outputsOf.map((row, i) => (i === 0 ? row.with(1, -1) : row)) })))).toBeDefined();
  expect(withAll((scheme) => ({ ...scheme, filter: { ...scheme.filter, axes: scheme.filter.axes.map((axis) => ({ ...axis, low: axis.low - 1 })) } }))).toBeDefined();
});

test("what moves is told by what is computed: strides, holes and groups are no filters", () => {
  const moving = (change: Partial<Case>): number => convolution({ ...plain, ...change }).nodes.filter((node) => filterOf(node)).length;
  expect(moving({})).toBe(3);
  expect(moving({ reversal: [true, false] })).toBe(3);
  expect(moving({ stride: 2 })).toBe(0);
  expect(moving({ dilation: 2 })).toBe(0);
});

test("windows of one element, and those too large for small errors, stay what they are", () => {
  const schemes = (windows: readonly number[]): number => allOf(convolution({ ...plain, windows, extents: [12, 12] })).size;
  expect(schemes([1, 1])).toBe(0);
  expect(schemes([3, 1])).toBe(3);
  expect(schemes([5, 5])).toBe(3);
  expect(schemes([7, 7])).toBe(0);
});

/** What was weighed for a training step's worth of 3x3 convolution. */
function weighed(change: Partial<Case>, machine: Machine = lanes): readonly (LayoutChoice & { readonly kind: "filter" })[] {
  const choices: (LayoutChoice & { readonly kind: "filter" })[] = [];
  withFilters(convolution({ ...plain, batch: 32, extents: [16, 16], channels: [32, 32], ...change }), machine, (choice) => choice.kind === "filter" && choices.push(choice));
  return choices;
}

test("filters are chosen by cost: not for few channels, and only for machines with lanes", () => {
  expect(weighed({}, lanes).map(({ taken }) => taken)).toEqual([true, true, true]);
  expect(weighed({ channels: [1, 4] }, lanes).every(({ taken }) => !taken)).toBe(true);
  expect(weighed({}, { lanes: 1, registers: 24 })).toEqual([]);
  const [first] = weighed({}, lanes);
  expect(first!.after).toBeLessThan(0.6 * first!.before);
});

test("transformed kernels take no more memory than there is: one picture of many channels is not worth them", () => {
  const wide = { extents: [8, 8], channels: [256, 256] } as const;
  expect(weighed({ ...wide, batch: 1 })).toEqual([]);
  expect(weighed({ ...wide, batch: 64 }).map(({ taken }) => taken)).toEqual([true, true, true]);
});

test("the cost of the products is part of what is weighed", () => {
  const [first] = weighed({});
  const terms = 32 * 16 * 16 * 32 * 32 * 9;
  // A product for four terms, four lanes to an instruction.
  expect(first!.after).toBeGreaterThan(terms / 4 / 4);
  expect(first!.after).toBeLessThan(first!.before * 0.6);
});
