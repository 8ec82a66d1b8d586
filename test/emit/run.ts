import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "../../src/emit/target.ts";
import { processorTargets, targets } from "../../src/emit/targets.ts";
import type { GeneratedModel } from "../../src/runtime/model.ts";
import type { Plan } from "../../src/schedule/plan.ts";

/** All targets that run anywhere, for `test.each`. */
export const allTargets: readonly Target[] = [...processorTargets.values()];
const typescript = targets.get("ts")!;

export function emit(plan: Plan, target = typescript): string {
  return target.emit(plan);
}

/** Imports the text of a TypeScript module, from memory. */
export async function load(text: string): Promise<Record<string, unknown>> {
  const url = `data:text/javascript;base64,${Buffer.from(stripTypeScriptTypes(text)).toString("base64")}`;
  const module: Record<string, unknown> = await import(/* @vite-ignore */ url);
  return module;
}

interface Created {
  create(options?: object): Promise<GeneratedModel>;
}

export async function create(plan: Plan, options: object = {}, target = typescript): ReturnType<Created["create"]> {
  const module = await load(emit(plan, target));
  return classOf(module[plan.module.name]).create(options);
}

export function classOf(value: unknown): Created {
  if (typeof value !== "function" || !("create" in value)) throw new Error("no generated class");
  return value as unknown as Created;
}

/** What the real compiler says of these modules under the strictest options, without the types of Node or of a browser. */
export function typeErrors(modules: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "nnc-types-"));
  const include = Object.keys(modules).map((name) => `${name}.ts`);
  const compilerOptions = {
    target: "es2022", lib: ["es2022"], types: [], module: "esnext", moduleDetection: "force", noEmit: true, strict: true, noUncheckedIndexedAccess: true, noUnusedLocals: true,
    noUnusedParameters: true, noImplicitOverride: true, noImplicitReturns: true, noFallthroughCasesInSwitch: true, exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true, isolatedModules: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true,
  };
  try {
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, `${name}.ts`), text);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
    execFileSync(process.execPath, [new URL("../../node_modules/typescript/bin/tsc", import.meta.url).pathname, "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
