import type { Span } from "../../base/source.ts";
import type { Context } from "../context.ts";
import { binary } from "../operators.ts";
import { tensor } from "../value.ts";
import type { Index } from "./index.ts";
import { labelled, spreadOver, union, type Labelled } from "./labelled.ts";
import { convolve } from "./window.ts";

/**
 * The sum over some indices of a product: factors are multiplied from left to right, and an index is summed as soon as
 * no later factor has it. Two factors that share a summed index are a `dot` or a `conv`, else an elementwise product.
 */
export function sumOfProducts(context: Context, factors: readonly Labelled[], summed: readonly Index[], span: Span): Labelled {
  const [first, ...others] = factors;
  if (!first) throw new Error("a product needs a factor");
  let product = first;
  for (const [i, factor] of others.entries()) {
    const later = new Set(others.slice(i + 1).flatMap((f) => f.indices));
    const done = summed.filter((index) => !later.has(index) && (product.indices.includes(index) || factor.indices.includes(index)));
    product = multiply(context, product, factor, done, span);
  }
  return reduceOver(context, product, summed.filter((index) => product.indices.includes(index)), span);
}

function multiply(context: Context, a: Labelled, b: Labelled, summed: readonly Index[], span: Span): Labelled {
  const shared = a.indices.filter((index) => b.indices.includes(index));
  const contracted = shared.filter((index) => summed.includes(index));
  if (contracted.length === 0) {
    const all = union([a, b]);
    const [x, y] = [a, b].map((part) => ({ value: tensor(spreadOver(context, part, all, span)), span }));
    const product = binary(context, "*", x!, y!, span);
    if (product.kind !== "tensor") throw new Error("a product of tensors is a tensor");
    return labelled(product.node, all, a.trail ?? b.trail);
  }
  const convolution = convolve(context, a, b, summed, span) ?? convolve(context, b, a, summed, span);
  if (convolution) return convolution;
  // What only one side has is summed there first.
  const left = reduceOver(context, a, onlyIn(a, b, summed), span);
  const right = reduceOver(context, b, onlyIn(b, a, summed), span);
  const batch = left.indices.filter((index) => right.indices.includes(index) && !summed.includes(index));
  const places = (part: Labelled, indices: readonly Index[]): number[] => indices.map((index) => part.indices.indexOf(index));
  const attributes = {
    leftBatch: places(left, batch),
    rightBatch: places(right, batch),
    leftContract: places(left, contracted),
    rightContract: places(right, contracted),
  };
  const free = (part: Labelled): Index[] => part.indices.filter((index) => !batch.includes(index) && !contracted.includes(index));
  return labelled(context.make("dot", [left.node, right.node], attributes, span), [...batch, ...free(left), ...free(right)], a.trail);
}

function onlyIn(part: Labelled, other: Labelled, summed: readonly Index[]): Index[] {
  return summed.filter((index) => part.indices.includes(index) && !other.indices.includes(index));
}

export function reduceOver(context: Context, part: Labelled, summed: readonly Index[], span: Span): Labelled {
  if (summed.length === 0) return part;
  const axes = summed.map((index) => part.indices.indexOf(index)).sort((x, y) => x - y);
  const node = context.make("reduce_sum", [part.node], { axes }, span);
  return labelled(node, part.indices.filter((index) => !summed.includes(index)), part.trail);
}
