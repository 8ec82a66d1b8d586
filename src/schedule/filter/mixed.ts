import { k } from "../../kernel/build.ts";
import type { Access } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { called } from "../../ops/equation.ts";
import type { Op } from "../../ops/op.ts";
import { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
import { combinations, operations } from "./combinations.ts";
import type { Matrix } from "./toom.ts";

/** Sums of neighbouring elements of one axis, by a matrix: row r in block b is the sum over j of matrix[r][j] * x[b * stride + j]. */
export interface Mix {
  /** Of the operand. */
  readonly axis: number;
  readonly matrix: Matrix;
  /** From the first element of a block to that of the next. */
  readonly stride: number;
  /** How many there are; undefined for one that has no axis in the result. */
  readonly blocks?: number;
  /** Whether elements are counted from the end. */
  readonly backwards?: boolean;
}

const made = new WeakMap<Op, Mix>();

/**
 * The operation that mixes an axis of its operand. Axes of the result: the rows of the matrix, then those of the operand, blocks in the
 * place of what is mixed. Behind the operand's last element are zeros.
 */
export function mixed(name: string, mix: Mix): Op {
  const op: Op = {
    name,
    family: "contract",
    doc: "Sums of neighbouring elements, each times a number that is known when the program is compiled.",
    traits: {},
    type: ([x]) => ({ dtype: "f32", shape: shapeOf(x!, mix) }),
    reference: () => {
      throw new Error("filters of the schedule are not interpreted");
    },
    lower: ({ inputs: [x], inputTypes: [type] }) => ({ kind: "point", value: (index) => valueAt(x!, type!, mix, index) }),
    equation: called(name),
    samples: [],
  };
  made.set(op, mix);
  return op;
}

/** What an operation mixes, if it is one of these. */
export function mixOf(op: Op): Mix | undefined {
  return made.get(op);
}

/** Loads, additions, products and stores for one block. */
export function instructionsOfBlock({ matrix }: Mix): number {
  return matrix[0]!.length + operations(matrix) + matrix.length;
}

function shapeOf({ shape }: TensorType, { axis, matrix, blocks }: Mix): readonly Size[] {
  return [Size.of(matrix.length), ...shape.toSpliced(axis, 1, ...(blocks === undefined ? [] : [Size.of(blocks)]))];
}

function valueAt(x: Access, { shape }: TensorType, { axis, matrix, stride, blocks, backwards }: Mix, index: readonly Expression[]): Expression {
  const [row, ...rest] = index as readonly [Expression, ...Expression[]];
  const own = blocks === undefined ? rest.toSpliced(axis, 0, k.int(0)) : rest;
  const extent = shape[axis]!;
  const columns = matrix[0]!.map((_, j) => {
    const counted = k.add(k.mul(own[axis]!, k.int(stride)), k.int(j));
    const element = x(own.with(axis, backwards ? k.sub(k.size(extent.sub(1)), counted) : counted));
    const isThere = extent.sub(((blocks ?? 1) - 1) * stride + j + 1).atLeast(0) === true;
    return isThere ? element : k.select(k.lt(counted, k.size(extent)), element, k.const(0));
  });
  return combinations(matrix, columns).reduceRight((behind, value, i) => k.select(k.lt(row, k.int(i + 1)), value, behind));
}
