import { shapeText } from "../../types/tensor.ts";
import { list, tensor, type Tensor, type Value } from "../value.ts";
import { argument, tensorArgument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

/** `grad(L, x)`: a value like any other, so it can stand in a loss and be differentiated again. */
const grad: Intrinsic = {
  name: "grad",
  doc: "The derivative of a number by a tensor (or by each of a list of tensors): a tensor of its shape.",
  parameters: takes("of, by"),
  apply: (context, bound, span) => {
    const of = argument(bound, "of");
    const quantity = tensorArgument(context, bound, "of");
    const { shape } = quantity.node.type;
    if (shape.length > 0) context.fail("loss-not-scalar", { found: shapeText(shape) }, of.span, { help: "a derivative is of one number: sum or average first" });
    const by = argument(bound, "by");
    const derivative = (value: Value): Value => {
      if (value.kind === "list") return list(value.items.map(derivative));
      const x: Tensor = value.kind === "tensor" ? value : context.fail("not-a-tensor", { found: "this" }, by.span);
      return tensor(context.make("gradient", [quantity.node, x.node], {}, span), x.trail);
    };
    return derivative(by.value);
  },
};

export const derivatives: readonly Intrinsic[] = [grad];
