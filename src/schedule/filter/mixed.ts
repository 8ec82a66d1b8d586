import { k } from "../../kernel/build.ts";
import type { Access } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { called } from "../../ops/equation.ts";
import type { Op } from "../../ops/op.ts";
import { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
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

/**
 * The operation that mixes some axes of its operand. Axes of the result: the rows of each mix, then those of the operand, blocks in the
 * place of what is mixed. Behind the operand's last element are zeros.
 */
export function mixed(name: string, mixes: readonly Mix[]): Op {
  const op: Op = {
    name,
    family: "contract",
    doc: "Sums of neighbouring elements, each times a number that is known when the program is compiled.",
    traits: {},
    type: ([x]) => ({ dtype: "f32", shape: shapeOf(x!, mixes) }),
    reference: () => {
      throw new Error("filters of the schedule are not interpreted");
    },
    lower: ({ inputs: [x], inputTypes: [type] }) => ({ kind: "point", value: (index) => valueAt(x!, type!, mixes, index) }),
    equation: called(name),
    samples: [],
  };
  made.set(op, mixes);
  return op;
}

const made = new WeakMap<Op, readonly Mix[]>();

/** What an operation mixes, if it is one of these. */
export function mixesOf(op: Op): readonly Mix[] | undefined {
  return made.get(op);
}

/** Loads, additions, products and stores for one block of all mixed axes. */
export function instructionsOfBlock(mixes: readonly Mix[]): number {
  const [columns, rows] = [mixes.map(({ matrix }) => matrix[0]!.length), mixes.map(({ matrix }) => matrix.length)];
  // The last is mixed first, for all columns of those before; then that before it, for all rows of those behind.
  const sums = mixes.reduce((sum, { matrix }, i) => sum + product(columns.slice(0, i)) * additions(matrix) * product(rows.slice(i + 1)), 0);
  return product(columns) + sums + product(rows);
}

function additions(matrix: Matrix): number {
  return matrix.reduce((sum, row) => sum + row.filter((factor) => factor !== 0).length - 1 + Number(row.some((factor) => factor !== 0 && Math.abs(factor) !== 1)), 0);
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}

function shapeOf({ shape }: TensorType, mixes: readonly Mix[]): readonly Size[] {
  const rest = shape.flatMap((extent, axis): readonly Size[] => {
    const mix = mixes.find((each) => each.axis === axis);
    if (!mix) return [extent];
    return mix.blocks === undefined ? [] : [Size.of(mix.blocks)];
  });
  return [...mixes.map(({ matrix }) => Size.of(matrix.length)), ...rest];
}

function valueAt(x: Access, { shape }: TensorType, mixes: readonly Mix[], index: readonly Expression[]): Expression {
  const rest = index.slice(mixes.length);
  const blocks = shape.map((_, axis): Expression => (mixes.some((mix) => mix.axis === axis && mix.blocks === undefined) ? k.int(0) : rest.shift()!));
  /** What the mixes from this one on make of the elements at an index whose axes before are settled. */
  const from = (place: number, at: readonly Expression[], inside: Expression): Expression => {
    const mix = mixes[place];
    if (!mix) return k.select(inside, x(at), k.const(0));
    const { axis, matrix, stride, blocks: many = 1, backwards } = mix;
    const extent = shape[axis]!;
    const columns = matrix[0]!.map((_, j) => {
      const counted = k.add(k.mul(blocks[axis]!, k.int(stride)), k.int(j));
      const isAlways = extent.sub((many - 1) * stride + j + 1).atLeast(0) === true;
      const element = backwards ? k.sub(k.size(extent.sub(1)), counted) : counted;
      return from(place + 1, at.with(axis, element), isAlways ? inside : k.and(inside, k.lt(counted, k.size(extent))));
    });
    return chosen(index[place]!, matrix.map((row) => combination(row, columns)));
  };
  return from(0, blocks, k.bool(true));
}

/** The row of this number. */
function chosen(number: Expression, rows: readonly Expression[]): Expression {
  return rows.reduceRight((behind, row, i) => k.select(k.lt(number, k.int(i + 1)), row, behind));
}

/** A sum of multiples, without what is multiplied by 0 and without products by 1. */
function combination(row: readonly number[], columns: readonly Expression[]): Expression {
  const sizes = new Set(row.filter((factor) => factor !== 0).map(Math.abs));
  const [common = 0] = sizes;
  // One product for all where they have it in common.
  const isCommon = sizes.size === 1 && common !== 1;
  const terms = row.flatMap((factor, j) => (factor === 0 ? [] : [{ isNegative: factor < 0, size: isCommon ? 1 : Math.abs(factor), column: columns[j]! }]));
  const sum = terms
    .toSorted((a, b) => Number(a.isNegative) - Number(b.isNegative))
    .reduce<Expression | undefined>((all, { isNegative, size, column }) => {
      const term = size === 1 ? column : k.mul(k.const(size), column);
      if (!all) return isNegative ? k.neg(term) : term;
      return isNegative ? k.sub(all, term) : k.add(all, term);
    }, undefined);
  if (!sum) return k.const(0);
  return isCommon ? k.mul(k.const(common), sum) : sum;
}
