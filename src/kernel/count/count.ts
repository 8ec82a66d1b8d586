import type { Kernel } from "../kernel.ts";
import { executed } from "./executed.ts";
import { touched } from "./touched.ts";

/** What one run of a kernel does; it says nothing of any target. */
export interface Work {
  /** Operations on reals: each sum, product, comparison and function is one; a multiplication and an addition that are fused are two. */
  readonly flops: number;
  /** Elements that are read and written, as often as they are. */
  readonly loads: number;
  readonly stores: number;
  /** Bytes of the distinct elements that are read and written: the least that must be moved. */
  readonly read: number;
  readonly written: number;
}

/** Bytes of an element: whole numbers and truths take as many as reals. */
export const elementBytes = 4;

/**
 * Counts the work of a kernel for these values of its sizes, the position of a scan among them. What stands behind a condition counts
 * as if the condition held; of a choice, the branch with more.
 */
export function workOf(kernel: Kernel, sizes: Readonly<Record<string, number>>): Work {
  const { flops, loads, stores } = executed(kernel.body, sizes);
  const { read, written } = touched(kernel, sizes);
  return { flops, loads, stores, read: read * elementBytes, written: written * elementBytes };
}
