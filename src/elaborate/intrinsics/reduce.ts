import type { Span } from "../../base/source.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import type { Context } from "../context.ts";
import { pointwise } from "../operators.ts";
import { asTensor, convert, sizeNode } from "../tensors.ts";
import { number, tensor, type Tensor, type Value } from "../value.ts";
import { argument, axesArgument, axisArgument } from "./arguments.ts";
import { takes, type Bound, type Intrinsic } from "./intrinsic.ts";

/** `sum(x)`, `sum(x, axis: -1)`; of a list of tensors: of all elements of all of them. */
function reduction(name: string, op: string, doc: string, finish = (_: Context, result: Node): Node => result): Intrinsic {
  return { name, doc, parameters: takes("x, axis?"), apply: (context, bound, span) => tensor(reduceAxes(context, op, bound, span, finish)) };
}

type Finish = (context: Context, result: Node, count: Size, span: Span) => Node;

function reduceAxes(context: Context, op: string, bound: Bound, span: Span, finish: Finish): Node {
  const x = numeric(context, asTensor(context, argument(bound, "x")), span);
  const axes = axesArgument(context, bound, x);
  const count = Size.product(axes.map((axis) => x.node.type.shape[axis]!));
  const reduced = axes.length === 0 ? x.node : context.make(op, [x.node], { axes }, span);
  return finish(context, reduced, count, span);
}

function numeric(context: Context, x: Tensor, span: Span): Tensor {
  return x.node.type.dtype === "bool" ? tensor(convert(context, x.node, "f32", span), x.trail) : x;
}

const sumOfOne = reduction("sum", "reduce_sum", "The sum over some axes, or over all.");

export const sum: Intrinsic = {
  ...sumOfOne,
  apply: (context, bound, span) => {
    const x = argument(bound, "x");
    if (x.value.kind !== "list") return sumOfOne.apply(context, bound, span);
    const parts = x.value.items.map((value) => sumOfOne.apply(context, new Map([["x", { value, span: x.span }]]), span));
    return parts.reduce<Value>((total, part) => add(context, total, part, span), number(0));
  },
};

function add(context: Context, a: Value, b: Value, span: Span): Value {
  if (a.kind === "number" && a.value === 0) return b;
  const [x, y] = [asTensor(context, { value: a, span }), asTensor(context, { value: b, span })];
  return pointwise(context, "add", "number", [x, y], [span, span], "`sum`", span);
}

/** The sum divided by the number of elements, which may be known only when the program runs. */
export const mean: Intrinsic = {
  name: "mean",
  doc: "The mean over some axes, or over all.",
  parameters: takes("x, axis?"),
  apply: (context, bound, span) => {
    const x = asTensor(context, argument(bound, "x"));
    const real = new Map(bound).set("x", { ...argument(bound, "x"), value: tensor(convert(context, x.node, "f32", span), x.trail) });
    const node = reduceAxes(context, "reduce_sum", real, span, (_, total, count) => {
      const result = pointwise(context, "div", "real", [tensor(total), tensor(sizeNode(context, count, span))], [span, span], "`mean`", span);
      return result.node;
    });
    return tensor(node);
  },
};

/** `max(x, axis: 1)` of one tensor, `max(a, b)` of two. */
function extreme(name: string, reduce: string, binary: string, onNumbers: (a: number, b: number) => number): Intrinsic {
  const doc = `With one tensor its ${name}imum over some axes, or over all; with two the larger or smaller of each pair of elements.`;
  return {
    name,
    doc: doc.replace("the larger or smaller", name === "max" ? "the larger" : "the smaller"),
    parameters: takes("x, y?, axis?"),
    apply: (context, bound, span) => {
      const y = bound.get("y");
      if (!y) return tensor(reduceAxes(context, reduce, bound, span, (_, result) => result));
      const x = argument(bound, "x");
      if (x.value.kind === "number" && y.value.kind === "number") return number(onNumbers(x.value.value, y.value.value));
      const like = x.value.kind === "tensor" ? x.value.node.type.dtype : y.value.kind === "tensor" ? y.value.node.type.dtype : "f32";
      return pointwise(context, binary, "number", [asTensor(context, x, like), asTensor(context, y, like)], [x.span, y.span], `\`${name}\``, span);
    },
  };
}

export const reductions: readonly Intrinsic[] = [
  sum,
  mean,
  extreme("max", "reduce_max", "maximum", Math.max),
  extreme("min", "reduce_min", "minimum", Math.min),
  reduction("prod", "reduce_prod", "The product over some axes, or over all."),
  reduction("logsumexp", "reduce_logsumexp", "log(sum(exp(x))) over some axes, or over all, without overflow."),
  {
    name: "argmax",
    doc: "Where the largest element of an axis stands (the first of equals); the last axis unless said.",
    parameters: takes("x, axis?"),
    apply: (context, bound, span) => {
      const x = asTensor(context, argument(bound, "x"));
      return tensor(context.make("argmax", [x.node], { axis: axisArgument(context, bound, x, argument(bound, "x").span) }, span));
    },
  },
];
