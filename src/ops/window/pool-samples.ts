import type { Attributes } from "../../graph/graph.ts";
import type { SizeLike } from "../../types/size.ts";
import type { Sample } from "../op.ts";
import { N, distinct, real, sample } from "../samples.ts";

interface Case {
  readonly shape: readonly SizeLike[];
  readonly pooled: readonly SizeLike[];
  readonly attributes: Attributes;
}

function cases(): readonly Case[] {
  return [
    { shape: [N, 4, 6, 2], pooled: [N, 2, 2, 2], attributes: { window: [1, 2, 3, 1], stride: [1, 2, 3, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] } },
    { shape: [N, 5, 4], pooled: [N, 3, 4], attributes: { window: [1, 3, 2], stride: [1, 2, 1], low: [0, 1, 1], high: [0, 1, 0] } },
    { shape: [7], pooled: [2], attributes: { window: [3], stride: [3], low: [0], high: [0] } },
    { shape: [N.add(3)], pooled: [N.add(2)], attributes: { window: [2], stride: [1], low: [0], high: [0] } },
    { shape: [6], pooled: [3], attributes: { window: [1], stride: [2], low: [0], high: [0] } },
  ];
}

/** Distinct values to choose from, and beside them what is moved: nothing, a cotangent, or a tensor like the first. */
export function poolSamples(moved?: "cotangent" | "like"): readonly Sample[] {
  return cases().map(({ shape, pooled, attributes }) =>
    sample([distinct(shape), ...(moved === undefined ? [] : [real(moved === "like" ? shape : pooled)])], attributes),
  );
}
