import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { printExpression } from "../../kernel/print.ts";
import { walk } from "../../kernel/visit.ts";
import type { Matrix } from "./toom.ts";

/**
 * A matrix times a column of values, row by row. Nothing is multiplied by 0 or by 1; where two rows or two columns are alike but for
 * signs, as at a point and its opposite, they are a sum and a difference of the same two parts, which is for kernels to find.
 */
export function combinations(matrix: Matrix, columns: readonly Expression[]): readonly Expression[] {
  const opposite = (lines: Matrix): readonly (number | undefined)[] =>
    lines.map((line, i) => {
      const found = lines.findIndex((other, j) => j !== i && other.some((e) => e !== 0) && other.every((e, at) => Math.abs(e) === Math.abs(line[at]!)));
      return found < 0 ? undefined : found;
    });
  const byColumn = opposite(matrix[0]!.map((_, column) => matrix.map((row) => row[column]!)));
  if (byColumn.some((other) => other !== undefined)) return matrix.map((row) => sum(byPairs(row, columns, byColumn)));
  const byRow = opposite(matrix);
  return matrix.map((row, i) => {
    const other = matrix[byRow[i] ?? i]!;
    const terms = row.map((factor, j) => ({ factor, value: columns[j]! }));
    const [alike, apart] = [terms.filter((_, j) => row[j] === other[j]), terms.filter((_, j) => row[j] !== other[j])];
    return byRow[i] === undefined || apart.length === 0 ? sum(terms) : sum([{ factor: 1, value: sum(alike) }, ...inOneSign(apart, i < byRow[i])]);
  });
}

interface Term {
  readonly factor: number;
  readonly value: Expression;
}

/** Of two rows, both have the same part, one of them with the opposite sign. */
function inOneSign(terms: readonly Term[], isFirst: boolean): readonly Term[] {
  return [{ factor: isFirst ? 1 : -1, value: sum(isFirst ? terms : terms.map(({ factor, value }) => ({ factor: -factor, value }))) }];
}

/** Terms of a row, those of two columns that are alike as one. */
function byPairs(row: readonly number[], columns: readonly Expression[], pairs: readonly (number | undefined)[]): readonly Term[] {
  return row.flatMap((factor, j): readonly Term[] => {
    const other = pairs[j];
    if (other === undefined) return [{ factor, value: columns[j]! }];
    if (other < j) return [];
    const isSum = Math.sign(factor) === Math.sign(row[other]!);
    return [{ factor, value: isSum ? k.add(columns[j]!, columns[other]!) : k.sub(columns[j]!, columns[other]!) }];
  });
}

function sum(all: readonly Term[]): Expression {
  const terms = all.filter(({ factor }) => factor !== 0);
  const [common = 1] = terms.map(({ factor }) => Math.abs(factor));
  // One product for all where they have it in common.
  const isCommon = common !== 1 && terms.length > 1 && terms.every(({ factor }) => Math.abs(factor) === common);
  const made = terms
    .toSorted((a, b) => Number(a.factor < 0) - Number(b.factor < 0))
    .reduce<Expression | undefined>((before, { factor, value }) => {
      const size = isCommon ? 1 : Math.abs(factor);
      const term = size === 1 ? value : k.mul(k.const(size), value);
      if (!before) return factor < 0 ? k.neg(term) : term;
      return factor < 0 ? k.sub(before, term) : k.add(before, term);
    }, undefined);
  if (!made) return k.const(0);
  return isCommon ? k.mul(k.const(common), made) : made;
}

/** Additions and products that `combinations` takes, each once; a product that is added may come with the addition, and counts half. */
export function operations(matrix: Matrix): number {
  const rows = combinations(matrix, matrix[0]!.map((_, j) => k.local(`x${j}`, "f32")));
  const known = new Map<string, number>();
  for (const row of rows) walk(row, (e) => void (e.kind !== "local" && e.kind !== "const" && known.set(printExpression(e), e.kind === "binary" && e.operator === "mul" ? 0.5 : 1)));
  return [...known.values()].reduce((a, b) => a + b, 0);
}
