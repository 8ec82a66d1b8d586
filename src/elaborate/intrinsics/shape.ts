import { textOf } from "../../base/source.ts";
import { Size } from "../../types/size.ts";
import { convert, spread } from "../tensors.ts";
import { asSize } from "../types.ts";
import { list, number, size, tensor } from "../value.ts";
import { argument, shapeArgument, tensorArgument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

const shapeOf: Intrinsic = {
  name: "shape",
  doc: "The shape of a tensor, as a list of sizes.",
  parameters: takes("x"),
  apply: (context, bound) => list(tensorArgument(context, bound, "x").node.type.shape.map(size)),
};

const rankOf: Intrinsic = {
  name: "rank",
  doc: "How many axes a tensor has: 2 for a matrix.",
  parameters: takes("x"),
  apply: (context, bound) => number(tensorArgument(context, bound, "x").node.type.shape.length),
};

/** The numbers of inputs and outputs of a weight: what initial values are scaled by. */
function fan(name: string, doc: string, skipped: number): Intrinsic {
  return {
    name,
    doc,
    parameters: takes("shape"),
    apply: (context, bound, span) => {
      const shape = shapeArgument(context, argument(bound, "shape"));
      const counted = shape.length < 2 ? shape : shape.filter((_, i) => i !== shape.length - skipped);
      const product = Size.product(counted).constant();
      return product === undefined ? context.fail("not-a-number", { found: textOf(span) }, span) : number(product);
    },
  };
}

const oneHot: Intrinsic = {
  name: "one_hot",
  doc: "For each index k in 0..K-1 a row of K numbers, 1 at k and 0 elsewhere; K is the bound of the index type unless given.",
  parameters: takes("k, size?"),
  apply: (context, bound, span) => {
    const k = tensorArgument(context, bound, "k");
    const given = bound.get("size");
    const extent = given ? asSize(context, given.value, given.span) : k.node.type.bound;
    if (!extent) {
      const { span: at } = argument(bound, "k");
      return context.fail("no-bound", { what: textOf(at) }, at, { help: "declare it as `index(10)[N]`, or say how many: `one_hot(k, size: 10)`" });
    }
    const rank = k.node.type.shape.length;
    const shape = [...k.node.type.shape, extent];
    const classes = context.make("iota", [], { shape, axis: rank }, span);
    const wanted = spread(context, k.node, rank, extent, span);
    return tensor(convert(context, context.make("eq", [classes, wanted], {}, span), "f32", span));
  },
};

const indices: Intrinsic = {
  name: "indices",
  doc: "The whole numbers 0, 1, … size - 1, as indices of that many classes.",
  parameters: takes("size"),
  apply: (context, bound, span) => {
    const { value, span: at } = argument(bound, "size");
    return tensor(context.make("iota", [], { shape: [asSize(context, value, at)], axis: 0 }, span));
  },
};

/** What shapes are made of, and tensors made of shapes. */
export const shapes: readonly Intrinsic[] = [
  shapeOf, rankOf, oneHot, indices,
  fan("fan_in", "How many inputs feed one output of a weight of this shape: all axes but the last.", 1),
  fan("fan_out", "How many outputs one input of a weight of this shape feeds: all axes but the last but one.", 2),
];
