import type { Span } from "../base/source.ts";

/** The AST speaks of what the user wrote, with spans; never of shapes that were computed. */
export interface Base {
  readonly span: Span;
}

export interface Identifier extends Base {
  readonly kind: "identifier";
  readonly name: string;
}

// ---------------------------------------------------------------------------------------------------- declarations

export interface File extends Base {
  readonly kind: "file";
  readonly declarations: readonly Declaration[];
}

export type Declaration = Import | Layer | Fn | Optimizer | Model | Data | Split;

/** `import { A, b } from "./file.nnet"` */
export interface Import extends Base {
  readonly kind: "import";
  readonly names: readonly Identifier[];
  readonly from: StringLiteral;
}

interface Documented extends Base {
  /** The text of the `///` lines above, without the slashes; absent if there are none. */
  readonly doc?: string;
  readonly name: Identifier;
}

/** `layer Name(hyper)(tensors) -> result { … }` */
export interface Layer extends Documented {
  readonly kind: "layer";
  readonly hyper: readonly HyperParameter[];
  readonly inputs: readonly TensorParameter[];
  readonly result?: TypeExpression;
  readonly body: Block;
}

/**
 * `fn name(tensors) -> result = expression`, or with a body in braces, and with hyper-parameters in a first list:
 * `fn step_decay(initial, rate)(epoch) = …`. With a single list, `hyper` is empty and `inputs` holds it.
 */
export interface Fn extends Documented {
  readonly kind: "fn";
  readonly hyper: readonly HyperParameter[];
  readonly inputs: readonly TensorParameter[];
  readonly result?: TypeExpression;
  /** A one-expression body is a block with a single `return`. */
  readonly body: Block;
}

/** `optimizer name(hyper)(w, g, t) { … }` */
export interface Optimizer extends Documented {
  readonly kind: "optimizer";
  readonly hyper: readonly HyperParameter[];
  readonly inputs: readonly TensorParameter[];
  readonly body: Block;
}

export interface Model extends Documented {
  readonly kind: "model";
  readonly body: readonly ModelItem[];
}

export interface HyperParameter extends Base {
  readonly kind: "hyper-parameter";
  readonly name: Identifier;
  readonly default?: Expression;
}

export interface TensorParameter extends Base {
  readonly kind: "tensor-parameter";
  readonly name: Identifier;
  /** Absent: any shape and element type. */
  readonly type?: TypeExpression;
  readonly default?: Expression;
}

/** `data train = csv("digits.csv.gz") { image = …; digit = column(64) }` */
export interface Data extends Documented {
  readonly kind: "data";
  /** The call of the reader. */
  readonly reader: Expression;
  readonly fields: readonly Assignment[];
}

/** `split train 80 : 10 : 10 shuffle seed 1` (train, validation, test) */
export interface Split extends Base {
  readonly kind: "split";
  readonly data: Identifier;
  readonly parts: readonly Expression[];
  readonly shuffle: boolean;
  readonly seed?: Expression;
}

// ------------------------------------------------------------------------------------------------------ statements

export interface Block extends Base {
  readonly kind: "block";
  readonly statements: readonly Statement[];
}

export type Statement = Assignment | Param | State | Update | Return | IfStatement | Yield | Fn | ExpressionStatement;

export type ModelItem = Statement | Input | Output | Loss | Metric | Train;

/** `a = e`, `i, f = e`, `y: [N, D] = e`, `y[n, o] = e` */
export interface Assignment extends Base {
  readonly kind: "assignment";
  readonly doc?: string;
  readonly targets: readonly Target[];
  readonly value: Expression;
}

export interface Target extends Base {
  readonly kind: "target";
  readonly name: Identifier;
  readonly type?: TypeExpression;
  /** Of an index equation. */
  readonly indices?: readonly Identifier[];
}

/** `param W: [D, units] ~ init` */
export interface Param extends Documented {
  readonly kind: "param";
  readonly type: TypeExpression;
  /** Absent: zeros. */
  readonly init?: Expression;
}

/** `state mean: [C] = 0`, or in an optimizer `state v = 0` (the shape of the parameter). */
export interface State extends Documented {
  readonly kind: "state";
  readonly type?: TypeExpression;
  readonly init: Expression;
}

/** `mean := e`: committed once, after the step. */
export interface Update extends Base {
  readonly kind: "update";
  readonly target: Identifier;
  readonly value: Expression;
}

export interface Return extends Base {
  readonly kind: "return";
  readonly value: Expression;
}

/** `if condition { … } else { … }`; the condition is known at compile time. */
export interface IfStatement extends Base {
  readonly kind: "if-statement";
  readonly condition: Expression;
  readonly then: Block;
  readonly else?: Block | IfStatement;
}

export interface Yield extends Base {
  readonly kind: "yield";
  readonly value: Expression;
}

/** An expression alone on a line; always an error later, kept so that it can be named there. */
export interface ExpressionStatement extends Base {
  readonly kind: "expression-statement";
  readonly value: Expression;
}

/** `input a: T, b: T`: one item each, sharing the doc comment. */
export interface Input extends Documented {
  readonly kind: "input";
  readonly type: TypeExpression;
}

/** `output probs = e`, or `output probs` of a name that stands already. */
export interface Output extends Documented {
  readonly kind: "output";
  readonly value?: Expression;
}

export interface Loss extends Documented {
  readonly kind: "loss";
  readonly value: Expression;
}

export interface Metric extends Documented {
  readonly kind: "metric";
  readonly value: Expression;
}

/** `train { … }` or `train head { … }`; a setting is present once at most. */
export interface Train extends Base {
  readonly kind: "train";
  readonly doc?: string;
  readonly name?: Identifier;
  readonly minimize: Expression;
  /** Absent: every parameter. */
  readonly over?: Over;
  readonly using?: Expression;
  readonly clip?: { readonly by: "norm" | "value"; readonly limit: Expression; readonly span: Span };
  readonly batch?: Expression;
  readonly epochs?: Expression;
  readonly seed?: Expression;
  readonly sample?: Expression;
  readonly augment?: Expression;
  readonly stop?: StopRule;
}

export interface Over extends Base {
  readonly kind: "over";
  /** `over all except stem`: everything but the listed. */
  readonly except: boolean;
  readonly items: readonly Expression[];
}

/** `stop when val.nll has not improved for 5 epochs` */
export interface StopRule extends Base {
  readonly kind: "stop-rule";
  readonly split: Identifier;
  readonly quantity: Identifier;
  readonly epochs: Expression;
}

// ----------------------------------------------------------------------------------------------------------- types

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

// ----------------------------------------------------------------------------------------------------- expressions

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
