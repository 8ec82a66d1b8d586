// How near the largest kernels of the workloads, where they run in a training step, come to products that are written by hand
// (`limit.ts`), in the same run and in turns: `node bench/product.ts --seconds 2 --rounds 4 mlp`.
import { readFileSync } from "node:fs";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import { callOf } from "../src/measure/call.ts";
import { measureKernels } from "../src/measure/kernels.ts";
import { handMade } from "./limit.ts";
import { batches } from "./peers/generated.ts";
import { words } from "./peers/settings.ts";
import { median } from "./peers/turns.ts";
import { report } from "./report.ts";

const { settings, markdown, workloads } = words(Object.keys(batches));
const { seconds, rounds } = settings;
/** Kernels with the most operations of each workload. */
const most = 2;

interface Row {
  readonly workload: string;
  readonly kernel: string;
  readonly share: number;
  /** A figure for each round. */
  readonly rates: number[];
}

async function measured(workload: string, relaxed: boolean, rows: Map<string, Row>): Promise<void> {
  const target = targets.get("wasm")!;
  const sizes = { N: batches[workload]! };
  const text = readFileSync(new URL(`workloads/${workload}.nnet`, import.meta.url), "utf8");
  const plan = compile({ name: `${workload}.nnet`, text }, { load: () => undefined, sizes, target }).plans[0]!;
  const { kernels } = await measureKernels(plan, target, callOf(plan, "train", {}, { relaxed }, 1), {}, seconds / rounds);
  const all = kernels.reduce((sum, { work }) => sum + work.flops, 0);
  for (const { kernel, work, milliseconds } of kernels.toSorted((a, b) => b.work.flops - a.work.flops).slice(0, most)) {
    const key = `${workload} ${kernel.name}`;
    const row = rows.get(key) ?? { workload, kernel: kernel.name, share: work.flops / all, rates: [] };
    row.rates.push(work.flops / milliseconds / 1e6);
    rows.set(key, row);
  }
}

for (const relaxed of [true, false]) {
  const products = await handMade(relaxed);
  for (const { name, error } of products) if (error !== 0) throw new Error(`the product ${name} is wrong by ${error}`);
  const limits = products.map((): number[] => []);
  const rows = new Map<string, Row>();
  for (let round = 0; round <= rounds; round++) {
    // The first round is to warm up.
    products.forEach(({ rate }, i) => {
      const rates = Array.from({ length: 50 }, rate);
      if (round > 0) limits[i]!.push(...rates);
    });
    if (round > 0) for (const workload of workloads) await measured(workload, relaxed, rows);
  }
  const best = products.map(({ name }, i) => ({ name, rate: median(limits[i]!) })).toSorted((a, b) => b.rate - a.rate)[0]!;
  const line = ({ workload, kernel, share, rates }: Row): string[] => {
    const [rate, ratios] = [median(rates), rates.map((each) => each / best.rate)];
    return [workload, kernel, `${(share * 100).toFixed(0)} %`, rate.toFixed(1), `${((rate / best.rate) * 100).toFixed(0)} % (${(Math.min(...ratios) * 100).toFixed(0)} to ${(Math.max(...ratios) * 100).toFixed(0)})`];
  };
  const title = `Products in a training step, ${relaxed ? "fused" : "not fused"}; the best by hand: ${best.rate.toFixed(1)} GFLOP/s (${best.name})`;
  report({ name: relaxed ? "products" : "products-plain", title, head: ["workload", "kernel", "of the operations", "GFLOP/s", `of ${best.rate.toFixed(1)} by hand`], rows: [...rows.values()].map(line) }, markdown);
}
