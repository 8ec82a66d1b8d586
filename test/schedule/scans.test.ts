import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { type RecurrentModel, recurrentModels } from "../support/recurrent-models.ts";
import type { Loop, Place, Plan, Step } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { callsOf } from "../../src/schedule/steps.ts";
import { verifyPlan } from "../../src/schedule/verify.ts";
import { Size } from "../../src/types/size.ts";
import { scan } from "../support/recurrence.ts";
import { N, Sketch } from "../support/sketch.ts";
import { disagreement, expectAgreement, moduleOf, optimized } from "./support.ts";

/** The loss, the derivatives, and a step of gradient descent. */
function step({ sketch: s, loss, by }: RecurrentModel): Graph {
  const name = (x: Node): string => String(x.attributes["name"]);
  const gradients = by.map((x) => [x, s.gradient(loss, x)] as const);
  const updates = gradients.filter(([x]) => x.op.traits.memory === "storage").map(([x, d]) => [name(x), s.op("sub", [x, s.op("mul", [d, s.constant(0.1, d.type.shape)])])]);
  return s.graph({ loss, ...Object.fromEntries(gradients.map(([x, d]) => [`d ${name(x)}`, d])) }, Object.fromEntries(updates));
}

const models = Object.entries(recurrentModels);

test.each(models)("%s: forward", (_, make) => {
  const { sketch: s, loss } = make();
  const graph = s.graph({ loss });
  for (const program of [graph, optimized(graph)]) expectAgreement(moduleOf(program), { ...s.sizes });
});

test.each(models)("%s: a training step", (_, make) => {
  const model = make();
  const graph = step(model);
  for (const program of [autodiff.run(graph), optimized(graph)]) {
    const plan = expectAgreement(moduleOf(program), { ...model.sketch.sizes });
    expectAgreement(moduleOf(program), { ...model.sketch.sizes, N: 1 }, plan, 2);
  }
});

const T = Size.symbol("T");

function loopsOf(steps: readonly (Step | Loop)[]): Loop[] {
  return steps.flatMap((step) => (step.kind === "loop" ? [step, ...loopsOf(step.steps)] : []));
}

/** Kernels in loops, by the names of their buffers that are written. */
function written(plan: Plan): string[] {
  return loopsOf(plan.programs[0]!.steps).flatMap((loop) => callsOf(loop.steps).map(({ kernel }) => kernel.buffers.filter((b) => b.access !== "read").map((b) => b.name).join(" ")));
}

test("what depends on its own old element alone changes in place; a state that others read is written late", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const [x, u] = [s.input("x", [N, T, 2]), s.read("U", [2, 2])];
  const zero = s.constant(0, [N, 2]);
  const decay = scan(s, { inits: [zero], elements: [x], extent: T }, (r, { carries: [h], elements: [now] }) => ({ next: [r.op("add", [r.op("sin", [h!]), now!])], yields: [] }));
  const plan = expectAgreement(moduleOf(s.graph({ y: decay.last[0]! })), { N: 2, T: 3 });
  expect(written(plan)).toEqual(["carry_0"]);
  expect(plan.slots).toHaveLength(1);
  const mixing = scan(s, { inits: [zero], elements: [x], outers: [u], extent: T }, (r, { carries: [h], elements: [now], outers: [w] }) => {
    const next = r.op("tanh", [r.op("add", [r.product(h!, w!), now!])]);
    return { next: [next], yields: [next] };
  });
  const second = expectAgreement(moduleOf(s.graph({ y: mixing.stacks[0]! })), { N: 2, T: 3 });
  // The new state goes where it is yielded, and from there to the carry: no memory in between.
  expect(second.slots).toHaveLength(2);
  expect(written(second)).toHaveLength(2);
});

test("a last state that nobody else reads is where the loop left it, and so are yields", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const x = s.input("x", [T, N, 2]);
  const { last, stacks } = scan(s, { inits: [s.op("exp", [s.input("h0", [N, 2])])], elements: [x], extent: T, axis: 0 }, (r, { carries: [h], elements: [now] }) => {
    const next = r.op("mul", [h!, now!]);
    return { next: [next], yields: [next, r.op("reduce_sum", [next], { axes: [0, 1] })] };
  });
  const plan = expectAgreement(moduleOf(s.graph({ last: last[0]!, states: stacks[0]!, sums: stacks[1]! })), { N: 2, T: 3 });
  expect(plan.slots).toHaveLength(3);
  expect(plan.programs[0]!.steps).toHaveLength(2);
});

test("what a position yields lies side by side, whatever the axis of positions", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const x = s.input("x", [N, T, 2]);
  const { stacks } = scan(s, { inits: [s.input("h0", [N, 2])], elements: [x], extent: T }, (r, { carries: [h], elements: [now] }) => {
    const next = r.op("tanh", [r.op("add", [h!, now!])]);
    return { next: [next], yields: [r.op("exp", [next])] };
  });
  const plan = expectAgreement(moduleOf(s.graph({ y: s.sum(s.op("sin", [stacks[0]!]), [1]) })), { N: 2, T: 3 });
  const kernels = loopsOf(plan.programs[0]!.steps).flatMap((loop) => callsOf(loop.steps).map(({ kernel }) => printKernel(kernel)));
  expect(kernels.join("\n")).toContain("t2[carry_0_at + 2*N*t] = exp(t_value)");
});

test("outer values are read in the loop and after it; what is loaded of an input is a view of it", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const [x, w] = [s.input("x", [T, N, 2]), s.op("exp", [s.read("w", [2])])];
  const turned = s.op("reverse", [s.op("transpose", [x], { permutation: [1, 0, 2] })], { axes: [1] });
  const { last } = scan(s, { inits: [s.constant(0, [N, 2])], elements: [turned], outers: [w], extent: T }, (r, { carries: [h], elements: [now], outers: [k] }) => ({
    next: [r.op("add", [r.op("mul", [h!, now!]), r.broadcast(k!, [N, 2], [1])])],
    yields: [],
  }));
  const graph = s.graph({ last: last[0]!, w }, { w: s.op("mul", [w, w]) });
  const plan = expectAgreement(moduleOf(graph), { N: 2, T: 3 });
  expect(callsOf(plan.programs[0]!.steps).flatMap((step) => step.places).filter((p) => p.kind === "input" && p.name === "x")).toHaveLength(1);
});

test("the index of a loop is never the name of a size, and the same in all programs, which share kernels", () => {
  const program = (name: string): Graph => {
    const s = new Sketch({ t: 3 });
    const { last } = scan(s, { inits: [s.constant(0)], elements: [s.input("x", [Size.symbol("t")])], extent: Size.symbol("t") }, (r, { carries: [h], elements: [now] }) => ({
      next: [r.op("tanh", [r.op("add", [h!, now!])])],
      yields: [],
    }));
    return { ...s.graph({ y: last[0]! }), name };
  };
  const plan = expectAgreement(moduleOf(program("evaluate"), program("predict")), { t: 3 });
  expect(plan.programs.flatMap((p) => loopsOf(p.steps).map((loop) => loop.index))).toEqual(["t2", "t2"]);
  expect(plan.kernels).toHaveLength(2);
  const [first] = plan.programs;
  const outside = { ...first!, steps: callsOf(first!.steps) };
  expect(() => verifyPlan({ ...plan, programs: [{ ...first!, steps: [...first!.steps, ...loopsOf(first!.steps).flatMap((loop) => loop.steps)] }] })).toThrow(/takes t2 outside of its loop/);
  expect(() => verifyPlan({ ...plan, programs: [outside] })).not.toThrow(/two buffers/);
});

/** Bugs put into all loops of a plan. */
const planted: Readonly<Record<string, (loop: Loop) => Loop>> = {
  "positions in the opposite order": (loop) => ({ ...loop, reverse: !loop.reverse }),
  "the first position left out": (loop) => ({ ...loop, extent: loop.extent.sub(1) }),
  "kernels in the opposite order": (loop) => ({ ...loop, steps: loop.steps.toReversed() }),
  "all values of the loop in one place": (loop) => ({ ...loop, steps: loop.steps.map((step) => (step.kind === "loop" ? step : { ...step, places: step.places.map(together) })) }),
};

function together(place: Place): Place {
  return place.kind === "slot" ? { ...place, slot: 0 } : place;
}

test.each(Object.entries(planted))("planted bug: %s", (_, plant) => {
  let seen = 0;
  let cases = 0;
  for (const [, make] of models) {
    const model = make();
    if (Object.values(model.sketch.sizes).some((size) => size < 2)) continue;
    const graph = optimized(step(model));
    const module = moduleOf(graph);
    const plan = schedule(module);
    const broken = (steps: readonly (Step | Loop)[]): readonly (Step | Loop)[] => steps.map((s) => (s.kind === "loop" ? plant({ ...s, steps: broken(s.steps) }) : s));
    const slots = plan.slots.map(() => ({ bytes: plan.slots.flatMap((slot) => slot.bytes) }));
    cases += 1;
    seen += Number(found(() => disagreement(module, graph, { ...model.sketch.sizes }, { ...plan, slots, programs: plan.programs.map((p) => ({ ...p, steps: broken(p.steps) })) })));
  }
  expect(cases).toBeGreaterThan(8);
  expect(seen / cases).toBeGreaterThan(0.8);
});

function found(run: () => string | undefined): boolean {
  try {
    return run() !== undefined;
  } catch {
    return true;
  }
}
