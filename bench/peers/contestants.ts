import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Generated } from "./generated.ts";

/** Who takes part: a program and its words, for a workload; undefined if it cannot run it here. */
export interface Contestant {
  readonly name: string;
  /** Cores it is pinned to. */
  readonly threads: number;
  readonly command: (workload: string) => readonly string[] | undefined;
  /** The command whose time to the first step is measured, if another one. */
  readonly start?: (workload: string) => readonly string[];
  /** Whether Node's own start is in its start. */
  readonly isNode: boolean;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Ours first, by target; then the others that are installed. */
export function contestants(generated: Generated): readonly Contestant[] {
  return [...ours(generated), ...others()];
}

/** What `create` is told, beside the target. */
function ours(generated: Generated): readonly Contestant[] {
  return generated.targets.map((target) => {
    const command = (workload: string): readonly string[] => [process.execPath, here("ours.mjs"), generated.path(workload, target), workload, "{}"];
    return { name: `ours, ${target}`, threads: 1, isNode: true, command, start: (workload) => [...command(workload), "own"] };
  });
}

function others(): readonly Contestant[] {
  const python = process.env["NNC_PYTHON"] ?? "/usr/bin/python3";
  const folder = process.env["NNC_PEERS"] ?? "";
  const has = (name: string): boolean => folder !== "" && existsSync(join(folder, "node_modules", name));
  const found: Contestant[] = [];
  if (existsSync(python)) {
    found.push({ name: "PyTorch", threads: 1, isNode: false, command: (workload) => [python, here("torch_step.py"), workload, "1"] });
  }
  if (has("@jax-js/jax")) {
    found.push({ name: "jax-js", threads: 1, isNode: true, command: (workload) => [process.execPath, here("jaxjs.mjs"), folder, workload] });
  }
  if (has("@tensorflow/tfjs-backend-wasm")) {
    // It has no gradient of convolutions.
    const runs = (workload: string): boolean => workload !== "lenet" && workload !== "convnet";
    const command = (workload: string): readonly string[] | undefined => (runs(workload) ? [process.execPath, here("tfjs.mjs"), folder, workload, "wasm"] : undefined);
    found.push({ name: "TensorFlow.js, wasm", threads: 1, isNode: true, command });
  }
  if (has("@tensorflow/tfjs")) {
    found.push({ name: "TensorFlow.js, plain", threads: 1, isNode: true, command: (workload) => [process.execPath, here("tfjs.mjs"), folder, workload, "cpu"] });
  }
  return found;
}
