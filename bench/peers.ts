// One training step of the five workloads, ours for every target beside PyTorch, jax-js and TensorFlow.js where they are
// installed (bench/peers/README.md): `node bench/peers.ts --seconds 3 --rounds 6 --starts 2 --patience 20 --who "ours|PyTorch" mlp lenet`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "../src/cli/table.ts";
import { contestants, type Contestant } from "./peers/contestants.ts";
import { batches, generate, shippedBytes, type Generated } from "./peers/generated.ts";
import { bareNode, median, quantile, Runner } from "./peers/turns.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** For each contestant and workload, in all its turns together. */
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "6" },
    /** How often the time from start to first step is taken. */
    starts: { type: "string", default: "2" },
    /** Seconds after which who has done no step is left out. */
    patience: { type: "string", default: "20" },
    /** A regular expression for the names of those that take part. */
    who: { type: "string", default: "." },
  },
});
const [seconds, rounds, starts, patience] = [values.seconds, values.rounds, values.starts, values.patience].map(Number) as [number, number, number, number];
const workloads = positionals.length > 0 ? positionals : Object.keys(batches);

interface Entry {
  readonly contestant: Contestant;
  readonly startups: number[];
  /** A list for each round in which it took part. */
  readonly turns: (readonly number[])[];
  runner?: Runner;
  memory: number;
}

/** Who takes longer to begin has one start and one turn. */
const slow = 5000;

/** Starts all, one after another, several times; then lets them take turns. */
async function compete(workload: string, all: readonly Contestant[]): Promise<readonly Entry[]> {
  const entries = all.map((contestant): Entry => ({ contestant, startups: [], turns: [], memory: Number.NaN }));
  const left = new Map<string, string>();
  for (let i = 0; i <= starts; i++)
    for (const entry of entries) {
      const { name, threads, command, start } = entry.contestant;
      const words = i < starts ? (start ?? command)(workload) : command(workload);
      if (!words || left.has(name) || entry.runner) continue;
      try {
        const runner = await Runner.start(words, threads, patience);
        if (i < starts) entry.startups.push(runner.startup);
        if (i === starts || runner.startup > slow) entry.runner = runner;
        else await runner.end();
      } catch (error) {
        left.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  for (const [name, why] of left) console.log(`${workload}: ${name} is left out: ${why}`);
  const running = entries.filter((entry) => entry.runner);
  const most = new Map<Entry, number>();
  // The first turn warms up, and tells how many turns the slow ones can have.
  for (const entry of running) {
    const times = await entry.runner!.turn(seconds / rounds);
    if (entry.runner!.startup > slow) entry.turns.push(times);
    const turns = Math.floor((4 * seconds * 1000) / (rounds * Math.min(...times)));
    most.set(entry, entry.turns.length > 0 ? 0 : Math.max(1, turns));
  }
  for (let round = 0; round < rounds; round++)
    for (const entry of running) if (round < most.get(entry)!) entry.turns.push(await entry.runner!.turn(seconds / rounds));
  for (const entry of running) entry.memory = await entry.runner!.end();
  return running;
}

/** The ratio of the medians of each round, as its median and the least and greatest. */
function ratio(entry: Entry, base: Entry): string {
  if (entry === base) return "1";
  const ratios = entry.turns.flatMap((turn, i) => (base.turns[i] ? [median(turn) / median(base.turns[i])] : []));
  const [low, middle, high] = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map(short);
  return `${middle} (${low} to ${high})`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

async function report(workload: string, entries: readonly Entry[], node: number, generated: Generated): Promise<void> {
  const ours = entries.filter((entry) => entry.contestant.name.startsWith("ours"));
  const head = ["", "median ms", "p10", "p90", ...ours.map((base) => `/ ${base.contestant.name}`), "first loss", "start ms", "peak MB"];
  const rows = entries.map((entry) => {
    const times = entry.turns.flat();
    const startup = median(entry.startups) - (entry.contestant.isNode ? node : 0);
    return [
      entry.contestant.name,
      ...[median(times), quantile(times, 0.1), quantile(times, 0.9)].map(short),
      ...ours.map((base) => ratio(entry, base)),
      entry.runner!.loss.toFixed(5),
      startup.toFixed(0),
      (entry.memory / 1e6).toFixed(0),
    ];
  });
  console.log(`${workload}, batch ${batches[workload]}`);
  console.log(table(head, rows));
  for (const target of generated.targets) {
    const { minified, bytes } = await shippedBytes(generated.path(workload, target));
    console.log(`the module for ${target}: ${(bytes / 1024).toFixed(1)} KB ${minified ? "minified and " : ""}gzip`);
  }
  console.log("");
}

const folder = mkdtempSync(join(tmpdir(), "nnc-peers-"));
try {
  const generated = generate(folder, workloads);
  const all = contestants(generated).filter(({ name }) => new RegExp(values.who).test(name));
  const node = await bareNode();
  console.log(`One training step, one thread; "start" is from the start of the process to the end of the first step, without the ${node.toFixed(0)} ms of a bare Node.\n`);
  for (const workload of workloads) await report(workload, await compete(workload, all), node, generated);
} finally {
  rmSync(folder, { recursive: true });
}
