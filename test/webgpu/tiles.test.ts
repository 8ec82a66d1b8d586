import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import type { Net } from "../schedule/support.ts";
import { compareRandom } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

interface Case {
  readonly build: (net: Net) => void;
  /** Threads of a workgroup. */
  readonly threads: number;
}

/** The first input of a convolution with a bias and a nonlinearity, so that the terms at the edges do not count. */
function convolution(net: Net): { readonly x: Node; readonly w: Node; readonly y: Node } {
  const [x, w] = [net.input("x", [6, 16, 17, 3]), net.input("w", [3, 3, 3, 32])];
  return { x, w, y: net.conv(x, w, { pad: 1 }) };
}

/** Extents that no tile divides. */
const cases: Readonly<Record<string, Case>> = {
  "a product of matrices": {
    threads: 64,
    build: (net) => net.result("y", net.op("tanh", [net.dense(net.input("x", [201, 37]), net.input("w", [37, 303]), net.input("b", [303]))])),
  },
  "a large product of matrices": {
    threads: 256,
    build: (net) => net.result("y", net.dense(net.input("x", [401, 19]), net.input("w", [19, 503]), net.input("b", [503]))),
  },
  "a product with a matrix that lies across": {
    threads: 64,
    build: (net) => net.result("y", net.dense(net.op("transpose", [net.input("x", [37, 201])], { permutation: [1, 0] }), net.op("transpose", [net.input("w", [303, 37])], { permutation: [1, 0] }), net.input("b", [303]))),
  },
  "a tall product, whose bands of tiles are not all of one height": {
    threads: 64,
    build: (net) => net.result("y", net.dense(net.input("x", [601, 18]), net.input("w", [18, 70]), net.input("b", [70]))),
  },
  "a product of few rows": {
    threads: 64,
    build: (net) => net.result("y", net.dense(net.input("x", [13, 20]), net.input("w", [20, 3101]), net.input("b", [3101]))),
  },
  "a convolution": { threads: 64, build: (net) => net.result("y", net.relu(convolution(net).y)) },
};

test.skipIf(!gpu).each(Object.entries(cases))(`tiles compute %s (${whereMissing})`, async (_, { build, threads }) => {
  const { error, text } = await compareRandom(build, gpu!);
  expect(text.includes("var<workgroup> left_tile")).toBe(true);
  expect(text.includes(`@workgroup_size(${threads})`)).toBe(true);
  expect(error).toBeLessThan(1e-5);
});
