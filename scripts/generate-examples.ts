// Writes the generated modules beside the examples: examples/digits/digits.nnet -> digits.ts. With --check, only says which
// are out of date.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Source } from "../src/base/source.ts";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
export const command = "npm run generate";

/** The examples whose modules are committed, to be read; those of large networks would be megabytes. */
const folders = ["charlm", "digits", "lenet", "mlp", "regression"];

/** The sources of these examples, relative to the project, in a fixed order. */
export function exampleSources(): readonly string[] {
  return globSync(`examples/{${folders.join(",")}}/*.nnet`, { cwd: root }).map((name) => name.replaceAll("\\", "/")).toSorted();
}

/** The modules of all models, by file name relative to the project: `digits.ts`, or `gan.Gan.ts` where a file has several. */
export function generated(): ReadonlyMap<string, string> {
  return new Map(exampleSources().flatMap(modulesOf));
}

function modulesOf(name: string): readonly (readonly [string, string])[] {
  const { diagnostics, plans } = compile({ name, text: committed(name) }, { load });
  if (diagnostics.some((d) => d.severity === "error")) throw new Error(`${name}: ${diagnostics.map((d) => d.message).join("; ")}`);
  const base = name.replace(/\.nnet$/, "");
  return plans.map((plan) => [plans.length === 1 ? `${base}.ts` : `${base}.${plan.module.name}.ts`, targets.get("ts")!.emit(plan)]);
}

function load(name: string): Source | undefined {
  return existsSync(root + name) ? { name, text: committed(name) } : undefined;
}

/** What is on disk now, or nothing. */
export function committed(name: string): string {
  try {
    return readFileSync(root + name, "utf8");
  } catch {
    return "";
  }
}

if (import.meta.main) {
  const stale = [...generated()].filter(([name, text]) => committed(name) !== text);
  for (const [name, text] of stale) {
    if (process.argv.includes("--check")) console.error(`${name} is out of date: run \`${command}\``);
    else {
      writeFileSync(root + name, text);
      console.log(name);
    }
  }
  if (process.argv.includes("--check") && stale.length > 0) process.exitCode = 1;
}
