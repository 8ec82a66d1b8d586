import { expect, test } from "vitest";
import type { Statement } from "../../src/kernel/kernel.ts";
import type { Loop, Place, Plan, Step } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { convolutional, perceptron } from "./networks.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, moduleOf, optimized } from "./support.ts";

// Bugs put into correct plans on purpose: the comparison with the interpreter must see them.

test("values that live at the same time and share a slot are seen", () => {
  let seen = 0;
  let planted = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const graph = randomProgram(seed).graph();
    const module = moduleOf(graph);
    const plan = schedule(module);
    if (plan.slots.length < 3) continue;
    planted += 1;
    const sharing = withPlaces(plan, (place) => (place.kind === "slot" ? { ...place, slot: 0 } : place));
    seen += Number(found(() => disagreement(module, graph, { N: 2 }, withLargeSlots(sharing), seed)));
  }
  expect(planted).toBeGreaterThan(10);
  expect(seen / planted).toBeGreaterThan(0.8);
});

test("steps in the wrong order are seen", () => {
  for (const net of [perceptron(6, 4, 3), convolutional(12, [2, 3], 3)]) {
    const graph = optimized(net.graph());
    const module = moduleOf(graph);
    const plan = schedule(module);
    const reversed = { ...plan, programs: plan.programs.map((p) => ({ ...p, steps: p.steps.toReversed() })) };
    expect(found(() => disagreement(module, graph, { N: 3 }, reversed))).toBe(true);
  }
});

test("a loop that stops early is seen", () => {
  const graph = optimized(perceptron(6, 4, 3).graph());
  const module = moduleOf(graph);
  const plan = schedule(module);
  let planted = 0;
  for (const kernel of plan.kernels) {
    const [first, ...rest] = kernel.body;
    if (first?.kind !== "for") continue;
    planted += 1;
    const short: Statement = { ...first, to: { kind: "const", type: "i32", value: 0 } };
    const broken = { ...kernel, body: [short, ...rest] };
    const programs = plan.programs.map((p) => ({ ...p, steps: changed(p.steps, (s) => (s.kernel === kernel ? { ...s, kernel: broken } : s)) }));
    expect(found(() => disagreement(module, graph, { N: 9 }, { ...plan, programs })), kernel.name).toBe(true);
  }
  expect(planted).toBeGreaterThan(3);
});

/** A difference, or an access outside of a buffer. */
function found(run: () => string | undefined): boolean {
  try {
    return run() !== undefined;
  } catch {
    return true;
  }
}

function withPlaces(plan: Plan, change: (place: Place) => Place): Plan {
  const programs = plan.programs.map((p) => ({
    ...p,
    steps: changed(p.steps, (s) => ({ ...s, places: s.places.map(change) })),
    results: p.results.map((r) => ({ ...r, place: change(r.place) })),
  }));
  return { ...plan, programs };
}

/** Each call of a kernel changed, in loops too. */
function changed(steps: readonly (Step | Loop)[], change: (step: Step) => Step): readonly (Step | Loop)[] {
  return steps.map((step) => (step.kind === "loop" ? { ...step, steps: changed(step.steps, change) } : change(step)));
}

function withLargeSlots(plan: Plan): Plan {
  const bytes = plan.slots.flatMap((s) => s.bytes);
  return { ...plan, slots: plan.slots.map(() => ({ bytes })) };
}
