import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Generated } from "./generated.ts";

/** Who takes part: a program and its words, for a workload; undefined if it cannot run it here. */
export interface Contestant {
  readonly name: string;
  readonly ours?: true;
  /** Cores it is pinned to. */
  readonly threads: number;
  readonly command: (workload: string) => readonly string[] | undefined;
  /** The command whose time to the first step is measured, if another one. */
  readonly start?: (workload: string) => readonly string[];
  /** Whether Node's own start is in its start. */
  readonly isNode: boolean;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Ours first, the fastest before the others; then the others that are installed. */
export function contestants(generated: Generated): readonly Contestant[] {
  return [...ours(generated), ...others()];
}

interface Variant {
  readonly name: string;
  readonly target: string;
  readonly threads?: number;
  /** For `create`. */
  readonly options?: Readonly<Record<string, number | boolean>>;
}

const variants: readonly Variant[] = [
  { name: "ours", target: "wasm" },
  { name: "ours, 2 threads", target: "wasm", threads: 2, options: { threads: 2 } },
  { name: "ours, not fused", target: "wasm", options: { relaxed: false } },
  { name: "ours, ts", target: "ts" },
];

/** Those whose options `create` of the generated modules takes. */
function ours(generated: Generated): readonly Contestant[] {
  const possible = variants.filter(({ target, options = {} }) => Object.keys(options).every((option) => generated.takes(target, option)));
  return possible.map(({ name, target, threads = 1, options = {} }) => {
    const command = (workload: string): readonly string[] => [process.execPath, here("ours.mjs"), generated.path(workload, target), workload, JSON.stringify(options)];
    return { name, ours: true, threads, isNode: true, command, start: (workload) => [...command(workload), "own"] };
  });
}

function others(): readonly Contestant[] {
  const python = process.env["NNC_PYTHON"] ?? "/usr/bin/python3";
  const folder = process.env["NNC_PEERS"] ?? "";
  const has = (name: string): boolean => folder !== "" && existsSync(join(folder, "node_modules", name));
  const found: Contestant[] = [];
  if (existsSync(python)) {
    for (const threads of [1, 2]) {
      const name = threads === 1 ? "PyTorch" : `PyTorch, ${threads} threads`;
      found.push({ name, threads, isNode: false, command: (workload) => [python, here("torch_step.py"), workload, String(threads)] });
    }
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
