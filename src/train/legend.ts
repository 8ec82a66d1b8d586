import type { Legend } from "../data/table.ts";
import { metadataOf, withMetadata } from "./metadata.ts";

const prefix = "nnc.";
/** What a legend speaks of; other entries of the metadata are not for it. */
const kinds: readonly string[] = ["vocabulary", "source", "target", "classes"];

/** The same weights with the legend in the metadata: `nnc.vocabulary`, a JSON array of strings. */
export function withLegend(weights: Uint8Array, legend: Legend): Uint8Array {
  return withMetadata(weights, Object.fromEntries(Object.entries(legend).map(([what, names]) => [prefix + what, JSON.stringify(names)])));
}

/** The legend in a file of weights; empty where it has none or is damaged, which whoever loads its tensors will say. */
export function legendOf(weights: Uint8Array): Legend {
  try {
    const metadata = metadataOf(weights);
    return Object.fromEntries(
      kinds.flatMap((what) => {
        const names: unknown = JSON.parse(metadata[prefix + what] ?? "null");
        return isNames(names) ? [[what, names]] : [];
      }),
    );
  } catch {
    return {};
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");
}
