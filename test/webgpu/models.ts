import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Source } from "../../src/base/source.ts";
import { check, optimize } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import type { Module } from "../../src/graph/graph.ts";
import { classOf, load } from "../emit/run.ts";
import type { Batch, Quantities } from "../../src/runtime/model.ts";
import type { GpuDevice, GpuProvider } from "../../src/runtime/gpu-types.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";

const root = new URL("../../", import.meta.url).pathname;

/** The first model of a file of this repository, as elaborated. */
export function moduleOf(file: string, edit: (text: string) => string = (text) => text, sizes?: Readonly<Record<string, number>>): Module {
  const read = (path: string): Source => ({ name: path, text: edit(readFileSync(join(root, path), "utf8")) });
  const { modules, diagnostics } = check(read(file), { load: (path) => read(path.startsWith(dirname(file)) ? path : join(dirname(file), path)), ...(sizes && { sizes }) });
  const [module] = modules;
  if (!module) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return module;
}

/** The same, planned for a target. */
export function planOf(file: string, target: string, edit?: (text: string) => string, sizes?: Readonly<Record<string, number>>): Plan {
  return schedule(optimize(moduleOf(file, edit, sizes)), targets.get(target)!.machine);
}

/** A generated model, whatever its target: what answers at once can be waited for, too. */
export interface AnyModel {
  readonly step: number;
  epoch: number;
  train(batch: Batch, options?: object): Promise<Quantities> | Quantities;
  evaluate(batch: Batch, options?: object): Promise<Quantities> | Quantities;
  predict(inputs: Batch, options?: object): Promise<Quantities> | Quantities;
  save(): Promise<Uint8Array> | Uint8Array;
  load(bytes: Uint8Array): void;
  /** Of targets whose results come later. */
  trainMany?(batches: readonly Batch[], options?: object): Promise<Quantities[]>;
  close?(): void;
}

export interface Options {
  readonly [size: string]: number | GpuProvider | GpuDevice | undefined;
}

/** `edit` changes the text of the module. */
export async function createModel(plan: Plan, target: string, options: Options, edit: (text: string) => string = (text) => text): Promise<AnyModel> {
  const module = await load(edit(targets.get(target)!.emit(plan)));
  return (await classOf(module[plan.module.name]).create(options)) as unknown as AnyModel;
}
