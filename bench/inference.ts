// One example at a time: ours beside ONNX Runtime Web, where it is installed (bench/peers/README.md), with equal weights and input.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import { stripTypes } from "../src/train/load.ts";
import { compete, type Competition, ratio } from "./peers/compete.ts";
import type { Contestant } from "./peers/contestants.ts";
import { words } from "./peers/settings.ts";
import { median } from "./peers/turns.ts";
import { report, short } from "./report.ts";

const { settings, who, markdown, workloads } = words(["mlp", "lenet"]);
const here = (name: string): string => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** The network of a workload without its training, for one example. */
function inferring(workload: string): string {
  const text = readFileSync(new URL(`workloads/${workload}.nnet`, import.meta.url), "utf8");
  const network = text.slice(0, text.indexOf("  loss ")).replace(/^ {2}input y: .*\n/m, "");
  return `${network}  output scores = logits\n}\n`;
}

function generate(folder: string, workload: string): string {
  const target = targets.get("wasm")!;
  const { plans, diagnostics } = compile({ name: `${workload}.nnet`, text: inferring(workload) }, { load: () => undefined, sizes: { N: 1 }, target });
  if (!plans[0]) throw new Error(diagnostics[0]?.message);
  const path = join(folder, `${workload}.mjs`);
  writeFileSync(path, stripTypes(target.emit(plans[0])));
  return path;
}

const folder = mkdtempSync(join(tmpdir(), "nnc-inference-"));
try {
  const peers = process.env["NNC_PEERS"] ?? "";
  const ours: Contestant = { name: "ours", ours: true, threads: 1, isNode: true, command: (workload) => [process.execPath, here("predict.mjs"), join(folder, `${workload}.mjs`), workload] };
  const other: Contestant = {
    name: "ONNX Runtime Web",
    threads: 1,
    isNode: true,
    command: (workload) => (existsSync(join(peers, "node_modules", "onnxruntime-web")) ? [process.execPath, here("ort.mjs"), peers, workload] : undefined),
  };
  const results = new Map<string, Competition>();
  for (const workload of workloads) {
    generate(folder, workload);
    results.set(workload, await compete(workload, [ours, other].filter(({ name }) => who.test(name)), { ...settings, starts: 0 }));
  }
  const entry = (workload: string, name: string) => results.get(workload)!.running.find(({ contestant }) => contestant.name === name);
  const cell = (of: (workload: string) => string) => workloads.map(of);
  const ms = (name: string) => cell((w) => (entry(w, name) ? short(median(entry(w, name)!.turns.flat())) : (results.get(w)!.left.get(name) ?? "–")));
  const rows = [
    ["ours, ms", ...ms("ours")],
    ["ONNX Runtime Web, ms", ...ms("ONNX Runtime Web")],
    ["ours / ONNX Runtime Web", ...cell((w) => ratio(entry(w, "ours"), entry(w, "ONNX Runtime Web")))],
    ["first score of ours, and of the other", ...cell((w) => results.get(w)!.running.map(({ runner }) => runner!.loss.toFixed(5)).join(", "))],
  ];
  report({ name: "inference", title: "One example at a time, one thread, fused multiply-add", head: ["", ...workloads], rows }, markdown);
} finally {
  rmSync(folder, { recursive: true });
}
