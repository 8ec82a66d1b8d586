import * as nodeModule from "node:module";
import { fail } from "../diagnostics/report.ts";
import type { GeneratedClass } from "../runtime/model.ts";

/**
 * Runs the text of a generated module in this process and gives its class: the export called `name`, or else the only one
 * that can create models. Throws DiagnosticError if it does not load.
 */
export async function loadModule(typescript: string, name?: string): Promise<GeneratedClass> {
  try {
    // The comment is its name in stack traces and profiles, which would show the whole URL otherwise.
    const javascript = `${stripTypes(typescript)}\n//# sourceURL=nnc-generated.js\n`;
    const url = `data:text/javascript;base64,${Buffer.from(javascript).toString("base64")}`;
    const loaded: unknown = await import(/* @vite-ignore */ url);
    const exported: readonly [string, unknown][] = typeof loaded === "object" && loaded !== null ? Object.entries(loaded) : [];
    const found = [...exported.filter(([n]) => n === name), ...exported].map(([, value]) => value).find(isGenerated);
    if (!found) throw new Error("it exports no class with `create`");
    return found;
  } catch (error) {
    return fail("generated-module-broken", { why: error instanceof Error ? error.message : String(error) });
  }
}

function isGenerated(value: unknown): value is GeneratedClass {
  return typeof value === "function" && "create" in value && typeof value.create === "function";
}

/** Node's own type stripping, without the warning that it is experimental: the input is ours and erasable by design. */
export function stripTypes(typescript: string): string {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return nodeModule.stripTypeScriptTypes(typescript);
  } finally {
    process.emitWarning = emitWarning;
  }
}
