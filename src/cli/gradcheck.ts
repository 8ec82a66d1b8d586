import { Command } from "commander";
import { DiagnosticError, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose, fail } from "../diagnostics/report.ts";
import type { Module } from "../graph/graph.ts";
import { correct, gradcheck as compare, type ParameterCheck } from "../interpret/gradcheck.ts";
import { interpret } from "../interpret/interpret.ts";
import { numbers } from "../interpret/numbers.ts";
import { randomInputs, smallSizes } from "../interpret/random-inputs.ts";
import { runPasses } from "../passes/pipeline.ts";
import { checkFile, chosen } from "./compiling.ts";
import { setOption, tableFormatOption, wholeNumber } from "./options.ts";
import { fixedSizes } from "./sizes.ts";
import { table } from "./table.ts";
import { out } from "./terminal.ts";

interface Options {
  readonly model?: string;
  readonly seed: number;
  readonly sample: number;
  readonly set: Readonly<Record<string, number>>;
  readonly format: string;
}

export const gradcheck = new Command("gradcheck")
  .description("Compares each gradient of the training step with central differences of the loss, in f64, on random inputs.")
  .argument("<file>", "the source; `-` is standard input")
  .option("--model <name>", "which model, if the file has several")
  .option("--seed <number>", "of inputs, initial values and the choice of elements", wholeNumber("--seed", 0), 1)
  .option("--sample <number>", "the most elements that are compared of a parameter", wholeNumber("--sample", 1), 200)
  .addOption(setOption())
  .addOption(tableFormatOption())
  .addHelpText("after", `\nThe relative error is |d - d'| / (|d| + |d'|); up to ${correct} is correct. Exits with 1 if a gradient is not.`)
  .action((file: string, options: Options) => {
    const module = chosen(checkFile(file), file, options.model);
    const phases = checkModule(module, file, options);
    if (options.format === "json") out(`${JSON.stringify({ version: 1, model: module.name, phases }, null, 2)}\n`);
    else for (const { phase, parameters } of phases) out(tableOf(phase, parameters));
    const wrong = phases.flatMap((p) => p.parameters).filter((p) => !(p.error <= correct));
    if (wrong.length > 0) throw new DiagnosticError(wrong.map(wrongGradient));
  });

function checkModule(module: Module, file: string, { seed, sample, set }: Options) {
  if (module.checks.length === 0) fail("nothing-to-check", { model: module.name }, { place: file, help: "add a `train` block" });
  const sizes = smallSizes(module.sizes, module.requirements, fixedSizes(module, set));
  if (!sizes) {
    const text = Object.entries(set).map(([name, value]) => `${name}=${value}`).join(" ");
    return fail("bad-option-value", { option: "--set", value: text, expected: "sizes that the model can have" }, { help: "`nnc check` tells what must hold for them" });
  }
  const random = numbers(seed);
  const clock = new Map(["seed", "step", "epoch"].map((name) => [name, { shape: [], data: Float64Array.of(name === "seed" ? seed : 0) }]));
  const init = module.programs.find((p) => p.name === "init");
  const initial = init ? interpret(runPasses(init), { inputs: {}, storages: clock, sizes }).updates : new Map();
  const storages = new Map([...clock, ...initial]);
  return module.checks.map(({ phase, graph }) => {
    const inputs = randomInputs(module.inputs, sizes, random);
    return { phase, sizes, parameters: compare(runPasses(graph), { inputs, storages, sizes }, { sample, seed }) };
  });
}

function tableOf(phase: string, parameters: readonly ParameterCheck[]): string {
  const rows = parameters.map((p) => [p.name, `[${p.shape.join(", ")}]`, `${p.checked} of ${p.elements}`, String(p.kinks), p.error.toExponential(1), verdict(p)]);
  return `${phase === "" ? "" : `train ${phase}\n`}${table(["parameter", "shape", "checked", "kinks", "relative error", "verdict"], rows, [0, 1, 5])}`;
}

/** The lecture's scale: above 1e-3 worry, up to 1e-7 it is correct. */
function verdict({ error, checked }: ParameterCheck): string {
  if (checked === 0) return "nothing but kinks";
  return error <= correct ? "correct" : error <= 1e-3 ? "doubtful" : "wrong";
}

function wrongGradient({ name, error, checked, kinks }: ParameterCheck): Diagnostic {
  const notes = [{ name: "relative error", text: `${error.toExponential(2)} over ${checked} elements, ${kinks} kinks left out; at most ${correct} is correct` }];
  return diagnose("wrong-gradient", { parameter: name }, { notes, help: "try another `--seed`; if it stays, report it: a gradient of nnc is wrong" });
}
