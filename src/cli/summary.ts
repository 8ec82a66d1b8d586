import { Command } from "commander";
import { fail } from "../diagnostics/report.ts";
import type { Graph, Module } from "../graph/graph.ts";
import { smallSizes } from "../interpret/random-inputs.ts";
import { runPasses } from "../passes/pipeline.ts";
import { arenaBytes } from "../schedule/memory/arena.ts";
import type { Plan } from "../schedule/plan.ts";
import type { Target } from "../emit/target.ts";
import { targets } from "../emit/targets.ts";
import { runsOf, type Sizes } from "../measure/call.ts";
import { kernelWork, together } from "../measure/work.ts";
import { atOnce } from "../train/batches.ts";
import { elements, shapeText } from "../types/tensor.ts";
import { chosen, compileFile } from "./compiling.ts";
import { costOf, totalFlops, type ModelCost } from "./cost.ts";
import { setOption, tableFormatOption } from "./options.ts";
import { fixedSizes } from "./sizes.ts";
import { targetNamed, targetOption } from "./target.ts";
import { table } from "./table.ts";
import { out } from "./terminal.ts";

interface Options {
  readonly target: string;
  readonly model?: string;
  readonly set: Sizes;
  readonly format: string;
}

export const summary = new Command("summary")
  .description("Lists the layers with output shape, parameters and floating-point operations, and the memory of the compiled model.")
  .argument("<file>", "the source; `-` is standard input")
  .option("--model <name>", "which model, if the file has several")
  .addOption(targetOption())
  .addOption(setOption())
  .addOption(tableFormatOption())
  .addHelpText("after", "\nSizes that are not set: the batch size of the first `train` block, and small values for others.")
  .action((file: string, { model, set, format, target: name }: Options) => {
    const target = targetNamed(name);
    const { modules, plans } = compileFile(file, { target });
    const module = chosen(modules, file, model);
    const sizes = sizesFor(module, set);
    const plan = plans.find((p) => p.module.name === module.name);
    const summed = { ...summaryOf(module, plan, sizes), ...(plan && runningOf(plan, target, sizes)) };
    out(format === "json" ? `${JSON.stringify(json(module, summed), null, 2)}\n` : text(module, summed));
  });

function sizesFor(module: Module, set: Sizes): Sizes {
  const [batch] = module.sizes;
  const usual = batch !== undefined && module.phases[0] ? { [batch]: atOnce(module.phases[0]) } : {};
  const sizes = smallSizes(module.sizes, module.requirements, { ...usual, ...fixedSizes(module, set) });
  if (sizes) return sizes;
  const value = Object.entries(set).map(([name, n]) => `${name}=${n}`).join(" ");
  return fail("bad-option-value", { option: "--set", value, expected: "sizes that the model can have" }, { help: "`nnc check` tells what must hold for them" });
}

/** Shapes as users write them: numbers, and symbols as text. */
function json({ name }: Module, summed: Summary): object {
  const layers = summed.layers.map(({ type, ...layer }) => ({ ...layer, output: type.shape.map((s) => s.constant() ?? String(s)) }));
  return { version: 1, model: name, ...summed, layers };
}

interface Summary extends ModelCost {
  readonly sizes: Sizes;
  readonly parameters: number;
  /** Floating-point operations of one forward pass and of one whole training step. */
  readonly forward: number;
  readonly step: number;
  /** Bytes. */
  readonly target?: string;
  /** Of a training step, if there is one. */
  readonly run?: { readonly calls: number; readonly bytes: number };
  readonly memory: { readonly parameters: number; readonly states: number; readonly optimizer: number; readonly arena: number };
}

function summaryOf(module: Module, plan: Plan | undefined, sizes: Sizes): Summary {
  const [phase] = module.phases;
  const program = (name: string): Graph | undefined => module.programs.find((p) => p.name === name);
  const predict = (program("predict") ?? program("evaluate"))!;
  const check = phase && module.checks.find((c) => c.phase === phase.name);
  const train = phase && program(phase.program);
  const update = phase?.parts && program(phase.parts.update);
  const cost = costOf(module, sizes, predict, check && runPasses(check.graph), train);
  const bytes = (role: string): number =>
    module.storages.filter((s) => s.role === role).reduce((sum, s) => sum + 4 * elements(s.type).evaluate(sizes), 0);
  return {
    ...cost,
    sizes,
    parameters: bytes("param") / 4,
    forward: cost.layers.reduce((sum, l) => sum + l.forward, 0),
    step: train ? totalFlops(train, sizes) * (phase.parts?.count ?? 1) + (update ? totalFlops(update, sizes) : 0) : 0,
    memory: {
      parameters: bytes("param"),
      states: bytes("state"),
      optimizer: bytes("slot"),
      arena: bytes("scratch") + arenaBytes(plan?.slots ?? [], sizes),
    },
  };
}

/** How often the first phase has something computed in a step, and the bytes that its kernels read and write, each once: less cannot be moved. */
function runningOf(plan: Plan, target: Target, sizes: Sizes): Pick<Summary, "target" | "run"> {
  const [phase] = plan.module.phases;
  if (!phase) return { target: target.name };
  const runs = runsOf(plan, phase.program);
  const calls = plan.programs.reduce((sum, program) => sum + (runs.get(program.name) ?? 0) * (runs.has(program.name) ? target.calls(plan, program).evaluate(sizes) : 0), 0);
  const { work } = together(kernelWork(plan, runs, sizes));
  return { target: target.name, run: { calls, bytes: work.read + work.written } };
}

function text(module: Module, s: Summary): string {
  const whole = (n: number): string => n.toLocaleString("en-US");
  const rows = s.layers.map((l) => [l.name, shapeText(l.type.shape), whole(l.parameters), whole(l.forward), whole(l.backward)]);
  const backward = s.layers.reduce((sum, l) => sum + l.backward, 0);
  rows.push(["total", "", whole(s.parameters), whole(s.forward), whole(backward)]);
  const at = Object.entries(s.sizes).map(([name, n]) => `${name} = ${n}`).join(", ");
  const { parameters, states, optimizer, arena } = s.memory;
  const memory: [string, number][] = [["parameters", parameters], ["states", states], ["optimizer", optimizer], ["arena", arena]];
  const lines = [
    ...(s.step > 0 ? [`a training step: ${whole(s.step)} FLOPs, ${(s.step / Math.max(1, s.forward)).toFixed(2)} times the forward pass`] : []),
    ...(s.run ? [`for the target ${s.target}: ${whole(s.run.calls)} ${targets.get(s.target ?? "")?.device ? "dispatches" : "calls of kernels"} in a training step, which move at least ${kibibytes(s.run.bytes)}`] : []),
    `memory: ${memory.map(([name, n]) => `${name} ${kibibytes(n)}`).join(", ")}; together ${kibibytes(parameters + states + optimizer + arena)}`,
  ];
  return `${module.name}${at === "" ? "" : `, FLOPs and memory at ${at}`}\n\n${table(["layer", "output", "parameters", "forward", "backward"], rows, [0, 1])}\n${lines.join("\n")}\n`;
}

function kibibytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
