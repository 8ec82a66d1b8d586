import { positionOf, type Span } from "../base/source.ts";
import type { Size } from "../types/size.ts";
import type { TensorType } from "../types/tensor.ts";

/**
 * Where a tensor's sizes came from: the chain of calls that made it out of an input, newest first. Only calls that the
 * user wrote are steps; what the library does inside one of them is not.
 */
export interface Trail {
  /** `image`, `Conv 5`, `max_pool 2`, `flatten`. */
  readonly label: string;
  readonly origin: "input" | "param" | "parameter-of" | "call";
  readonly type: TensorType;
  /** What changes sizes and is not in the label. */
  readonly cause?: Cause;
  readonly span: Span;
  readonly previous?: Trail;
}

/** An argument that changes sizes: `stride: 2`. */
export interface Cause {
  readonly text: string;
  readonly span: Span;
}

/** "the input `image`, line 2", "from `Conv 5` on line 7": where a tensor was made; empty if it is not known. */
export function whence(step: Trail | undefined): string {
  if (!step) return "";
  const { line } = positionOf(step.span.source, step.span.start);
  switch (step.origin) {
    case "input": return `the input \`${step.label}\`, line ${line}`;
    case "param": return `the parameter \`${step.label}\`, line ${line}`;
    case "parameter-of": return `the input of \`${step.label}\`, line ${line}`;
    case "call": return `from \`${step.label}\` on line ${line}`;
  }
}

/** The steps from the oldest to the newest. */
export function steps(trail: Trail | undefined): Trail[] {
  const all: Trail[] = [];
  for (let step = trail; step; step = step.previous) all.push(step);
  return all.reverse();
}

/** `image 28 -> Conv 5 -> 24 -> max_pool 2 -> 12`: one axis through the steps that changed it. */
export function axisHistory(trail: Trail | undefined, axis: number): string | undefined {
  const all = steps(trail);
  const rank = all.at(-1)?.type.shape.length;
  const texts: string[] = [];
  let last: Size | undefined;
  for (const step of all) {
    if (step.origin === "parameter-of" && texts.length > 0) continue;
    if (step.type.shape.length !== rank) continue;
    const here = step.type.shape[axis];
    if (here === undefined) continue;
    if (texts.length === 0) texts.push(`${step.label} ${here}`);
    else if (!last?.equals(here)) texts.push(step.label, String(here));
    last = here;
  }
  return texts.length > 0 ? texts.join(" -> ") : undefined;
}

/** The newest step that gave an axis the size it has now, looking no further than the layer that the user is in. */
export function lastChange(trail: Trail | undefined, axis: number): Trail | undefined {
  const all = steps(trail);
  for (let i = all.length - 1; i >= 0; i--) {
    const step = all[i]!;
    const here = step.type.shape[axis];
    const before = all[i - 1]?.type.shape[axis];
    if (step.origin === "parameter-of" || before === undefined || here === undefined || !before.equals(here)) return step;
  }
  return undefined;
}
