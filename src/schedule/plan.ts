import type { DataSource, InputDeclaration, Module, Phase, QuantityDeclaration, Requirement, Storage } from "../graph/graph.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Size } from "../types/size.ts";
import type { TensorType } from "../types/tensor.ts";

/** Which kernel runs when, on which memory. All that a target needs; it must never speak of the spelling of any target. */
export interface Plan {
  /** Names, shapes and docs for the module's public face. */
  readonly module: ModuleInterface;
  /** Distinct kernels; programs share them. */
  readonly kernels: readonly Kernel[];
  /** The arena: memory that lives within a step. Several values share a slot when their lives do not meet. */
  readonly slots: readonly Slot[];
  readonly programs: readonly Program[];
}

export type ModuleInterface = Omit<Module, "programs" | "checks">;

export interface Slot {
  /** It must hold the largest of these, in bytes (each a multiple of 4), for the sizes the module is created with. */
  readonly bytes: readonly Size[];
}

export interface Program {
  /** As the graph: `init`, `train`, `train.head`, `evaluate`, `predict`. */
  readonly name: string;
  readonly steps: readonly (Step | Loop)[];
  readonly results: readonly { readonly name: string; readonly type: TensorType; readonly place: Place }[];
  /** The inputs it reads. */
  readonly inputs: readonly string[];
  /** The same program for sizes that are known, in the same memory: faster, for calls that have these sizes. */
  readonly variants?: readonly Variant[];
}

export interface Variant extends Omit<Program, "variants"> {
  readonly sizes: Readonly<Record<string, number>>;
  /** What tells it from others of its name: `train for N = 64`. */
  readonly key: string;
}

/** A kernel that runs once. */
export interface Step {
  readonly kind?: "step";
  readonly kernel: Kernel;
  /** One for each of the kernel's buffers, in order. */
  readonly places: readonly Place[];
  /** Where several threads run the program: all of them must have come so far before it. */
  readonly meets?: true;
}

/** Steps that run once for each position of a scan. */
export interface Loop {
  readonly kind: "loop";
  /** The position, from 0: kernels inside take it like a symbolic size. No size of the model has this name. */
  readonly index: string;
  readonly extent: Size;
  /** Positions from the last to the first. */
  readonly reverse: boolean;
  /** Where it is from: `lstm.nnet:4  return scan t in T with c = ...`; a name where there is no source. */
  readonly source: string;
  readonly steps: readonly (Step | Loop)[];
}

export type Place =
  | { readonly kind: "slot"; readonly slot: number; readonly type: TensorType }
  | { readonly kind: "storage"; readonly name: string; readonly type: TensorType }
  | { readonly kind: "input"; readonly name: string; readonly type: TensorType };

/** A program and its variants. */
export function withVariants(program: Program): readonly (Program | Variant)[] {
  return [program, ...(program.variants ?? [])];
}

/** Equal for places that are one memory. */
export function placeKey(place: Place): string {
  return place.kind === "slot" ? `slot ${place.slot}` : `${place.kind} ${place.name}`;
}

export type { DataSource, InputDeclaration, Phase, QuantityDeclaration, Requirement, Storage };
