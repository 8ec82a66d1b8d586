import { Command, Option } from "commander";
import { didYouMean } from "../base/closest.ts";
import { fail } from "../diagnostics/report.ts";
import { smallSizes } from "../interpret/random-inputs.ts";
import { callable, callOf, runsOf, type Sizes } from "../measure/call.ts";
import { measureKernels } from "../measure/kernels.ts";
import { kernelWork } from "../measure/work.ts";
import type { ModuleInterface, Plan } from "../schedule/plan.ts";
import { atOnce } from "../train/batches.ts";
import { benchJson, benchText, type Bench } from "./bench-report.ts";
import { countJson, countText } from "./bench-count.ts";
import { chosen, compileFile } from "./compiling.ts";
import { relaxedOption, setOption, tableFormatOption, threadsOption, wholeNumber } from "./options.ts";
import { fixedSizes } from "./sizes.ts";
import { engineOptions, jobTargetOption, targetNamed } from "./target.ts";
import { out } from "./terminal.ts";

interface Options {
  readonly target: string;
  readonly relaxed: boolean;
  readonly threads?: number;
  readonly model?: string;
  readonly program?: string;
  readonly set: Sizes;
  readonly batch?: number;
  readonly seconds: number;
  readonly seed: number;
  readonly format: string;
  readonly count?: boolean;
  readonly cache: number;
}

/** Sizes that nobody gave. */
const usualSize = 32;

export const bench = new Command("bench")
  .description("Runs a model on random numbers and lists its kernels: time, operations, bytes, and how near each comes to what the machine can do.")
  .argument("<file>", "the source; `-` is standard input")
  .addOption(jobTargetOption())
  .addOption(relaxedOption())
  .addOption(threadsOption())
  .option("--model <name>", "which model, if the file has several")
  .option("--program <name>", "what is run: train, train.PHASE, evaluate or predict; without it, a training step if there is one")
  .addOption(new Option("--batch <n>", "examples in a minibatch, instead of the source's number").argParser(wholeNumber("--batch", 1)))
  .addOption(setOption())
  .option("--seconds <n>", "how long it may take", wholeNumber("--seconds", 1), 3)
  .option("--seed <number>", "of inputs and initial values", wholeNumber("--seed", 0), 1)
  .option("--count", "run nothing: operations and bytes alone; targets that need a device are never run here")
  .option("--cache <megabytes>", "of a device, between its memory and its threads, 4,096 of which run at once for each megabyte", wholeNumber("--cache", 1), 4)
  .addOption(tableFormatOption())
  .addHelpText(
    "after",
    `
Sizes that are not set: the batch size of the first \`train\` block, and ${usualSize} for others, or more where the model needs more.
Operations are those on reals; a fused multiply-add is two. Bytes are those of the elements that a kernel reads and of those that it
writes, each once: less cannot be moved. The last column is the time that the operations or the bytes would take at the machine's
measured peak, whichever is longer, as a part of the time that they took; what is still in the cache may come in faster than from memory.

On a device, bytes are asked for as often as its threads read and write them, out of the memory that a workgroup shares excepted. Moved
are those that the cache does not have: it is empty before each dispatch, what comes is 32 bytes at a time, and what is needed again is
still there if no more than its size has been touched since. What stands behind a condition counts as if the condition held.`,
  )
  .action(async (file: string, options: Options) => {
    const target = targetNamed(options.target);
    const { plans } = compileFile(file, { target, sizes: options.set });
    const { plan } = chosen(plans.map((p) => ({ name: p.module.name, plan: p })), file, options.model);
    const program = programOf(plan, file, options.program);
    const sizes = sizesOf(plan.module, program, options);
    if (options.count || target.device) {
      const cache = options.cache * 2 ** 20;
      const kernels = kernelWork(plan, runsOf(plan, program), sizes, target.traffic && ((step, at) => target.traffic!(step, at, cache)));
      const count = { model: plan.module.name, target: target.name, program, sizes, ...(target.traffic && { cache }), kernels };
      return out(options.format === "json" ? countJson(count) : countText(count));
    }
    const call = callOf(plan, program, sizes, engineOptions(target, options), options.seed);
    const measured = await measureKernels(plan, target, call, sizes, options.seconds);
    const report: Bench = { model: plan.module.name, target: target.name, relaxed: options.relaxed, threads: options.threads ?? 1, program, sizes, ...measured };
    out(options.format === "json" ? benchJson(report) : benchText(report));
  });

function programOf(plan: Plan, file: string, name: string | undefined): string {
  const names = callable(plan);
  const [first] = names;
  if (first === undefined) return fail("nothing-to-run", { model: plan.module.name }, { place: file, help: "add an `output`, a `loss` or a `train` block" });
  if (name === undefined || names.includes(name)) return name ?? first;
  const expected = names.map((n) => `\`${n}\``).join(" or ");
  return fail("bad-option-value", { option: "--program", value: name, expected }, { place: "--program", ...didYouMean(name, names) });
}

function sizesOf(module: ModuleInterface, program: string, { batch, set }: Options): Sizes {
  const open = Object.fromEntries(Object.entries(set).filter(([name]) => module.sizes.includes(name)));
  const phase = module.phases.find((p) => p.program === program) ?? module.phases[0];
  const usual = batch ?? (phase && atOnce(phase));
  const axes = module.inputs.flatMap(({ type }) => type.shape[0]?.symbols() ?? []);
  const given = { ...Object.fromEntries(axes.flatMap((name) => (usual === undefined ? [] : [[name, usual]]))), ...fixedSizes(module, open) };
  const sizes = smallSizes(module.sizes, module.requirements, given, usualSize);
  return sizes ?? fail("bad-option-value", { option: "--batch", value: String(batch ?? ""), expected: "sizes that the model can have" }, { help: "`nnc check` tells what must hold for them" });
}
