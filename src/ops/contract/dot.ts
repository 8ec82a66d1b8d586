import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Attributes, Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { elements } from "../../types/tensor.ts";
import { places, strides } from "../arrays.ts";
import { numbers } from "../attributes.ts";
import { called, infix, transposed } from "../equation.ts";
import { others } from "../make.ts";
import { transpose } from "../movement/transpose.ts";
import { TypeRuleError, type Op, type Operand, type VjpContext } from "../op.ts";
import { expectAxes, expectCount, expectElement } from "../rules.ts";
import { dotApart, dotOfRows, liftDot, totalOfDot } from "./dot-laws.ts";
import { N, real, sample } from "../samples.ts";

export const dot: Op = {
  name: "dot",
  family: "contract",
  doc: "The sum of products over paired axes; batch axes are paired but not summed. Result: batch, left free, right free.",
  spec: "dot_general",
  traits: {},
  type: (inputs, attributes) => {
    const [left, right] = inputs;
    const { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree } = roles(attributes, left!.shape.length, right!.shape.length);
    expectElement(inputs, 0, "f32");
    expectElement(inputs, 1, "f32");
    expectCount("rightBatch", rightBatch, leftBatch.length);
    expectCount("rightContract", rightContract, leftContract.length);
    expectAxes([...leftBatch, ...leftContract], left!.shape.length);
    expectAxes([...rightBatch, ...rightContract], right!.shape.length);
    const pairs = [...leftBatch, ...leftContract].map((axis, i) => [axis, [...rightBatch, ...rightContract][i]!] as const);
    const axes = pairs.filter(([a, b]) => !left!.shape[a]!.equals(right!.shape[b]!)).map(([a]) => a);
    if (axes.length > 0) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: 1, axes });
    return { dtype: "f32", shape: [...[...leftBatch, ...leftFree].map((a) => left!.shape[a]!), ...rightFree.map((a) => right!.shape[a]!)] };
  },
  reference: ([left, right], { attributes, shape }) => {
    const { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree } = roles(attributes, left!.shape.length, right!.shape.length);
    const leftAt = placesOf(left!.shape);
    const rightAt = placesOf(right!.shape);
    const [lb, rb, lf, rf, lc, rc] = [leftAt(leftBatch), rightAt(rightBatch), leftAt(leftFree), rightAt(rightFree), leftAt(leftContract), rightAt(rightContract)];
    const [a, b] = [left!.data, right!.data];
    const data = new Float64Array(lb.length * lf.length * rf.length);
    let at = 0;
    for (let batch = 0; batch < lb.length; batch += 1)
      for (let i = 0; i < lf.length; i += 1)
        for (let j = 0; j < rf.length; j += 1) {
          const [x, y] = [lb[batch]! + lf[i]!, rb[batch]! + rf[j]!];
          let sum = 0;
          for (let c = 0; c < lc.length; c += 1) sum += a[x + lc[c]!]! * b[y + rc[c]!]!;
          data[at] = sum;
          at += 1;
        }
    return { shape, data };
  },
  vjp: (context) => [leftCotangent(context), rightCotangent(context)],
  lift: liftDot,
  total: totalOfDot,
  apart: dotApart,
  lookUp: dotOfRows,
  lower: ({ inputs: [left, right], inputTypes, attributes }) => {
    const shapes = inputTypes.map((t) => t.shape);
    const { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree } = roles(attributes, shapes[0]!.length, shapes[1]!.length);
    return {
      kind: "fold",
      at: (index, fresh) => {
        const loops = leftContract.map((axis) => ({ name: fresh("k"), from: k.int(0), to: k.size(shapes[0]![axis]!) }));
        const sum = fresh("sum");
        const [a, b]: [Expression[], Expression[]] = [[], []];
        leftBatch.forEach((axis, i) => (a[axis] = index[i]!));
        rightBatch.forEach((axis, i) => (b[axis] = index[i]!));
        leftFree.forEach((axis, i) => (a[axis] = index[leftBatch.length + i]!));
        rightFree.forEach((axis, i) => (b[axis] = index[leftBatch.length + leftFree.length + i]!));
        loops.forEach(({ name }, i) => (a[leftContract[i]!] = b[rightContract[i]!] = k.local(name, "i32")));
        const total = k.local(sum, "f32");
        return { loops, accumulators: [{ name: sum, start: k.const(0) }], step: [k.add(total, k.mul(left!(a), right!(b)))], result: total };
      },
    };
  },
  flops: ([left], type, attributes) => Size.product([2, elements(type), ...numbers(attributes, "leftContract").map((a) => left!.shape[a]!)]),
  equation: matrixProduct,
  samples: [
    sample([real([N, 3]), real([3, 4])], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] }),
    sample([real([3, N]), real([4, 3])], { leftBatch: [], rightBatch: [], leftContract: [0], rightContract: [1] }),
    sample([real([2, 3, N]), real([4, 2, N])], { leftBatch: [0, 2], rightBatch: [1, 2], leftContract: [], rightContract: [] }),
    sample([real([3, 2, 4, N]), real([N, 4, 3, 5])], { leftBatch: [3], rightBatch: [0], leftContract: [0, 2], rightContract: [2, 1] }),
    sample([real([N]), real([N])], { leftBatch: [], rightBatch: [], leftContract: [0], rightContract: [0] }),
    sample([real([N]), real([3])], { leftBatch: [], rightBatch: [], leftContract: [], rightContract: [] }),
  ],
};

/** Free axes are the rest, in ascending order. */
export function roles(attributes: Attributes, leftRank: number, rightRank: number) {
  const [leftBatch, rightBatch] = [numbers(attributes, "leftBatch"), numbers(attributes, "rightBatch")];
  const [leftContract, rightContract] = [numbers(attributes, "leftContract"), numbers(attributes, "rightContract")];
  const leftFree = others(leftRank, [...leftBatch, ...leftContract]);
  const rightFree = others(rightRank, [...rightBatch, ...rightContract]);
  return { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree };
}

/** `a @ b`, `a^T @ b` or `a @ b^T` where one axis is summed that is the first or the last. */
function matrixProduct(operands: readonly Operand[], node: Node): Operand {
  const [left, right] = [node.inputs[0]!.type.shape.length, node.inputs[1]!.type.shape.length];
  const { leftBatch, leftContract: [a], rightContract: [b, second] } = roles(node.attributes, left, right);
  const flipLeft = left === 2 && a === 0;
  const flipRight = right === 2 && b === 1;
  const plain = leftBatch.length === 0 && second === undefined && (flipLeft || a === left - 1) && (flipRight || b === 0);
  if (!plain) return called("dot")(operands, node);
  return infix("@", 2)([flipLeft ? transposed(operands[0]!) : operands[0]!, flipRight ? transposed(operands[1]!) : operands[1]!], node);
}

function placesOf(shape: readonly number[]): (axes: readonly number[]) => Int32Array {
  const steps = strides(shape);
  return (axes) => places(axes.map((a) => shape[a]!), axes.map((a) => steps[a]!));
}

/** dL[b, l, c] = sum over r of ct[b, l, r] * R[b, c, r], put in the order of L's axes. */
function leftCotangent({ node, inputs: [left, right], ct, make }: VjpContext): Node {
  const { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree } = roles(node.attributes, left!.type.shape.length, right!.type.shape.length);
  const product = make(dot, [ct, right!], {
    leftBatch: leftBatch.map((_, i) => i),
    rightBatch,
    leftContract: rightFree.map((_, i) => leftBatch.length + leftFree.length + i),
    rightContract: rightFree,
  });
  const contracted = rightContract.toSorted((a, b) => a - b).map((axis) => leftContract[rightContract.indexOf(axis)]!);
  return ordered(make, product, [...leftBatch, ...leftFree, ...contracted]);
}

/** dR[b, c, r] = sum over l of L[b, l, c] * ct[b, l, r], put in the order of R's axes. */
function rightCotangent({ node, inputs: [left, right], ct, make }: VjpContext): Node {
  const { leftBatch, rightBatch, leftContract, rightContract, leftFree, rightFree } = roles(node.attributes, left!.type.shape.length, right!.type.shape.length);
  const product = make(dot, [left!, ct], {
    leftBatch,
    rightBatch: leftBatch.map((_, i) => i),
    leftContract: leftFree,
    rightContract: leftFree.map((_, i) => leftBatch.length + i),
  });
  const contracted = leftContract.toSorted((a, b) => a - b).map((axis) => rightContract[leftContract.indexOf(axis)]!);
  return ordered(make, product, [...rightBatch, ...contracted, ...rightFree]);
}

/** `node`'s axis i is axis `axes[i]` of the wanted order. */
function ordered(make: VjpContext["make"], node: Node, axes: readonly number[]): Node {
  const permutation = axes.map((_, i) => axes.indexOf(i));
  return permutation.every((axis, i) => axis === i) ? node : make(transpose, [node], { permutation });
}
