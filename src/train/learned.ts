import type { Legend } from "../data/table.ts";
import { metadataOf, withMetadata } from "./metadata.ts";
import type { Statistics } from "./statistics.ts";

/** What the training data tell of all data that the weights shall see: which name a number stands for, what is subtracted. */
export interface Learned {
  readonly legend: Legend;
  readonly statistics: Statistics;
}

const prefix = "nnc.";
/** What a legend speaks of; other entries of the metadata are not for it. */
const kinds: readonly string[] = ["vocabulary", "source", "target", "classes"];
const normalization = `${prefix}normalize`;

/** The same weights with it in the metadata: `nnc.vocabulary` etc., JSON arrays of strings; `nnc.normalize`, means and deviations by columns. */
export function withLearned(weights: Uint8Array, { legend, statistics }: Learned): Uint8Array {
  const entries = Object.entries(legend).map(([what, names]) => [prefix + what, JSON.stringify(names)]);
  if (Object.keys(statistics).length > 0) entries.push([normalization, JSON.stringify(statistics)]);
  return entries.length === 0 ? weights : withMetadata(weights, Object.fromEntries(entries));
}

/** What is in a file of weights; nothing where there is none or it is damaged, which whoever loads its tensors will say. */
export function learnedOf(weights: Uint8Array): Learned | undefined {
  try {
    const metadata = metadataOf(weights);
    const legend = Object.fromEntries(
      kinds.flatMap((what) => {
        const names: unknown = JSON.parse(metadata[prefix + what] ?? "null");
        return isNames(names) ? [[what, names]] : [];
      }),
    );
    const statistics: unknown = JSON.parse(metadata[normalization] ?? "{}");
    if (!isStatistics(statistics)) return undefined;
    return Object.keys(legend).length + Object.keys(statistics).length === 0 ? undefined : { legend, statistics };
  } catch {
    return undefined;
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");
}

function isStatistics(value: unknown): value is Statistics {
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every((n) => Number.isFinite(n));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((entry: unknown) => typeof entry === "object" && entry !== null && "mean" in entry && "deviation" in entry && isList(entry.mean) && isList(entry.deviation));
}
