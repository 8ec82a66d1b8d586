import { Command } from "commander";
import { optimize } from "../compile.ts";
import { fail } from "../diagnostics/report.ts";
import { checkFile, chosen, compileFile } from "./compiling.ts";
import { PassPrinter, passOptions, type PassOptions } from "./pass-printer.ts";
import { memoryLimit, memoryOptions, setOption, type MemoryOptions } from "./options.ts";
import { targetNamed, targetOption } from "./target.ts";
import { out, say } from "./terminal.ts";
import { watchFiles } from "./watch.ts";
import { writeWhole } from "./write.ts";

interface Options extends PassOptions, MemoryOptions {
  readonly output?: string;
  readonly target: string;
  readonly model?: string;
  readonly names?: boolean;
  readonly watch?: boolean;
  readonly set: Readonly<Record<string, number>>;
}

export const compile = new Command("compile")
  .description("Compiles a model to one TypeScript file without imports: create, train, predict, evaluate, save, load. Its kernels are a binary in it, or with `--target ts` functions to be read.")
  .argument("<file>", "the source; `-` is standard input")
  .option("-o, --output <file>", "where the module goes; without it, to standard output")
  .addOption(targetOption())
  .option("--model <name>", "which model, if the file has several")
  .addOption(setOption())
  .option("--names", "keep the names of kernels in a binary, for profilers and stack traces")
  .option("--watch", "compile again whenever the source or an import changes");
for (const option of [...memoryOptions, ...passOptions]) compile.addOption(option);

compile.action(async (file: string, options: Options) => {
  if (!options.watch) return compileOnce(file, options);
  if (options.output === undefined) fail("missing-argument", { argument: "--output" }, { help: "`--watch` needs a file to write: `-o model.ts`" });
  await watchFiles((onRead) => compileOnce(file, options, onRead));
});

function compileOnce(file: string, options: Options, onRead: (path: string) => void = () => {}): void {
  const target = targetNamed(options.target);
  const printer = new PassPrinter(options);
  if (options.stopAfter !== undefined) {
    // What is asked for is the graph, not the module.
    const modules = checkFile(file, { sizes: options.set, onRead });
    optimize(chosen(modules, file, options.model), { trace: printer, stopAfter: options.stopAfter });
    return printer.finish();
  }
  const scheduleTrace = printer.schedule();
  const { plans } = compileFile(file, { sizes: options.set, ...memoryLimit(options), trace: printer, ...(scheduleTrace && { scheduleTrace }), onRead, target });
  const plan = chosen(plans.map((p) => ({ name: p.module.name, plan: p })), file, options.model).plan;
  printer.finish();
  const text = target.emit(plan, { names: options.names === true });
  if (options.output === undefined || options.output === "-") return out(text);
  writeWhole(options.output, text);
  say(`${file} -> ${options.output}\n`);
}
