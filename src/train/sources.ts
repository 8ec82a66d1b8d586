import { readTable } from "../data/readers.ts";
import type { DataFile } from "../data/table.ts";
import { fail } from "../diagnostics/report.ts";
import type { DataSource, InputDeclaration, Module } from "../graph/graph.ts";
import { allOf, type Examples } from "./dataset.ts";
import { examplesOf } from "./examples.ts";
import { split } from "./split.ts";

/** Gives the bytes of a file, as named in its data block. Throws DiagnosticError if it cannot. */
export type Read = (file: string, source: DataSource) => DataFile;

/** `train`, `val`, `test`: what a data block is for, or what a part of its split is for. */
export const splitNames = ["train", "val", "test"] as const;

/**
 * The splits of a model's data: those of its data blocks, and the parts of a divided one. Only those in `wanted` are
 * read. Three parts are train : val : test. Two are train : test, or train : val if there is a `data test` block.
 */
export function loadSplits(module: Pick<Module, "data" | "inputs">, read: Read, wanted: readonly string[] = splitNames): Record<string, Examples> {
  const splits: Record<string, Examples> = Object.create(null);
  for (const source of module.data) {
    const names = partNames(source, module.data);
    if (!names.some((name) => wanted.includes(name))) continue;
    const dataset = load(source, module.inputs, read);
    const parts = source.split ? split(dataset.rows, source.split) : [allOf(dataset).rows];
    parts.forEach((rows, i) => (splits[names[i]!] = { dataset, rows }));
  }
  return splits;
}

/** Reads one data block and makes the examples of it, for the inputs that are wanted. */
export function load(source: DataSource, inputs: readonly InputDeclaration[], read: Read): Examples["dataset"] {
  const table = readTable(source.format, source.files.map((file) => read(file, source)), source.options);
  return examplesOf(source, table, inputs);
}

function partNames(source: DataSource, all: readonly DataSource[]): readonly string[] {
  if (!source.split) return [source.name];
  const others = new Set(all.filter((s) => s !== source).map((s) => s.name));
  const count = source.split.parts.length;
  const names = count === 3 ? ["train", "val", "test"] : count === 2 ? (others.has("test") ? ["train", "val"] : ["train", "test"]) : undefined;
  if (!names) return fail("data-bad-split", { why: `two or three parts are wanted (train, validation, test), not ${count}` });
  const twice = names.find((name) => others.has(name));
  if (twice) return fail("data-bad-split", { why: `there is a \`data ${twice}\` block already` });
  return names;
}
