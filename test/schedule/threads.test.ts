import { expect, test } from "vitest";
import type { Expression, Statement } from "../../src/kernel/kernel.ts";
import { firstTurn, isShared } from "../../src/kernel/share.ts";
import { verifyTurns } from "../../src/kernel/verify-turns.ts";
import { walkStatements } from "../../src/kernel/visit.ts";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import { evaluatePlan } from "../../src/schedule/evaluate.ts";
import { Namer } from "../../src/schedule/identifier.ts";
import { share } from "../../src/schedule/tile/share.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import { withMeetings } from "../../src/schedule/memory/meet.ts";
import type { Loop, Plan, Step } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { callsOf } from "../../src/schedule/steps.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { buffer, i, kernel, loop, store } from "../emit/plans.ts";
import { convolutional, perceptron } from "./networks.ts";
import { randomProgram } from "./random-graph.ts";
import { randomScan } from "./random-scan.ts";
import { generator, moduleOf, N, Net, optimized, randomArray } from "./support.ts";

/** All kernels are shared that can be, however small. */
const eager: Machine = { lanes: 4, registers: 15, threads: { leastWork: 0 } };
const eagerScalars: Machine = { lanes: 1, registers: 24, threads: { leastWork: 0 } };

/** Where several threads, which meet as late as they may, leave other bits behind than one. */
function difference(graph: Graph, plan: Plan, sizes: Record<string, number>, parts: number, seed = 1): string | undefined {
  const module = moduleOf(graph);
  const random = generator(seed);
  const inputs = Object.fromEntries(module.inputs.map(({ name, type }) => [name, randomArray(type, sizes, random)]));
  const storages = Object.fromEntries(module.storages.map(({ name, type }) => [name, randomArray(type, sizes, random)]));
  const [one, several] = [1, parts].map((count) => evaluatePlan(plan, graph.name, { inputs, storages, sizes }, count));
  for (const kind of ["results", "storages"] as const)
    for (const [name, { data }] of one![kind]) {
      const other = several![kind].get(name)!.data;
      const at = data.findIndex((value, at) => !Object.is(value, other[at]));
      if (at >= 0) return `${kind} ${name}[${at}] is ${other[at]} with ${parts} threads, ${data[at]} with one`;
    }
  return undefined;
}

/** Without one of its meetings. */
function withoutMeeting(plan: Plan, which: number): Plan {
  let count = 0;
  const changed = (steps: readonly (Step | Loop)[]): readonly (Step | Loop)[] =>
    steps.map((step) => {
      if (step.kind === "loop") return { ...step, steps: changed(step.steps) };
      const { meets, ...rest } = step;
      return meets && count++ !== which ? step : rest;
    });
  return { ...plan, programs: plan.programs.map((program) => ({ ...program, steps: changed(program.steps) })) };
}

function meetings(plan: Plan): number {
  return plan.programs.flatMap(({ steps }) => callsOf(steps)).filter(({ meets }) => meets).length;
}

test("random programs give the same bits with any number of threads", () => {
  let [shared, met] = [0, 0];
  for (let seed = 1; seed <= 150; seed++) {
    const graph = randomProgram(seed).graph();
    for (const machine of [eager, eagerScalars]) {
      const plan = schedule(moduleOf(graph), machine);
      for (const [n, parts] of [[1, 2], [9, 2], [9, 3], [2, 7]] as const) expect(difference(graph, plan, { N: n }, parts, seed), `seed ${seed}, N = ${n}`).toBeUndefined();
      shared += plan.kernels.filter(isShared).length;
      met += meetings(plan);
    }
  }
  expect(shared).toBeGreaterThan(500);
  expect(met).toBeGreaterThan(100);
});

test("random programs with scans give the same bits with any number of threads", () => {
  let shared = 0;
  for (let seed = 1; seed <= 80; seed++) {
    for (const graph of [randomScan(seed).graph, optimized(randomScan(seed).graph)]) {
      const plan = schedule(moduleOf(graph), eager);
      for (const [sizes, parts] of [[{ N: 2, T: 3, K: 2 }, 2], [{ N: 5, T: 2, K: 4 }, 3]] as const) expect(difference(graph, plan, sizes, parts, seed), `seed ${seed}`).toBeUndefined();
      shared += plan.kernels.filter(isShared).length;
    }
  }
  expect(shared).toBeGreaterThan(200);
});

const networks = { perceptron: perceptron(6, 4, 3), convolutional: convolutional(8, [2, 3], 3) };

test.each(Object.entries(networks))("each meeting of a training step is needed: %s", (_, net) => {
  const graph = optimized(net.graph());
  const plan = schedule(moduleOf(graph), eager);
  for (const parts of [2, 3, 5]) expect(difference(graph, plan, { N: 7 }, parts)).toBeUndefined();
  const count = meetings(plan);
  expect(count).toBeGreaterThan(5);
  const missed = Array.from({ length: count }, (__, which) => [2, 3, 5, 7].some((parts) => difference(graph, withoutMeeting(plan, which), { N: 7 }, parts) !== undefined)).filter((found) => found);
  // Some keep apart what thread 0 alone writes from what it reads later with others, who are behind it here.
  expect(missed.length).toBeGreaterThanOrEqual(count / 2);
});

test("most of the work of a convolutional network is shared, pooled gradients too", () => {
  const graph = optimized(convolutional(8, [4, 8], 3).graph());
  const { kernels } = schedule(moduleOf(graph), { ...eager, threads: { leastWork: 2000 } });
  expect(kernels.filter(isShared).length).toBeGreaterThan(kernels.length / 2);
  const scattering = kernels.filter(({ name }) => ["conv1_backward", "conv2_backward"].includes(name));
  expect(scattering.length).toBe(2);
  for (const kernel of scattering) expect(isShared(kernel), kernel.name).toBe(true);
});

test("what is added to rows found by index is shared by columns, after a kernel that gives first values", () => {
  const net = new Net();
  const [table, words] = [net.read("table", [50, 64]), net.input("words", [N, 4], "i32", 50)];
  net.result("y", net.op("scatter_add", [words, net.op("gather", [table, words], { axis: 0 })], { axis: 0, size: table.type.shape[0]! }));
  const graph = optimized(net.graph());
  const plan = schedule(moduleOf(graph), eager);
  const steps = callsOf(plan.programs[0]!.steps);
  expect(steps.map(({ kernel }) => kernel.name)).toEqual(["y_forward_start", "y_forward"]);
  expect(steps.map(({ kernel, meets }) => [isShared(kernel), meets])).toEqual([[true, undefined], [true, true]]);
  for (const parts of [2, 3, 5]) expect(difference(graph, plan, { N: 9 }, parts)).toBeUndefined();
  expect(difference(graph, withoutMeeting(plan, 0), { N: 9 }, 2)).toMatch(/y\[\d+\] is/);
  // One thread needs one kernel.
  expect(schedule(moduleOf(graph)).kernels.map(({ name }) => name)).toEqual(["y_forward"]);
});

test("three turns are no good for two threads, nine of two loops are better", () => {
  const nested = (inner: readonly Statement[]): Statement => {
    const turns = (index: string, body: readonly Statement[]): Statement => ({ ...(loop(index, 3, body) as Extract<Statement, { kind: "for" }>), independent: true });
    return turns("i", [{ kind: "let", name: "row", value: k.mul(i, k.int(3)) }, turns("j", inner)]);
  };
  const heavy = (e: Expression, times: number): Expression => (times === 0 ? e : k.call("tanh", heavy(e, times - 1)));
  const at = k.add(k.local("row", "i32"), k.local("j", "i32"));
  const made = kernel("nine", [buffer("x", "read", 9), buffer("y", "write", 9)], share([nested([store("y", at, heavy(k.load("x", "f32", at), 100))])], new Namer().fresh, 0));
  verifyTurns(made);
  const [outer] = made.body;
  expect(outer).toMatchObject({ kind: "for", shared: true, to: { value: 9 } });
  const x = Float64Array.from({ length: 9 }, (_, place) => place / 4);
  const y = new Float64Array(9);
  for (const part of [1, 0]) evaluate(made, { x, y }, {}, { part, parts: 2 });
  expect([...y]).toEqual([...x].map((value) => Array.from({ length: 100 }).reduce<number>((sum) => Math.tanh(sum), value)));
});

test("each turn belongs to one part, and parts are equal but for one turn", () => {
  for (const turns of [0, 1, 2, 7, 64, 1000, 2 ** 30])
    for (const parts of [1, 2, 3, 64]) {
      const bounds = Array.from({ length: parts + 1 }, (_, part) => firstTurn(turns, { part, parts }));
      const lengths = bounds.slice(1).map((end, part) => end - bounds[part]!);
      expect([bounds[0], bounds.at(-1)]).toEqual([0, turns]);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }
});

test("turns that cannot be independent are refused, and stores that all threads would do", () => {
  const marked = (body: readonly Statement[], flags: object): Statement => ({ ...(loop("i", 3, body) as Extract<Statement, { kind: "for" }>), ...flags });
  const [x, y] = [buffer("x", "read", 3), buffer("y", "read-write", 3)];
  const sum: Statement = { kind: "assign", name: "sum", value: k.add(k.local("sum", "f32"), k.load("x", "f32", i)) };
  const start: Statement = { kind: "var", name: "sum", value: k.const(0) };
  const zero = k.int(0);
  const refused = (...body: Statement[]): (() => void) => () => verifyTurns(kernel("wrong", [x, y], body));
  expect(refused(start, marked([sum], { independent: true }), store("y", zero, k.local("sum", "f32")))).toThrow("kernel wrong: the turns of i, which is independent, all assign sum");
  expect(refused(marked([store("y", zero, k.load("x", "f32", i))], { independent: true }))).toThrow("all turns of i, which is independent, have one element of y");
  expect(refused(marked([store("y", i, k.load("y", "f32", zero))], { independent: true }))).toThrow("have one element of y");
  expect(refused(marked([store("y", i, k.load("x", "f32", i))], { shared: true }))).toThrow("i is divided though its turns are not independent");
  expect(refused(marked([store("y", i, k.load("x", "f32", i))], { independent: true, shared: true }), store("y", zero, k.const(1)))).toThrow("all threads store to y");
  expect(refused(marked([store("y", i, k.load("x", "f32", i))], { independent: true, shared: true }))).not.toThrow();
});

test("what one thread does alone needs no meeting, what others read does, and a turn of a loop meets what the last one left", () => {
  const [x, y, z] = ["x", "y", "z"].map((name) => ({ kind: "storage", name, type: { dtype: "f32", shape: [] } }) as unknown as Step["places"][number]);
  const body = (flags: object): Statement => ({ ...(loop("i", 4, [store("b", i, k.load("a", "f32", i))]) as Extract<Statement, { kind: "for" }>), ...flags });
  const made = (name: string, flags: object) => kernel(name, [buffer("a", "read", 4), buffer("b", "write", 4)], [body(flags)]);
  const [one, all] = [made("one", {}), made("all", { independent: true, shared: true })];
  const step = (which: typeof one, ...places: (typeof x)[]): Step => ({ kernel: which, places: places as Step["places"] });
  const met = (...steps: (Step | Loop)[]): (boolean | undefined)[] => callsOf(withMeetings(steps)).map(({ meets }) => meets);
  expect(met(step(one, x!, y!), step(one, y!, z!))).toEqual([undefined, undefined]);
  expect(met(step(all, x!, y!), step(one, y!, z!))).toEqual([undefined, true]);
  expect(met(step(all, x!, y!), step(all, x!, z!))).toEqual([undefined, undefined]);
  expect(met(step(all, x!, y!), step(all, z!, x!))).toEqual([undefined, true]);
  const turns = { kind: "loop", index: "t", extent: k, reverse: false, source: "" } as unknown as Omit<Loop, "steps">;
  expect(met({ ...turns, steps: [step(all, x!, y!), step(all, y!, x!)] } as Loop)).toEqual([true, true]);
});

test("the loops that are divided are not inside of each other", () => {
  const graph = optimized(perceptron(6, 4, 3).graph());
  for (const { body } of schedule(moduleOf(graph), eager).kernels) {
    walkStatements(body, (s) => {
      if (s.kind === "for" && s.shared) walkStatements(s.body, (inner) => expect(inner.kind === "for" && inner.shared).not.toBe(true));
    });
  }
});
