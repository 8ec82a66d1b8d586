import { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderers, type Remark } from "../diagnostics/render/index.ts";
// Not by way of `compile.ts`: an editor waits, and passes and scheduling need not be loaded.
import { elaborate, type Elaborated } from "../elaborate/elaborate.ts";
import { requirementText } from "../elaborate/requirements.ts";
import { expandFiles } from "./files.ts";
import { exitCodeOf } from "./failure.ts";
import { writeFixes } from "./fixes.ts";
import { formatOption, memoryLimit, memoryOptions, setOption, type MemoryOptions } from "./options.ts";
import { page, pageUri, version } from "./package.ts";
import { loadSource, readSource } from "./read.ts";
import { paintFor, out } from "./terminal.ts";

interface Options extends MemoryOptions {
  readonly fix?: boolean;
  readonly format: string;
  readonly set: Readonly<Record<string, number>>;
}

export const check = new Command("check")
  .description("Looks for errors without writing anything. Prints what must hold for symbolic sizes, too.")
  .argument("[files...]", "sources, globs or folders; `-` is standard input; nothing: all below this folder")
  .addOption(formatOption())
  .option("--fix", "write the fixes of what is found into the files, and look again")
  .addOption(setOption());
for (const option of memoryOptions) check.addOption(option);

check.action(async (patterns: readonly string[], options: Options) => {
  const files = expandFiles(patterns);
  const diagnostics: Diagnostic[] = [];
  const remarks: Remark[] = [];
  for (const file of files) {
    const first = await look(file, options);
    const { diagnostics: found, modules, uses } = options.fix && writeFixes(file, first.diagnostics) ? await look(file, options) : first;
    diagnostics.push(...found);
    remarks.push(...uses.map((text) => ({ file, ...text })));
    for (const { name, requirements } of modules) remarks.push(...requirements.map((r) => ({ file, model: name, text: requirementText(r) })));
  }
  const once = distinct(diagnostics);
  const renderer = renderers.find((r) => r.name === options.format) ?? renderers[0]!;
  const report = { diagnostics: once, files: files.length, remarks, version: version(), page, pageUri, paint: paintFor(process.stdout) };
  out(await renderer.render(report));
  process.exitCode = exitCodeOf(once);
});

/** With `--max-memory` the file is compiled, and what its models need is said, too. */
async function look(file: string, options: Options): Promise<Elaborated & { readonly uses: readonly Omit<Remark, "file">[] }> {
  const source = readSource(file);
  const { memory } = memoryLimit(options);
  if (!memory) return { ...elaborate(source, loadSource, options.set), uses: [] };
  const [{ compile }, { sizesText }] = [await import("../compile.ts"), await import("../memory-limit.ts")];
  const { memory: used, ...compiled } = compile(source, { load: loadSource, sizes: options.set, memory });
  const uses = used.map(({ model, bytes, sizes, segmented }) => {
    const at = Object.keys(sizes).length > 0 ? ` for ${sizesText(sizes)}` : "";
    return { model, text: `a step needs ${bytes.toLocaleString("en-US")} bytes${at}${segmented ? ", its scans cut into segments" : ""}` };
  });
  return { ...compiled, uses };
}

/** A file that several others import is checked with each of them, and reported once. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const d of diagnostics) {
    const key = JSON.stringify([d.code, d.message, d.span?.source.name ?? d.place, d.span?.start, d.span?.end]);
    if (!byPlace.has(key)) byPlace.set(key, d);
  }
  return [...byPlace.values()];
}
