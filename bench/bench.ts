// All benchmarks, or the named one with its options (`npm run bench -- peers --seconds 1`), each in a process of its own, so
// that none inherits the other's compiled code and memory.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [chosen, ...options] = process.argv.slice(2);
for (const name of chosen ? [chosen] : ["process", "step", "frozen", "compile", "inference", "peers"]) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.ts`, import.meta.url)), ...options], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
