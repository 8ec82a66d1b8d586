import type { Span } from "../base/source.ts";
import { shapeText } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { tensor, type Tensor } from "./value.ts";

/**
 * `x @ W`: the last axis of x with the first of a vector or matrix W; with W of higher rank, one product for each of
 * their equal leading axes.
 */
export function matrixProduct(context: Context, x: Tensor, y: Tensor, texts: readonly [string, string], span: Span): Tensor {
  const [a, b] = [x.node.type.shape, y.node.type.shape];
  if (a.length === 0 || b.length === 0) context.fail("wrong-rank", { what: "`@`", expected: "vectors or matrices", found: shapeText(a.length === 0 ? a : b) }, span);
  const batch = b.length > 2 ? b.length - 2 : 0;
  const inner = a.length - 1;
  const outer = b.length === 1 ? 0 : b.length - 2;
  const batchAgrees = b.slice(0, batch).every((s, i) => a[i]?.equals(s)) && (batch === 0 || a.length === b.length);
  if (!batchAgrees || !a[inner]!.equals(b[outer]!)) {
    const why = batchAgrees ? `axis ${inner} of \`${texts[0]}\` is ${a[inner]}, axis ${outer} of \`${texts[1]}\` is ${b[outer]}` : "their leading axes differ";
    context.fail("product-mismatch", {}, span, {
      label: why,
      notes: [{ name: texts[0], text: shapeText(a) }, { name: texts[1], text: shapeText(b) }],
    });
  }
  const axes = Array.from({ length: batch }, (_, i) => i);
  const node = context.make("dot", [x.node, y.node], { leftBatch: axes, rightBatch: axes, leftContract: [inner], rightContract: [outer] }, span);
  return tensor(node, x.trail);
}
