import { Command, Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import type { DataSource } from "../graph/graph.ts";
import type { Plan } from "../schedule/plan.ts";
import { Batcher, batchCount, batchLength } from "../train/batches.ts";
import { allOf, first, type Dataset, type Examples } from "../train/dataset.ts";
import { answered } from "../train/guarded.ts";
import { sizesFor } from "../train/sizes.ts";
import { legendFor, load, splitNames } from "../train/sources.ts";
import { Size } from "../types/size.ts";
import { createModel, evaluationBatch, jobOptions, legendIn, loadWeights, noSource, planFor, splitsFor, weightsOption, weightsPath, type JobOptions } from "./job.ts";
import { filesReader } from "./job-data.ts";
import { wholeNumber } from "./options.ts";
import { writers } from "./predict-formats.ts";
import { out } from "./terminal.ts";
import { writeWhole } from "./write.ts";

interface Options extends JobOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly format?: string;
  readonly output?: string;
  readonly zoom: number;
}

export const predict = new Command("predict")
  .description("Outputs of a trained model for each example.")
  .argument("<file>", "the source")
  .addOption(weightsOption())
  .option("--data <split or files...>", "train, val or test; or files laid out like those of the data block, labels not needed", ["test"])
  .option("-o, --output <file>", "where the outputs go; FILE.png shows those that are pictures; without it, stdout")
  .addOption(new Option("--format <form>", "how outputs are written; without it, as the output's name says, or json").choices([...writers.keys()]))
  .addOption(new Option("--zoom <n>", "png: how many pixels wide and high a pixel becomes").argParser(wholeNumber("--zoom", 1)).default(1));
for (const option of jobOptions) predict.addOption(option);

predict.action(async (file: string, options: Options) => {
  const format = formatOf(options);
  const plan = planFor(file, options);
  const weights = options.weights ?? weightsPath(file);
  const examples = examplesFor(file, plan, options, weights);
  const batch = evaluationBatch(plan.module.phases, options);
  const model = await createModel(plan, batch, [examples], options);
  loadWeights(model, weights);
  const rows = examples.rows.length;
  const legend = examples.dataset.legend ?? {};
  const writer = writers.get(format)!(withSizes(plan.module.outputs, examples.dataset), { legend, zoom: options.zoom });
  const batcher = new Batcher(examples.dataset, batch);
  const whole: string[] = [];
  const write = (text: string): unknown => (options.output === undefined ? out(text) : whole.push(text));
  write(writer.head);
  for (let i = 0; i < batchCount(rows, batch); i++) {
    const count = batchLength(rows, batch, i);
    // Outputs that depend on no input, such as what a generator makes of noise, do not tell how many they are.
    const sizes = { ...batcher.options.sizes, ...sizesFor(plan.module.inputs, count, []) };
    const outputs = await answered(() => model.predict(batcher.batch(examples.rows, i), { sizes }));
    write(writer.rows(outputs, count, i === 0));
  }
  const end = writer.foot();
  if (options.output === undefined) out(end);
  else writeWhole(options.output, typeof end === "string" ? whole.join("") + end : end);
});

/** What is asked for, or what the name of the output ends in. Bytes do not go to a terminal. */
function formatOf({ format, output }: Options): string {
  const chosen = format ?? [...writers.keys()].find((name) => output?.toLowerCase().endsWith(`.${name}`)) ?? "json";
  if (chosen === "png" && output === undefined) fail("missing-argument", { argument: "--output FILE.png" }, { place: "--format png" });
  return chosen;
}

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
    return splitsFor(file, narrowed, options, { wanted: [name], ...legendIn(weights) })[name] ?? noSource(file, plan, name);
  }
  const source = plan.module.data.find((s) => s.name === "test") ?? plan.module.data[0] ?? noSource(file, plan, "test");
  const given = likeSource(source, options.data);
  const legend = legendIn(weights).legend ?? legendFor(given, narrowed.module, filesReader(file, options.dataDir));
  const examples = allOf(load(given, inputs, filesReader("", undefined), legend));
  return options.limit === undefined ? examples : first(examples, options.limit);
}

/** The data block with other files, in the format that their names tell. */
function likeSource(source: DataSource, files: readonly string[]): DataSource {
  const format = ["csv", "npy", "npz"].find((each) => files.every((f) => f.replace(/\.gz$/, "").endsWith(`.${each}`))) ?? source.format;
  const { split: _, ...rest } = source;
  return { ...rest, format, files, options: format === source.format ? source.options : {} };
}
