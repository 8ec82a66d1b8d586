// How long `nnc check` takes as a process, as in an editor or in CI.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "../src/cli/table.ts";
import { deepConv, deepMlp } from "./networks.ts";

const runs = 9;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nnc-bench-"));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Wall-clock milliseconds of a process. */
function timed(words: readonly string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - begin;
}

try {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["node -e 0", ["-e", "0"]],
    ["nnc check lenet.nnet", ["bin/nnc.js", "check", "examples/lenet/lenet.nnet"]],
    ["nnc check, 500 dense layers", ["bin/nnc.js", "check", file("dense.nnet", deepMlp(500))]],
    ["nnc check, 500 convolutions with batch normalization", ["bin/nnc.js", "check", file("conv.nnet", deepConv(500))]],
  ];
  // In turns, so that a busy spell of the machine meets all of them; the first turn fills the caches.
  const times = cases.map((): number[] => []);
  for (let run = 0; run <= runs; run++) cases.forEach(([, words], i) => {
    const time = timed(words);
    if (run > 0) times[i]!.push(time);
  });
  const bare = median(times[0]!);
  const rows = cases.map(([name], i) => [name, median(times[i]!).toFixed(0), Math.min(...times[i]!).toFixed(0), (median(times[i]!) / bare).toFixed(1)]);
  console.log("Processes (ms on the clock)");
  console.log(table(["", "median", "least", "beside bare node"], rows));
} finally {
  rmSync(folder, { recursive: true });
}
