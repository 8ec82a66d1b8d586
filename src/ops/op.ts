import type { Builder } from "../graph/builder.ts";
import type { Attributes, Graph, Node, Requirement } from "../graph/graph.ts";
import type { Access, Computation } from "../kernel/computation.ts";
import type { Expression } from "../kernel/kernel.ts";
import type { Size } from "../types/size.ts";
import type { DType, TensorType } from "../types/tensor.ts";

/**
 * An operation is one record. Everything the compiler knows of it is here: what it means (`reference`), what shapes it
 * accepts (`type`), its derivative (`vjp`), how it runs (`lower`), and where to test it (`samples`).
 */
export interface Op {
  readonly name: string;
  readonly family: Family;
  /** One sentence for docs, hover and `nnc ops`. */
  readonly doc: string;
  /** The StableHLO operation whose semantics it follows, where there is one. */
  readonly spec?: string;
  readonly traits: Traits;
  /** The type of the result. The only place that computes a shape. Throws `TypeRuleError`. */
  readonly type: (inputs: readonly TensorType[], attributes: Attributes, require: Require, region?: Graph) => TensorType;
  /** What it means, in f64. Never derived from `lower`. */
  readonly reference: (inputs: readonly NdArray[], context: ReferenceContext) => NdArray;
  /** Cotangents of the inputs; undefined where there is none (integers, compare). Absent: not differentiable, gradient stops. */
  readonly vjp?: (context: VjpContext) => readonly (Node | undefined)[];
  /** Of an op with a region: cotangents of the inputs, from those of the parts of its tuple. */
  readonly regionVjp?: (context: RegionVjpContext) => readonly (Node | undefined)[];
  /** How it runs. Absent for leaves, which own or name memory. */
  readonly lower?: (context: LowerContext) => Computation;
  /**
   * Of a fold with several accumulators: an equal value by folds with one each, of which four lanes can be combined. It
   * reads its operands more than once, and takes fewer operations nevertheless where both sides of a choice are computed.
   */
  readonly plainly?: (node: Node, builder: Builder) => Node;
  /** An equal, simpler value built from the same inputs; undefined if there is none. Used by `simplify` until nothing changes. */
  readonly simplify?: (node: Node, builder: Builder, uses: Uses) => Node | undefined;
  /** Of an op with a region: an equal node whose region has no computation that could be made once, before it. Passes may call it at any time. */
  readonly hoist?: (node: Node, builder: Builder) => Node | undefined;
  /**
   * Of an op with a region: the parts of its tuple, computed in segments of so many positions. A derivative keeps what is carried
   * from one to the next and computes the values of a segment again.
   */
  readonly segment?: (node: Node, length: number, builder: Builder) => readonly Node[];
  /** Of an op with a region: an equal node that is given, for all positions at once, what its region would compute of elements alone by much work. */
  readonly spread?: (node: Node, builder: Builder) => Node | undefined;
  /** Its values at all positions of a scan at once, where some of its inputs are given so; undefined where no operation says it. Pointwise ops need none. */
  readonly lift?: (node: Node, inputs: readonly Lifted[], builder: Builder) => Lifted | undefined;
  /** The sum of its values at all positions of a scan, where at least one of its inputs is given for all of them: with no more work, and none of the values kept. */
  readonly total?: (node: Node, inputs: readonly Lifted[], builder: Builder) => Node;
  /**
   * Of an op with a region: parts of its tuple, by their index, that are sums over positions, made behind it. For that it may yield more of each
   * position, up to `share` times the elements of the sum.
   */
  readonly collect?: (node: Node, share: number, builder: Builder) => ReadonlyMap<number, Node>;
  /**
   * Of an op that is linear in what is put together: nodes whose sum it equals, one for each run of neighbouring parts of one `kind`;
   * undefined where there is nothing to take apart.
   */
  readonly apart?: (node: Node, kind: (part: Node) => unknown, builder: Builder) => readonly Node[] | undefined;
  /** Of an op that treats rows alike: an equal node that looks rows up in what it makes of all there are, `E[i] @ W` as `(E @ W)[i]`. */
  readonly lookUp?: (node: Node, builder: Builder) => Node | undefined;
  /** Of an op that reads zeros around an operand: how wide they are, and how to say it of an operand that has them in memory; undefined where it reads none, or has gaps to step over. */
  readonly border?: (inputs: readonly TensorType[], attributes: Attributes) => Border | undefined;
  /** Of an op with a region: a node that gives no more than the used parts. */
  readonly prune?: (node: Node, used: ReadonlySet<number>, builder: Builder) => Pruned | undefined;
  /** Floating-point operations for one run. Absent: one per element of the result; leaves and views: none. */
  readonly flops?: (inputs: readonly TensorType[], type: TensorType, attributes: Attributes, region?: Graph) => Size;
  /** How it reads in an equation, from the texts of its operands: `a + b`, `exp(x)`. */
  readonly equation?: (operands: readonly Operand[], node: Node) => Operand;
  /** Cases for the generated tests; at least one. */
  readonly samples: readonly Sample[];
}

/** How many nodes, results and updates read a node; 0 for what a rule has just made. */
export type Uses = (node: Node) => number;

export type Family = "leaf" | "elementwise" | "reduce" | "movement" | "contract" | "window" | "gather" | "random" | "scan";

export interface Traits {
  /** Swapping the first two inputs changes nothing. */
  readonly commutative?: boolean;
  /** Element i of the result depends on element i of each input only. */
  readonly pointwise?: boolean;
  /** Only renames, repeats or drops elements: costs nothing when read through. */
  readonly view?: boolean;
  /** No inputs; stands for memory or a constant. Never duplicated by cse rules but by name. */
  readonly leaf?: boolean;
  /** A leaf that names memory (its attribute `name` says which): an input, or a storage's value at the start of the step. */
  readonly memory?: "input" | "storage";
  /** Keeps all elements in row-major order: the result may share the memory of input 0. */
  readonly alias?: boolean;
  /** So cheap that recomputing beats storing (compare, iota, constant, convert). */
  readonly cheap?: boolean;
  /** Gives its second input where the first holds, else the third; what is not taken has no effect. */
  readonly choice?: boolean;
  /** Its gradient is kinked at isolated points (relu-like); gradient checks keep away from ties. */
  readonly kinked?: boolean;
  /** Stands for the derivative of input 0 by input 1 until autodiff has expanded it; never interpreted or lowered. */
  readonly differential?: boolean;
  /** Runs its node's region once for each position, and gives a tuple. */
  readonly region?: boolean;
  /** Part `index` (an attribute) of its input, a tuple. */
  readonly part?: boolean;
  /** A leaf of a region that stands for what the region is given; its attribute `index` says which. */
  readonly argument?: ArgumentRole;
}

/** A carried value, an element of a scanned input at this position, an outer value, or the position itself. */
export type ArgumentRole = "carry" | "element" | "outer" | "position";

/**
 * Called by a type rule with what must hold but cannot be decided at compile time because a size is symbolic. What can
 * be decided is a `TypeRuleError` or nothing.
 */
export type Require = (requirement: Requirement) => void;

/** A dense f64 tensor; ints and bools are stored as numbers too. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Of a tuple, which has no elements of its own. */
  readonly parts?: readonly NdArray[];
}

/** The values of a region's arguments. */
export type Arguments = (role: ArgumentRole, index: number) => NdArray;

export interface ReferenceContext {
  readonly attributes: Attributes;
  /** The result's shape with sizes evaluated. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Evaluates a size attribute. */
  readonly size: (size: Size | number) => number;
  /** The values of leaves, by role and name: provided by the interpreter. */
  readonly leaf: (role: "input" | "storage", name: string) => NdArray;
  /** In a region: what it is given. */
  readonly argument?: Arguments;
  /** Of a node with a region: the values of the region's results, in order. */
  readonly region?: (given: Arguments) => readonly NdArray[];
  /** Of a tuple: the shapes of its parts. */
  readonly parts?: readonly (readonly number[])[];
}

export interface VjpContext {
  readonly node: Node;
  readonly inputs: readonly Node[];
  /** The cotangent of the result: a node of the result's type. */
  readonly ct: Node;
  /** Builds a node in the same graph. */
  readonly make: (op: Op, inputs: readonly Node[], attributes?: Attributes) => Node;
}

export interface RegionVjpContext {
  readonly node: Node;
  /** Makes the graph that the node stands in; nodes that are made earlier may be extended. */
  readonly builder: Builder;
  /** Cotangents of the parts; undefined where a part does not lead to the loss. */
  readonly parts: readonly (Node | undefined)[];
  /** For each input, whether its cotangent is asked for. */
  readonly wanted: readonly boolean[];
  readonly backward: Backward;
}

/**
 * Differentiates code: given values and their cotangents, makes the cotangents of `targets`. A target that leads to none
 * of the values is absent. A cotangent is made only if it is needed.
 */
export type Backward = (builder: Builder, seeds: readonly Seed[], targets: ReadonlySet<Node>) => ReadonlyMap<Node, Node>;

export interface Seed {
  readonly node: Node;
  readonly ct: () => Node;
}

/** A value at all positions of a scan, which lie along `axis`; without one it is the same at all. */
export interface Lifted {
  readonly node: Node;
  readonly axis?: number;
}

/** Zeros around an operand, for each of its axes before and behind, and the attributes with which none are read beyond them. */
export interface Border {
  readonly operand: number;
  readonly low: readonly Size[];
  readonly high: readonly Size[];
  readonly attributes: Attributes;
}

export interface Pruned {
  readonly node: Node;
  /** From the index of a part that was kept to its new one. */
  readonly parts: ReadonlyMap<number, number>;
}

export interface LowerContext {
  readonly inputs: readonly Access[];
  readonly inputTypes: readonly TensorType[];
  readonly type: TensorType;
  readonly attributes: Attributes;
}

/** Text with its binding strength, so that printers put parentheses only where they are needed. */
export interface Operand {
  readonly text: string;
  /** 0 comparison, 1 sum, 2 product, 3 unary minus, 4 power, 5 atom. */
  readonly strength: number;
  /** What it was made of, where another operation may want to write the whole in another way: `a * (1 / N)` as `a / N`. */
  readonly parts?: readonly Operand[];
}

/** A test case: input types (symbolic sizes allowed, with values), where its numbers lie, attributes. */
export interface Sample {
  readonly inputs: readonly { readonly type: TensorType; readonly values: SampleValues }[];
  readonly attributes?: Attributes;
  readonly sizes?: Readonly<Record<string, number>>;
  /** Of an op that has a region. */
  readonly region?: () => Graph;
}

export type SampleValues =
  | { readonly kind: "real"; readonly low: number; readonly high: number }
  | { readonly kind: "int"; readonly low: number; readonly high: number }
  | { readonly kind: "bool" }
  /** Distinct values, at least `gap` apart, in random order: for max, sort and other ops with ties. */
  | { readonly kind: "distinct"; readonly gap: number };

/** Why inputs do not fit an op; elaboration turns it into a diagnostic with names, spans and origins. */
export class TypeRuleError extends Error {
  readonly reason: TypeRuleReason;

  constructor(reason: TypeRuleReason) {
    super(reason.kind === "other" ? reason.message : reason.kind);
    this.name = "TypeRuleError";
    this.reason = reason;
  }
}

export type TypeRuleReason =
  /** Two inputs that must agree on `axes` do not. */
  | { readonly kind: "shapes-differ"; readonly left: number; readonly right: number; readonly axes: readonly number[] }
  /** A window leaves no output on this axis of input 0: floor((n + low + high - ((k-1)*dilation+1))/stride) + 1 < 1. */
  | {
      readonly kind: "window-too-large";
      readonly axis: number;
      readonly input: Size;
      readonly window: Size;
      readonly stride: number;
      readonly low: Size;
      readonly high: Size;
      readonly dilation: number;
    }
  | { readonly kind: "element-type"; readonly input: number; readonly expected: string }
  | { readonly kind: "rank"; readonly input: number; readonly expected: string }
  | { readonly kind: "bad-axis"; readonly axis: number; readonly rank: number }
  /** The input's size `size` is not a multiple of `by`. */
  | { readonly kind: "not-divisible"; readonly size: Size; readonly by: Size; readonly what: string }
  | { readonly kind: "elements-differ"; readonly from: Size; readonly to: Size }
  | { readonly kind: "out-of-range"; readonly what: string; readonly size: Size; readonly limit: Size }
  | { readonly kind: "other"; readonly message: string };

export type { Expression };
