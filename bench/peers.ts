// One training step of the five workloads, ours for every target and option beside PyTorch, jax-js and TensorFlow.js where they are
// installed (bench/peers/README.md): `node bench/peers.ts --seconds 3 --rounds 6 --starts 2 --patience 20 --who "ours|PyTorch" mlp lenet`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compete, type Competition, type Entry, ratio } from "./peers/compete.ts";
import { contestants } from "./peers/contestants.ts";
import { batches, generate, type Generated, shippedBytes } from "./peers/generated.ts";
import { words } from "./peers/settings.ts";
import { bareNode, median, quantile } from "./peers/turns.ts";
import { report, short } from "./report.ts";

const { settings, who, markdown, workloads } = words(Object.keys(batches));

type Sizes = ReadonlyMap<string, string>;

async function sizesOf(generated: Generated, workload: string): Promise<Sizes> {
  const sizes = new Map<string, string>();
  for (const target of generated.targets) {
    const { minified, bytes } = await shippedBytes(generated.path(workload, target));
    sizes.set(target, `${(bytes / 1024).toFixed(1)}${minified ? "" : " (not minified)"}`);
  }
  return sizes;
}

function startup({ contestant, startups }: Entry, node: number): string {
  return short(median(startups) - (contestant.isNode ? node : 0));
}

/** What a person at a terminal wants to see of one workload. */
function print(workload: string, { running, left }: Competition, node: number, sizes: Sizes): void {
  const ours = running.filter(({ contestant }) => contestant.ours);
  const head = ["", "median ms", "p10", "p90", ...ours.map((base) => `/ ${base.contestant.name}`), "first loss", "start ms", "peak MB"];
  const rows = running.map((entry) => {
    const times = entry.turns.flat();
    const spread = [median(times), quantile(times, 0.1), quantile(times, 0.9)].map(short);
    return [entry.contestant.name, ...spread, ...ours.map((base) => ratio(entry, base)), entry.runner!.loss.toFixed(5), startup(entry, node), (entry.memory / 1e6).toFixed(0)];
  });
  report({ name: workload, title: `${workload}, batch ${batches[workload]}`, head, rows }, false);
  for (const [name, why] of left) console.log(`${name} is left out: ${why}`);
  console.log(`modules, gzip: ${[...sizes].map(([target, size]) => `${target} ${size} KB`).join(", ")}\n`);
}

/** The tables of docs/performance.md: a column for each workload. */
function printPage(all: ReadonlyMap<string, Competition>, names: readonly string[], node: number, sizes: ReadonlyMap<string, Sizes>, targets: readonly string[]): void {
  const [base] = names;
  const entry = (workload: string, name: string | undefined): Entry | undefined => all.get(workload)!.running.find(({ contestant }) => contestant.name === name);
  const row = (label: string, cell: (workload: string) => string): string[] => [label, ...workloads.map(cell)];
  const missing = (workload: string, name: string): string => (all.get(workload)!.left.has(name) ? all.get(workload)!.left.get(name)! : "–");
  const others = names.slice(1).map((name) => row(name, (w) => (entry(w, name) ? ratio(entry(w, name), entry(w, base)) : missing(w, name))));
  const plain = names.find((name) => name === "ours, ts");
  const peer = names.find((name) => name === "TensorFlow.js, plain");
  const ofPlain = plain && peer ? [row(`${peer} / ${plain}`, (w) => ratio(entry(w, peer), entry(w, plain)))] : [];
  const ms = row(`${base}, ms`, (w) => (entry(w, base) ? short(median(entry(w, base)!.turns.flat())) : "–"));
  report({ name: "training", title: "", head: [`time of the other / ${base}`, ...workloads], rows: [ms, ...others, ...ofPlain] }, true);
  const starts = names.map((name) => row(`start to first step, ${name}, ms`, (w) => (entry(w, name) ? startup(entry(w, name)!, node) : "–")));
  const peaks = names.map((name) => row(`peak memory, ${name}, MB`, (w) => (entry(w, name) ? (entry(w, name)!.memory / 1e6).toFixed(0) : "–")));
  const [own, other] = [base, names.find((name) => name === "TensorFlow.js, wasm")];
  const begun = (w: string, name: string | undefined): number => (entry(w, name) ? median(entry(w, name)!.startups) - node : Number.NaN);
  const ofOther = other ? [row(`start to first step, ${own} / ${other}`, (w) => short(begun(w, own) / begun(w, other)))] : [];
  const shipped = targets.map((target) => row(`module for ${target}, gzip, KB`, (w) => sizes.get(w)!.get(target)!));
  report({ name: "start", title: "", head: ["", ...workloads], rows: [...starts, ...ofOther, ...shipped, ...peaks] }, true);
}

const folder = mkdtempSync(join(tmpdir(), "nnc-peers-"));
try {
  const generated = generate(folder, workloads);
  const all = contestants(generated).filter(({ name }) => who.test(name));
  const node = await bareNode();
  if (!markdown) console.log(`One training step; "start" is from the start of the process to the end of the first step, without the ${node.toFixed(0)} ms of a bare Node.\n`);
  const results = new Map<string, Competition>();
  const sizes = new Map<string, Sizes>();
  for (const workload of workloads) {
    results.set(workload, await compete(workload, all, settings));
    sizes.set(workload, await sizesOf(generated, workload));
    if (!markdown) print(workload, results.get(workload)!, node, sizes.get(workload)!);
  }
  if (markdown) printPage(results, all.map(({ name }) => name), node, sizes, generated.targets);
} finally {
  rmSync(folder, { recursive: true });
}
