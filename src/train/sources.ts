import { readers, readTable } from "../data/readers.ts";
import type { DataFile, Legend } from "../data/table.ts";
import type { DataSource, InputDeclaration, Module } from "../graph/graph.ts";
import { allOf, type Examples } from "./dataset.ts";
import { examplesOf } from "./examples.ts";
import { split } from "./split.ts";

/** Gives the bytes of a file, as named in its data block, or of all that a name with `*` matches. Throws DiagnosticError if it cannot. */
export type Read = (file: string, source: Pick<DataSource, "origin">) => DataFile | readonly DataFile[];

/** `train`, `val`, `test`: what a data block is for, or what a part of its split is for. */
export const splitNames = ["train", "val", "test"] as const;

export interface Loading {
  /** The splits that are wanted; without it, all. */
  readonly wanted?: readonly string[];
  /** What numbers mean to the weights; without it, to the training data. */
  readonly legend?: Legend;
}

/**
 * The splits of a model's data: those of its data blocks, and the parts (train : val : test, those that are not 0) of a
 * divided one. Only those that are wanted are read.
 */
export function loadSplits(module: Pick<Module, "data" | "inputs">, read: Read, { wanted = splitNames, legend }: Loading = {}): Record<string, Examples> {
  const splits: Record<string, Examples> = {};
  let known = legend;
  const train = module.data.find((source) => source.name === "train");
  // The training data first: the others must mean the same.
  for (const source of module.data.toSorted((a, b) => Number(b === train) - Number(a === train))) {
    const names = splitNames.filter((name, i) => (source.split ? (source.split.parts[i] ?? 0) > 0 : name === source.name));
    if (!names.some((name) => wanted.includes(name))) continue;
    known ??= legendFor(source, module, read);
    const dataset = load(source, module.inputs, read, known);
    known ??= dataset.legend;
    const parts = source.split ? split(dataset.rows, source.split).filter((rows) => rows.length > 0) : [allOf(dataset).rows];
    names.forEach((name, i) => (splits[name] = { dataset, rows: parts[i]! }));
  }
  return splits;
}

/** What the training data tell of a block that needs it and is not theirs; asked where the weights do not say it. */
export function legendFor(source: DataSource, module: Pick<Module, "data" | "inputs">, read: Read): Legend | undefined {
  const train = module.data.find((other) => other.name === "train");
  const needed = readers.get(source.format)?.legend;
  return needed && train && train !== source ? load(train, module.inputs, read).legend : undefined;
}

/** Reads one data block and makes the examples of it, for the inputs that are wanted. */
export function load(source: DataSource, inputs: readonly InputDeclaration[], read: Read, legend?: Legend): Examples["dataset"] {
  const files = source.files.flatMap((file) => read(file, source));
  const table = readTable(source.format, files, source.options, legend);
  return examplesOf(source, table, inputs);
}
