import { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderers, type Remark } from "../diagnostics/render/index.ts";
// Not by way of `compile.ts`: an editor waits, and passes and scheduling need not be loaded.
import { elaborate } from "../elaborate/elaborate.ts";
import { requirementText } from "../elaborate/requirements.ts";
import { expandFiles } from "./files.ts";
import { exitCodeOf } from "./failure.ts";
import { formatOption, setOption } from "./options.ts";
import { page, pageUri, version } from "./package.ts";
import { loadSource, readSource } from "./read.ts";
import { paintFor, out } from "./terminal.ts";

interface Options {
  readonly format: string;
  readonly set: Readonly<Record<string, number>>;
}

export const check = new Command("check")
  .description("Looks for errors without writing anything. Prints what must hold for symbolic sizes, too.")
  .argument("[files...]", "sources, globs or folders; `-` is standard input; nothing: all below this folder")
  .addOption(formatOption())
  .addOption(setOption())
  .action(async (patterns: readonly string[], { format, set }: Options) => {
    const files = expandFiles(patterns);
    const diagnostics: Diagnostic[] = [];
    const remarks: Remark[] = [];
    for (const file of files) {
      const { diagnostics: found, modules } = elaborate(readSource(file), loadSource, set);
      diagnostics.push(...found);
      for (const { name, requirements } of modules) {
        remarks.push(...requirements.map((r) => ({ file, model: name, text: requirementText(r) })));
      }
    }
    const once = distinct(diagnostics);
    const renderer = renderers.find((r) => r.name === format) ?? renderers[0]!;
    const report = { diagnostics: once, files: files.length, remarks, version: version(), page, pageUri, paint: paintFor(process.stdout) };
    out(await renderer.render(report));
    process.exitCode = exitCodeOf(once);
  });

/** A file that several others import is checked with each of them, and reported once. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const d of diagnostics) {
    const key = JSON.stringify([d.code, d.message, d.span?.source.name ?? d.place, d.span?.start, d.span?.end]);
    if (!byPlace.has(key)) byPlace.set(key, d);
  }
  return [...byPlace.values()];
}
