import type { Base, Documented, Identifier } from "./base.ts";
import type { Assignment, Block, ModelItem } from "./statement.ts";
import type { Expression, StringLiteral, TypeExpression } from "./expression.ts";

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
