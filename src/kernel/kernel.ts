import type { Size } from "../types/size.ts";
import type { DType } from "../types/tensor.ts";

/**
 * The loop IR: scalar loops over flat buffers. It must never speak of tensor operations or layers, and never of the
 * spelling of a target. Arithmetic on f32 may be done in higher precision between loads and stores.
 */
export type Expression =
  | { readonly kind: "const"; readonly type: DType; readonly value: number }
  /** A loop index, a `let` or a `var`. */
  | { readonly kind: "local"; readonly type: DType; readonly name: string }
  /** The value of a symbolic size, known when the kernel runs. */
  | { readonly kind: "size"; readonly type: "i32"; readonly size: Size }
  /** An element of a buffer; `index` counts elements. A `safe` one is in range whatever conditions around it say. */
  | { readonly kind: "load"; readonly type: DType; readonly buffer: string; readonly index: Expression; readonly safe?: true }
  | { readonly kind: "unary"; readonly type: DType; readonly operator: UnaryOperator; readonly operand: Expression }
  | { readonly kind: "binary"; readonly type: DType; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "select"; readonly type: DType; readonly condition: Expression; readonly then: Expression; readonly else: Expression }
  | { readonly kind: "convert"; readonly type: DType; readonly operand: Expression }
  /** The same 32 bits as another type: f32 as i32 or i32 as f32. */
  | { readonly kind: "bitcast"; readonly type: DType; readonly operand: Expression }
  | { readonly kind: "call"; readonly type: DType; readonly intrinsic: Intrinsic; readonly arguments: readonly Expression[] };

export type UnaryOperator = "neg" | "not";

/** `div` on i32 and `mod` round to minus infinity; comparisons give bool. `xor` and `shr`, which shifts zeros in, are of 32 bits. */
export type BinaryOperator =
  | "add" | "sub" | "mul" | "div" | "mod" | "min" | "max"
  | "eq" | "ne" | "lt" | "le" | "gt" | "ge"
  | "and" | "or"
  | "xor" | "shr";

/** Functions of f32 that every target supplies within a stated error, and the counter-based generator. */
export type Intrinsic =
  | "exp" | "expm1" | "log" | "log1p" | "sqrt" | "sin" | "cos" | "tanh" | "erf" | "pow" | "floor" | "ceil" | "round" | "abs" | "sign" | "is_finite"
  /** (seed: i32, step: i32, site: i32, index: i32) -> f32 in [0, 1): 24 bits of word 0 of Philox4x32-10 with key (seed, 0) and counter (index, step, site, 0). */
  | "random_uniform"
  /** The same arguments -> f32, standard normal: Box-Muller on words 0 and 1. */
  | "random_normal";

export type Statement =
  /**
   * for (index = from; index < to; index += 1). With `lanes`, there are up to four turns, from 0, that a target may do
   * all at once: they depend on each other only where they add to a variable from outside (or multiply, or take the
   * larger or the smaller), and then in any order. The turns of an `independent` loop may run in any order or all at
   * once: none reads what another writes, and no two write one element. Where threads run a kernel together, they divide
   * the turns of its `shared` loops among themselves; all else of it, each of them does.
   */
  | { readonly kind: "for"; readonly index: string; readonly from: Expression; readonly to: Expression; readonly body: readonly Statement[]; readonly lanes?: true; readonly independent?: true; readonly shared?: true }
  /** A name for a value that does not change. */
  | { readonly kind: "let"; readonly name: string; readonly value: Expression }
  /** An accumulator. */
  | { readonly kind: "var"; readonly name: string; readonly value: Expression }
  | { readonly kind: "assign"; readonly name: string; readonly value: Expression }
  | { readonly kind: "store"; readonly buffer: string; readonly index: Expression; readonly value: Expression }
  | { readonly kind: "if"; readonly condition: Expression; readonly then: readonly Statement[] };

/** A loop. */
export type For = Extract<Statement, { kind: "for" }>;

export interface BufferParameter {
  readonly name: string;
  readonly dtype: DType;
  readonly access: "read" | "write" | "read-write";
  /** In elements. */
  readonly length: Size;
}

export interface Kernel {
  /** A legal identifier in every target, unique in its plan: `net_conv1_forward`. */
  readonly name: string;
  /** What it computes, for the comment above it. */
  readonly doc: KernelDoc;
  /** Distinct buffers; two parameters may be bound to one memory only if both are of one storage and used at equal indices. */
  readonly buffers: readonly BufferParameter[];
  /** The symbolic sizes it uses, sorted. */
  readonly sizes: readonly string[];
  readonly body: readonly Statement[];
}

export interface KernelDoc {
  /** `digits.nnet:8  net = LeNet(classes: 10)`; one per source statement that the kernel serves. */
  readonly source: readonly string[];
  /** `d logits[n, j] = (probs[n, j] - onehot(digit[n])[j]) / N`; one per stored value. */
  readonly equations: readonly string[];
}
