import type { Expression } from "../kernel.ts";
import { operations } from "./whole.ts";

/** The values that the index of a loop takes, over all turns of the loops outside. */
export interface Turns {
  readonly least: number;
  readonly most: number;
}

/** An index as a sum of multiples of loops, and of a part that goes through some range as some loops turn, who knows how. */
export interface Form {
  readonly constant: number;
  readonly factors: ReadonlyMap<string, number>;
  readonly loose?: Loose;
}

interface Loose extends Turns {
  readonly loops: ReadonlySet<string>;
}

export interface Names {
  readonly loops: ReadonlyMap<string, Turns>;
  readonly lets: ReadonlyMap<string, Form>;
  readonly sizes: Readonly<Record<string, number>>;
  /** How many turns loops have in all, of which only some are looked at. */
  readonly extents?: ReadonlyMap<string, number>;
}

/** The form of a whole-number expression. */
export function formOf(e: Expression, names: Names): Form {
  switch (e.kind) {
    case "const":
      return constant(e.value);
    case "size":
      return constant(e.size.evaluate(names.sizes));
    case "local":
      return names.lets.get(e.name) ?? (names.loops.has(e.name) ? { constant: 0, factors: new Map([[e.name, 1]]) } : unknown([]));
    case "unary":
      return e.operator === "neg" ? times(formOf(e.operand, names), -1) : unknown([formOf(e.operand, names)]);
    case "binary": {
      const [left, right] = [formOf(e.left, names), formOf(e.right, names)];
      if (e.operator === "add") return plus(left, right);
      if (e.operator === "sub") return plus(left, times(right, -1));
      const [a, b] = [fixed(left), fixed(right)];
      if (e.operator === "mul" && b !== undefined) return times(left, b);
      if (e.operator === "mul" && a !== undefined) return times(right, a);
      return ranged(e.operator, left, right, names);
    }
    case "load":
      return unknown([formOf(e.index, names)]);
    case "select":
      return unknown([e.condition, e.then, e.else].map((part) => formOf(part, names)));
    case "convert":
    case "bitcast":
      return unknown([formOf(e.operand, names)]);
    case "call":
      return unknown(e.arguments.map((part) => formOf(part, names)));
  }
}

/** The least and the greatest value. */
export function rangeOf({ constant: start, factors, loose }: Form, { loops }: Pick<Names, "loops">): Turns {
  let [least, most] = [start + (loose?.least ?? 0), start + (loose?.most ?? 0)];
  for (const [loop, factor] of factors) {
    const turns = loops.get(loop)!;
    least += factor * (factor > 0 ? turns.least : turns.most);
    most += factor * (factor > 0 ? turns.most : turns.least);
  }
  return { least, most };
}

function constant(value: number): Form {
  return { constant: value, factors: new Map() };
}

function fixed({ constant: value, factors, loose }: Form): number | undefined {
  return factors.size === 0 && !loose ? value : undefined;
}

function plus(a: Form, b: Form): Form {
  const factors = new Map(a.factors);
  for (const [loop, factor] of b.factors) {
    const sum = (factors.get(loop) ?? 0) + factor;
    if (sum === 0) factors.delete(loop);
    else factors.set(loop, sum);
  }
  const [x, y] = [a.loose, b.loose];
  const loose = x && y ? { least: x.least + y.least, most: x.most + y.most, loops: new Set([...x.loops, ...y.loops]) } : (x ?? y);
  return { constant: a.constant + b.constant, factors, ...(loose && { loose }) };
}

function times({ constant: start, factors, loose }: Form, by: number): Form {
  if (by === 0) return constant(0);
  const ends = loose && [loose.least * by, loose.most * by];
  return {
    constant: start * by,
    factors: new Map([...factors].map(([loop, factor]) => [loop, factor * by])),
    ...(loose && ends && { loose: { least: Math.min(...ends), most: Math.max(...ends), loops: loose.loops } }),
  };
}

/** Of operations that are no sums: the range that they have by those of their operands. Each is monotone in each operand, but for `mod`. */
function ranged(operator: Extract<Expression, { kind: "binary" }>["operator"], left: Form, right: Form, names: Names): Form {
  const [a, b] = [rangeOf(left, names), rangeOf(right, names)];
  const run = operations[operator];
  const loops = loopsOf([left, right]);
  const by = fixed(right);
  if (!run || ![a.least, a.most, b.least, b.most].every(Number.isFinite)) return unknown([left, right]);
  if (operator === "mod") {
    if (by === undefined || by <= 0) return unknown([left, right]);
    return a.least >= 0 && a.most < by ? left : { ...constant(0), loose: { least: 0, most: by - 1, loops } };
  }
  if (operator === "div" && b.least <= 0) return unknown([left, right]);
  const ends = [run(a.least, b.least), run(a.least, b.most), run(a.most, b.least), run(a.most, b.most)];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  return least === most ? constant(least) : { ...constant(0), loose: { least, most, loops } };
}

function unknown(operands: readonly Form[]): Form {
  return { ...constant(0), loose: { least: -Infinity, most: Infinity, loops: loopsOf(operands) } };
}

function loopsOf(forms: readonly Form[]): ReadonlySet<string> {
  return new Set(forms.flatMap(({ factors, loose }) => [...factors.keys(), ...(loose?.loops ?? [])]));
}
