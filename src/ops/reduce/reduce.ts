import { k } from "../../kernel/build.ts";
import type { Computation, Fold, Fresh, Loop } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Node } from "../../graph/graph.ts";
import { elements } from "../../types/tensor.ts";
import { places, strides } from "../arrays.ts";
import { numbers } from "../attributes.ts";
import { atom, indexName } from "../equation.ts";
import { broadcastTo, others, reshapeTo } from "../make.ts";
import type { LowerContext, NdArray, Op, VjpContext } from "../op.ts";
import { expectAxes, expectElement, type ElementKind } from "../rules.ts";

/** What one reduction says of itself; the family supplies the rest. */
export interface Reduce extends Pick<Op, "name" | "doc" | "spec" | "samples"> {
  readonly traits?: Op["traits"];
  readonly operand: ElementKind;
  /** Of all elements that are reduced to one, in row-major order. */
  readonly reference: (values: Float64Array) => number;
  readonly kernel: Accumulation;
  readonly vjp: (context: VjpContext) => Node;
  /** Tried after the laws that hold for all reductions. */
  readonly simplify?: Op["simplify"];
  readonly plainly?: Op["plainly"];
  readonly total?: Op["total"];
}

/** Accumulators as expressions of the element type; they start, take in an element, and give the result. */
export interface Accumulation {
  readonly names: readonly string[];
  readonly start: (dtype: Expression["type"]) => readonly Expression[];
  readonly step: (accumulators: readonly Expression[], x: Expression) => readonly Expression[];
  readonly result?: (accumulators: readonly Expression[]) => Expression;
}

/** An op that removes `axes`. A sum over nothing is 0, a maximum over nothing minus infinity, and so on. */
export function reduce({ operand, reference, kernel, vjp, simplify, ...given }: Reduce): Op {
  return {
    equation: ([x], node) => atom(`${given.name.replace("reduce_", "")}[${numbers(node.attributes, "axes").map(indexName)}](${x!.text})`),
    traits: {},
    ...given,
    family: "reduce",
    type: (inputs, attributes) => {
      const [x] = inputs;
      const axes = numbers(attributes, "axes");
      expectElement(inputs, 0, operand);
      expectAxes(axes, x!.shape.length);
      return { dtype: x!.dtype, shape: x!.shape.filter((_, i) => !axes.includes(i)) };
    },
    reference: ([x], { attributes, shape }) => ({ shape, data: reduced(x!, numbers(attributes, "axes"), reference) }),
    vjp: (context) => [context.inputs[0]!.type.dtype === "f32" ? vjp(context) : undefined],
    lower: (context) => folded(context, kernel),
    // A reduction over axes of size 1 has one element to take: all of this family give it back as it is.
    simplify: (node, builder, uses) => {
      const [x] = node.inputs;
      const single = numbers(node.attributes, "axes").every((axis) => x!.type.shape[axis]!.equals(1));
      return single ? reshapeTo(builder, x!, node.type.shape) : simplify?.(node, builder, uses);
    },
    flops: ([x]) => elements(x!),
  };
}

/** The result of a reduction, or its cotangent, repeated over the reduced axes of `like`. */
export function spread({ node, make }: Pick<VjpContext, "node" | "make">, reducedValue: Node, like: Node): Node {
  const { shape } = like.type;
  return broadcastTo({ make }, reducedValue, shape, others(shape.length, numbers(node.attributes, "axes")));
}

function reduced(x: NdArray, axes: readonly number[], f: (values: Float64Array) => number): Float64Array {
  const steps = strides(x.shape);
  const at = (which: readonly number[]): Int32Array => places(which.map((a) => x.shape[a]!), which.map((a) => steps[a]!));
  const starts = at(others(x.shape.length, axes));
  const offsets = at(axes.toSorted((a, b) => a - b));
  const values = new Float64Array(offsets.length);
  return Float64Array.from(starts, (start) => {
    for (let i = 0; i < values.length; i += 1) values[i] = x.data[start + offsets[i]!]!;
    return f(values);
  });
}

function folded({ inputs: [x], inputTypes: [type], attributes }: LowerContext, { names, start, step, result }: Accumulation): Computation {
  const axes = numbers(attributes, "axes").toSorted((a, b) => a - b);
  const kept = others(type!.shape.length, axes);
  const at = (index: readonly Expression[], fresh: Fresh): Fold => {
    const full: Expression[] = [];
    kept.forEach((axis, i) => (full[axis] = index[i]!));
    const loops = axes.map((axis): Loop => {
      const name = fresh("r");
      full[axis] = k.local(name, "i32");
      return { name, from: k.int(0), to: k.size(type!.shape[axis]!) };
    });
    const accumulators = start(type!.dtype).map((value, i) => ({ name: fresh(names[i]!), start: value }));
    const locals = accumulators.map((a) => k.local(a.name, a.start.type));
    return { loops, accumulators, step: step(locals, x!(full)), result: result ? result(locals) : locals[0]! };
  };
  return { kind: "fold", at };
}
