import type { Base, Identifier } from "./base.ts";
import type { Assignment, Block } from "./statement.ts";

/** `[N, 8]`, `int[N]`, `index(10)[N]`, `[..., D]`, `bool[]`, or an element type alone for a scalar. */
export interface TypeExpression extends Base {
  readonly kind: "type";
  readonly element: "f32" | "int" | "bool" | { readonly index: Expression };
  readonly dimensions: readonly Dimension[];
}

/** A size expression, `...` for any leading axes, or `_` for "fill this in" (the name `_`). */
export type Dimension = Expression | Ellipsis;

export interface Ellipsis extends Base {
  readonly kind: "ellipsis";
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | Identifier
  | Unary
  | Binary
  | Conditional
  | Call
  | Subscript
  | Pipe
  | List
  | Range
  | Reduction
  | Scan
  | From;

export interface NumberLiteral extends Base {
  readonly kind: "number";
  readonly value: number;
}

export interface StringLiteral extends Base {
  readonly kind: "string";
  /** With its escapes resolved. */
  readonly value: string;
}

export interface BooleanLiteral extends Base {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface Unary extends Base {
  readonly kind: "unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "^" | "@" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or";

export interface Binary extends Base {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `if c then a else b` */
export interface Conditional extends Base {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

/** `f(x, axis: -1)`; also `Dense(10)(x)`: the callee is any expression. */
export interface Call extends Base {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface Argument extends Base {
  readonly kind: "argument";
  readonly name?: Identifier;
  readonly value: Expression;
}

/** `x[:, t]`, `x[..., 0]`, `zeros[N, units]`, `softmax[s]` */
export interface Subscript extends Base {
  readonly kind: "subscript";
  readonly target: Expression;
  readonly items: readonly (Expression | Slice | Ellipsis)[];
}

/** `a:b`, `:`, `1:`, `:T` */
export interface Slice extends Base {
  readonly kind: "slice";
  readonly from?: Expression;
  readonly to?: Expression;
}

/** `x |> Dense(10)`, `x |> relu`: the value is the first tensor of the target. */
export interface Pipe extends Base {
  readonly kind: "pipe";
  readonly value: Expression;
  readonly target: Expression;
}

/** `[8, 8, 1]` */
export interface List extends Base {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

/** `0..63`, both ends included. */
export interface Range extends Base {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
}

/** `sum[i, j] e`: reduces everything to its right that binds like a product. */
export interface Reduction extends Base {
  readonly kind: "reduction";
  readonly operator: Identifier;
  readonly indices: readonly Identifier[];
  readonly value: Expression;
}

/** `scan t in T with c = …, h = … where mask[:, t] { … }` */
export interface Scan extends Base {
  readonly kind: "scan";
  readonly reverse: boolean;
  readonly index: Identifier;
  readonly extent: Expression;
  readonly carries: readonly Assignment[];
  readonly where?: Expression;
  readonly body: Block;
}

/** `e from "weights.safetensors"` */
export interface From extends Base {
  readonly kind: "from";
  readonly value: Expression;
  readonly file: StringLiteral;
}
