// How the time of a training step grows with the batch and with the depth of the network; linear growth has the exponent 1.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import { callOf } from "../src/measure/call.ts";
import { measuredModel, type MeasuredModel } from "../src/measure/model.ts";
import { exponent } from "./exponent.ts";
import { deepConv, deepMlp } from "./networks.ts";
import { report, short } from "./report.ts";

const { values } = parseArgs({ options: { markdown: { type: "boolean", default: false }, rounds: { type: "string", default: "5" } }, strict: false });
const [markdown, rounds] = [values.markdown === true, Number(values.rounds)];
const target = targets.get("wasm")!;
/** Milliseconds of a turn. */
const turn = 100;

interface Series {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly model: (size: number) => Promise<MeasuredModel>;
}

async function made(text: string, N: number): Promise<MeasuredModel> {
  const { plans, diagnostics } = compile({ name: "growth.nnet", text }, { load: () => undefined, target });
  if (!plans[0]) throw new Error(diagnostics[0]?.message);
  return measuredModel(plans[0], target, callOf(plans[0], "train", { N }, {}, 1));
}

const [batches, depths] = [[16, 32, 64, 128, 256, 512], [2, 4, 8, 16, 32, 64]];
const lenet = readFileSync(new URL("workloads/lenet.nnet", import.meta.url), "utf8");
const mlp = readFileSync(new URL("workloads/mlp.nnet", import.meta.url), "utf8");
const all: readonly Series[] = [
  { name: "mlp, batch", sizes: batches, model: (batch) => made(mlp, batch) },
  { name: "lenet, batch", sizes: batches, model: (batch) => made(lenet, batch) },
  { name: "dense layers, depth", sizes: depths, model: (depth) => made(deepMlp(depth), 64) },
  { name: "convolutions with batch normalization, depth", sizes: depths, model: (depth) => made(deepConv(depth), 64) },
];

for (const { name, sizes, model } of all) {
  const models = await Promise.all(sizes.map(model));
  const times = sizes.map((): number[] => []);
  // The first round is to warm up.
  for (let round = 0; round <= rounds; round++) for (const [i, each] of models.entries()) {
    const runs = each.run(turn);
    if (round > 0) times[i]!.push(...runs);
  }
  // What the machine disturbed least.
  const best = times.map((list) => Math.min(...list));
  const head = [name, ...sizes.map(String), "exponent"];
  report({ name: `growth-${name.replaceAll(/[ ,]+/g, "-")}`, title: "A training step (ms, the fastest of all)", head, rows: [["ms", ...best.map(short), exponent(sizes, best).toFixed(2)]] }, markdown);
}
