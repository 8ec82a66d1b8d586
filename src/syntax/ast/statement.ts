import type { Span } from "../../base/source.ts";
import type { Base, Documented, Identifier } from "./base.ts";
import type { Fn } from "./declaration.ts";
import type { Expression, TypeExpression } from "./expression.ts";

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

/** `return y`, or `return y with h, c`: further values, for those who unpack them. */
export interface Return extends Base {
  readonly kind: "return";
  readonly value: Expression;
  readonly further: readonly Expression[];
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

/** `input a: T, b: T = 0`: one item each, sharing the doc comment. */
export interface Input extends Documented {
  readonly kind: "input";
  readonly type: TypeExpression;
  /** What each element is where the caller gives none; absent: the input must be given. */
  readonly default?: Expression;
}

/** `output probs = e`, or `output probs` of a name that stands already. */
export interface Output extends Documented {
  readonly kind: "output";
  readonly type?: TypeExpression;
  readonly value?: Expression;
}

export interface Loss extends Documented {
  readonly kind: "loss";
  readonly type?: TypeExpression;
  readonly value: Expression;
}

export interface Metric extends Documented {
  readonly kind: "metric";
  readonly type?: TypeExpression;
  readonly value: Expression;
}

/** `train { … }` or `train head { … }`; a setting is present once at most, but for pairs of `over` and `using`. */
export interface Train extends Base {
  readonly kind: "train";
  readonly doc?: string;
  readonly name?: Identifier;
  readonly minimize: Expression;
  /** As many as `using`, which each belongs to: `over a using f over b using g`; none if the only `using` is for every parameter. */
  readonly over: readonly Over[];
  readonly using: readonly Expression[];
  readonly clip?: { readonly by: "norm" | "value"; readonly limit: Expression; readonly span: Span };
  readonly batch?: Expression;
  /** `batch 64 in 4 parts` */
  readonly parts?: Expression;
  /** `average 0.999` */
  readonly average?: Expression;
  /** `after other`: the phase after each of whose steps this one has one. */
  readonly after?: Expression;
  readonly epochs?: Expression;
  readonly seed?: Expression;
  readonly sample?: Sample;
  readonly augment?: Expression;
  readonly stop?: StopRule;
}

/** `sample x, y = waves()`: inputs that the phase draws for itself. */
export interface Sample extends Base {
  readonly kind: "sample";
  readonly inputs: readonly Identifier[];
  readonly value: Expression;
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
