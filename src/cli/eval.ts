import { Command } from "commander";
import { evaluate as evaluateExamples } from "../train/evaluate.ts";
import { createModel, evaluationBatch, jobOptions, legendIn, loadWeights, noSource, planFor, splitsFor, weightsOption, weightsPath, type JobOptions } from "./job.ts";
import { reportJson, reportText } from "./job-report.ts";
import { tableFormatOption } from "./options.ts";
import { out } from "./terminal.ts";

interface Options extends JobOptions {
  readonly weights?: string;
  readonly split: string;
  readonly format: "text" | "json";
}

export const evaluate = new Command("eval")
  .description("Losses and metrics of a trained model in test mode, with precision, recall and F1 where there is a confusion table.")
  .argument("<file>", "the source")
  .addOption(weightsOption())
  .option("--split <name>", "which examples: train, val or test", "test")
  .addOption(tableFormatOption());
for (const option of jobOptions) evaluate.addOption(option);

evaluate.action(async (file: string, options: Options) => {
  const plan = planFor(file, options);
  const { module } = plan;
  const weights = options.weights ?? weightsPath(file);
  const examples = splitsFor(file, plan, options, { wanted: [options.split], ...legendIn(weights) })[options.split] ?? noSource(file, plan, options.split);
  const batch = evaluationBatch(module.phases, options);
  const model = await createModel(plan, batch, [examples], options);
  loadWeights(model, weights);
  const reports = [{ split: options.split, examples: examples.rows.length, values: await evaluateExamples(model, module, examples, batch) }];
  if (options.format === "json") out(`${JSON.stringify({ version: 1, model: module.name, file, weights, splits: reportJson(module, reports) }, undefined, 2)}\n`);
  else out(reportText(module, reports));
});
