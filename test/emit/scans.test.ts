import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { input } from "../../src/ops/leaf/memory.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { type RecurrentModel, recurrentModels } from "../support/recurrent-models.ts";
import { moduleOf, optimized } from "../schedule/support.ts";
import { allTargets, create, emit, typeErrors } from "./run.ts";

/** The loss and its derivatives, everything else as inputs. */
function prediction({ sketch: s, loss, by }: RecurrentModel): Graph {
  const gradients = by.map((x): [string, Node] => [`d ${String(x.attributes["name"])}`, s.gradient(loss, x)]);
  const graph = s.graph({ loss, ...Object.fromEntries(gradients) });
  const closed = rewrite({ ...graph, name: "predict" }, (node, _, b) => (node.op.traits.memory === "storage" ? b.make(input, [], node.attributes) : undefined));
  return optimized(closed);
}

function planOf(graph: Graph, machine?: Machine): Plan {
  const module = moduleOf(graph);
  const sizes = [...new Set(module.inputs.flatMap(({ type }) => type.shape.flatMap((size) => size.symbols())))];
  return schedule({ ...module, name: "Recurrent", sizes }, machine);
}

// A generated module takes sizes of 1 and more.
const models = Object.entries(recurrentModels).filter(([, make]) => Object.values(make().sketch.sizes).every((size) => size > 0));

const cases = allTargets.flatMap((target) => models.map(([name, make]) => [target.name, name, target, make] as const));

test.each(cases)("%s, %s: the emitted module gives the loss and the derivatives", async (_target, _name, target, make) => {
  const model = make();
  const { inputs, storages, sizes } = model.sketch.env;
  const graph = prediction(model);
  const given: Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }> = { ...inputs, ...(storages as typeof inputs) };
  const rounded = Object.fromEntries(Object.entries(given).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(Float32Array.from(data)) }]));
  const expected = interpret(graph, { inputs: rounded, storages: {}, sizes });
  // Created larger than needed: what is scanned is the size of the call.
  const plan = planOf(graph, target.machine);
  const emitted = await create(plan, Object.fromEntries(plan.module.sizes.map((name) => [name, sizes[name]! + 2])), target);
  const batch = Object.fromEntries(Object.entries(rounded).map(([name, { data }]) => [name, data]));
  // Twice: nothing of the first call is left over.
  for (let call = 0; call < 2; call++) {
    const results = emitted.predict(batch, { sizes });
    expect(expected.results.size).toBeGreaterThan(2);
    for (const [name, { data }] of expected.results) {
      const found = results[name];
      const values = typeof found === "number" ? [found] : Array.from(found ?? []);
      const scale = Math.max(1, ...data.map(Math.abs));
      expect(values.length).toBe(data.length);
      // A few dozen roundings to 24 bits.
      values.forEach((value, i) => expect(Math.abs(value - data[i]!), `${name}[${i}]`).toBeLessThan(64 * 2 ** -24 * scale));
    }
  }
});

test("modules with loops pass the strictest compiler", () => {
  const texts = models.map(([, make], i) => [`recurrent${i}`, emit(planOf(prediction(make())))] as const);
  expect(texts.length).toBeGreaterThan(8);
  expect(typeErrors(Object.fromEntries(texts))).toBe("");
});

test("a loop reads as if it had been written by hand, and allocates nothing", () => {
  const model = recurrentModels["plain RNN, reversed"]!();
  const text = emit(planOf(prediction(model)));
  const [run] = /^function runPredict[\s\S]*?^}/m.exec(text) ?? [""];
  expect(run).toMatch(/^ {2}for \(let t = T - 1; t >= 0; t--\) \{\n {4}\w+\(N, t, m\./m);
  expect(run).toMatch(/^ {2}for \(let t = 0; t < T; t\+\+\) \{$/m);
  expect(run).not.toMatch(/\bnew\b|=>|\.slice|\.map/);
});
