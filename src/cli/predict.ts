import { Command, Option } from "commander";
import type { DataSource } from "../graph/graph.ts";
import type { Plan } from "../schedule/plan.ts";
import { Batcher, batchCount, batchLength } from "../train/batches.ts";
import { allOf, first, type Dataset, type Examples } from "../train/dataset.ts";
import { guarded } from "../train/guarded.ts";
import { learnedFor, load, splitNames } from "../train/sources.ts";
import { Size } from "../types/size.ts";
import { createModel, evaluationBatch, jobOptions, learnedIn, loadWeights, noSource, planFor, splitsFor, weightsOption, weightsPath, type JobOptions } from "./job.ts";
import { filesReader } from "./job-data.ts";
import { writers } from "./predict-formats.ts";
import { out } from "./terminal.ts";

interface Options extends JobOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly format: "json" | "csv";
}

export const predict = new Command("predict")
  .description("Outputs of a trained model for each example, on stdout.")
  .argument("<file>", "the source")
  .addOption(weightsOption())
  .option("--data <split or files...>", "train, val or test; or files laid out like those of the data block, labels not needed", ["test"])
  .addOption(new Option("--format <form>", "how outputs are written").choices([...writers.keys()]).default("json"));
for (const option of jobOptions) predict.addOption(option);

predict.action(async (file: string, options: Options) => {
  const plan = planFor(file, options);
  const weights = options.weights ?? weightsPath(file);
  const examples = examplesFor(file, plan, options, weights);
  const batch = evaluationBatch(plan.module.phases, options);
  const model = await createModel(plan, batch, [examples], options);
  loadWeights(model, weights);
  const rows = examples.rows.length;
  const writer = writers.get(options.format)!(withSizes(plan.module.outputs, examples.dataset), examples.dataset.learned?.legend ?? {});
  const batcher = new Batcher(examples.dataset, batch);
  out(writer.head);
  for (let i = 0; i < batchCount(rows, batch); i++) {
    const outputs = guarded(() => model.predict(batcher.batch(examples.rows, i), batcher.options));
    out(writer.rows(outputs, batchLength(rows, batch, i), i === 0));
  }
  out(writer.foot);
});

/** The outputs with the sizes that the data tell in their shapes. */
function withSizes(outputs: Plan["module"]["outputs"], { sizes = {} }: Dataset): Plan["module"]["outputs"] {
  const known = new Map(Object.entries(sizes).map(([name, value]) => [name, Size.of(value)]));
  return outputs.map((output) => ({ ...output, type: { ...output.type, shape: output.type.shape.map((size) => size.substitute(known)) } }));
}

/** Only the inputs that the outputs depend on are made, so that files without labels will do. */
function examplesFor(file: string, plan: Plan, options: Options, weights: string): Examples {
  const wanted = new Set(plan.programs.find((p) => p.name === "predict")?.inputs);
  const inputs = plan.module.inputs.filter((input) => wanted.has(input.name));
  const [name = "test"] = options.data;
  const narrowed: Plan = { ...plan, module: { ...plan.module, inputs } };
  if (options.data.length === 1 && splitNames.some((split) => split === name)) {
    return splitsFor(file, narrowed, options, { wanted: [name], ...learnedIn(weights) })[name] ?? noSource(file, plan, name);
  }
  const source = plan.module.data.find((s) => s.name === "test") ?? plan.module.data[0] ?? noSource(file, plan, "test");
  const given = likeSource(source, options.data);
  const learned = learnedIn(weights).learned ?? learnedFor(given, narrowed.module, filesReader(file, options.dataDir));
  const examples = allOf(load(given, inputs, filesReader("", undefined), learned));
  return options.limit === undefined ? examples : first(examples, options.limit);
}

/** The data block with other files, in the format that their names tell. */
function likeSource(source: DataSource, files: readonly string[]): DataSource {
  const format = files.every((f) => /\.csv(\.gz)?$/.test(f)) ? "csv" : files.every((f) => /\.npy(\.gz)?$/.test(f)) ? "npy" : source.format;
  const { split: _, ...rest } = source;
  return { ...rest, format, files, options: format === source.format ? source.options : {} };
}
