import type { ModuleInterface } from "../schedule/plan.ts";
import type { Averages } from "../train/averages.ts";
import { scoresOf, type ClassScore, type Scores } from "../train/confusion.ts";
import { table } from "./table.ts";

/** Losses and metrics of one split. */
export interface SplitReport {
  readonly split: string;
  readonly examples: number;
  readonly values: Averages;
}

export type Quantified = Pick<ModuleInterface, "losses" | "metrics">;

/** The scalar losses and metrics, and how their values are written: counts as whole numbers. */
export function scalarsOf(module: Quantified): readonly { readonly name: string; readonly text: (values: Averages) => string }[] {
  const scalars = [...module.losses, ...module.metrics].filter((q) => q.type.shape.length === 0);
  return scalars.map(({ name, type }) => ({
    name,
    text: (values) => {
      const value = values[name];
      return typeof value !== "number" ? "" : type.dtype === "f32" ? number(value) : String(value);
    },
  }));
}

/** A table of all splits, then for each confusion table of the last split its scores by class. */
export function reportText(module: Quantified, splits: readonly SplitReport[]): string {
  const scalars = scalarsOf(module);
  const rows = splits.map(({ split, examples, values }) => [split, String(examples), ...scalars.map((q) => q.text(values))]);
  const parts = [table(["split", "examples", ...scalars.map((q) => q.name)], rows)];
  const last = splits.at(-1);
  for (const { name, classes, scores, counts } of last ? confusions(module, last.values) : []) {
    parts.push(`${name} on ${last!.split}\n${scoreTable(scores)}`);
    if (classes <= 20) parts.push(`${name} on ${last!.split}: true class down, predicted class across\n${confusionTable(counts, classes)}`);
  }
  return parts.join("\n");
}

/** The same for programs. */
export function reportJson(module: Quantified, splits: readonly SplitReport[]): object[] {
  return splits.map(({ split, examples, values }) => ({
    split,
    examples,
    ...values,
    ...Object.fromEntries(confusions(module, values).map(({ name, scores }) => [`${name} scores`, scores])),
  }));
}

interface Confusion {
  readonly name: string;
  readonly classes: number;
  readonly counts: readonly number[];
  readonly scores: Scores;
}

/** The metrics that are counts by true and predicted class: whole numbers, K x K. */
function confusions(module: Quantified, values: Averages): Confusion[] {
  return module.metrics.flatMap(({ name, type }) => {
    const [rows, columns] = type.shape.map((size) => size.constant());
    const counts = values[name];
    if (type.dtype !== "i32" || type.shape.length !== 2 || rows === undefined || rows !== columns || !Array.isArray(counts)) return [];
    return [{ name, classes: rows, counts, scores: scoresOf(counts, rows) }];
  });
}

function scoreTable({ classes, macro }: Scores): string {
  const row = (name: string, { precision, recall, f1, support }: ClassScore): string[] => [name, number(precision), number(recall), number(f1), String(support)];
  return table(["class", "precision", "recall", "F1", "support"], [...classes.map((score, k) => row(String(k), score)), row("mean", macro)]);
}

function confusionTable(counts: readonly number[], classes: number): string {
  const range = Array.from({ length: classes }, (_, k) => k);
  const rows = range.map((k) => [String(k), ...range.map((j) => String(counts[k * classes + j]))]);
  return table(["", ...range.map(String)], rows);
}

/** Four places after the point, or four digits where that would hide a small number. */
function number(value: number): string {
  return value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e5) ? value.toFixed(4) : value.toExponential(3);
}
