// Training steps of the five workloads on a graphics processor beside PyTorch there, and what is predicted where there is none
// (bench/README.md): `node bench/gpu.ts --seconds 3 --rounds 3 mlp`, `--bundle`, `--results FILE`, `--ours`.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bareKernels } from "./gpu/bare.ts";
import { bundle, packed } from "./gpu/bundle.ts";
import { prediction } from "./gpu/prediction.ts";
import { batches } from "./peers/generated.ts";
import { report, short } from "./report.ts";

/** What `race.mjs` says of one contestant. */
interface Result {
  readonly workload: string;
  readonly name: string;
  /** Of a step; null where it was only shown to run. */
  readonly ms: number | null;
  readonly loss?: number;
  readonly adapter?: string;
  readonly software?: boolean;
  /** Why there is no time. */
  readonly missing?: string;
}

/** What `race.mjs` says of bare kernels. */
interface Bare {
  readonly results?: readonly { readonly name: string; readonly unit: string; readonly rate: number; readonly wrong: number }[];
  readonly adapter?: string;
  readonly software?: boolean;
  readonly missing?: string;
}

interface Race {
  readonly steps: readonly Result[];
  readonly bare: Bare;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    bundle: { type: "boolean", default: false },
    results: { type: "string" },
    ours: { type: "boolean", default: false },
    /** Bare kernels of sizes that a processor computes, too. */
    small: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
  },
});
const known = Object.keys(batches);
const bare = (): ReturnType<typeof bareKernels> => (values.small ? bareKernels([64, 128], 2 ** 16) : bareKernels([1024, 2048], 2 ** 26));
const workloads = positionals.length > 0 ? positionals.filter((name) => known.includes(name)) : known;

if (values.bundle) {
  console.log(packed(bundle(workloads, true, bare())));
} else {
  report(prediction(known), values.markdown);
  const results: Race = values.results !== undefined ? JSON.parse(readFileSync(values.results, "utf8")) : race();
  print(results.steps);
  printBare(results.bare);
}

function race(): Race {
  const words = [join(bundle(workloads, false, bare()), "race.mjs"), "--seconds", values.seconds, "--rounds", values.rounds, ...(values.ours ? ["--ours"] : []), ...workloads];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error("the race has ended without results");
  return JSON.parse(stdout);
}

/** A row for each contestant; nothing on the page that was not computed by a graphics processor. */
function print(results: readonly Result[]): void {
  const ours = results.filter(({ name }) => name.startsWith("ours"));
  const adapters = [...new Set(ours.map(({ adapter }) => adapter ?? "none"))];
  const isReal = ours.length > 0 && ours.every(({ adapter, software }) => adapter !== undefined && software === false);
  if (!isReal) console.error(`no figures of a graphics processor: the adapter is ${adapters.join(" / ")}${ours.some(({ software }) => software) ? ", which is software" : ""}`);
  if (values.markdown && !isReal) return;
  const columns = [...new Set(results.map(({ workload }) => workload))];
  const cell = (name: string, workload: string): string => {
    const result = results.find((one) => one.name === name && one.workload === workload);
    if (!result) return "–";
    return result.missing ?? (result.ms === null ? `runs, loss ${result.loss?.toPrecision(5)}` : short(result.ms));
  };
  const rows = [...new Set(results.map(({ name }) => name))].map((name) => [name, ...columns.map((workload) => cell(name, workload))]);
  report({ name: "gpu", title: `Training steps, ${adapters.join(" / ")}${isReal ? "" : " (no graphics processor)"}`, head: ["ms", ...columns], rows }, values.markdown);
}

/** What bare kernels reach beside what is wanted of them. */
function printBare({ results = [], adapter = "none", software, missing }: Bare): void {
  if (missing !== undefined) console.error(`no figures of bare kernels: ${missing}`);
  if (results.length === 0 || (values.markdown && software !== false)) return;
  const rows = results.map(({ name, unit, rate, wrong }) => [name, `${short(rate)} ${unit}`, wrong === 0 ? "right" : `${wrong} of 40 are wrong`]);
  report({ name: "gpu-bare", title: `Bare kernels, ${adapter}${software === false ? "" : " (no graphics processor)"}`, head: ["", "reached", "results"], rows }, values.markdown);
}
