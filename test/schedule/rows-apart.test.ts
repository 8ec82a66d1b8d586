import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import type { Node } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { slice } from "../../src/ops/movement/slice.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import type { LayoutChoice } from "../../src/schedule/choice.ts";
import { computationKind } from "../../src/schedule/computation.ts";
import { crowdedOperands } from "../../src/schedule/layout/crowded.ts";
import { withRowsApart } from "../../src/schedule/layout/rows-apart.ts";
import { withPositionsFirst } from "../../src/schedule/prepare/positions-first.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { withGradients } from "../support/recurrent-checks.ts";
import { recurrentModels } from "../support/recurrent-models.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, machines, moduleOf, Net } from "./support.ts";

/** Every operand of every fold that has an axis. */
const all: typeof crowdedOperands = (node) => (node.op.lower && computationKind(node) === "fold" ? node.inputs.flatMap(({ type }, i) => (type.shape.length > 0 ? [i] : [])) : []);

test("random programs compute the same with gaps between all rows", () => {
  let apart = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const graph = randomProgram(seed).graph();
    const gaps = withRowsApart(graph, () => (apart += 1), all);
    for (const machine of machines) for (const n of [1, 5]) expect(disagreement(moduleOf(graph), graph, { N: n }, schedule(moduleOf(gaps), machine), seed), `seed ${seed}, N = ${n}`).toBeUndefined();
  }
  expect(apart).toBeGreaterThan(60);
});

test.each(Object.entries(recurrentModels))("%s: so do its scans, with gaps in what they stack and in copies of what they read", (_, make) => {
  const model = make();
  const graph = runPasses(withGradients(model));
  const { env } = model.sketch;
  for (const machine of machines) expect(disagreement(moduleOf(graph), graph, env.sizes, schedule(moduleOf(withRowsApart(withPositionsFirst(graph), undefined, all)), machine))).toBeUndefined();
});

test("planted bug: a reader that takes a gap for a part of the row", () => {
  const net = new Net();
  const [x, w] = [net.input("x", [4, 8]), net.input("w", [8, 4])];
  net.result("y", net.op("dot", [x, w], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] }));
  const graph = net.graph();
  const gaps = withRowsApart(graph, undefined, all);
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(gaps)))).toBeUndefined();
  const wrong = rewrite(gaps, (node, inputs, builder) => (node.op === slice ? builder.make(slice, inputs, { start: [0, 2], limit: node.type.shape.map((size, i) => (i === 1 ? size.add(2) : size)), stride: [1, 1] }) : undefined));
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(wrong)))).toBeDefined();
});

/** `[rows, terms] @ [terms, columns]` and which of its operands are crowded. */
function crowded(rows: number, terms: number, columns: number): readonly number[] {
  const net = new Net();
  const product = net.op("dot", [net.input("x", [rows, terms]), net.read("w", [terms, columns])], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] });
  return crowdedOperands(product);
}

test("rows of weights are apart where they are a power of two long, and read often", () => {
  expect(crowded(64, 256, 1024)).toEqual([1]);
  expect(crowded(64, 256, 512)).toEqual([1]);
  expect(crowded(64, 256, 1536)).toEqual([1]);
  // Rows of other lengths are everywhere in the cache.
  expect(crowded(64, 256, 1000)).toEqual([]);
  expect(crowded(64, 256, 528)).toEqual([]);
  expect(crowded(64, 256, 128)).toEqual([]);
  // A copy is not worth it for one example, nor for rows that fit.
  expect(crowded(1, 256, 1024)).toEqual([]);
  expect(crowded(64, 8, 1024)).toEqual([]);
});

const lstm = `model Letters {
  input x: index(65)[N, 48]
  input y: index(65)[N, 48]
  logits = x |> Embedding(64) |> LSTM(128) |> Dense(65)
  loss nll = cross_entropy(logits, y)
  train {
    minimize nll
    using sgd(lr: 0.1)
    batch 32
  }
}
`;

test("an LSTM copies its weights once for all positions, and stacks the derivative by its gates with gaps", () => {
  const found: string[] = [];
  const text = ({ op, type }: Node): string => `${op.name} ${type.shape.join(" ")}`;
  const layout = (program: string, choice: LayoutChoice): void => {
    if (program === "train" && choice.kind === "apart") found.push(`${text(choice.operand)} for ${choice.reader.type.shape.join(" ")}`);
  };
  const { plans } = compile({ name: "letters.nnet", text: lstm }, { load: () => undefined, sizes: { N: 32 }, target: targets.get("wasm")!, scheduleTrace: { layout, kernel: () => {} } });
  expect(found).toContain("outer 128 512 for 32 512");
  expect(found).toContain("part 48 32 512 for 128 512");
  const steps = plans[0]!.programs.find(({ name }) => name === "train")!.steps;
  const written = (list: typeof steps): readonly number[] => list.flatMap((step) => ("kernel" in step ? step.kernel.buffers.flatMap(({ access, length }) => (access === "write" ? [length.constant()!] : [])) : written(step.steps)));
  expect(written(steps)).toContain(48 * 32 * 528);
});
