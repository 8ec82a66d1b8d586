import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { Size, type SizeLike } from "../../src/types/size.ts";
import { randomScan, randomScanSizes } from "../schedule/random-scan.ts";
import { scan } from "../support/recurrence.ts";
import { Sketch } from "../support/sketch.ts";
import { compare } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** Parameters are inputs, and what they become results; some input tells every size. */
class Stateless extends Sketch {
  override read(name: string, shape: readonly SizeLike[]): Node {
    return this.input(name, shape);
  }

  override graph(results: Readonly<Record<string, Node>>, updates: Readonly<Record<string, Node>> = {}): Graph {
    const sizes = this.op("neg", [this.input("sizes", Object.keys(this.sizes).map((name) => Size.symbol(name)))]);
    return super.graph({ ...results, sizes, ...Object.fromEntries(Object.entries(updates).map(([name, node]) => [`next_${name}`, node])) });
  }
}

test.skipIf(!gpu)(`random scans give on a device what the interpreter gives, in one dispatch (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  let [inRows, inOne] = [0, 0];
  for (let seed = 1; seed <= 40; seed++) {
    const { graph, sketch } = randomScan(seed, new Stateless(randomScanSizes, seed));
    const { error, text } = await compare(graph, sketch.env, device);
    expect(error, `seed ${seed}`).toBeLessThan(1e-4);
    const shaders = text.split("_scan_wgsl = ").slice(1);
    inRows += shaders.filter((shader) => shader.split("`;")[0]!.includes("first_row")).length;
    inOne += shaders.length;
  }
  // Where rows have to do with each other, one workgroup has them all.
  expect(inRows).toBeGreaterThan(10);
  expect(inOne - inRows).toBeGreaterThan(30);
}, 120_000);

interface Case {
  readonly rows: SizeLike;
  readonly width: number;
  readonly reverse: boolean;
  /** Which rows a workgroup begins with. */
  readonly first: string;
}

/** h = tanh(x[t] + h @ w) of some rows, the last and all of them. */
function recurrence({ rows, width, reverse }: Case): Stateless & { readonly whole: Graph } {
  const s = new Stateless({ N: 5, T: 4 }, 7);
  const [x, h, w] = [s.input("x", [rows, T, width]), s.input("h", [rows, width]), s.input("w", [width, width])];
  const { last, stacks } = scan(s, { inits: [h], elements: [x], outers: [w], extent: T, reverse }, (r, { carries: [before], elements: [now], outers: [by] }) => {
    const next = r.op("tanh", [r.op("add", [now!, r.product(before!, by!)])]);
    return { next: [next], yields: [next] };
  });
  return Object.assign(s, { whole: s.graph({ last: last[0]!, all: stacks[0]! }) });
}

const T = Size.symbol("T");

test.skipIf(!gpu).each<Case>([
  { rows: Size.symbol("N"), width: 6, reverse: false, first: "i32(group.y * groups.x + group.x)" },
  { rows: Size.symbol("N"), width: 6, reverse: true, first: "i32(group.y * groups.x + group.x)" },
  // Of several rows for each workgroup, and fewer for the last.
  { rows: 4099, width: 6, reverse: false, first: "i32(group.y * groups.x + group.x) * 8" },
])(`$rows rows, reverse $reverse: workgroups have rows of their own, and go through all turns with them (${whereMissing})`, async (one) => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const { whole, env } = recurrence(one);
  const { error, text } = await compare(whole, env, device);
  expect(error).toBeLessThan(1e-5);
  expect(text).toContain(`let first_row = ${one.first};`);
  // What goes from turn to turn is in the memory of the workgroup.
  expect(text).toMatch(/var<workgroup> \w+_here: array<f32, \d+>;/);
});
