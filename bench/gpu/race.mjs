// Everybody on this machine's graphics processor, in turns, each turn a process: `node race.mjs --seconds 3 --rounds 3 mlp lenet`. Needs nothing but
// what lies beside it, and Python with PyTorch for the others (NNC_PYTHON). Prints JSON; the medians of rounds.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seconds: { type: "string", default: "3" }, rounds: { type: "string", default: "3" }, ours: { type: "boolean", default: false } } });
const here = (name) => join(import.meta.dirname, name);
const python = process.env.NNC_PYTHON ?? "python3";
const ours = (...more) => (workload) => [process.execPath, here("ours.mjs"), here(`${workload}.wgsl.mjs`), workload, values.seconds, ...more];
const torch = (mode) => (workload) => [python, here("torch_gpu.py"), workload, mode, values.seconds];
const contestants = {
  ours: ours(),
  "ours, each loss waited for": ours("one"),
  ...(values.ours ? {} : { "PyTorch, eager": torch("eager"), "PyTorch, torch.compile": torch("compile"), "PyTorch, CUDA graph": torch("graph") }),
};

/** What a turn says, or why it says nothing. */
function turn([program, ...words]) {
  const { stdout, stderr, error } = spawnSync(program, words, { encoding: "utf8", timeout: 300_000 });
  const line = (stdout ?? "").split("\n").findLast((text) => text.startsWith("{"));
  if (line !== undefined) return JSON.parse(line);
  return { missing: error?.message ?? stderr.trim().split("\n").at(-1) };
}

const results = [];
for (const workload of positionals) {
  const turns = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, words] of Object.entries(contestants)) if (!turns.get(name).at(-1)?.missing) turns.get(name).push(turn(words(workload)));
  }
  for (const [name, all] of turns) {
    const ms = all.flatMap((one) => one.ms ?? []).toSorted((a, b) => a - b);
    results.push({ workload, name, ...all.at(-1), ms: ms[Math.floor(ms.length / 2)] ?? null });
  }
}
// What bare kernels reach, in TFLOP/s and TB/s.
const bare = turn([process.execPath, here("kernels.mjs"), values.seconds]);
for (const { name, unit, rate, wrong } of bare.results ?? []) console.error(`${name}: ${rate.toPrecision(3)} ${unit}${wrong > 0 ? `, ${wrong} of 40 results are wrong` : ""}`);
console.log(JSON.stringify({ steps: results, bare }, null, 1));
