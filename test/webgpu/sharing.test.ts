import { expect, test } from "vitest";
import { dispatchesOf } from "../../src/emit/wgsl/dispatches.ts";
import { joined } from "../../src/emit/wgsl/sharing/joined.ts";
import { type Dispatched, dispatchesIn, type Part, sharedDispatches } from "../../src/emit/wgsl/sharing/sharing.ts";
import { type BoundStage, stagesOfStep } from "../../src/emit/wgsl/tables.ts";
import type { Program, Step } from "../../src/schedule/plan.ts";
import type { Net } from "../schedule/support.ts";
import { compareRandom } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { planOf } from "./models.ts";

const gpu = await computingGpu();

/** Whether one writes what the other touches. */
function isBound(a: Pick<Part, "buffers">, b: Pick<Part, "buffers">): boolean {
  const touched = ({ buffers }: Pick<Part, "buffers">): ReadonlySet<string> => new Set(buffers.map(({ block }) => block));
  const written = ({ buffers }: Pick<Part, "buffers">): readonly string[] => buffers.flatMap(({ block, access }) => (access === "read" ? [] : [block]));
  return written(a).some((block) => touched(b).has(block)) || written(b).some((block) => touched(a).has(block));
}

/** Stages that stand one after another, each with the number of its dispatch: those of loops inside once. */
function numbered(all: readonly Dispatched[]): readonly (Part & { readonly at: number })[] {
  return dispatchesIn(all).flatMap(({ parts }, at) => parts.map((part) => ({ ...part, at })));
}

test.each(["mlp", "lenet", "convnet", "charlstm", "tfm"])("%s: every stage is dispatched once, behind all that it needs and before all that must not see what it does", (name) => {
  const plan = planOf(`bench/workloads/${name}.nnet`, "wgsl");
  const program = plan.programs.find((p) => p.name === "train")!;
  const { before, behind, steps } = dispatchesOf(plan, program);
  const dispatches = numbered([...before, ...behind]);
  expect(dispatchesIn([...before, ...behind]).some(({ parts }) => parts.length > 1)).toBe(true);
  // Of steps outside of loops: where each of their stages is, in the order of the program.
  const outside = steps.flatMap((step) => (step.kind === "loop" ? [] : stagesOfStep(step).map((bound) => ({ ...bound, label: step.kernel }))));
  const places = new Map<Part, number>();
  const free = new Set(dispatches);
  for (const stage of outside) {
    const found = [...free].find((part) => part.label === stage.label && same(part, stage));
    expect(found, stage.label.name).toBeDefined();
    free.delete(found!);
    places.set(stage, found!.at);
  }
  expect(wrong(outside, places)).toEqual([]);
  // One stage too far to the front, beside the one that it depends on, is found.
  const [late, early] = outside.flatMap((b, i) => outside.slice(0, i).flatMap((a) => (isBound(a, b) ? [[b, a] as const] : []))).at(-1)!;
  expect(wrong(outside, new Map(places).set(late, places.get(early)!))).toContain(`${early.label.name} before ${late.label.name}`);
});

/** Stages of a program, in its order, that are not dispatched in it though they depend on each other. */
function wrong(stages: readonly Part[], places: ReadonlyMap<Part, number>): readonly string[] {
  return stages.flatMap((a, i) => stages.slice(i + 1).flatMap((b) => (isBound(a, b) && places.get(a)! >= places.get(b)! ? [`${a.label.name} before ${b.label.name}`] : [])));
}

/** The same memory; what looks at a loss is bound to one more. */
function same(a: BoundStage, b: BoundStage): boolean {
  const blocks = ({ buffers }: BoundStage): string => buffers.flatMap(({ block }) => (block === "the guard" ? [] : [block])).join();
  return blocks(a) === blocks(b) && a.stage.grid.length === b.stage.grid.length;
}

/** Steps that only touch blocks: `["a", "b", "c"]` computes `c` from `a` and `b`. */
function stepsOf(touched: readonly (readonly string[])[], ends: readonly number[] = []): { readonly steps: Program["steps"]; readonly stages: Map<Step, readonly BoundStage[]> } {
  const stages = new Map<Step, readonly BoundStage[]>();
  const steps = touched.map((blocks, i): Step => {
    const buffers = blocks.map((block, at) => ({ name: block, block, dtype: "f32", access: at === blocks.length - 1 ? "write" : "read" }) as const);
    const step: Step = { kernel: { name: String(i), doc: { source: [], equations: [] }, buffers: [], sizes: [], body: [] }, places: [] };
    stages.set(step, [{ stage: { grid: [], body: Array.from({ length: ends[i] ?? 1 }, () => ({ kind: "let", name: "x", value: { kind: "const", type: "i32", value: 0 } }) as const) }, buffers }]);
    return step;
  });
  return { steps, stages };
}

/** The numbers of the steps of each dispatch. */
function order(touched: readonly (readonly string[])[], ends?: readonly number[], isSmall: (block: string) => boolean = () => false): readonly string[] {
  const { steps, stages } = stepsOf(touched, ends);
  const all = sharedDispatches(steps, { stages, label: (step) => (step as Step).kernel, isSmall });
  return dispatchesIn(all).map(({ parts }) => parts.map(({ label }) => label.name).join(" "));
}

test("what reads, overwrites or writes again waits for what it must; what has nothing to do with others joins the first", () => {
  expect(order([["a", "b"], ["b", "c"], ["a", "d"]])).toEqual(["0 2", "1"]);
  // The second writes what the first reads, the third what the second writes.
  expect(order([["a", "b"], ["c", "a"], ["c", "a"], ["c", "d"]])).toEqual(["0 3", "1", "2"]);
  // A stage that finds no other goes as far to the front as it may, so that what needs it can join others.
  expect(order([["a", "b"], ["b", "c"], ["a", "d"], ["d", "e"]], [400, 1, 400, 1])).toEqual(["2", "0", "1 3"]);
});

test("no more bindings than every adapter has, unless small blocks lie together; no endless shaders", () => {
  const nine = Array.from({ length: 3 }, (_, i) => [`a${i}`, `b${i}`, `c${i}`]);
  expect(order(nine)).toEqual(["2", "0 1"]);
  expect(order(nine, [], (block) => block.startsWith("a"))).toEqual(["0 1 2"]);
  expect(order(nine, [150, 150, 150], () => true)).toEqual(["2", "0 1"]);
  expect(order(Array.from({ length: 10 }, (_, i) => ["a", `b${i}`]), [], () => true)).toEqual(["8 9", "0 1 2 3 4 5 6 7"]);
});

test("a block that several read is bound once, and equal names of different blocks are told apart", () => {
  const of = (name: string, block: string, access: "read" | "write") => ({ name, block, dtype: "f32", access }) as const;
  const { buffers, names } = joined([{ buffers: [of("x", "slot 1", "read"), of("y", "slot 2", "write")] }, { buffers: [of("y", "slot 1", "read"), of("x", "slot 3", "write")] }]);
  expect(buffers.map(({ name, block }) => `${name} ${block}`)).toEqual(["x slot 1", "y slot 2", "x_2 slot 3"]);
  expect(names.map((each) => Object.fromEntries(each))).toEqual([{ x: "x", y: "y" }, { y: "x", x: "x_2" }]);
});

/** Results that have nothing to do with each other, of all kinds of stages, and what is in a shader for them. */
interface Case {
  readonly build: (net: Net) => void;
  readonly text: string;
}

const cases: Readonly<Record<string, Case>> = {
  "teams, threads and one thread alone": { text: "group.x != 0u || lane != 0u", build: (net) => {
    net.result("sums", net.op("reduce_sum", [net.input("x", [5, 301])], { axes: [1] }));
    net.result("most", net.op("reduce_max", [net.input("y", [300, 3])], { axes: [0] }));
    net.result("each", net.op("tanh", [net.input("z", [7, 13])]));
    net.result("number", net.op("exp", [net.input("n", [])]));
  } },
  "more blocks than bindings, some written four elements at a time, some one by one": { text: "{ let four = ", build: (net) => {
    for (const i of [1, 2, 3]) net.result(`wide${i}`, net.op("tanh", [net.op("add", [net.input(`a${i}`, [8, 64]), net.input(`b${i}`, [8, 64])])]));
    for (const i of [1, 2]) net.result(`sum${i}`, net.op("reduce_sum", [net.input(`c${i}`, [3, 200])], { axes: [1] }));
  } },
  "a tile beside sums": { text: "var<workgroup> stretch", build: (net) => {
    net.result("y", net.dense(net.input("x", [201, 37]), net.input("w", [37, 303]), net.input("b", [303])));
    net.result("sums", net.op("reduce_sum", [net.input("z", [5, 301])], { axes: [1] }));
  } },
};

test.skipIf(!gpu).each(Object.entries(cases))(`stages that share a dispatch: %s (${whereMissing})`, async (_, { build, text: expected }) => {
  const { error, text } = await compareRandom(build, gpu!);
  expect(text).toContain("fn part_1(");
  expect(text).toContain(expected);
  expect(error).toBeLessThan(1e-5);
});
