import type { Program, Step, Storage } from "../../schedule/plan.ts";
import type { TensorType } from "../../types/tensor.ts";
import type { Guarded } from "./guarded.ts";

/** What a target adds to the host module. It is made for one module. */
export interface Engine {
  /** The word for the head of the file: `TypeScript`. */
  readonly title: string;
  readonly memory: EngineMemory;
  /**
   * Statements that run a program, inside a function with the memory `m` and the sizes of the call as locals. `refuse`
   * are those that throw for losses that are not finite: with a guard they run where it stands, or where it has ended the program.
   * An engine whose results come later has other functions for its programs.
   */
  readonly run?: (program: Guarded, refuse: readonly string[]) => readonly string[];
  /** For the function `areFinite` of the runtime: an expression, where the engine has something faster. */
  readonly areFinite?: string;
  /** Statements that run one step, where the module is measured; the positions of the loops around it are locals, too. */
  readonly step?: (step: Step) => readonly string[];
  /** Where results come later than a program is called: its function and the methods of the class are asynchronous. */
  readonly later?: Later;
  /** Top-level declarations that the statements need. */
  readonly sections: () => readonly string[];
}

/** How an engine works whose memory is elsewhere. */
export interface Later {
  /** The body of a program's function, which gives a promise of `results`. */
  readonly program: (program: Program) => readonly string[];
  /** Result number `i` of the `results`: a number, or a fresh array. */
  readonly result: (i: number, type: TensorType) => string;
  /** An expression that brings storages into their views here; it waits, and its value is the step that they belong to. */
  readonly fetch: (storages: readonly Storage[]) => string;
  /** Statements that take over the storages from their views here. */
  readonly send: (storages: readonly Storage[]) => readonly string[];
}

/** How the memory of a model is made, in the function `allocate`, which has a `layout` of all blocks. */
export interface EngineMemory {
  /** Whether `allocate` must wait for something. */
  readonly asynchronous: boolean;
  /** Bytes that are kept free before the first block. */
  readonly margin?: number;
  /** Options of `create` that it takes besides the sizes. */
  readonly options: readonly EngineOption[];
  /** Statements that define `buffer`, of `layout.bytes` bytes; the blocks begin at `layout.offsets`. */
  readonly statements: readonly string[];
  /** Symbols that these statements use, beside those of the blocks. */
  readonly sizes?: readonly string[];
  /** What the memory holds besides its views: `programs: wasm.programs`. */
  readonly members: readonly string[];
  /** Whether one of them is `close`, which ends what belongs to the memory and to nothing else. */
  readonly closes?: true;
  /** Whether only what is viewed has memory here, as all computing is done elsewhere. */
  readonly elsewhere?: true;
}

export interface EngineOption {
  readonly name: string;
  readonly type: string;
  /** An expression for where it is not given. */
  readonly fallback: string;
  readonly doc: string;
}
