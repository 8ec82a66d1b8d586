import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "../../src/compile.ts";
import type { Target } from "../../src/emit/target.ts";
import { processorTargets } from "../../src/emit/targets.ts";
import { stripTypes } from "../../src/train/load.ts";

/** In the order of their tables. */
export const batches: Readonly<Record<string, number>> = { mlp: 64, lenet: 64, convnet: 32, charlstm: 32, tfm: 16 };

/** The modules of the workloads, as JavaScript in a folder. */
export interface Generated {
  readonly targets: readonly string[];
  readonly path: (workload: string, target: string) => string;
  /** Whether `create` of the modules for a target takes an option. */
  readonly takes: (target: string, option: string) => boolean;
}

/** Compiles each workload for each target, the batch being known. */
export function generate(folder: string, workloads: readonly string[], targets: ReadonlyMap<string, Target> = processorTargets): Generated {
  const path = (workload: string, target: string): string => join(folder, `${workload}.${target}.mjs`);
  // JavaScript has no types left, but reads each option that there is.
  const takes = (target: string, option: string): boolean => workloads.every((workload) => readFileSync(path(workload, target), "utf8").includes(`options.${option} ??`));
  const generated: Generated = { targets: [...targets.keys()], path, takes };
  for (const workload of workloads) {
    const url = new URL(`../workloads/${workload}.nnet`, import.meta.url);
    for (const [name, target] of targets) {
      const { plans, diagnostics } = compile({ name: `${workload}.nnet`, text: readFileSync(url, "utf8") }, { load: () => undefined, sizes: { N: batches[workload]! }, target });
      if (!plans[0]) throw new Error(diagnostics[0]?.message ?? `${workload} has no model`);
      writeFileSync(generated.path(workload, name), stripTypes(target.emit(plans[0])));
    }
  }
  return generated;
}

/** Bytes of a module after minification, where a minifier is there, and gzip. */
export async function shippedBytes(path: string): Promise<{ readonly minified: boolean; readonly bytes: number }> {
  const text = readFileSync(path, "utf8");
  const minify = await minifier();
  return { minified: minify !== undefined, bytes: gzipSync(minify?.(path, text) ?? text, { level: 9 }).length };
}

async function minifier(): Promise<((path: string, text: string) => string) | undefined> {
  try {
    const { minifySync } = await import("rolldown/utils");
    return (path, text) => minifySync(path, text, { module: true }).code;
  } catch {
    return undefined;
  }
}
