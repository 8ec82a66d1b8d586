import type { Span } from "../base/source.ts";
import type { Op } from "../ops/op.ts";
import type { Size } from "../types/size.ts";
import type { DType, TensorType } from "../types/tensor.ts";

/** What an operation needs to know beside its inputs. Plain data, so that it prints, parses back and compares by text. */
export type Attribute = number | boolean | string | Size | readonly Attribute[] | { readonly [name: string]: Attribute };
export type Attributes = { readonly [name: string]: Attribute };

/** Where a value came from in the source; for kernel comments and for diagnostics. */
export interface Origin {
  /** A name a reader knows: `net.conv1`, `logits`; derived values add `d ` for cotangents: `d logits`. */
  readonly name: string;
  /** The user's statement (not the library's). */
  readonly span?: Span;
  /** Of what a derivative is made of: the name of the value whose rule made it. */
  readonly rule?: string;
}

/** One typed tensor operation in SSA form: a node is its value. Every node has exactly one result; that of a scan is a tuple. */
export interface Node {
  /** Unique within its graph; inputs have smaller ids. */
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly type: TensorType;
  readonly origin?: Origin;
  /**
   * The body of a scan, run once for each position. It is closed: it has no nodes of the graph around it, no memory and
   * no updates, and is given its values by argument leaves (`carry`, `element`, `outer`, `position`).
   */
  readonly region?: Graph;
}

/** A named value that a program hands out. */
export interface Result {
  readonly name: string;
  readonly node: Node;
}

/** `storage := node`; all updates of a program are committed together, after everything was read. */
export interface Update {
  readonly storage: string;
  readonly node: Node;
}

/**
 * One program: `init`, `train`, `train.<phase>`, `evaluate` or `predict`.
 *
 * Invariants (kept by the verifier): nodes are in topological order and each is reachable only through earlier ones;
 * types are what the ops' type rules say; broadcasting is explicit; no node knows of loops, addresses or targets.
 */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly results: readonly Result[];
  readonly updates: readonly Update[];
}

/** Memory that lives longer than one step. Its sizes are constants. */
export interface Storage {
  /** `net.conv1.W`; slots of an optimizer: `net.conv1.W/adam.v`; the clock: `step`, `epoch`, `seed`. */
  readonly name: string;
  readonly type: TensorType;
  /**
   * `param`: trained; `state`: running values of layers; `slot`: of an optimizer, or an average; `clock`: step, epoch, seed; `scratch`: of no
   * meaning between calls, so that no file holds it.
   */
  readonly role: "param" | "state" | "slot" | "clock" | "scratch";
  readonly doc?: string;
  readonly origin?: Origin;
}

export interface InputDeclaration {
  readonly name: string;
  readonly type: TensorType;
  /** What each element is where a caller leaves the input out (1 for true); absent: it must be given. */
  readonly default?: number;
  readonly doc?: string;
}

export interface QuantityDeclaration {
  readonly name: string;
  readonly type: TensorType;
  readonly doc?: string;
}

/** A `train` block, with its numbers settled. */
export interface Phase {
  /** Empty for the only, unnamed phase. */
  readonly name: string;
  /** The name of its program. */
  readonly program: string;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  /** The phase before it in the source after each of whose steps it has one; batches, epochs and seed are then that one's. */
  readonly after?: string;
  /** Names of the parameters it trains. */
  readonly over: readonly string[];
  readonly stop?: { readonly split: string; readonly quantity: string; readonly epochs: number };
  /**
   * Of a batch in parts. Its program is run `count` times, each time on some of the examples along the size `batch` and with the number of
   * the part in the storage `part`; then the program `update`, once.
   */
  readonly parts?: { readonly count: number; readonly batch: string; readonly part: string; readonly update: string };
}

/** What must hold for the sizes a module is given. `why` names the operation: `the 5x5 window of Conv`. */
export type Requirement =
  | { readonly kind: "at-least"; readonly size: Size; readonly least: number; readonly why: string }
  | { readonly kind: "divisible"; readonly size: Size; readonly divisor: number; readonly why: string }
  | { readonly kind: "equal"; readonly size: Size; readonly other: Size; readonly why: string };

/** A `data` block: a reader gives a table of rows; the graph makes the model's inputs of one row. */
export interface DataSource {
  /** `train`, `val` or `test`. */
  readonly name: string;
  /** `csv`, `idx`, `text`, …: a reader of `src/data`. */
  readonly format: string;
  /** As written in the source; relative to the source file. Names with `*` or `?` stand for all files that match. */
  readonly files: readonly string[];
  /** Options of the reader: `header: true`, `separator: ";"`, `size: [32, 32]`. */
  readonly options: Readonly<Record<string, number | boolean | string | readonly number[] | readonly string[]>>;
  /** The columns the graph reads: its `input` leaf `name` is columns from..to of a row (both included; scalar if `single`). */
  readonly columns: readonly { readonly name: string; readonly from: number; readonly to: number; readonly single: boolean }[];
  /** Program `data`, for one example (no batch axis); its results are named like the model's inputs. */
  readonly graph: Graph;
  readonly split?: { readonly parts: readonly number[]; readonly shuffle: boolean; readonly seed: number };
  readonly origin?: Origin;
}

/** The loss of a phase and its gradients as results, `objective` and `d <parameter>`: for `nnc gradcheck` and for counting, never scheduled. */
export interface Check {
  /** The name of the phase. */
  readonly phase: string;
  readonly graph: Graph;
}

/** A compiled model before scheduling: all its programs over shared storages. */
export interface Module {
  readonly name: string;
  readonly doc?: string;
  /** The file it came from, as the user named it. */
  readonly file: string;
  /** Symbolic sizes, in the order of their first use by an input: `N` first. */
  readonly sizes: readonly string[];
  readonly inputs: readonly InputDeclaration[];
  readonly outputs: readonly QuantityDeclaration[];
  readonly losses: readonly QuantityDeclaration[];
  readonly metrics: readonly QuantityDeclaration[];
  readonly storages: readonly Storage[];
  readonly phases: readonly Phase[];
  readonly requirements: readonly Requirement[];
  readonly programs: readonly Graph[];
  /** One for each phase, as elaborated: whoever needs one runs the passes over it. */
  readonly checks: readonly Check[];
  /** Where the command line gets batches from; no part of the generated module. */
  readonly data: readonly DataSource[];
  /** Parts whose weights the command line loads before training: `stem = Stem() from "stem.safetensors"`. */
  readonly weights: readonly { readonly part: string; readonly file: string; readonly origin?: Origin }[];
}

export type { DType, TensorType };
