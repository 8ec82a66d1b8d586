import type { GpuProvider } from "./gpu-types.ts";

/** What every generated class offers, whatever its target; `nnc train` and tests drive modules through it. */
export interface GeneratedClass {
  create(options?: CreateOptions): Promise<GeneratedModel> | GeneratedModel;
}

export interface CreateOptions {
  /** Sizes by name: the largest batch etc. the model will be given. */
  readonly [size: string]: number | boolean | GpuProvider | undefined;
  readonly seed?: number;
  /** Of targets with threads: how many share the work. */
  readonly threads?: number;
  /** Whether multiplications and additions may be fused; targets that never do so ignore it. */
  readonly relaxed?: boolean;
  /** Of targets for a device: what gives one. */
  readonly gpu?: GpuProvider;
}

/** What a model answers: models whose memory is on a device answer later. */
export type Answer<T> = T | Promise<T>;

export type Numbers = ArrayLike<number>;
export type Batch = Readonly<Record<string, Numbers>>;
/** Scalars are numbers; tensors are fresh arrays, row-major. */
export type Quantities = Record<string, number | Float32Array | Int32Array>;

export interface CallOptions {
  /** Sizes that the lengths of the inputs do not tell. */
  readonly sizes?: Readonly<Record<string, number>>;
}

export interface GeneratedModel {
  /** Training steps done. */
  readonly step: number;
  /** From 0; set by the training loop, read by schedules. */
  epoch: number;
  /** One training step on a batch; its losses and metrics, computed before the update. `phase` where there are several. */
  train(batch: Batch, options?: CallOptions & { readonly phase?: string }): Quantities;
  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: Batch, options?: CallOptions): Quantities;
  /** Outputs in test mode. */
  predict(inputs: Batch, options?: CallOptions): Quantities;
  /** Of models with layers that must know of all training examples (`Normalize`): takes in some more of them. */
  measure?(inputs: Batch, options?: CallOptions): void;
  /** safetensors: parameters, states, optimizer slots, step, epoch and seed. */
  save(): Uint8Array;
  load(bytes: Uint8Array): void;
  /** Of targets with threads: ends them, after which the model can only be saved. */
  close?(): void;
}

/** A model of any target. */
export interface AnyModel extends Pick<GeneratedModel, "step" | "epoch" | "load" | "close"> {
  train(...of: Parameters<GeneratedModel["train"]>): Answer<Quantities>;
  evaluate(...of: Parameters<GeneratedModel["evaluate"]>): Answer<Quantities>;
  predict(...of: Parameters<GeneratedModel["predict"]>): Answer<Quantities>;
  measure?(...of: Parameters<NonNullable<GeneratedModel["measure"]>>): Answer<void>;
  save(): Answer<Uint8Array>;
}
