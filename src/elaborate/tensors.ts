import { textOf, type Span } from "../base/source.ts";
import type { DType, Node } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import { sameShape } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { kindText, tensor, type Tensor, type Value } from "./value.ts";

/** A value with the place it was written at. */
export interface Written {
  readonly value: Value;
  readonly span: Span;
}

/** A tensor, or a number, size or boolean made one (a scalar of `like`, f32 unless said). */
export function asTensor(context: Context, { value, span }: Written, like: DType = "f32"): Tensor {
  switch (value.kind) {
    case "tensor": return value;
    case "number": return tensor(context.constant(value.value, span, like === "i32" && Number.isSafeInteger(value.value) ? "i32" : "f32"));
    case "boolean": return tensor(context.constant(value.value ? 1 : 0, span, "bool"));
    case "position": return tensor(context.program.adopt(value.region.position()));
    case "size": return tensor(sizeNode(context, value.size, span, like === "i32" ? "i32" : "f32"));
    default: return context.fail("not-a-tensor", { found: kindText(value) }, span, { help: application(value, textOf(span)) });
  }
}

/** What was left out, most often: a layer or function that stands there without its input. */
function application(value: Value, text: string): string | undefined {
  const name = text.length < 40 ? text : "…";
  switch (value.kind) {
    case "instance": return `apply it to a tensor: \`${name}(x)\``;
    case "layer": return `construct it and apply it to a tensor: \`${name}(…)(x)\``;
    case "function": case "intrinsic": return `apply it to a tensor: \`${value.kind === "function" && value.open ? `${name}(…)` : name}(x)\``;
    case "list": return "`stack` and `concat` join a list to one tensor, `[0]` takes one of it";
    case "string": return /^[\w.+-]+$/.test(value.value) ? `write \`${value.value}\`, without quotes` : undefined;
    default: return undefined;
  }
}

/** A size as a number that is known when the program runs. */
export function sizeNode(context: Context, size: Size, span: Span, dtype: "f32" | "i32" = "f32"): Node {
  const constant = size.constant();
  return constant !== undefined ? context.constant(constant, span, dtype) : context.make("size", [], { size, dtype }, span);
}

export function convert(context: Context, node: Node, dtype: DType, span: Span): Node {
  return node.type.dtype === dtype ? node : context.make("convert", [node], { dtype }, span);
}

/** Copies along new leading axes, or of a scalar to any shape: the two ways of broadcasting there are. */
export function broadcastTo(context: Context, node: Node, shape: readonly Size[], span: Span): Node {
  if (sameShape(node.type.shape, shape)) return node;
  const axes = node.type.shape.map((_, i) => shape.length - node.type.shape.length + i);
  return context.make("broadcast", [node], { shape, axes }, span);
}

/** Whether a tensor of shape `from` may be used where `to` is needed: a scalar, or all of the trailing axes. */
export function broadcasts(from: readonly Size[], to: readonly Size[]): boolean {
  return from.length <= to.length && sameShape(from, to.slice(to.length - from.length));
}

/** A new axis at `axis`, along which the tensor is repeated. */
export function spread(context: Context, node: Node, axis: number, size: Size, span: Span): Node {
  const { shape } = node.type;
  const axes = shape.map((_, i) => (i < axis ? i : i + 1));
  return context.make("broadcast", [node], { shape: [...shape.slice(0, axis), size, ...shape.slice(axis)], axes }, span);
}
