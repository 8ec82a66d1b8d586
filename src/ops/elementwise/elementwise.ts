import type { Expression } from "../../kernel/kernel.ts";
import type { Node } from "../../graph/graph.ts";
import type { DType } from "../../types/tensor.ts";
import { called } from "../equation.ts";
import type { NdArray, Op, Traits, VjpContext } from "../op.ts";
import { expectElement, expectSameElement, expectSameShape, type ElementKind } from "../rules.ts";

/** What one elementwise operation says of itself; the family supplies the rest. */
export interface Elementwise extends Pick<Op, "name" | "doc" | "spec" | "simplify" | "equation" | "samples"> {
  readonly traits?: Traits;
  /** What each operand may hold. Operands of kind `number` or `any` all have one element type. */
  readonly operands: readonly ElementKind[];
  /** The element type of the result; absent: that of the last operand. */
  readonly result?: DType;
  readonly reference: Scalar;
  /** Where whole numbers differ from real ones. */
  readonly integer?: Scalar;
  readonly kernel: (...operands: Expression[]) => Expression;
  /** Cotangents of the operands; those of operands that are not real numbers are dropped. */
  readonly vjp?: (context: VjpContext) => readonly (Node | undefined)[];
}

type Scalar = (a: number, b: number, c: number) => number;

/** An op whose element i depends on element i of each operand. All operands have one shape. */
export function elementwise({ operands, result, reference, integer, kernel, vjp, ...given }: Elementwise): Op {
  return {
    equation: called(given.name),
    ...given,
    family: "elementwise",
    traits: { pointwise: true, ...given.traits },
    type: (inputs) => {
      operands.forEach((kind, i) => {
        expectElement(inputs, i, kind);
        const first = operands.findIndex((other) => other === kind);
        if (first !== i) expectSameElement(inputs, first, i);
        if (i > 0) expectSameShape(inputs, 0, i);
      });
      const last = inputs[operands.length - 1]!;
      return { dtype: result ?? last.dtype, shape: last.shape };
    },
    reference: (inputs, { dtype, shape }) => ({ shape, data: mapped(dtype === "i32" ? (integer ?? reference) : reference, inputs) }),
    ...(vjp && { vjp: (context) => vjp(context).map((ct, i) => (context.inputs[i]!.type.dtype === "f32" ? ct : undefined)) }),
    lower: ({ inputs }) => ({ kind: "point", value: (index) => kernel(...inputs.map((at) => at(index))) }),
  };
}

function mapped(f: Scalar, [a, b, c]: readonly NdArray[]): Float64Array {
  const [x, y, z] = [a!.data, (b ?? a!).data, (c ?? a!).data];
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i += 1) out[i] = f(x[i]!, y[i]!, z[i]!);
  return out;
}
