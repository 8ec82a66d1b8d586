import { readTable } from "../data/readers.ts";
import type { DataFile } from "../data/table.ts";
import type { DataSource, InputDeclaration, Module } from "../graph/graph.ts";
import { allOf, type Examples } from "./dataset.ts";
import { examplesOf } from "./examples.ts";
import { split } from "./split.ts";

/** Gives the bytes of a file, as named in its data block. Throws DiagnosticError if it cannot. */
export type Read = (file: string, source: Pick<DataSource, "origin">) => DataFile;

/** `train`, `val`, `test`: what a data block is for, or what a part of its split is for. */
export const splitNames = ["train", "val", "test"] as const;

/**
 * The splits of a model's data: those of its data blocks, and the parts (train : val : test, those that are not 0) of a
 * divided one. Only those in `wanted` are read.
 */
export function loadSplits(module: Pick<Module, "data" | "inputs">, read: Read, wanted: readonly string[] = splitNames): Record<string, Examples> {
  const splits: Record<string, Examples> = {};
  for (const source of module.data) {
    const names = splitNames.filter((name, i) => (source.split ? (source.split.parts[i] ?? 0) > 0 : name === source.name));
    if (!names.some((name) => wanted.includes(name))) continue;
    const dataset = load(source, module.inputs, read);
    const parts = source.split ? split(dataset.rows, source.split).filter((rows) => rows.length > 0) : [allOf(dataset).rows];
    names.forEach((name, i) => (splits[name] = { dataset, rows: parts[i]! }));
  }
  return splits;
}

/** Reads one data block and makes the examples of it, for the inputs that are wanted. */
export function load(source: DataSource, inputs: readonly InputDeclaration[], read: Read): Examples["dataset"] {
  const table = readTable(source.format, source.files.map((file) => read(file, source)), source.options);
  return examplesOf(source, table, inputs);
}
