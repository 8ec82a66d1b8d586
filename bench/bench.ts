// All benchmarks, each in a process of its own, so that none inherits the other's compiled code and memory.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of ["process.ts", "step.ts", "frozen.ts", "compile.ts"]) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(name, import.meta.url))], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
