import type { Legend } from "../data/table.ts";
import { metadataOf, withMetadata } from "./metadata.ts";

const prefix = "nnc.";
/** What a legend speaks of; other entries of the metadata are not for it. */
const kinds: readonly string[] = ["vocabulary", "source", "target", "classes"];

/** The same weights with the names that numbers of the training data stand for in the metadata: `nnc.vocabulary` etc., JSON arrays of strings. */
export function withLegend(weights: Uint8Array, legend: Legend): Uint8Array {
  const entries = Object.entries(legend).map(([what, names]) => [prefix + what, JSON.stringify(names)]);
  return entries.length === 0 ? weights : withMetadata(weights, Object.fromEntries(entries));
}

/** What is in a file of weights; nothing where there is none or it is damaged, which whoever loads its tensors will say. */
export function legendOf(weights: Uint8Array): Legend | undefined {
  try {
    const metadata = metadataOf(weights);
    const legend = Object.fromEntries(
      kinds.flatMap((what) => {
        const names: unknown = JSON.parse(metadata[prefix + what] ?? "null");
        return isNames(names) ? [[what, names]] : [];
      }),
    );
    return Object.keys(legend).length === 0 ? undefined : legend;
  } catch {
    return undefined;
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");
}
