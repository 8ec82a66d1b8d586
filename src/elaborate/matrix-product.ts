import type { Span } from "../base/source.ts";
import { shapeText } from "../types/tensor.ts";
import { whence } from "./trail.ts";
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
    const note = (name: string, { node, trail }: Tensor) => ({ name, text: [shapeText(node.type.shape), whence(trail)].filter(Boolean).join("   ") });
    const why = batchAgrees ? `axis ${inner} of \`${texts[0]}\` is ${a[inner]}, axis ${outer} of \`${texts[1]}\` is ${b[outer]}` : "their leading axes differ";
    context.fail("product-mismatch", {}, span, {
      label: why,
      notes: [note(texts[0], x), note(texts[1], y)],
      help: batchAgrees && batch === 0 && b.length === 2 && a[inner]!.equals(b[1]!) ? `the last axis meets the first: \`${texts[0]} @ transpose(${texts[1]})\`` : undefined,
    });
  }
  const axes = Array.from({ length: batch }, (_, i) => i);
  const node = context.make("dot", [x.node, y.node], { leftBatch: axes, rightBatch: axes, leftContract: [inner], rightContract: [outer] }, span);
  return tensor(node, x.trail);
}
