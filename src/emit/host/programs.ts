import CodeBlockWriter from "code-block-writer";
import type { Program } from "../../schedule/plan.ts";
import { commentText, stringLiteral } from "../typescript/text.ts";
import type { Engine } from "./engine.ts";
import type { Host } from "./host.ts";
import { callsOf } from "./loops.ts";
import { guarded, lossesOf, writes } from "./guarded.ts";
import { programSizes, stepSizes } from "./sizes.ts";
import { timedStatements } from "./timed.ts";
import { emittedPrograms, programKey } from "./public.ts";

/** One function per program: the steps in the order of the plan, with the check of the losses in the right place. */
export function programTexts(host: Host, engine: Engine): string[] {
  return emittedPrograms(host).map((program) => programText(host, engine, program));
}

/** The statement that calls a program's function, with the sizes as locals. */
export function runCall(host: Host, engine: Engine, program: Program, memory: string): string {
  return `${engine.later ? "await " : ""}${runText(host, engine, program, memory)};`;
}

/** The call, which gives a promise where results come later. */
export function runText(host: Host, { later }: Engine, program: Program, memory: string): string {
  return `${host.runName(program)}(${[memory, ...sizesOf(host, later, program).map(host.sizeName)].join(", ")})`;
}

/** Where results are copied, their sizes must be known. */
function sizesOf(host: Host, later: Engine["later"], program: Program): readonly string[] {
  return later ? programSizes(host, program) : stepSizes(host, program);
}

function programText(host: Host, engine: Engine, program: Program): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  const calls = callsOf(program.steps).length;
  const sizes = sizesOf(host, engine.later, program).map((symbol) => `${host.sizeName(symbol)}: number`);
  const phase = host.module.phases.find((other) => other.program === program.name);
  const training = phase !== undefined;
  const run = guarded(host, program);
  const checks = (refuse: string): string[] =>
    lossesOf(host, program).map(({ name, place }) => `${host.runtime.name(refuse)}(${stringLiteral(name)}, ${host.view(place)}[0]!, m.step[0]! + 1);`);
  writer.writeLine(`/** Program \`${commentText(programKey(program))}\`: ${calls} ${calls === 1 ? "kernel" : "kernels"}. */`);
  const { later } = engine;
  if (later) {
    writer.write(`async function ${host.runName(program)}(${["m: Memory", ...sizes].join(", ")}): Promise<ArrayBuffer[]>`).block(() => {
      for (const line of later.program(program)) writer.writeLine(line);
    });
    return writer.toString();
  }
  writer.write(`function ${host.runName(program)}(${[`${training || calls > 0 ? "" : "_"}m: Memory`, ...sizes].join(", ")}): void`).block(() => {
    // A loss that is not finite is refused before it can spoil the weights, where the plan computes it in time.
    const refuse = run.guard ? checks("refuseLoss") : [];
    const lines = host.timed ? timedStatements(host, engine, run, refuse) : engine.run!(run, refuse);
    lines.forEach((line) => writer.writeLine(line));
    if (training && !phase.parts && !program.steps.some((step) => writes(step, "step"))) writer.writeLine("m.step[0] = m.step[0]! + 1;");
    // The parts of a batch leave the weights to another program.
    if (!run.guard) checks(phase?.parts ? "refuseLoss" : "refuseLateLoss").forEach((line) => writer.writeLine(line));
  });
  return writer.toString();
}
