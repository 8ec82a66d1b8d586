import type { Module } from "../../src/graph/graph.ts";
import { print } from "../../src/graph/print.ts";
import { targets } from "../../src/emit/targets.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { format } from "../../src/syntax/format.ts";
import { typeErrors } from "../emit/run.ts";
import { elaborated } from "./compiled.ts";
import { randomModel, type RandomModel } from "./generate.ts";

/** What is wrong with the text as `nnc fmt` writes it: it is the same program, and formatting it again changes nothing. */
export function badFormat(model: Pick<RandomModel, "text" | "files">): string | undefined {
  const formatted = (text: string): string => format({ name: "random.nnet", text }).text;
  const text = formatted(model.text);
  if (formatted(text) !== text) return `format: it changes when it is formatted again\n${text}`;
  const graphs = (module: Module): string => module.programs.map((graph) => print(graph).replace(/ *\/\/.*$/gm, "")).join("\n");
  return graphs(elaborated(model)) === graphs(elaborated({ ...model, text })) ? undefined : `format: it is another program\n${text}`;
}

/** What the strictest TypeScript says of the modules of these models, for all targets. */
export function badTypes(seeds: readonly number[]): string {
  const modules: Record<string, string> = {};
  for (const seed of seeds) {
    const module = elaborated(randomModel(seed));
    const optimized = { ...module, programs: module.programs.map((graph) => runPasses(graph)) };
    for (const { name, emit, machine } of targets.values()) modules[`seed${seed}_${name}`] = emit(schedule(optimized, machine));
  }
  return typeErrors(modules);
}
