import { existsSync, rmSync } from "node:fs";
import { Command, Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import type { Phase } from "../graph/graph.ts";
import type { Plan } from "../schedule/plan.ts";
import { evaluate } from "../train/evaluate.ts";
import { measure } from "../train/measure.ts";
import { loadPart } from "../train/part.ts";
import { sizesFor } from "../train/sizes.ts";
import { Trainer, type TrainingEvent } from "../train/trainer.ts";
import { dataReader } from "./job-data.ts";
import { didYouMean } from "../base/closest.ts";
import { baseName, compiledFor, createModel, drawnExamples, evaluationBatch, jobOptions, noSource, planForBatches, readTrained, splitsFor, weightsPath, type JobOptions } from "./job.ts";
import { reportJson, reportText, type SplitReport } from "./job-report.ts";
import { maxMemoryOption, tableFormatOption, wholeNumber } from "./options.ts";
import { out, say } from "./terminal.ts";
import { listen } from "./train-interrupt.ts";
import { progressOf } from "./train-progress.ts";
import { writeWhole } from "./write.ts";

interface Options extends JobOptions {
  readonly maxMemory?: number;
  readonly epochs?: number;
  readonly seed?: number;
  readonly phase?: string;
  readonly output?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly resume?: string | true;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly format: "text" | "json";
}

export const train = new Command("train")
  .description("Trains a model on the data that its file names, and writes the weights.")
  .argument("<file>", "the source")
  .addOption(new Option("--epochs <n>", "passes over the training data, instead of the source's number").argParser(wholeNumber("--epochs", 1)))
  .addOption(new Option("--seed <n>", "of initial weights, order of examples and dropout").argParser(seedNumber))
  .option("--phase <name>", "only this phase")
  .option("-o, --output <file>", "where the weights go; without it, FILE.safetensors in this folder")
  .option("--checkpoint <file>", "where the training is saved after each epoch; without it, FILE.checkpoint.safetensors, removed at the end")
  .addOption(new Option("--checkpoint-every <steps>", "save it after so many steps, too").argParser(wholeNumber("--checkpoint-every", 1)))
  .option("--resume [file]", "go on from a checkpoint, bit for bit as if there had been no break")
  .option("--quiet", "no progress, only the final table")
  .option("--no-progress", "no bar, only a line for each epoch")
  .addOption(tableFormatOption());
for (const option of [maxMemoryOption(), ...jobOptions]) train.addOption(option);

train.action(async (file: string, options: Options) => {
  const compiled = compiledFor(file, options);
  const whole = compiled.plan;
  const phases = phasesOf(file, whole, options);
  const splits = splitsFor(file, whole, options);
  const batch = evaluationBatch(phases);
  splits["train"] ??= drawnExamples(whole, phases, options.limit) ?? noSource(file, whole, "train");
  // Only the data tell how much memory a step takes.
  const sizes = sizesFor(whole.module.inputs, batch, Object.values(splits).map((examples) => examples.dataset));
  const memory = options.maxMemory === undefined ? undefined : { bytes: options.maxMemory, sizes };
  const plan = planForBatches(memory ? compiledFor(file, options, memory) : compiled, file, options, sizes, phases, splits["val"] !== undefined || splits["test"] !== undefined, memory);
  const model = await createModel(plan, batch, Object.values(splits), options, phases[0]?.seed);
  // Before parts are loaded: what these have measured of their own examples stays.
  await measure(model, splits["train"]!, batch);
  const read = dataReader(file, options.dataDir);
  for (const source of plan.module.weights) {
    const { part, file: path } = source;
    const { loaded, ignored } = await loadPart(model, part, read(path, source).bytes, path);
    const rest = ignored.length === 0 ? "" : `; not needed: ${ignored.slice(0, 4).join(", ")}${ignored.length > 4 ? ` and ${ignored.length - 4} more` : ""}`;
    if (options.quiet !== true) say(`${part}: ${loaded.length} tensors from ${path}${rest}\n`);
  }
  const trainer = new Trainer({ module: plan.module, model, phases, splits });
  const checkpoint = options.checkpoint ?? `${baseName(file)}.checkpoint.safetensors`;
  const weights = options.output ?? weightsPath(file);
  if (options.resume !== undefined) {
    const from = options.resume === true ? (existsSync(checkpoint) || !existsSync(weights) ? checkpoint : weights) : options.resume;
    trainer.resume(readTrained(from, "a checkpoint is written after each epoch; other files are named with `--resume FILE`"), from);
  }

  const epochs: TrainingEvent[] = [];
  let steps = 0;
  const interrupt = listen();
  const progress = progressOf({
    module: plan.module,
    examples: trainer.remaining(),
    lines: options.quiet !== true,
    bar: options.quiet !== true && options.progress && process.stderr.isTTY,
  });
  try {
    for await (const event of trainer.run()) {
      progress.show(event);
      if (event.kind === "epoch") epochs.push(event);
      else steps += 1;
      if (event.kind === "epoch" || steps % (options.checkpointEvery ?? Number.POSITIVE_INFINITY) === 0) writeWhole(checkpoint, await trainer.checkpoint());
      await interrupt.breathe();
      if (interrupt.status === undefined) continue;
      progress.stop();
      writeWhole(checkpoint, await trainer.checkpoint());
      const named = options.checkpoint === undefined ? "" : ` ${options.checkpoint}`;
      say(`interrupted after step ${model.step}; saved in ${checkpoint}\ngo on with the same command and \`--resume${named}\`\n`);
      process.exitCode = interrupt.status;
      return;
    }
  } finally {
    progress.stop();
    interrupt.end();
  }

  // The weights carry the position too, so that more epochs can be added later.
  writeWhole(weights, await trainer.checkpoint());
  if (options.checkpoint === undefined && checkpoint !== weights) rmSync(checkpoint, { force: true });
  const names = ["val", "test"].filter((name) => splits[name]);
  const last = epochs.findLast((event) => event.kind === "epoch");
  const reports: SplitReport[] = [];
  for (const split of names.length === 0 ? ["train"] : names) {
    const { dataset, rows } = splits[split]!;
    // What was drawn is gone; what its last epoch said of it is left.
    const values = dataset.drawn ? last?.train : await evaluate(model, plan.module, { dataset, rows }, batch);
    if (values) reports.push({ split, examples: rows.length, values });
  }
  if (options.format === "json") {
    const lines = epochs.map(({ phase, ...rest }) => ({ ...rest, phase: phase.name }));
    out(`${JSON.stringify({ version: 1, model: plan.module.name, file, steps: model.step, epochs: lines, splits: reportJson(plan.module, reports), weights }, undefined, 2)}\n`);
  } else out(reportText(plan.module, reports));
  if (options.quiet !== true) say(`weights written to ${weights}\n`);
});

/** Generated modules keep the seed in 31 bits. */
function seedNumber(text: string): number {
  const seed = wholeNumber("--seed", 0)(text);
  return seed < 2 ** 31 ? seed : fail("bad-option-value", { option: "--seed", value: text, expected: "a whole number below 2147483648" }, { place: "--seed" });
}

/** The phases to run, with the numbers of the command line in place of the source's. */
function phasesOf(file: string, plan: Plan, options: Options): Phase[] {
  const { phases, name } = plan.module;
  if (phases.length === 0) fail("no-train-phase", { model: name }, { place: file, help: "say what to minimize: `train { minimize … using adam() }`" });
  const names = phases.map((p) => p.name);
  const wanted = options.phase === undefined ? phases : phases.filter((p) => p.name === options.phase);
  if (wanted.length === 0) fail("unknown-phase", { phase: options.phase ?? "" }, { place: "--phase", ...didYouMean(options.phase ?? "", names) });
  // Alone, a phase follows no other.
  return wanted.map(({ after, ...phase }) => ({
    ...phase,
    ...(after !== undefined && wanted.some(({ name: other }) => other === after) && { after }),
    batch: options.batch ?? phase.batch,
    epochs: options.epochs ?? phase.epochs,
    seed: options.seed ?? phase.seed,
  }));
}
