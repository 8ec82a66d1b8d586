import type { Span } from "../../base/source.ts";
import type { Op } from "../../ops/op.ts";
import type { Context } from "../context.ts";
import { pointwise } from "../operators.ts";
import { primitive } from "../primitive.ts";
import { asTensor, convert, type Written } from "../tensors.ts";
import { list, number, tensor, type Value } from "../value.ts";
import { argument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

/** Functions of one real number, straight from the records: `exp`, `log`, `tanh`, … */
const names = [
  "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "erf", "abs", "sign", "floor", "ceil", "round", "is_finite",
];

export const unaryFunctions: readonly Intrinsic[] = names.map((name) => ({
  name,
  doc: primitive(name).doc,
  parameters: takes("x"),
  apply: (context, bound, span) => applyUnary(context, name, argument(bound, "x"), span),
}));

function applyUnary(context: Context, name: string, { value, span: at }: Written, span: Span): Value {
  if (value.kind === "list") return list(value.items.map((item) => applyUnary(context, name, { value: item, span: at }, span)));
  const op = primitive(name);
  const constant = value.kind === "number" ? value.value : value.kind === "size" ? value.size.constant() : undefined;
  if (constant !== undefined) {
    const result = onNumber(op, constant);
    if (Number.isNaN(result)) context.fail("bad-number", { what: `\`${name}\` of ${constant}`, found: "no number", expected: "a real number" }, span);
    return number(result);
  }
  const x = asTensor(context, { value, span: at });
  if (x.node.type.dtype === "bool") context.fail("element-type", { what: `\`${name}\``, expected: "numbers", found: "booleans" }, at, { help: "`float(…)` makes 0 and 1 of them" });
  return tensor(context.make(name, [convert(context, x.node, "f32", at)], {}, span), x.trail);
}

/** The record's own meaning, on one number. */
function onNumber(op: Op, x: number): number {
  const leaf = (): never => {
    throw new Error(`${op.name} reads no memory`);
  };
  const size = (s: number | { constant(): number | undefined }): number => (typeof s === "number" ? s : (s.constant() ?? Number.NaN));
  const result = op.reference([{ shape: [], data: Float64Array.of(x) }], { attributes: {}, shape: [], dtype: "f32", size, leaf });
  return result.data[0]!;
}

/** `float(x)` and `int(x)`. */
export const conversions: readonly Intrinsic[] = ([["float", "f32", "The same numbers as f32; booleans become 0 and 1."], ["int", "i32", "The same numbers as whole numbers, rounded towards zero."]] as const).map(
  ([name, dtype, doc]) => ({
    name,
    doc,
    parameters: takes("x"),
    apply: (context, bound, span) => {
      const x = asTensor(context, argument(bound, "x"));
      return tensor(convert(context, x.node, dtype, span), x.trail);
    },
  }),
);

/** `mod(a, b)`. */
export const modulo: Intrinsic = {
  name: "mod",
  doc: "The remainder of a / b, with the sign of b.",
  parameters: takes("a, b"),
  apply: (context, bound, span) => {
    const [a, b] = [argument(bound, "a"), argument(bound, "b")];
    const like = a.value.kind === "tensor" ? a.value.node.type.dtype : "f32";
    return pointwise(context, "mod", "number", [asTensor(context, a, like), asTensor(context, b, like)], [a.span, b.span], "`mod`", span);
  },
};

/** A value through which no gradient flows. */
export const stopGradient: Intrinsic = {
  name: "stop_gradient",
  doc: "The same value, taken as a constant by derivatives.",
  parameters: takes("x"),
  apply: (context, bound, span) => {
    const x = asTensor(context, argument(bound, "x"));
    return tensor(context.make("stop_gradient", [x.node], {}, span), x.trail);
  },
};
