import { expect, test, vi } from "vitest";
import { shapeThreads, stretchLength, type TileShape, tileShapes } from "../../src/emit/wgsl/tile/shapes.ts";
import type { Node } from "../../src/graph/graph.ts";
import type { Net } from "../schedule/support.ts";
import { compareRandom } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** The shape that every contraction gets, however small it is. */
const forced = vi.hoisted(() => ({ shape: undefined as TileShape | undefined }));

vi.mock("../../src/emit/wgsl/tile/choice.ts", () => ({ chooseShape: () => forced.shape }));

function across(net: Net, node: Node): Node {
  return net.op("transpose", [node], { permutation: [1, 0] });
}

type Sizes = readonly [rows: number, terms: number, columns: number];

/** Products of matrices that lie along or across, with a bias and a function behind; what is done with sums is in vectors where columns allow it. */
const products: Readonly<Record<string, (net: Net, sizes: Sizes) => void>> = {
  "rows by columns": (net, [m, k, n]) => net.result("y", net.op("tanh", [net.dense(net.input("x", [m, k]), net.input("w", [k, n]), net.input("b", [n]))])),
  "columns by rows": (net, [m, k, n]) => net.result("y", net.dense(across(net, net.input("x", [k, m])), across(net, net.input("w", [n, k])), net.input("b", [n]))),
  "rows by rows": (net, [m, k, n]) => net.result("y", net.dense(net.input("x", [m, k]), across(net, net.input("w", [n, k])), net.input("b", [n]))),
};

/** Less than a tile, what no tile and no vector divides, what both divide, and one more than that. */
const sizes: readonly Sizes[] = [[1, 17, 3], [63, 65, 127], [128, 64, 128], [129, 68, 132]];

const names = new Map(tileShapes.map((shape) => [`${shape.rows}x${shape.columns}, ${shape.threadRows}x${shape.threadColumns} a thread, ${shape.slices} slices`, shape]));

/** Each shape with each size, and with each product. */
const cases = [...names].flatMap(([name, shape]) =>
  sizes.map((each, i) => {
    const [product, build] = Object.entries(products)[i % 3]!;
    return { name, shape, product, build, each };
  }),
);

test.skipIf(!gpu).each(cases)(`a tile of $name computes $product, $each (${whereMissing})`, async ({ shape, build, each }) => {
  forced.shape = shape;
  const { error, text } = await compareRandom((net) => build(net, each), gpu!);
  expect(text).toContain("var<workgroup> stretch");
  expect(text).toContain(`@workgroup_size(${shapeThreads(shape)})`);
  expect(error).toBeLessThan(1e-5);
});

/** A convolution with a bias and a nonlinearity, of which the terms at the edges do not count. */
function convolution(net: Net, channels: number, kernels: number): void {
  net.result("y", net.relu(net.conv(net.input("x", [2, 9, 11, channels]), net.input("w", [3, 3, channels, kernels]), { pad: 1 })));
}

test.skipIf(!gpu).each([...names])(`a tile of %s computes convolutions, and products of many matrices (${whereMissing})`, async (_, shape) => {
  forced.shape = shape;
  for (const [channels, kernels] of [[3, 10], [4, 16]] as const) {
    const { error, text } = await compareRandom((net) => convolution(net, channels, kernels), gpu!);
    expect(text.includes("x: array<vec4f>")).toBe(channels === 4);
    expect(error).toBeLessThan(1e-5);
  }
  const { error } = await compareRandom((net) => net.result("y", net.op("dot", [net.input("x", [3, 20, 24]), net.input("w", [3, 24, 18])], { leftBatch: [0], rightBatch: [0], leftContract: [2], rightContract: [1] })), gpu!);
  expect(error).toBeLessThan(1e-5);
});

test("no shape needs more than every device has", () => {
  for (const shape of tileShapes) {
    expect(shapeThreads(shape)).toBeLessThanOrEqual(256);
    expect(stretchLength(shape) * 16).toBeLessThanOrEqual(16384);
    expect(shape.slices === 1 || (shape.threadRows === 4 && shape.threadColumns === 4 && stretchLength(shape) >= shapeThreads(shape))).toBe(true);
  }
});
