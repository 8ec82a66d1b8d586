import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { Size, type SizeLike } from "../../src/types/size.ts";
import { randomScan, randomScanSizes } from "../schedule/random-scan.ts";
import { scan } from "../support/recurrence.ts";
import { Sketch } from "../support/sketch.ts";
import { batchFor } from "./batches.ts";
import { compare } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { createModel, planOf } from "./models.ts";

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
  /** Whether it is multiplied by the transpose of w. */
  readonly isTurned?: boolean;
  /** Which rows a workgroup begins with. */
  readonly first: string;
  /** What the shader must have besides. */
  readonly has?: RegExp;
  /** How many turns a dispatch has; as many as it would have unless given. */
  readonly turns?: number;
}

/** h = tanh(x[t] + h @ w) of some rows, the last and all of them. */
function recurrence({ rows, width, reverse, isTurned = false }: Case): Stateless & { readonly whole: Graph } {
  const s = new Stateless({ N: 5, T: 4 }, 7);
  const [x, h, w] = [s.input("x", [rows, T, width]), s.input("h", [rows, width]), s.input("w", [width, width])];
  const { last, stacks } = scan(s, { inits: [h], elements: [x], outers: [w], extent: T, reverse }, (r, { carries: [before], elements: [now], outers: [by] }) => {
    const next = r.op("tanh", [r.op("add", [now!, r.op("dot", [before!, by!], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [isTurned ? 1 : 0] })])]);
    return { next: [next], yields: [next] };
  });
  return Object.assign(s, { whole: s.graph({ last: last[0]!, all: stacks[0]! }) });
}

const T = Size.symbol("T");

/** The module with fewer turns in a dispatch: as many as it would have are more than a test can wait for. */
function withTurns(text: string, turns: number): string {
  const [, most] = /let begin = t_part \* (\d+);/.exec(text)!;
  const edited = text.replaceAll(String(most), String(turns)).replaceAll(String(Number(most) - 1), String(turns - 1));
  expect(edited).toMatch(/for \(let t_part = 0; t_part < Math\.floor\(\(T \+ 2\) \/ 3\); t_part\+\+\) \{\n *gpu\.run/);
  return edited;
}

const rows = Size.symbol("N");
const oneEach = "i32(group.y * groups.x + group.x)";

test.skipIf(!gpu).each<readonly [string, Case]>([
  ["rows", { rows, width: 6, reverse: false, first: oneEach }],
  ["rows from the last turn on", { rows, width: 6, reverse: true, first: oneEach }],
  ["several rows for each workgroup, and fewer for the last", { rows: 4099, width: 6, reverse: false, first: `${oneEach} * 8` }],
  ["four neighbours for each thread, of which several share the terms", { rows, width: 32, reverse: false, first: oneEach, has: /let item = first \+ i32\(lane % 32u\);[^]*= share_add_vec4f\(lane, part, 8u, 32u, sum\);/ }],
  ["terms that lie side by side, for neighbouring threads", { rows, width: 33, reverse: true, isTurned: true, first: oneEach, has: /let item = first \+ i32\(lane \/ 8u\);[^]*= share_add_f32\(lane, part, 8u, 1u, sum\);/ }],
  ["four terms at once that lie side by side", { rows, width: 64, reverse: false, isTurned: true, first: `${oneEach} * 2`, has: /var sum_of_four = vec4f\(\);[^]*w\[\(w_row \+ k\) >> 2u\];[^]*= share_add_f32\(lane, part, 2u, 1u, sum\);/ }],
  ["in parts of three", { rows, width: 2, reverse: false, first: oneEach, turns: 3 }],
  ["in parts of three, from the last turn on", { rows, width: 2, reverse: true, first: oneEach, turns: 3 }],
])(`workgroups go through all turns: %s (${whereMissing})`, async (_, one) => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const { whole, env } = recurrence(one);
  const { error, text } = await compare(whole, env, device, (all) => (one.turns === undefined ? all : withTurns(all, one.turns)));
  expect(error).toBeLessThan(1e-5);
  expect(text).toContain(`let first_row = ${one.first};`);
  // What goes from turn to turn is in the memory of the workgroup.
  expect(text).toMatch(/var<workgroup> \w+_here: array<f32, \d+>;/);
  expect(text).toMatch(one.has ?? /./);
});

test.skipIf(!gpu)(`values of a turn that share a slot, with rows of other lengths, are in the memory of the workgroup one beside the other (${whereMissing})`, async () => {
  const s = new Stateless({ N: 5, T: 4 }, 7);
  const widths = [8, 12, 8, 8, 8, 20, 8];
  const h = s.input("h", [rows, 8]);
  const outers = widths.slice(1).map((width, i) => s.input(`w${i}`, [widths[i]!, width]));
  const { last } = scan(s, { inits: [h], outers, extent: T }, (r, given) => {
    const next = given.outers.reduce((x, w) => r.op("tanh", [r.product(x, w)]), given.carries[0]!);
    return { next: [next], yields: [] };
  });
  const { error, text } = await compare(s.graph({ last: last[0]! }), s.env, await (await gpu!.requestAdapter())!.requestDevice());
  expect(error).toBeLessThan(1e-5);
  expect(text).toContain("let first_row");
  // There is a slot for the longer one of two, and memory for both.
  const kept = text.match(/var<workgroup> \w+_here: array<f32, \d+>;/g)!.map((line) => Number(/(\d+)>;$/.exec(line)![1]));
  expect(kept).toEqual(expect.arrayContaining([12, 20]));
  const [, blocks] = /blocks: \[\n([^]*?)\n {4}\],/.exec(text)!;
  expect(blocks!.match(/"slot \d+", .*20/g)).toHaveLength(1);
  expect(blocks!.match(/"slot \d+", .*12/g)).toBeNull();
});

test.skipIf(!gpu)(`steps that are under way together are those that would be taken one by one, to the bit (${whereMissing})`, async () => {
  const plan = planOf("test/webgpu/recurrent.nnet", "wgsl");
  const sizes = { N: 3, T: 6 };
  const batches = Array.from({ length: 6 }, (_, i) => batchFor(plan, "train", sizes, i));
  const [many, one] = [await createModel(plan, "wgsl", { ...sizes, seed: 2, gpu }), await createModel(plan, "wgsl", { ...sizes, seed: 2, gpu })];
  const answers = await many.trainMany!(batches, { sizes });
  const expected = [];
  for (const batch of batches) expected.push(await one.train(batch, { sizes }));
  expect(answers).toEqual(expected);
  expect(await many.save()).toEqual(await one.save());
});
