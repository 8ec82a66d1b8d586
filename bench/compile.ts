// How the time of each stage of the compiler grows with the number of layers: linear growth has the exponent 1. And what
// compiling a large network takes, as a process and by stages.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { targets } from "../src/emit/targets.ts";
import { exponent } from "./exponent.ts";
import { deepConv, deepMlp } from "./networks.ts";
import { median } from "./peers/turns.ts";
import { report } from "./report.ts";
import { stages, stageTimes, type Times } from "./stages.ts";

const markdown = process.argv.includes("--markdown");
const root = fileURLToPath(new URL("..", import.meta.url));
const target = targets.get("wasm")!;
const depths = [50, 100, 200, 400, 800];

/** The process that users start, on the clock: the median of a few, in seconds. */
function processSeconds(words: readonly string[], runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["bin/nnc.js", ...words], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - begin) / 1000;
  });
  return median(times);
}

/** A file of the examples by stages: the first time, as it happens in a process, before the engine has warmed up. */
function large(file: string): readonly string[] {
  const load = (path: string) => ({ name: path, text: readFileSync(path.startsWith(root) ? path : join(root, dirname(file), relative(dirname(file), path)), "utf8") });
  const times = stageTimes({ name: file, text: readFileSync(join(root, file), "utf8") }, target, load);
  const seconds = processSeconds(["compile", file, "-o", "-"], 3);
  return [file.split("/").at(-1)!, seconds.toFixed(2), ...stages.map((stage) => (times[stage] / 1000).toFixed(2))];
}

/** The least of a few runs, which is what the machine disturbed least. */
function best(text: string, runs: number): Times {
  const all = Array.from({ length: runs }, () => stageTimes({ name: "deep.nnet", text }, target));
  const least = (stage: keyof Times): number => Math.min(...all.map((times) => times[stage]));
  return { check: least("check"), optimize: least("optimize"), schedule: least("schedule"), emit: least("emit") };
}

const whole = (times: Times): number => stages.reduce((sum, stage) => sum + times[stage], 0);

const head = ["", "`nnc compile`, s", ...stages.map((stage) => `${stage}, CPU s`)];
report({ name: "compile", title: "Compile time of a large network, target wasm", head, rows: [large("examples/resnet/resnet50.nnet")] }, markdown);

for (const [name, title, network] of [["compile-dense", "fully connected", deepMlp], ["compile-conv", "convolutions with batch normalization", deepConv]] as const) {
  // The first networks only warm the machine up.
  best(network(50), 4);
  const measured = depths.map((layers) => best(network(layers), layers < 400 ? 3 : 2));
  const rows = depths.map((layers, i) => [String(layers), ...stages.map((stage) => measured[i]![stage].toFixed(0)), (whole(measured[i]!) / layers).toFixed(2)]);
  const slopes = [...stages.map((stage) => exponent(depths, measured.map((times) => times[stage])).toFixed(2)), exponent(depths, measured.map(whole)).toFixed(2)];
  report({ name, title: `Compile time, ${title} (CPU ms; all stages per layer)`, head: [title, ...stages, "per layer"], rows: [...rows, ["exponent", ...slopes]] }, markdown);
}
