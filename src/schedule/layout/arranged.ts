import type { Access, Computation } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Node } from "../../graph/graph.ts";
import { inverse } from "../../ops/movement/order.ts";
import type { Op } from "../../ops/op.ts";
import { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";

/** The axes of a value from the outermost in memory to the innermost. */
export type Order = readonly number[];

/** How the result and the operands of a node lie in memory. */
export interface Arrangement {
  readonly result: Order;
  readonly operands: readonly Order[];
}

const made = new WeakMap<Op, Map<string, Op>>();

/**
 * The same operation on operands, and with a result, whose axes stand in other orders: axis i of its result is axis
 * `result[i]` of the op's own. What is read at the index of the element may then lie elsewhere, so it is not pointwise.
 */
export function arranged(op: Op, { result, operands }: Arrangement): Op {
  const known = made.get(op) ?? new Map<string, Op>();
  made.set(op, known);
  const key = [result, ...operands].join(" ");
  const found = known.get(key) ?? arrange(op, { result, operands });
  known.set(key, found);
  return found;
}

function arrange(op: Op, { result, operands }: Arrangement): Op {
  const { lower, border } = op;
  if (!lower) throw new Error(`the elements of ${op.name} cannot be arranged`);
  const { view, cheap } = op.traits;
  const own = (types: readonly TensorType[]): TensorType[] => types.map((type, i) => inOrder(type, inverse(operands[i]!)));
  return {
    name: op.name,
    family: op.family,
    doc: op.doc,
    traits: { ...(view && { view }), ...(cheap && { cheap }) },
    type: (types, attributes, require, region) => inOrder(op.type(own(types), attributes, require, region), result),
    reference: () => {
      throw new Error("arrangements of the schedule are not interpreted");
    },
    lower: ({ inputs, inputTypes, type, attributes }) => {
      const accesses = inputs.map((read, i): Access => (index) => read(permuted(index, operands[i]!)));
      return turned(lower({ inputs: accesses, inputTypes: own(inputTypes), type: inOrder(type, inverse(result)), attributes }), result);
    },
    ...(border && {
      border: (types, attributes) => {
        const found = border(own(types), attributes);
        const there = (sizes: readonly Size[]): readonly Size[] => permuted(sizes, operands[found!.operand]!);
        return found && { ...found, low: there(found.low), high: there(found.high) };
      },
    }),
    ...(op.equation && { equation: op.equation }),
    samples: [],
  };
}

/** What computes each element, found by its index in the order `order`. */
function turned(computation: Computation, order: Order): Computation {
  const own = (index: readonly Expression[]): readonly Expression[] => permuted(index, inverse(order));
  switch (computation.kind) {
    case "point":
      return { kind: "point", value: (index) => computation.value(own(index)) };
    case "fold":
      return { kind: "fold", at: (index, fresh) => computation.at(own(index), fresh) };
    case "scatter":
      return {
        kind: "scatter",
        start: (index) => computation.start(own(index)),
        at: (fresh) => {
          const scatter = computation.at(fresh);
          return { ...scatter, target: permuted(scatter.target, order) };
        },
      };
  }
}

/** A type whose axes stand in another order. */
export function inOrder(type: TensorType, order: Order): TensorType {
  return { ...type, shape: permuted(type.shape, order) };
}

function permuted<T>(items: readonly T[], order: Order): readonly T[] {
  return order.map((axis) => items[axis]!);
}

/**
 * Whether a value and its alias lie in memory alike: both in the order of their axes but for one that comes last, with
 * as many elements before it and behind it in both shapes.
 */
export function keepsPlace(source: Node, from: Order, alias: Node, to: Order): boolean {
  const around = ({ type: { shape } }: Node, order: Order): readonly Size[] | undefined => {
    const axis = order.at(-1)!;
    return order.every((a, i) => a === withLast(shape.length, axis)[i]) ? [Size.product(shape.slice(0, axis)), shape[axis]!] : undefined;
  };
  const [own, other] = [around(source, from), around(alias, to)];
  return own !== undefined && other !== undefined && own.every((size, i) => size.equals(other[i]!));
}

/** Axes in their own order. */
export function plainOrder(node: Node): Order {
  return node.type.shape.map((_, axis) => axis);
}

/** A node with its result and its operands in their own orders. */
export function inPlace(node: Node): Arrangement {
  return { result: plainOrder(node), operands: node.inputs.map(plainOrder) };
}

export function isPlain(order: Order): boolean {
  return order.every((axis, i) => axis === i);
}

/** Axes in their own order but for this one, which comes last. */
export function withLast(rank: number, axis: number): Order {
  return [...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis), axis];
}
