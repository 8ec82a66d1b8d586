// Gan, compiled by nnc from examples/gan/gan.nnet. TypeScript; stands alone, no imports.
//
//     const model = await Gan.create({ N: 64, seed: 1 });
//     const { caught, fooled } = model.train({ image }, { phase: "discriminator" });
//     const { digit } = model.predict();
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface GanInputs {
  /** [N, 8, 8, 1] */
  readonly image: ArrayLike<number>;
}

/** For `create`: the largest sizes that calls will use. */
export interface GanOptions {
  /** The largest N; 64 unless given. */
  readonly N?: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface GanSizes {
  readonly N?: number;
}

/** Losses and metrics. */
export interface GanQuantities {
  readonly caught: number;
  readonly fooled: number;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface GanOutputs {
  /** [N, 8, 8, 1] */
  readonly digit: Float32Array;
}

/** The model Gan. */
export class Gan {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "Gan",
    sizes: { N: 64 },
    inputs: [
      { name: "image", dtype: "f32", shape: ["N", 8, 8, 1] },
    ],
    outputs: [
      { name: "digit", dtype: "f32", shape: ["N", 8, 8, 1] },
    ],
    losses: [
      { name: "caught", dtype: "f32", shape: [] },
      { name: "fooled", dtype: "f32", shape: [] },
    ],
    metrics: [],
    parameters: [
      { name: "generator.dense1.W", dtype: "f32", shape: [32, 256], role: "param" },
      { name: "generator.dense1.b", dtype: "f32", shape: [256], role: "param" },
      { name: "generator.batchnorm1.gamma", dtype: "f32", shape: [64], role: "param" },
      { name: "generator.batchnorm1.beta", dtype: "f32", shape: [64], role: "param" },
      { name: "generator.batchnorm1.mean", dtype: "f32", shape: [64], role: "state" },
      { name: "generator.batchnorm1.var", dtype: "f32", shape: [64], role: "state" },
      { name: "generator.convtranspose1.W", dtype: "f32", shape: [4, 4, 64, 32], role: "param" },
      { name: "generator.batchnorm2.gamma", dtype: "f32", shape: [32], role: "param" },
      { name: "generator.batchnorm2.beta", dtype: "f32", shape: [32], role: "param" },
      { name: "generator.batchnorm2.mean", dtype: "f32", shape: [32], role: "state" },
      { name: "generator.batchnorm2.var", dtype: "f32", shape: [32], role: "state" },
      { name: "generator.convtranspose2.W", dtype: "f32", shape: [4, 4, 32, 1], role: "param" },
      { name: "generator.convtranspose2.b", dtype: "f32", shape: [1], role: "param" },
      { name: "discriminator.conv1.W", dtype: "f32", shape: [3, 3, 1, 32], role: "param" },
      { name: "discriminator.conv1.b", dtype: "f32", shape: [32], role: "param" },
      { name: "discriminator.conv2.W", dtype: "f32", shape: [3, 3, 32, 64], role: "param" },
      { name: "discriminator.conv2.b", dtype: "f32", shape: [64], role: "param" },
      { name: "discriminator.dense1.W", dtype: "f32", shape: [256, 1], role: "param" },
      { name: "discriminator.dense1.b", dtype: "f32", shape: [1], role: "param" },
    ],
    phases: [
      { name: "discriminator", batch: 64, epochs: 150 },
      { name: "generator", batch: 64, epochs: 150 },
    ],
  } as const;

  readonly #memory: Memory;
  readonly #largest: { readonly N: number };

  private constructor(memory: Memory, largest: { readonly N: number }) {
    this.#memory = memory;
    this.#largest = largest;
  }

  /** A model with fresh weights. All its memory is made here. */
  static async create(options: GanOptions = {}): Promise<Gan> {
    const N = createdSize("N", options.N ?? 64);
    const memory = allocate(N);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new Gan(memory, { N });
  }

  /**
   * One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite.
   * There are several phases, so each step says which one it belongs to.
   */
  train(batch: GanInputs, options: { readonly phase: "discriminator"; readonly sizes?: GanSizes }): GanQuantities;
  train(batch: GanInputs, options: { readonly phase: "generator"; readonly sizes?: GanSizes }): GanQuantities;
  train(batch: GanInputs, options: { readonly phase?: string; readonly sizes?: GanSizes } = {}): GanQuantities {
    switch (options.phase) {
      case "discriminator": return this.#trainDiscriminator(batch, options);
      case "generator": return this.#trainGenerator(batch, options);
      default: throw new ModelError("bad-option", "train needs the phase: \"discriminator\" or \"generator\"");
    }
  }

  #trainDiscriminator(batch: GanInputs, options: { readonly sizes?: GanSizes } = {}): GanQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N);
    runTrainDiscriminator(m, N);
    return { caught: m.slot17[0]!, fooled: m.slot16[0]! };
  }

  #trainGenerator(batch: GanInputs, options: { readonly sizes?: GanSizes } = {}): GanQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N);
    runTrainGenerator(m, N);
    return { caught: m.slot18[0]!, fooled: m.slot19[0]! };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: GanInputs, options: { readonly sizes?: GanSizes } = {}): GanQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N);
    runEvaluate(m, N);
    return { caught: m.slot17[0]!, fooled: m.slot16[0]! };
  }

  /** The outputs in test mode. */
  predict(_batch: object = {}, options: { readonly sizes?: GanSizes } = {}): GanOutputs {
    const N = sizeFromOptions("N", options.sizes?.N ?? this.#largest.N, this.#largest.N);
    const m = this.#memory;
    runPredict(m, N);
    return { digit: m.slot5.slice(0, 64 * N) };
  }

  /** Training steps done. */
  get step(): number {
    return this.#memory.step[0]!;
  }

  /** From 0; set by the training loop, read by schedules. */
  get epoch(): number {
    return this.#memory.epoch[0]!;
  }

  set epoch(epoch: number) {
    this.#memory.epoch[0] = countingNumber("epoch", epoch);
  }

  /** A safetensors file with all that training needs to go on, bit for bit: parameters, states, slots of the optimizer, step, epoch and seed. */
  save(): Uint8Array {
    return saveTensors(stored(this.#memory), { format: "nnc", model: "Gan" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(stored(this.#memory), file);
  }
}

/** What this module throws. */
export { ModelError as GanError };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number) {
  const layout = new Layout();
  const generator_dense1_W = layout.reserve(8192);
  const generator_dense1_b = layout.reserve(256);
  const generator_batchnorm1_gamma = layout.reserve(64);
  const generator_batchnorm1_beta = layout.reserve(64);
  const generator_batchnorm1_mean = layout.reserve(64);
  const generator_batchnorm1_var = layout.reserve(64);
  const generator_convtranspose1_W = layout.reserve(32768);
  const generator_batchnorm2_gamma = layout.reserve(32);
  const generator_batchnorm2_beta = layout.reserve(32);
  const generator_batchnorm2_mean = layout.reserve(32);
  const generator_batchnorm2_var = layout.reserve(32);
  const generator_convtranspose2_W = layout.reserve(512);
  const generator_convtranspose2_b = layout.reserve(1);
  const discriminator_conv1_W = layout.reserve(288);
  const discriminator_conv1_b = layout.reserve(32);
  const discriminator_conv2_W = layout.reserve(18432);
  const discriminator_conv2_b = layout.reserve(64);
  const discriminator_dense1_W = layout.reserve(256);
  const discriminator_dense1_b = layout.reserve(1);
  const discriminator_conv1_W_adam_t = layout.reserve(1);
  const discriminator_conv1_W_adam_v = layout.reserve(288);
  const discriminator_conv1_W_adam_s = layout.reserve(288);
  const discriminator_conv1_b_adam_t = layout.reserve(1);
  const discriminator_conv1_b_adam_v = layout.reserve(32);
  const discriminator_conv1_b_adam_s = layout.reserve(32);
  const discriminator_conv2_W_adam_t = layout.reserve(1);
  const discriminator_conv2_W_adam_v = layout.reserve(18432);
  const discriminator_conv2_W_adam_s = layout.reserve(18432);
  const discriminator_conv2_b_adam_t = layout.reserve(1);
  const discriminator_conv2_b_adam_v = layout.reserve(64);
  const discriminator_conv2_b_adam_s = layout.reserve(64);
  const discriminator_dense1_W_adam_t = layout.reserve(1);
  const discriminator_dense1_W_adam_v = layout.reserve(256);
  const discriminator_dense1_W_adam_s = layout.reserve(256);
  const discriminator_dense1_b_adam_t = layout.reserve(1);
  const discriminator_dense1_b_adam_v = layout.reserve(1);
  const discriminator_dense1_b_adam_s = layout.reserve(1);
  const generator_dense1_W_adam_t = layout.reserve(1);
  const generator_dense1_W_adam_v = layout.reserve(8192);
  const generator_dense1_W_adam_s = layout.reserve(8192);
  const generator_dense1_b_adam_t = layout.reserve(1);
  const generator_dense1_b_adam_v = layout.reserve(256);
  const generator_dense1_b_adam_s = layout.reserve(256);
  const generator_batchnorm1_gamma_adam_t = layout.reserve(1);
  const generator_batchnorm1_gamma_adam_v = layout.reserve(64);
  const generator_batchnorm1_gamma_adam_s = layout.reserve(64);
  const generator_batchnorm1_beta_adam_t = layout.reserve(1);
  const generator_batchnorm1_beta_adam_v = layout.reserve(64);
  const generator_batchnorm1_beta_adam_s = layout.reserve(64);
  const generator_convtranspose1_W_adam_t = layout.reserve(1);
  const generator_convtranspose1_W_adam_v = layout.reserve(32768);
  const generator_convtranspose1_W_adam_s = layout.reserve(32768);
  const generator_batchnorm2_gamma_adam_t = layout.reserve(1);
  const generator_batchnorm2_gamma_adam_v = layout.reserve(32);
  const generator_batchnorm2_gamma_adam_s = layout.reserve(32);
  const generator_batchnorm2_beta_adam_t = layout.reserve(1);
  const generator_batchnorm2_beta_adam_v = layout.reserve(32);
  const generator_batchnorm2_beta_adam_s = layout.reserve(32);
  const generator_convtranspose2_W_adam_t = layout.reserve(1);
  const generator_convtranspose2_W_adam_v = layout.reserve(512);
  const generator_convtranspose2_W_adam_s = layout.reserve(512);
  const generator_convtranspose2_b_adam_t = layout.reserve(1);
  const generator_convtranspose2_b_adam_v = layout.reserve(1);
  const generator_convtranspose2_b_adam_s = layout.reserve(1);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_image = layout.reserve(64 * N);
  const slot11 = layout.reserve(Math.max(64 * N, 512));
  const slot0 = layout.reserve(Math.max(512 * N, 32768));
  const slot12 = layout.reserve(Math.max(32 * N, 288));
  const slot1 = layout.reserve(512 * N);
  const slot13 = layout.reserve(Math.max(N, 64));
  const slot5 = layout.reserve(256 * N);
  const slot16 = layout.reserve(32);
  const slot17 = layout.reserve(32);
  const slot14 = layout.reserve(Math.max(N, 64));
  const slot2 = layout.reserve(Math.max(512 * N, 18432));
  const slot6 = layout.reserve(256 * N);
  const slot7 = layout.reserve(256 * N);
  const slot3 = layout.reserve(512 * N);
  const slot4 = layout.reserve(512 * N);
  const slot8 = layout.reserve(256 * N);
  const slot9 = layout.reserve(256 * N);
  const slot10 = layout.reserve(256 * N);
  const slot15 = layout.reserve(Math.max(N, 64));
  const slot18 = layout.reserve(1);
  const slot19 = layout.reserve(1);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** generator.dense1.W: [32, 256] */
    generator_dense1_W: new Float32Array(buffer, generator_dense1_W.offset, generator_dense1_W.length),
    /** generator.dense1.b: [256] */
    generator_dense1_b: new Float32Array(buffer, generator_dense1_b.offset, generator_dense1_b.length),
    /** generator.batchnorm1.gamma: [64] */
    generator_batchnorm1_gamma: new Float32Array(buffer, generator_batchnorm1_gamma.offset, generator_batchnorm1_gamma.length),
    /** generator.batchnorm1.beta: [64] */
    generator_batchnorm1_beta: new Float32Array(buffer, generator_batchnorm1_beta.offset, generator_batchnorm1_beta.length),
    /** generator.batchnorm1.mean: [64] */
    generator_batchnorm1_mean: new Float32Array(buffer, generator_batchnorm1_mean.offset, generator_batchnorm1_mean.length),
    /** generator.batchnorm1.var: [64] */
    generator_batchnorm1_var: new Float32Array(buffer, generator_batchnorm1_var.offset, generator_batchnorm1_var.length),
    /** generator.convtranspose1.W: [4, 4, 64, 32] */
    generator_convtranspose1_W: new Float32Array(buffer, generator_convtranspose1_W.offset, generator_convtranspose1_W.length),
    /** generator.batchnorm2.gamma: [32] */
    generator_batchnorm2_gamma: new Float32Array(buffer, generator_batchnorm2_gamma.offset, generator_batchnorm2_gamma.length),
    /** generator.batchnorm2.beta: [32] */
    generator_batchnorm2_beta: new Float32Array(buffer, generator_batchnorm2_beta.offset, generator_batchnorm2_beta.length),
    /** generator.batchnorm2.mean: [32] */
    generator_batchnorm2_mean: new Float32Array(buffer, generator_batchnorm2_mean.offset, generator_batchnorm2_mean.length),
    /** generator.batchnorm2.var: [32] */
    generator_batchnorm2_var: new Float32Array(buffer, generator_batchnorm2_var.offset, generator_batchnorm2_var.length),
    /** generator.convtranspose2.W: [4, 4, 32, 1] */
    generator_convtranspose2_W: new Float32Array(buffer, generator_convtranspose2_W.offset, generator_convtranspose2_W.length),
    /** generator.convtranspose2.b: [1] */
    generator_convtranspose2_b: new Float32Array(buffer, generator_convtranspose2_b.offset, generator_convtranspose2_b.length),
    /** discriminator.conv1.W: [3, 3, 1, 32] */
    discriminator_conv1_W: new Float32Array(buffer, discriminator_conv1_W.offset, discriminator_conv1_W.length),
    /** discriminator.conv1.b: [32] */
    discriminator_conv1_b: new Float32Array(buffer, discriminator_conv1_b.offset, discriminator_conv1_b.length),
    /** discriminator.conv2.W: [3, 3, 32, 64] */
    discriminator_conv2_W: new Float32Array(buffer, discriminator_conv2_W.offset, discriminator_conv2_W.length),
    /** discriminator.conv2.b: [64] */
    discriminator_conv2_b: new Float32Array(buffer, discriminator_conv2_b.offset, discriminator_conv2_b.length),
    /** discriminator.dense1.W: [256, 1] */
    discriminator_dense1_W: new Float32Array(buffer, discriminator_dense1_W.offset, discriminator_dense1_W.length),
    /** discriminator.dense1.b: [1] */
    discriminator_dense1_b: new Float32Array(buffer, discriminator_dense1_b.offset, discriminator_dense1_b.length),
    /** discriminator.conv1.W/adam.t: int[] */
    discriminator_conv1_W_adam_t: new Int32Array(buffer, discriminator_conv1_W_adam_t.offset, discriminator_conv1_W_adam_t.length),
    /** discriminator.conv1.W/adam.v: [3, 3, 1, 32] */
    discriminator_conv1_W_adam_v: new Float32Array(buffer, discriminator_conv1_W_adam_v.offset, discriminator_conv1_W_adam_v.length),
    /** discriminator.conv1.W/adam.s: [3, 3, 1, 32] */
    discriminator_conv1_W_adam_s: new Float32Array(buffer, discriminator_conv1_W_adam_s.offset, discriminator_conv1_W_adam_s.length),
    /** discriminator.conv1.b/adam.t: int[] */
    discriminator_conv1_b_adam_t: new Int32Array(buffer, discriminator_conv1_b_adam_t.offset, discriminator_conv1_b_adam_t.length),
    /** discriminator.conv1.b/adam.v: [32] */
    discriminator_conv1_b_adam_v: new Float32Array(buffer, discriminator_conv1_b_adam_v.offset, discriminator_conv1_b_adam_v.length),
    /** discriminator.conv1.b/adam.s: [32] */
    discriminator_conv1_b_adam_s: new Float32Array(buffer, discriminator_conv1_b_adam_s.offset, discriminator_conv1_b_adam_s.length),
    /** discriminator.conv2.W/adam.t: int[] */
    discriminator_conv2_W_adam_t: new Int32Array(buffer, discriminator_conv2_W_adam_t.offset, discriminator_conv2_W_adam_t.length),
    /** discriminator.conv2.W/adam.v: [3, 3, 32, 64] */
    discriminator_conv2_W_adam_v: new Float32Array(buffer, discriminator_conv2_W_adam_v.offset, discriminator_conv2_W_adam_v.length),
    /** discriminator.conv2.W/adam.s: [3, 3, 32, 64] */
    discriminator_conv2_W_adam_s: new Float32Array(buffer, discriminator_conv2_W_adam_s.offset, discriminator_conv2_W_adam_s.length),
    /** discriminator.conv2.b/adam.t: int[] */
    discriminator_conv2_b_adam_t: new Int32Array(buffer, discriminator_conv2_b_adam_t.offset, discriminator_conv2_b_adam_t.length),
    /** discriminator.conv2.b/adam.v: [64] */
    discriminator_conv2_b_adam_v: new Float32Array(buffer, discriminator_conv2_b_adam_v.offset, discriminator_conv2_b_adam_v.length),
    /** discriminator.conv2.b/adam.s: [64] */
    discriminator_conv2_b_adam_s: new Float32Array(buffer, discriminator_conv2_b_adam_s.offset, discriminator_conv2_b_adam_s.length),
    /** discriminator.dense1.W/adam.t: int[] */
    discriminator_dense1_W_adam_t: new Int32Array(buffer, discriminator_dense1_W_adam_t.offset, discriminator_dense1_W_adam_t.length),
    /** discriminator.dense1.W/adam.v: [256, 1] */
    discriminator_dense1_W_adam_v: new Float32Array(buffer, discriminator_dense1_W_adam_v.offset, discriminator_dense1_W_adam_v.length),
    /** discriminator.dense1.W/adam.s: [256, 1] */
    discriminator_dense1_W_adam_s: new Float32Array(buffer, discriminator_dense1_W_adam_s.offset, discriminator_dense1_W_adam_s.length),
    /** discriminator.dense1.b/adam.t: int[] */
    discriminator_dense1_b_adam_t: new Int32Array(buffer, discriminator_dense1_b_adam_t.offset, discriminator_dense1_b_adam_t.length),
    /** discriminator.dense1.b/adam.v: [1] */
    discriminator_dense1_b_adam_v: new Float32Array(buffer, discriminator_dense1_b_adam_v.offset, discriminator_dense1_b_adam_v.length),
    /** discriminator.dense1.b/adam.s: [1] */
    discriminator_dense1_b_adam_s: new Float32Array(buffer, discriminator_dense1_b_adam_s.offset, discriminator_dense1_b_adam_s.length),
    /** generator.dense1.W/adam.t: int[] */
    generator_dense1_W_adam_t: new Int32Array(buffer, generator_dense1_W_adam_t.offset, generator_dense1_W_adam_t.length),
    /** generator.dense1.W/adam.v: [32, 256] */
    generator_dense1_W_adam_v: new Float32Array(buffer, generator_dense1_W_adam_v.offset, generator_dense1_W_adam_v.length),
    /** generator.dense1.W/adam.s: [32, 256] */
    generator_dense1_W_adam_s: new Float32Array(buffer, generator_dense1_W_adam_s.offset, generator_dense1_W_adam_s.length),
    /** generator.dense1.b/adam.t: int[] */
    generator_dense1_b_adam_t: new Int32Array(buffer, generator_dense1_b_adam_t.offset, generator_dense1_b_adam_t.length),
    /** generator.dense1.b/adam.v: [256] */
    generator_dense1_b_adam_v: new Float32Array(buffer, generator_dense1_b_adam_v.offset, generator_dense1_b_adam_v.length),
    /** generator.dense1.b/adam.s: [256] */
    generator_dense1_b_adam_s: new Float32Array(buffer, generator_dense1_b_adam_s.offset, generator_dense1_b_adam_s.length),
    /** generator.batchnorm1.gamma/adam.t: int[] */
    generator_batchnorm1_gamma_adam_t: new Int32Array(buffer, generator_batchnorm1_gamma_adam_t.offset, generator_batchnorm1_gamma_adam_t.length),
    /** generator.batchnorm1.gamma/adam.v: [64] */
    generator_batchnorm1_gamma_adam_v: new Float32Array(buffer, generator_batchnorm1_gamma_adam_v.offset, generator_batchnorm1_gamma_adam_v.length),
    /** generator.batchnorm1.gamma/adam.s: [64] */
    generator_batchnorm1_gamma_adam_s: new Float32Array(buffer, generator_batchnorm1_gamma_adam_s.offset, generator_batchnorm1_gamma_adam_s.length),
    /** generator.batchnorm1.beta/adam.t: int[] */
    generator_batchnorm1_beta_adam_t: new Int32Array(buffer, generator_batchnorm1_beta_adam_t.offset, generator_batchnorm1_beta_adam_t.length),
    /** generator.batchnorm1.beta/adam.v: [64] */
    generator_batchnorm1_beta_adam_v: new Float32Array(buffer, generator_batchnorm1_beta_adam_v.offset, generator_batchnorm1_beta_adam_v.length),
    /** generator.batchnorm1.beta/adam.s: [64] */
    generator_batchnorm1_beta_adam_s: new Float32Array(buffer, generator_batchnorm1_beta_adam_s.offset, generator_batchnorm1_beta_adam_s.length),
    /** generator.convtranspose1.W/adam.t: int[] */
    generator_convtranspose1_W_adam_t: new Int32Array(buffer, generator_convtranspose1_W_adam_t.offset, generator_convtranspose1_W_adam_t.length),
    /** generator.convtranspose1.W/adam.v: [4, 4, 64, 32] */
    generator_convtranspose1_W_adam_v: new Float32Array(buffer, generator_convtranspose1_W_adam_v.offset, generator_convtranspose1_W_adam_v.length),
    /** generator.convtranspose1.W/adam.s: [4, 4, 64, 32] */
    generator_convtranspose1_W_adam_s: new Float32Array(buffer, generator_convtranspose1_W_adam_s.offset, generator_convtranspose1_W_adam_s.length),
    /** generator.batchnorm2.gamma/adam.t: int[] */
    generator_batchnorm2_gamma_adam_t: new Int32Array(buffer, generator_batchnorm2_gamma_adam_t.offset, generator_batchnorm2_gamma_adam_t.length),
    /** generator.batchnorm2.gamma/adam.v: [32] */
    generator_batchnorm2_gamma_adam_v: new Float32Array(buffer, generator_batchnorm2_gamma_adam_v.offset, generator_batchnorm2_gamma_adam_v.length),
    /** generator.batchnorm2.gamma/adam.s: [32] */
    generator_batchnorm2_gamma_adam_s: new Float32Array(buffer, generator_batchnorm2_gamma_adam_s.offset, generator_batchnorm2_gamma_adam_s.length),
    /** generator.batchnorm2.beta/adam.t: int[] */
    generator_batchnorm2_beta_adam_t: new Int32Array(buffer, generator_batchnorm2_beta_adam_t.offset, generator_batchnorm2_beta_adam_t.length),
    /** generator.batchnorm2.beta/adam.v: [32] */
    generator_batchnorm2_beta_adam_v: new Float32Array(buffer, generator_batchnorm2_beta_adam_v.offset, generator_batchnorm2_beta_adam_v.length),
    /** generator.batchnorm2.beta/adam.s: [32] */
    generator_batchnorm2_beta_adam_s: new Float32Array(buffer, generator_batchnorm2_beta_adam_s.offset, generator_batchnorm2_beta_adam_s.length),
    /** generator.convtranspose2.W/adam.t: int[] */
    generator_convtranspose2_W_adam_t: new Int32Array(buffer, generator_convtranspose2_W_adam_t.offset, generator_convtranspose2_W_adam_t.length),
    /** generator.convtranspose2.W/adam.v: [4, 4, 32, 1] */
    generator_convtranspose2_W_adam_v: new Float32Array(buffer, generator_convtranspose2_W_adam_v.offset, generator_convtranspose2_W_adam_v.length),
    /** generator.convtranspose2.W/adam.s: [4, 4, 32, 1] */
    generator_convtranspose2_W_adam_s: new Float32Array(buffer, generator_convtranspose2_W_adam_s.offset, generator_convtranspose2_W_adam_s.length),
    /** generator.convtranspose2.b/adam.t: int[] */
    generator_convtranspose2_b_adam_t: new Int32Array(buffer, generator_convtranspose2_b_adam_t.offset, generator_convtranspose2_b_adam_t.length),
    /** generator.convtranspose2.b/adam.v: [1] */
    generator_convtranspose2_b_adam_v: new Float32Array(buffer, generator_convtranspose2_b_adam_v.offset, generator_convtranspose2_b_adam_v.length),
    /** generator.convtranspose2.b/adam.s: [1] */
    generator_convtranspose2_b_adam_s: new Float32Array(buffer, generator_convtranspose2_b_adam_s.offset, generator_convtranspose2_b_adam_s.length),
    /** step: int[] */
    step: new Int32Array(buffer, step.offset, step.length),
    /** epoch: int[] */
    epoch: new Int32Array(buffer, epoch.offset, epoch.length),
    /** seed: int[] */
    seed: new Int32Array(buffer, seed.offset, seed.length),
    /** image: [N, 8, 8, 1] */
    image: new Float32Array(buffer, input_image.offset, input_image.length),
    slot11: new Float32Array(buffer, slot11.offset, slot11.length),
    slot0: new Float32Array(buffer, slot0.offset, slot0.length),
    slot12: new Float32Array(buffer, slot12.offset, slot12.length),
    slot1: new Float32Array(buffer, slot1.offset, slot1.length),
    slot13: new Float32Array(buffer, slot13.offset, slot13.length),
    slot5: new Float32Array(buffer, slot5.offset, slot5.length),
    slot16: new Float32Array(buffer, slot16.offset, slot16.length),
    slot17: new Float32Array(buffer, slot17.offset, slot17.length),
    slot14: new Float32Array(buffer, slot14.offset, slot14.length),
    slot2: new Float32Array(buffer, slot2.offset, slot2.length),
    slot6: new Float32Array(buffer, slot6.offset, slot6.length),
    slot7: new Float32Array(buffer, slot7.offset, slot7.length),
    slot3: new Float32Array(buffer, slot3.offset, slot3.length),
    slot4: new Float32Array(buffer, slot4.offset, slot4.length),
    slot8: new Float32Array(buffer, slot8.offset, slot8.length),
    slot9: new Float32Array(buffer, slot9.offset, slot9.length),
    slot10: new Float32Array(buffer, slot10.offset, slot10.length),
    slot15: new Float32Array(buffer, slot15.offset, slot15.length),
    slot18: new Float32Array(buffer, slot18.offset, slot18.length),
    slot19: new Float32Array(buffer, slot19.offset, slot19.length),
  };
}

type Memory = ReturnType<typeof allocate>;

/** What a file holds: parameters, states, slots of the optimizer, and the clock. */
function stored(m: Memory): readonly StoredTensor[] {
  return [
    { name: "generator.dense1.W", shape: [32, 256], data: m.generator_dense1_W },
    { name: "generator.dense1.b", shape: [256], data: m.generator_dense1_b },
    { name: "generator.batchnorm1.gamma", shape: [64], data: m.generator_batchnorm1_gamma },
    { name: "generator.batchnorm1.beta", shape: [64], data: m.generator_batchnorm1_beta },
    { name: "generator.batchnorm1.mean", shape: [64], data: m.generator_batchnorm1_mean },
    { name: "generator.batchnorm1.var", shape: [64], data: m.generator_batchnorm1_var },
    { name: "generator.convtranspose1.W", shape: [4, 4, 64, 32], data: m.generator_convtranspose1_W },
    { name: "generator.batchnorm2.gamma", shape: [32], data: m.generator_batchnorm2_gamma },
    { name: "generator.batchnorm2.beta", shape: [32], data: m.generator_batchnorm2_beta },
    { name: "generator.batchnorm2.mean", shape: [32], data: m.generator_batchnorm2_mean },
    { name: "generator.batchnorm2.var", shape: [32], data: m.generator_batchnorm2_var },
    { name: "generator.convtranspose2.W", shape: [4, 4, 32, 1], data: m.generator_convtranspose2_W },
    { name: "generator.convtranspose2.b", shape: [1], data: m.generator_convtranspose2_b },
    { name: "discriminator.conv1.W", shape: [3, 3, 1, 32], data: m.discriminator_conv1_W },
    { name: "discriminator.conv1.b", shape: [32], data: m.discriminator_conv1_b },
    { name: "discriminator.conv2.W", shape: [3, 3, 32, 64], data: m.discriminator_conv2_W },
    { name: "discriminator.conv2.b", shape: [64], data: m.discriminator_conv2_b },
    { name: "discriminator.dense1.W", shape: [256, 1], data: m.discriminator_dense1_W },
    { name: "discriminator.dense1.b", shape: [1], data: m.discriminator_dense1_b },
    { name: "discriminator.conv1.W/adam.t", shape: [], data: m.discriminator_conv1_W_adam_t },
    { name: "discriminator.conv1.W/adam.v", shape: [3, 3, 1, 32], data: m.discriminator_conv1_W_adam_v },
    { name: "discriminator.conv1.W/adam.s", shape: [3, 3, 1, 32], data: m.discriminator_conv1_W_adam_s },
    { name: "discriminator.conv1.b/adam.t", shape: [], data: m.discriminator_conv1_b_adam_t },
    { name: "discriminator.conv1.b/adam.v", shape: [32], data: m.discriminator_conv1_b_adam_v },
    { name: "discriminator.conv1.b/adam.s", shape: [32], data: m.discriminator_conv1_b_adam_s },
    { name: "discriminator.conv2.W/adam.t", shape: [], data: m.discriminator_conv2_W_adam_t },
    { name: "discriminator.conv2.W/adam.v", shape: [3, 3, 32, 64], data: m.discriminator_conv2_W_adam_v },
    { name: "discriminator.conv2.W/adam.s", shape: [3, 3, 32, 64], data: m.discriminator_conv2_W_adam_s },
    { name: "discriminator.conv2.b/adam.t", shape: [], data: m.discriminator_conv2_b_adam_t },
    { name: "discriminator.conv2.b/adam.v", shape: [64], data: m.discriminator_conv2_b_adam_v },
    { name: "discriminator.conv2.b/adam.s", shape: [64], data: m.discriminator_conv2_b_adam_s },
    { name: "discriminator.dense1.W/adam.t", shape: [], data: m.discriminator_dense1_W_adam_t },
    { name: "discriminator.dense1.W/adam.v", shape: [256, 1], data: m.discriminator_dense1_W_adam_v },
    { name: "discriminator.dense1.W/adam.s", shape: [256, 1], data: m.discriminator_dense1_W_adam_s },
    { name: "discriminator.dense1.b/adam.t", shape: [], data: m.discriminator_dense1_b_adam_t },
    { name: "discriminator.dense1.b/adam.v", shape: [1], data: m.discriminator_dense1_b_adam_v },
    { name: "discriminator.dense1.b/adam.s", shape: [1], data: m.discriminator_dense1_b_adam_s },
    { name: "generator.dense1.W/adam.t", shape: [], data: m.generator_dense1_W_adam_t },
    { name: "generator.dense1.W/adam.v", shape: [32, 256], data: m.generator_dense1_W_adam_v },
    { name: "generator.dense1.W/adam.s", shape: [32, 256], data: m.generator_dense1_W_adam_s },
    { name: "generator.dense1.b/adam.t", shape: [], data: m.generator_dense1_b_adam_t },
    { name: "generator.dense1.b/adam.v", shape: [256], data: m.generator_dense1_b_adam_v },
    { name: "generator.dense1.b/adam.s", shape: [256], data: m.generator_dense1_b_adam_s },
    { name: "generator.batchnorm1.gamma/adam.t", shape: [], data: m.generator_batchnorm1_gamma_adam_t },
    { name: "generator.batchnorm1.gamma/adam.v", shape: [64], data: m.generator_batchnorm1_gamma_adam_v },
    { name: "generator.batchnorm1.gamma/adam.s", shape: [64], data: m.generator_batchnorm1_gamma_adam_s },
    { name: "generator.batchnorm1.beta/adam.t", shape: [], data: m.generator_batchnorm1_beta_adam_t },
    { name: "generator.batchnorm1.beta/adam.v", shape: [64], data: m.generator_batchnorm1_beta_adam_v },
    { name: "generator.batchnorm1.beta/adam.s", shape: [64], data: m.generator_batchnorm1_beta_adam_s },
    { name: "generator.convtranspose1.W/adam.t", shape: [], data: m.generator_convtranspose1_W_adam_t },
    { name: "generator.convtranspose1.W/adam.v", shape: [4, 4, 64, 32], data: m.generator_convtranspose1_W_adam_v },
    { name: "generator.convtranspose1.W/adam.s", shape: [4, 4, 64, 32], data: m.generator_convtranspose1_W_adam_s },
    { name: "generator.batchnorm2.gamma/adam.t", shape: [], data: m.generator_batchnorm2_gamma_adam_t },
    { name: "generator.batchnorm2.gamma/adam.v", shape: [32], data: m.generator_batchnorm2_gamma_adam_v },
    { name: "generator.batchnorm2.gamma/adam.s", shape: [32], data: m.generator_batchnorm2_gamma_adam_s },
    { name: "generator.batchnorm2.beta/adam.t", shape: [], data: m.generator_batchnorm2_beta_adam_t },
    { name: "generator.batchnorm2.beta/adam.v", shape: [32], data: m.generator_batchnorm2_beta_adam_v },
    { name: "generator.batchnorm2.beta/adam.s", shape: [32], data: m.generator_batchnorm2_beta_adam_s },
    { name: "generator.convtranspose2.W/adam.t", shape: [], data: m.generator_convtranspose2_W_adam_t },
    { name: "generator.convtranspose2.W/adam.v", shape: [4, 4, 32, 1], data: m.generator_convtranspose2_W_adam_v },
    { name: "generator.convtranspose2.W/adam.s", shape: [4, 4, 32, 1], data: m.generator_convtranspose2_W_adam_s },
    { name: "generator.convtranspose2.b/adam.t", shape: [], data: m.generator_convtranspose2_b_adam_t },
    { name: "generator.convtranspose2.b/adam.v", shape: [1], data: m.generator_convtranspose2_b_adam_v },
    { name: "generator.convtranspose2.b/adam.s", shape: [1], data: m.generator_convtranspose2_b_adam_s },
    { name: "step", shape: [], data: m.step },
    { name: "epoch", shape: [], data: m.epoch },
    { name: "seed", shape: [], data: m.seed },
  ];
}

/** Program `init`: 19 kernels. */
function runInit(m: Memory): void {
  init_generator_dense1_W(m.seed, m.step, m.generator_dense1_W);
  init_generator_convtranspose1_W(m.seed, m.step, m.generator_convtranspose1_W);
  init_generator_convtranspose2_W(m.seed, m.step, m.generator_convtranspose2_W);
  init_discriminator_conv1_W(m.seed, m.step, m.discriminator_conv1_W);
  init_discriminator_conv2_W(m.seed, m.step, m.discriminator_conv2_W);
  init_discriminator_dense1_W(m.seed, m.step, m.discriminator_dense1_W);
  init_generator_batchnorm1_var(m.generator_batchnorm1_gamma, m.generator_batchnorm1_var);
  init_generator_batchnorm2_var(m.generator_batchnorm2_gamma, m.generator_batchnorm2_var);
  init_discriminator_conv1_W_adam_v(m.discriminator_conv1_W_adam_v, m.discriminator_conv1_W_adam_s);
  init_discriminator_conv2_W_adam_v(m.discriminator_conv2_W_adam_v, m.discriminator_conv2_W_adam_s);
  init_discriminator_dense1_W_adam_v(m.discriminator_dense1_W_adam_v, m.discriminator_dense1_W_adam_s);
  init_generator_dense1_W_adam_v(m.generator_dense1_W_adam_v, m.generator_dense1_W_adam_s);
  init_generator_dense1_b(m.generator_dense1_b, m.generator_dense1_b_adam_v, m.generator_dense1_b_adam_s);
  init_discriminator_conv2_b(
    m.generator_batchnorm1_beta,
    m.generator_batchnorm1_mean,
    m.discriminator_conv2_b,
    m.discriminator_conv2_b_adam_v,
    m.discriminator_conv2_b_adam_s,
    m.generator_batchnorm1_gamma_adam_v,
    m.generator_batchnorm1_gamma_adam_s,
    m.generator_batchnorm1_beta_adam_v,
    m.generator_batchnorm1_beta_adam_s,
  );
  init_generator_convtranspose1_W_adam_v(m.generator_convtranspose1_W_adam_v, m.generator_convtranspose1_W_adam_s);
  init_discriminator_conv1_b(
    m.generator_batchnorm2_beta,
    m.generator_batchnorm2_mean,
    m.discriminator_conv1_b,
    m.discriminator_conv1_b_adam_v,
    m.discriminator_conv1_b_adam_s,
    m.generator_batchnorm2_gamma_adam_v,
    m.generator_batchnorm2_gamma_adam_s,
    m.generator_batchnorm2_beta_adam_v,
    m.generator_batchnorm2_beta_adam_s,
  );
  init_generator_convtranspose2_W_adam_v(m.generator_convtranspose2_W_adam_v, m.generator_convtranspose2_W_adam_s);
  init_generator_dense1_W_adam_t(
    m.discriminator_conv1_W_adam_t,
    m.discriminator_conv1_b_adam_t,
    m.discriminator_conv2_W_adam_t,
    m.discriminator_conv2_b_adam_t,
    m.discriminator_dense1_W_adam_t,
    m.discriminator_dense1_b_adam_t,
    m.generator_dense1_W_adam_t,
    m.generator_dense1_b_adam_t,
    m.generator_batchnorm1_gamma_adam_t,
    m.generator_batchnorm1_beta_adam_t,
    m.generator_convtranspose1_W_adam_t,
    m.generator_batchnorm2_gamma_adam_t,
    m.generator_batchnorm2_beta_adam_t,
    m.generator_convtranspose2_W_adam_t,
    m.generator_convtranspose2_b_adam_t,
  );
  init_discriminator_dense1_b(
    m.generator_convtranspose2_b,
    m.discriminator_dense1_b,
    m.discriminator_dense1_b_adam_v,
    m.discriminator_dense1_b_adam_s,
    m.generator_convtranspose2_b_adam_v,
    m.generator_convtranspose2_b_adam_s,
  );
}

/** Program `evaluate`: 16 kernels. */
function runEvaluate(m: Memory, N: number): void {
  randn_forward(N, m.seed, m.step, m.slot11);
  generator_dense1_forward(N, m.slot11, m.generator_dense1_W, m.slot0);
  generator_batchnorm1_forward(m.generator_batchnorm1_var, m.slot12);
  generator_relu_forward(
    N,
    m.generator_batchnorm1_gamma,
    m.slot0,
    m.generator_dense1_b,
    m.generator_batchnorm1_mean,
    m.slot12,
    m.generator_batchnorm1_beta,
    m.slot1,
  );
  generator_batchnorm2_forward(m.generator_batchnorm2_var, m.slot13);
  generator_relu_forward2(
    N,
    m.slot1,
    m.generator_convtranspose1_W,
    m.generator_batchnorm2_gamma,
    m.generator_batchnorm2_mean,
    m.slot13,
    m.generator_batchnorm2_beta,
    m.slot0,
  );
  digit_forward(N, m.slot0, m.generator_convtranspose2_W, m.generator_convtranspose2_b, m.slot5);
  discriminator_leaky_relu_forward(N, m.image, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot0);
  discriminator_leaky_relu_forward2(N, m.slot0, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot1);
  discriminator_dense1_forward(N, m.slot1, m.discriminator_dense1_W, m.slot12);
  discriminator_leaky_relu_forward(N, m.slot5, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot0);
  discriminator_leaky_relu_forward2(N, m.slot0, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot1);
  discriminator_dense1_forward2(N, m.slot1, m.discriminator_dense1_W, m.discriminator_dense1_b, m.slot11);
  gan_discriminator_loss_forward(N, m.slot11, m.slot16);
  caught_forward(N, m.slot12, m.discriminator_dense1_b, m.slot16, m.slot17);
  fooled_forward(N, m.slot11, m.slot16);
}

/** Program `train.discriminator`: 48 kernels. */
function runTrainDiscriminator(m: Memory, N: number): void {
  update_discriminator_conv1_W_adam_t(m.discriminator_conv1_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.discriminator_conv1_b_adam_t);
  update_discriminator_conv1_W_adam_t(m.discriminator_conv2_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.discriminator_conv2_b_adam_t);
  update_discriminator_conv1_W_adam_t(m.discriminator_dense1_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.discriminator_dense1_b_adam_t);
  randn_forward(N, m.seed, m.step, m.slot11);
  generator_dense1_forward2(N, m.slot11, m.generator_dense1_W, m.generator_dense1_b, m.slot0);
  update_generator_batchnorm1_mean(N, m.slot0, m.slot12, m.generator_batchnorm1_mean);
  update_generator_batchnorm1_var(N, m.slot0, m.slot12, m.generator_batchnorm1_var, m.slot11);
  generator_relu_forward3(
    N,
    m.generator_batchnorm1_gamma,
    m.slot0,
    m.slot12,
    m.slot11,
    m.generator_batchnorm1_beta,
    m.slot1,
  );
  generator_convtranspose1_forward(N, m.slot1, m.generator_convtranspose1_W, m.slot0);
  update_generator_batchnorm2_mean(N, m.slot0, m.slot13, m.generator_batchnorm2_mean);
  update_generator_batchnorm2_var(N, m.slot0, m.slot13, m.generator_batchnorm2_var, m.slot14);
  generator_relu_forward4(
    N,
    m.generator_batchnorm2_gamma,
    m.slot0,
    m.slot13,
    m.slot14,
    m.generator_batchnorm2_beta,
    m.slot1,
  );
  digit_forward(N, m.slot1, m.generator_convtranspose2_W, m.generator_convtranspose2_b, m.slot11);
  discriminator_leaky_relu_forward3(N, m.image, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot0, m.slot1);
  discriminator_leaky_relu_forward4(N, m.slot1, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot5, m.slot2);
  discriminator_dropout1_forward(N, m.seed, m.step, m.slot2, m.slot6, m.slot7);
  discriminator_dense1_forward2(N, m.slot7, m.discriminator_dense1_W, m.discriminator_dense1_b, m.slot12);
  discriminator_leaky_relu_forward3(N, m.slot11, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot2, m.slot3);
  discriminator_leaky_relu_forward4(N, m.slot3, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot4, m.slot8);
  discriminator_dropout1_forward2(N, m.seed, m.step, m.slot8, m.slot9, m.slot10);
  update_discriminator_conv1_W_adam_t(m.step);
  discriminator_dense1_forward2(N, m.slot10, m.discriminator_dense1_W, m.discriminator_dense1_b, m.slot8);
  gan_discriminator_loss_forward(N, m.slot8, m.slot16);
  caught_forward2(N, m.slot12, m.slot16, m.slot17);
  fooled_forward(N, m.slot8, m.slot16);
  fake_backward(N, m.slot8, m.slot13);
  real_backward(N, m.slot12, m.slot14);
  discriminator_flatten_backward(N, m.slot13, m.discriminator_dense1_W, m.slot9, m.slot8);
  discriminator_conv2_backward(N, m.slot4, m.slot8, m.slot9);
  discriminator_conv1_backward(N, m.slot9, m.discriminator_conv2_W, m.slot2, m.slot4);
  discriminator_dense1_b_backward(N, m.slot14, m.slot15);
  update_discriminator_dense1_b(
    N,
    m.slot13,
    m.slot15,
    m.discriminator_dense1_b_adam_v,
    m.discriminator_dense1_b_adam_s,
    m.discriminator_dense1_b,
    m.discriminator_dense1_b_adam_t,
  );
  discriminator_dense1_W_backward(N, m.slot7, m.slot14, m.slot12);
  discriminator_flatten_backward(N, m.slot14, m.discriminator_dense1_W, m.slot6, m.slot2);
  update_discriminator_dense1_W(
    N,
    m.slot10,
    m.slot13,
    m.slot12,
    m.discriminator_dense1_W_adam_v,
    m.discriminator_dense1_W_adam_s,
    m.discriminator_dense1_W,
    m.discriminator_dense1_W_adam_t,
  );
  discriminator_conv2_backward(N, m.slot5, m.slot2, m.slot6);
  discriminator_conv2_b_backward(N, m.slot6, m.slot12);
  update_discriminator_conv2_b(
    N,
    m.slot9,
    m.slot12,
    m.discriminator_conv2_b_adam_v,
    m.discriminator_conv2_b_adam_s,
    m.discriminator_conv2_b,
    m.discriminator_conv2_b_adam_t,
  );
  discriminator_conv2_W_backward(N, m.slot1, m.slot6, m.slot2);
  discriminator_conv1_backward(N, m.slot6, m.discriminator_conv2_W, m.slot0, m.slot1);
  update_discriminator_conv2_W(
    N,
    m.slot3,
    m.slot9,
    m.slot2,
    m.discriminator_conv2_W_adam_v,
    m.discriminator_conv2_W_adam_s,
    m.discriminator_conv2_W,
    m.discriminator_conv2_W_adam_t,
  );
  discriminator_conv1_b_backward(N, m.slot1, m.slot13);
  update_discriminator_conv1_b(
    N,
    m.slot4,
    m.slot13,
    m.discriminator_conv1_b_adam_v,
    m.discriminator_conv1_b_adam_s,
    m.discriminator_conv1_b,
    m.discriminator_conv1_b_adam_t,
  );
  discriminator_conv1_W_backward(N, m.image, m.slot1, m.slot12);
  update_discriminator_conv1_W(
    N,
    m.slot11,
    m.slot4,
    m.slot12,
    m.discriminator_conv1_W_adam_v,
    m.discriminator_conv1_W_adam_s,
    m.discriminator_conv1_W,
    m.discriminator_conv1_W_adam_t,
  );
  refuseLateLoss("caught", m.slot17[0]!, m.step[0]! + 1);
  refuseLateLoss("fooled", m.slot16[0]!, m.step[0]! + 1);
}

/** Program `train.generator`: 56 kernels. */
function runTrainGenerator(m: Memory, N: number): void {
  update_discriminator_conv1_W_adam_t(m.generator_dense1_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_dense1_b_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_batchnorm1_gamma_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_batchnorm1_beta_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_convtranspose1_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_batchnorm2_gamma_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_batchnorm2_beta_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_convtranspose2_W_adam_t);
  update_discriminator_conv1_W_adam_t(m.generator_convtranspose2_b_adam_t);
  randn_forward(N, m.seed, m.step, m.slot12);
  generator_dense1_forward2(N, m.slot12, m.generator_dense1_W, m.generator_dense1_b, m.slot5);
  update_generator_batchnorm1_mean(N, m.slot5, m.slot13, m.generator_batchnorm1_mean);
  update_generator_batchnorm1_var(N, m.slot5, m.slot13, m.generator_batchnorm1_var, m.slot14);
  generator_relu_forward5(
    N,
    m.generator_batchnorm1_gamma,
    m.slot5,
    m.slot13,
    m.slot14,
    m.slot6,
    m.generator_batchnorm1_beta,
    m.slot7,
  );
  generator_convtranspose1_forward(N, m.slot7, m.generator_convtranspose1_W, m.slot0);
  update_generator_batchnorm2_mean(N, m.slot0, m.slot16, m.generator_batchnorm2_mean);
  update_generator_batchnorm2_var(N, m.slot0, m.slot16, m.generator_batchnorm2_var, m.slot17);
  generator_relu_forward6(
    N,
    m.generator_batchnorm2_gamma,
    m.slot0,
    m.slot16,
    m.slot17,
    m.slot1,
    m.generator_batchnorm2_beta,
    m.slot2,
  );
  digit_forward(N, m.slot2, m.generator_convtranspose2_W, m.generator_convtranspose2_b, m.slot11);
  discriminator_leaky_relu_forward(N, m.image, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot3);
  discriminator_leaky_relu_forward2(N, m.slot3, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot4);
  discriminator_dense1_forward3(N, m.seed, m.step, m.slot4, m.discriminator_dense1_W, m.slot10);
  discriminator_leaky_relu_forward3(N, m.slot11, m.discriminator_conv1_W, m.discriminator_conv1_b, m.slot3, m.slot4);
  discriminator_leaky_relu_forward4(N, m.slot4, m.discriminator_conv2_W, m.discriminator_conv2_b, m.slot8, m.slot9);
  discriminator_dropout1_forward3(N, m.seed, m.step, m.slot4);
  update_discriminator_conv1_W_adam_t(m.step);
  discriminator_dense1_forward4(N, m.slot4, m.slot9, m.discriminator_dense1_W, m.discriminator_dense1_b, m.slot15);
  gan_discriminator_loss_forward(N, m.slot15, m.slot9);
  caught_forward(N, m.slot10, m.discriminator_dense1_b, m.slot9, m.slot18);
  fooled_forward(N, m.slot15, m.slot19);
  real_backward(N, m.slot15, m.slot10);
  discriminator_flatten_backward(N, m.slot10, m.discriminator_dense1_W, m.slot4, m.slot9);
  discriminator_conv2_backward(N, m.slot8, m.slot9, m.slot10);
  discriminator_conv1_backward(N, m.slot10, m.discriminator_conv2_W, m.slot3, m.slot4);
  generator_convtranspose2_backward(N, m.slot4, m.discriminator_conv1_W, m.slot11, m.slot8);
  update_generator_convtranspose2_b(
    N,
    m.slot8,
    m.generator_convtranspose2_b_adam_v,
    m.generator_convtranspose2_b_adam_s,
    m.generator_convtranspose2_b,
    m.generator_convtranspose2_b_adam_t,
  );
  generator_convtranspose2_backward2(N, m.slot2, m.slot8, m.slot11);
  generator_batchnorm2_backward(
    N,
    m.slot8,
    m.generator_convtranspose2_W,
    m.slot1,
    m.generator_batchnorm2_beta,
    m.slot2,
    m.slot17,
    m.slot3,
  );
  update_generator_batchnorm2_beta(
    N,
    m.slot2,
    m.generator_batchnorm2_beta_adam_v,
    m.generator_batchnorm2_beta_adam_s,
    m.generator_batchnorm2_beta,
    m.generator_batchnorm2_beta_adam_t,
  );
  update_generator_convtranspose2_W(
    m.generator_convtranspose2_W_adam_v,
    m.slot11,
    m.generator_convtranspose2_W_adam_s,
    m.generator_convtranspose2_W,
    m.generator_convtranspose2_W_adam_t,
  );
  generator_batchnorm2_moments_backward(N, m.slot3, m.slot1, m.slot17, m.slot15);
  generator_batchnorm2_moments_backward2(N, m.slot15, m.slot0, m.slot16, m.slot17);
  generator_batchnorm2_moments_backward3(N, m.slot3, m.generator_batchnorm2_gamma, m.slot17, m.slot11);
  generator_convtranspose1_backward(
    N,
    m.slot3,
    m.generator_batchnorm2_gamma,
    m.slot15,
    m.slot0,
    m.slot16,
    m.slot11,
    m.slot1,
  );
  update_generator_batchnorm2_gamma(
    N,
    m.slot3,
    m.slot0,
    m.slot16,
    m.generator_batchnorm2_gamma_adam_v,
    m.generator_batchnorm2_gamma_adam_s,
    m.generator_batchnorm2_gamma,
    m.generator_batchnorm2_gamma_adam_t,
  );
  generator_convtranspose1_backward2(N, m.slot7, m.slot1, m.slot0);
  generator_batchnorm1_backward(
    N,
    m.slot1,
    m.generator_convtranspose1_W,
    m.slot6,
    m.generator_batchnorm1_beta,
    m.slot2,
    m.slot14,
    m.slot4,
  );
  update_generator_batchnorm1_beta(
    N,
    m.slot2,
    m.generator_batchnorm1_beta_adam_v,
    m.generator_batchnorm1_beta_adam_s,
    m.generator_batchnorm1_beta,
    m.generator_batchnorm1_beta_adam_t,
  );
  update_generator_convtranspose1_W(
    m.generator_convtranspose1_W_adam_v,
    m.slot0,
    m.generator_convtranspose1_W_adam_s,
    m.generator_convtranspose1_W,
    m.generator_convtranspose1_W_adam_t,
  );
  generator_batchnorm1_moments_backward(N, m.slot4, m.slot6, m.slot14, m.slot11);
  generator_batchnorm1_moments_backward2(N, m.slot11, m.slot5, m.slot13, m.slot14);
  generator_batchnorm1_moments_backward3(N, m.slot4, m.generator_batchnorm1_gamma, m.slot14, m.slot15);
  generator_reshape_backward(N, m.slot4, m.generator_batchnorm1_gamma, m.slot11, m.slot5, m.slot13, m.slot15, m.slot0);
  update_generator_dense1_W(
    N,
    m.slot12,
    m.slot0,
    m.generator_dense1_W_adam_v,
    m.generator_dense1_W_adam_s,
    m.generator_dense1_W,
    m.generator_dense1_W_adam_t,
  );
  update_generator_dense1_b(
    N,
    m.slot0,
    m.generator_dense1_b_adam_v,
    m.generator_dense1_b_adam_s,
    m.generator_dense1_b,
    m.generator_dense1_b_adam_t,
  );
  update_generator_batchnorm1_gamma(
    N,
    m.slot4,
    m.slot5,
    m.slot13,
    m.generator_batchnorm1_gamma_adam_v,
    m.generator_batchnorm1_gamma_adam_s,
    m.generator_batchnorm1_gamma,
    m.generator_batchnorm1_gamma_adam_t,
  );
  refuseLateLoss("caught", m.slot18[0]!, m.step[0]! + 1);
  refuseLateLoss("fooled", m.slot19[0]!, m.step[0]! + 1);
}

/** Program `predict`: 7 kernels. */
function runPredict(m: Memory, N: number): void {
  randn_forward(N, m.seed, m.step, m.slot11);
  generator_dense1_forward(N, m.slot11, m.generator_dense1_W, m.slot0);
  generator_batchnorm1_forward(m.generator_batchnorm1_var, m.slot12);
  generator_relu_forward(
    N,
    m.generator_batchnorm1_gamma,
    m.slot0,
    m.generator_dense1_b,
    m.generator_batchnorm1_mean,
    m.slot12,
    m.generator_batchnorm1_beta,
    m.slot1,
  );
  generator_batchnorm2_forward(m.generator_batchnorm2_var, m.slot13);
  generator_relu_forward2(
    N,
    m.slot1,
    m.generator_convtranspose1_W,
    m.generator_batchnorm2_gamma,
    m.generator_batchnorm2_mean,
    m.slot13,
    m.generator_batchnorm2_beta,
    m.slot0,
  );
  digit_forward(N, m.slot0, m.generator_convtranspose2_W, m.generator_convtranspose2_b, m.slot5);
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   W := 0.25 * normal()
function init_generator_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 8192; j++) {
    W[j] = 0.25 * randomNormal(seed_value, step_value, 1979036879, j);
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   W := 0.04419417 * normal()
function init_generator_convtranspose1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let m = 0; m < 32768; m++) {
    W[m] = 0.04419417382415922 * randomNormal(seed_value, step_value, 490202781, m);
  }
}

// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   W := 0.0625 * normal()
function init_generator_convtranspose2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let l = 0; l < 512; l++) {
    W[l] = 0.0625 * randomNormal(seed_value, step_value, 1892506852, l);
  }
}

// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   W := 0.4714045 * normal()
function init_discriminator_conv1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let l = 0; l < 288; l++) {
    W[l] = 0.4714045207910317 * randomNormal(seed_value, step_value, 1254574005, l);
  }
}

// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   W := 0.08333333 * normal()
function init_discriminator_conv2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let m = 0; m < 18432; m++) {
    W[m] = 0.08333333333333333 * randomNormal(seed_value, step_value, 1730928668, m);
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   W := 0.08838835 * normal()
function init_discriminator_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let i = 0; i < 256; i++) {
    W[i] = 0.08838834764831845 * randomNormal(seed_value, step_value, 1504475976, i);
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   gamma := 1
//   var_ := gamma
function init_generator_batchnorm1_var(gamma: Float32Array, var_: Float32Array): void {
  for (let i = 0; i < 64; i++) {
    gamma[i] = 1;
    var_[i] = 1;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   gamma := 1
//   var_ := gamma
function init_generator_batchnorm2_var(gamma: Float32Array, var_: Float32Array): void {
  for (let i = 0; i < 32; i++) {
    gamma[i] = 1;
    var_[i] = 1;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_discriminator_conv1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let l = 0; l < 288; l++) {
    v[l] = 0;
    s[l] = 0;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_discriminator_conv2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let m = 0; m < 18432; m++) {
    v[m] = 0;
    s[m] = 0;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_discriminator_dense1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 256; i++) {
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_generator_dense1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 8192; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   b := 0
//   v := b
//   s := b
function init_generator_dense1_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 256; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   beta := 0
//   mean := beta
//   b := beta
//   v := beta
//   s := beta
//   v2 := beta
//   s2 := beta
//   v3 := beta
//   s3 := beta
function init_discriminator_conv2_b(
  beta: Float32Array,
  mean: Float32Array,
  b: Float32Array,
  v: Float32Array,
  s: Float32Array,
  v2: Float32Array,
  s2: Float32Array,
  v3: Float32Array,
  s3: Float32Array,
): void {
  for (let i = 0; i < 64; i++) {
    beta[i] = 0;
    mean[i] = 0;
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
    v2[i] = 0;
    s2[i] = 0;
    v3[i] = 0;
    s3[i] = 0;
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_generator_convtranspose1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let m = 0; m < 32768; m++) {
    v[m] = 0;
    s[m] = 0;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   beta := 0
//   mean := beta
//   b := beta
//   v := beta
//   s := beta
//   v2 := beta
//   s2 := beta
//   v3 := beta
//   s3 := beta
function init_discriminator_conv1_b(
  beta: Float32Array,
  mean: Float32Array,
  b: Float32Array,
  v: Float32Array,
  s: Float32Array,
  v2: Float32Array,
  s2: Float32Array,
  v3: Float32Array,
  s3: Float32Array,
): void {
  for (let i = 0; i < 32; i++) {
    beta[i] = 0;
    mean[i] = 0;
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
    v2[i] = 0;
    s2[i] = 0;
    v3[i] = 0;
    s3[i] = 0;
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
//   v := 0
//   s := v
function init_generator_convtranspose2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let l = 0; l < 512; l++) {
    v[l] = 0;
    s[l] = 0;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
//   t := 0
//   t2 := t
//   t3 := t
//   t4 := t
//   t5 := t
//   t6 := t
//   t7 := t
//   t8 := t
//   t9 := t
//   t10 := t
//   t11 := t
//   t12 := t
//   t13 := t
//   t14 := t
//   t15 := t
function init_generator_dense1_W_adam_t(
  t: Int32Array,
  t2: Int32Array,
  t3: Int32Array,
  t4: Int32Array,
  t5: Int32Array,
  t6: Int32Array,
  t7: Int32Array,
  t8: Int32Array,
  t9: Int32Array,
  t10: Int32Array,
  t11: Int32Array,
  t12: Int32Array,
  t13: Int32Array,
  t14: Int32Array,
  t15: Int32Array,
): void {
  t[0] = 0;
  t2[0] = 0;
  t3[0] = 0;
  t4[0] = 0;
  t5[0] = 0;
  t6[0] = 0;
  t7[0] = 0;
  t8[0] = 0;
  t9[0] = 0;
  t10[0] = 0;
  t11[0] = 0;
  t12[0] = 0;
  t13[0] = 0;
  t14[0] = 0;
  t15[0] = 0;
}

// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   b := 0
//   b2 := b
//   v := b
//   s := b
//   v2 := b
//   s2 := b
function init_discriminator_dense1_b(
  b: Float32Array,
  b2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  v2: Float32Array,
  s2: Float32Array,
): void {
  b[0] = 0;
  b2[0] = 0;
  v[0] = 0;
  s[0] = 0;
  v2[0] = 0;
  s2[0] = 0;
}

// examples/gan/gan.nnet:9  digit = generator(randn([N, 32]))
//   randn = normal()
function randn_forward(N: number, seed: Int32Array, step: Int32Array, randn: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  const size1 = 32 * N;
  for (let i = 0; i < size1; i++) {
    randn[i] = randomNormal(seed_value, step_value, 1509890976, i);
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   dense1 = randn @ W
function generator_dense1_forward(N: number, randn: Float32Array, W: Float32Array, dense1: Float32Array): void {
  const size1 = Math.floor(N / 2);
  const size2 = 2 * Math.floor(N / 2);
  for (let i2 = 0; i2 < 128; i2++) {
    const W_row = i2 * 2;
    for (let n2 = 0; n2 < size1; n2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      const randn_row = n2 * 64;
      for (let k = 0; k < 32; k++) {
        const randn_at = randn_row + k;
        const randn_value = randn[randn_at]!;
        const W_at2 = W_row + k * 256;
        const W_value = W[W_at2]!;
        sum_0_0 += randn_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += randn_value * W_value2;
        const randn_value2 = randn[randn_at + 32]!;
        sum_1_0 += randn_value2 * W_value;
        sum_1_1 += randn_value2 * W_value2;
      }
      const dense1_at2 = W_row + n2 * 512;
      dense1[dense1_at2] = sum_0_0;
      dense1[dense1_at2 + 1] = sum_0_1;
      dense1[dense1_at2 + 256] = sum_1_0;
      dense1[dense1_at2 + 257] = sum_1_1;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_2 = 0;
      let sum_1_2 = 0;
      const randn_row2 = n * 32;
      for (let k = 0; k < 32; k++) {
        const randn_value3 = randn[randn_row2 + k]!;
        const W_at5 = W_row + k * 256;
        sum_0_2 += randn_value3 * W[W_at5]!;
        sum_1_2 += randn_value3 * W[W_at5 + 1]!;
      }
      const dense1_at4 = W_row + n * 256;
      dense1[dense1_at4] = sum_0_2;
      dense1[dense1_at4 + 1] = sum_1_2;
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   batchnorm1 = sqrt(var_ + 0.00001)
function generator_batchnorm1_forward(var_: Float32Array, batchnorm1: Float32Array): void {
  for (let i = 0; i < 64; i++) {
    batchnorm1[i] = Math.sqrt(var_[i]! + 0.00001);
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   relu = if gamma * (dense1 + b - mean) / batchnorm1 + beta > 0 then gamma * (dense1 + b - mean) / batchnorm1 + beta else 0
function generator_relu_forward(
  N: number,
  gamma: Float32Array,
  dense1: Float32Array,
  b: Float32Array,
  mean: Float32Array,
  batchnorm1: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const dense1_row = n * 256;
    for (let j = 0; j < 4; j++) {
      const offset = j * 64;
      const dense1_row2 = dense1_row + offset;
      for (let l = 0; l < 64; l++) {
        const dense1_at = dense1_row2 + l;
        const beta_term = gamma[l]! * (dense1[dense1_at]! + b[offset + l]! - mean[l]!) / batchnorm1[l]! + beta[l]!;
        relu[dense1_at] = beta_term > 0 ? beta_term : 0;
      }
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   batchnorm2 = sqrt(var_ + 0.00001)
function generator_batchnorm2_forward(var_: Float32Array, batchnorm2: Float32Array): void {
  for (let i = 0; i < 32; i++) {
    batchnorm2[i] = Math.sqrt(var_[i]! + 0.00001);
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   relu2 = if gamma * (conv(relu, W) - mean) / batchnorm2 + beta > 0 then gamma * (conv(relu, W) - mean) / batchnorm2 + beta else 0
function generator_relu_forward2(
  N: number,
  relu: Float32Array,
  W: Float32Array,
  gamma: Float32Array,
  mean: Float32Array,
  batchnorm2: Float32Array,
  beta: Float32Array,
  relu2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const relu_row = n4 * 1024;
    const relu2_row = n4 * 2048;
    for (let i = 0; i < 4; i++) {
      const offset9 = 2 - i;
      const offset10 = floorMod(offset9, 2);
      const offset = Math.floor((Math.max(0, offset9) - offset10 + 1) / 2);
      const offset2 = Math.floor((Math.min(4, 5 - i) - offset10 + 1) / 2);
      const relu_row2 = relu_row + Math.floor((i + offset10 - 2) / 2) * 128;
      const W_row = offset10 * 8192;
      const relu2_row2 = relu2_row + i * 128;
      const at1 = -W_row;
      for (let j = 0; j < 4; j++) {
        const offset11 = 2 - j;
        const offset12 = floorMod(offset11, 2);
        const offset3 = Math.floor((Math.max(0, offset11) - offset12 + 1) / 2);
        const offset4 = Math.floor((Math.min(4, 5 - j) - offset12 + 1) / 2);
        const relu_row3 = relu_row2 + Math.floor((j + offset12 - 2) / 2) * 64;
        const W_row2 = offset12 * 2048;
        const relu2_row3 = relu2_row2 + j * 32;
        const at2 = at1 - W_row2;
        for (let l4 = 0; l4 < 8; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const offset13 = l4 * 4;
          const W_row3 = at2 + offset13;
          for (let k = offset; k < offset2; k++) {
            const relu_row4 = relu_row3 + k * 128;
            const W_row4 = W_row3 - k * 16384;
            const at3 = W_row4 + 30720;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const relu_row5 = relu_row4 + k2 * 64;
              const W_row5 = at3 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const relu_at = relu_row5 + c;
                const relu_value2 = relu[relu_at]!;
                const W_at2 = W_row5 + c * 32;
                const W_value = W[W_at2]!;
                sum_0_0 += relu_value2 * W_value;
                const W_value2 = W[W_at2 + 1]!;
                sum_0_1 += relu_value2 * W_value2;
                const W_value3 = W[W_at2 + 2]!;
                sum_0_2 += relu_value2 * W_value3;
                const W_value4 = W[W_at2 + 3]!;
                sum_0_3 += relu_value2 * W_value4;
                const relu_value3 = relu[relu_at + 256]!;
                sum_1_0 += relu_value3 * W_value;
                sum_1_1 += relu_value3 * W_value2;
                sum_1_2 += relu_value3 * W_value3;
                sum_1_3 += relu_value3 * W_value4;
                const relu_value4 = relu[relu_at + 512]!;
                sum_2_0 += relu_value4 * W_value;
                sum_2_1 += relu_value4 * W_value2;
                sum_2_2 += relu_value4 * W_value3;
                sum_2_3 += relu_value4 * W_value4;
                const relu_value5 = relu[relu_at + 768]!;
                sum_3_0 += relu_value5 * W_value;
                sum_3_1 += relu_value5 * W_value2;
                sum_3_2 += relu_value5 * W_value3;
                sum_3_3 += relu_value5 * W_value4;
              }
            }
          }
          const gamma_value = gamma[offset13]!;
          const mean_value = mean[offset13]!;
          const batchnorm2_value = batchnorm2[offset13]!;
          const beta_value = beta[offset13]!;
          const beta_term = gamma_value * (sum_0_0 - mean_value) / batchnorm2_value + beta_value;
          const gamma_at = offset13 + 1;
          const gamma_value2 = gamma[gamma_at]!;
          const mean_value2 = mean[gamma_at]!;
          const batchnorm2_value2 = batchnorm2[gamma_at]!;
          const beta_value2 = beta[gamma_at]!;
          const beta_term2 = gamma_value2 * (sum_0_1 - mean_value2) / batchnorm2_value2 + beta_value2;
          const gamma_at2 = offset13 + 2;
          const gamma_value3 = gamma[gamma_at2]!;
          const mean_value3 = mean[gamma_at2]!;
          const batchnorm2_value3 = batchnorm2[gamma_at2]!;
          const beta_value3 = beta[gamma_at2]!;
          const beta_term3 = gamma_value3 * (sum_0_2 - mean_value3) / batchnorm2_value3 + beta_value3;
          const gamma_at3 = offset13 + 3;
          const gamma_value4 = gamma[gamma_at3]!;
          const mean_value4 = mean[gamma_at3]!;
          const batchnorm2_value4 = batchnorm2[gamma_at3]!;
          const beta_value4 = beta[gamma_at3]!;
          const beta_term4 = gamma_value4 * (sum_0_3 - mean_value4) / batchnorm2_value4 + beta_value4;
          const beta_term5 = gamma_value * (sum_1_0 - mean_value) / batchnorm2_value + beta_value;
          const beta_term6 = gamma_value2 * (sum_1_1 - mean_value2) / batchnorm2_value2 + beta_value2;
          const beta_term7 = gamma_value3 * (sum_1_2 - mean_value3) / batchnorm2_value3 + beta_value3;
          const beta_term8 = gamma_value4 * (sum_1_3 - mean_value4) / batchnorm2_value4 + beta_value4;
          const beta_term9 = gamma_value * (sum_2_0 - mean_value) / batchnorm2_value + beta_value;
          const beta_term10 = gamma_value2 * (sum_2_1 - mean_value2) / batchnorm2_value2 + beta_value2;
          const beta_term11 = gamma_value3 * (sum_2_2 - mean_value3) / batchnorm2_value3 + beta_value3;
          const beta_term12 = gamma_value4 * (sum_2_3 - mean_value4) / batchnorm2_value4 + beta_value4;
          const beta_term13 = gamma_value * (sum_3_0 - mean_value) / batchnorm2_value + beta_value;
          const beta_term14 = gamma_value2 * (sum_3_1 - mean_value2) / batchnorm2_value2 + beta_value2;
          const beta_term15 = gamma_value3 * (sum_3_2 - mean_value3) / batchnorm2_value3 + beta_value3;
          const beta_term16 = gamma_value4 * (sum_3_3 - mean_value4) / batchnorm2_value4 + beta_value4;
          const relu2_at = relu2_row3 + offset13;
          relu2[relu2_at] = beta_term > 0 ? beta_term : 0;
          relu2[relu2_at + 1] = beta_term2 > 0 ? beta_term2 : 0;
          relu2[relu2_at + 2] = beta_term3 > 0 ? beta_term3 : 0;
          relu2[relu2_at + 3] = beta_term4 > 0 ? beta_term4 : 0;
          relu2[relu2_at + 512] = beta_term5 > 0 ? beta_term5 : 0;
          relu2[relu2_at + 513] = beta_term6 > 0 ? beta_term6 : 0;
          relu2[relu2_at + 514] = beta_term7 > 0 ? beta_term7 : 0;
          relu2[relu2_at + 515] = beta_term8 > 0 ? beta_term8 : 0;
          relu2[relu2_at + 1024] = beta_term9 > 0 ? beta_term9 : 0;
          relu2[relu2_at + 1025] = beta_term10 > 0 ? beta_term10 : 0;
          relu2[relu2_at + 1026] = beta_term11 > 0 ? beta_term11 : 0;
          relu2[relu2_at + 1027] = beta_term12 > 0 ? beta_term12 : 0;
          relu2[relu2_at + 1536] = beta_term13 > 0 ? beta_term13 : 0;
          relu2[relu2_at + 1537] = beta_term14 > 0 ? beta_term14 : 0;
          relu2[relu2_at + 1538] = beta_term15 > 0 ? beta_term15 : 0;
          relu2[relu2_at + 1539] = beta_term16 > 0 ? beta_term16 : 0;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const relu_row6 = n * 256;
    const relu2_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset14 = 2 - i;
      const offset15 = floorMod(offset14, 2);
      const offset5 = Math.floor((Math.max(0, offset14) - offset15 + 1) / 2);
      const offset6 = Math.floor((Math.min(4, 5 - i) - offset15 + 1) / 2);
      const relu_row7 = relu_row6 + Math.floor((i + offset15 - 2) / 2) * 128;
      const W_row6 = offset15 * 8192;
      const relu2_row5 = relu2_row4 + i * 128;
      const at4 = -W_row6;
      for (let j = 0; j < 4; j++) {
        const offset16 = 2 - j;
        const offset17 = floorMod(offset16, 2);
        const offset7 = Math.floor((Math.max(0, offset16) - offset17 + 1) / 2);
        const offset8 = Math.floor((Math.min(4, 5 - j) - offset17 + 1) / 2);
        const relu_row8 = relu_row7 + Math.floor((j + offset17 - 2) / 2) * 64;
        const W_row7 = offset17 * 2048;
        const relu2_row6 = relu2_row5 + j * 32;
        const at5 = at4 - W_row7;
        for (let l4_2 = 0; l4_2 < 8; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const offset18 = l4_2 * 4;
          const W_row8 = at5 + offset18;
          for (let k = offset5; k < offset6; k++) {
            const relu_row9 = relu_row8 + k * 128;
            const W_row9 = W_row8 - k * 16384;
            const at6 = W_row9 + 30720;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const relu_row10 = relu_row9 + k2 * 64;
              const W_row10 = at6 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const relu_value6 = relu[relu_row10 + c]!;
                const W_at7 = W_row10 + c * 32;
                sum_0_4 += relu_value6 * W[W_at7]!;
                sum_1_4 += relu_value6 * W[W_at7 + 1]!;
                sum_2_4 += relu_value6 * W[W_at7 + 2]!;
                sum_3_4 += relu_value6 * W[W_at7 + 3]!;
              }
            }
          }
          const beta_term17 = gamma[offset18]! * (sum_0_4 - mean[offset18]!) / batchnorm2[offset18]! + beta[offset18]!;
          const gamma_at4 = offset18 + 1;
          const beta_term18 = gamma[gamma_at4]! * (sum_1_4 - mean[gamma_at4]!) / batchnorm2[gamma_at4]! + beta[gamma_at4]!;
          const gamma_at5 = offset18 + 2;
          const beta_term19 = gamma[gamma_at5]! * (sum_2_4 - mean[gamma_at5]!) / batchnorm2[gamma_at5]! + beta[gamma_at5]!;
          const gamma_at6 = offset18 + 3;
          const beta_term20 = gamma[gamma_at6]! * (sum_3_4 - mean[gamma_at6]!) / batchnorm2[gamma_at6]! + beta[gamma_at6]!;
          const relu2_at2 = relu2_row6 + offset18;
          relu2[relu2_at2] = beta_term17 > 0 ? beta_term17 : 0;
          relu2[relu2_at2 + 1] = beta_term18 > 0 ? beta_term18 : 0;
          relu2[relu2_at2 + 2] = beta_term19 > 0 ? beta_term19 : 0;
          relu2[relu2_at2 + 3] = beta_term20 > 0 ? beta_term20 : 0;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   digit = sigmoid(conv(relu, W) + b)
function digit_forward(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, digit: Float32Array): void {
  const b_value = b[0]!;
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const relu_row = n4 * 2048;
    const digit_row = n4 * 256;
    for (let i = 0; i < 8; i++) {
      const offset9 = 2 - i;
      const offset10 = floorMod(offset9, 2);
      const offset = Math.floor((Math.max(0, offset9) - offset10 + 1) / 2);
      const offset2 = Math.floor((Math.min(4, 9 - i) - offset10 + 1) / 2);
      const relu_row2 = relu_row + Math.floor((i + offset10 - 2) / 2) * 128;
      const W_row = 480 - offset10 * 128;
      const digit_row2 = digit_row + i * 8;
      for (let j = 0; j < 8; j++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        let sum_3 = 0;
        const offset11 = 2 - j;
        const offset12 = floorMod(offset11, 2);
        const offset3 = Math.floor((Math.max(0, offset11) - offset12 + 1) / 2);
        const offset4 = Math.floor((Math.min(4, 9 - j) - offset12 + 1) / 2);
        const relu_row3 = relu_row2 + Math.floor((j + offset12 - 2) / 2) * 32;
        const W_row2 = W_row - offset12 * 32;
        for (let k = offset; k < offset2; k++) {
          const relu_row4 = relu_row3 + k * 128;
          const W_row3 = W_row2 - k * 256;
          for (let k2 = offset3; k2 < offset4; k2++) {
            const relu_row5 = relu_row4 + k2 * 32;
            const W_row4 = W_row3 - k2 * 64;
            for (let c = 0; c < 32; c++) {
              const relu_at = relu_row5 + c;
              const W_value = W[W_row4 + c]!;
              sum_0 += relu[relu_at]! * W_value;
              sum_1 += relu[relu_at + 512]! * W_value;
              sum_2 += relu[relu_at + 1024]! * W_value;
              sum_3 += relu[relu_at + 1536]! * W_value;
            }
          }
        }
        const convtranspose2_value2_0 = sum_0 + b_value;
        const convtranspose2_value2_1 = sum_1 + b_value;
        const convtranspose2_value2_2 = sum_2 + b_value;
        const convtranspose2_value2_3 = sum_3 + b_value;
        const digit_at = digit_row2 + j;
        digit[digit_at] = (convtranspose2_value2_0 >= 0 ? 1 : Math.exp(-Math.abs(convtranspose2_value2_0))) / (1 + Math.exp(-Math.abs(convtranspose2_value2_0)));
        digit[digit_at + 64] = (convtranspose2_value2_1 >= 0 ? 1 : Math.exp(-Math.abs(convtranspose2_value2_1))) / (1 + Math.exp(-Math.abs(convtranspose2_value2_1)));
        digit[digit_at + 128] = (convtranspose2_value2_2 >= 0 ? 1 : Math.exp(-Math.abs(convtranspose2_value2_2))) / (1 + Math.exp(-Math.abs(convtranspose2_value2_2)));
        digit[digit_at + 192] = (convtranspose2_value2_3 >= 0 ? 1 : Math.exp(-Math.abs(convtranspose2_value2_3))) / (1 + Math.exp(-Math.abs(convtranspose2_value2_3)));
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const relu_row6 = n * 512;
    const digit_row3 = n * 64;
    for (let i = 0; i < 8; i++) {
      const offset13 = 2 - i;
      const offset14 = floorMod(offset13, 2);
      const offset5 = Math.floor((Math.max(0, offset13) - offset14 + 1) / 2);
      const offset6 = Math.floor((Math.min(4, 9 - i) - offset14 + 1) / 2);
      const relu_row7 = relu_row6 + Math.floor((i + offset14 - 2) / 2) * 128;
      const W_row5 = 480 - offset14 * 128;
      const digit_row4 = digit_row3 + i * 8;
      for (let j = 0; j < 8; j++) {
        let sum = 0;
        const offset15 = 2 - j;
        const offset16 = floorMod(offset15, 2);
        const offset7 = Math.floor((Math.max(0, offset15) - offset16 + 1) / 2);
        const offset8 = Math.floor((Math.min(4, 9 - j) - offset16 + 1) / 2);
        const relu_row8 = relu_row7 + Math.floor((j + offset16 - 2) / 2) * 32;
        const W_row6 = W_row5 - offset16 * 32;
        for (let k = offset5; k < offset6; k++) {
          const relu_row9 = relu_row8 + k * 128;
          const W_row7 = W_row6 - k * 256;
          for (let k2 = offset7; k2 < offset8; k2++) {
            const relu_row10 = relu_row9 + k2 * 32;
            const W_row8 = W_row7 - k2 * 64;
            for (let c = 0; c < 32; c++) {
              sum += relu[relu_row10 + c]! * W[W_row8 + c]!;
            }
          }
        }
        const convtranspose2_value2 = sum + b_value;
        digit[digit_row4 + j] = (convtranspose2_value2 >= 0 ? 1 : Math.exp(-Math.abs(convtranspose2_value2))) / (1 + Math.exp(-Math.abs(convtranspose2_value2)));
      }
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   leaky_relu = if conv(image, W) + b > 0 then conv(image, W) + b else 0.2 * (conv(image, W) + b)
function discriminator_leaky_relu_forward(
  N: number,
  image: Float32Array,
  W: Float32Array,
  b: Float32Array,
  leaky_relu: Float32Array,
): void {
  const size1 = Math.floor(N / 2);
  for (let n2 = 0; n2 < size1; n2++) {
    const image_row = n2 * 128;
    const leaky_relu_row = n2 * 1024;
    for (let i = 0; i < 4; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(3, 9 - offset9);
      const image_row2 = image_row + i * 16;
      const leaky_relu_row2 = leaky_relu_row + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(3, 9 - offset10);
        const image_row3 = image_row2 + offset10;
        const leaky_relu_row3 = leaky_relu_row2 + j * 32;
        const at1 = image_row3 - 9;
        for (let l2 = 0; l2 < 16; l2++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          const W_row = l2 * 2;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 8;
            const W_row2 = W_row + k * 96;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_at = image_row4 + k2;
              const image_value = image[image_at]!;
              const W_at2 = W_row2 + k2 * 32;
              const W_value = W[W_at2]!;
              sum_0_0 += image_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += image_value * W_value2;
              const image_value2 = image[image_at + 64]!;
              sum_1_0 += image_value2 * W_value;
              sum_1_1 += image_value2 * W_value2;
            }
          }
          const b_value = b[W_row]!;
          const conv1_value2_0_0 = sum_0_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          const conv1_value2_0_1 = sum_0_1 + b_value2;
          const conv1_value2_1_0 = sum_1_0 + b_value;
          const conv1_value2_1_1 = sum_1_1 + b_value2;
          const leaky_relu_at = leaky_relu_row3 + W_row;
          leaky_relu[leaky_relu_at] = conv1_value2_0_0 > 0 ? conv1_value2_0_0 : 0.2 * conv1_value2_0_0;
          leaky_relu[leaky_relu_at + 1] = conv1_value2_0_1 > 0 ? conv1_value2_0_1 : 0.2 * conv1_value2_0_1;
          leaky_relu[leaky_relu_at + 512] = conv1_value2_1_0 > 0 ? conv1_value2_1_0 : 0.2 * conv1_value2_1_0;
          leaky_relu[leaky_relu_at + 513] = conv1_value2_1_1 > 0 ? conv1_value2_1_1 : 0.2 * conv1_value2_1_1;
        }
      }
    }
  }
  for (let n = 2 * Math.floor(N / 2); n < N; n++) {
    const image_row5 = n * 64;
    const leaky_relu_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset11 = i * 2;
      const offset5 = Math.max(0, 1 - offset11);
      const offset6 = Math.min(3, 9 - offset11);
      const image_row6 = image_row5 + i * 16;
      const leaky_relu_row5 = leaky_relu_row4 + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset12 = j * 2;
        const offset7 = Math.max(0, 1 - offset12);
        const offset8 = Math.min(3, 9 - offset12);
        const image_row7 = image_row6 + offset12;
        const leaky_relu_row6 = leaky_relu_row5 + j * 32;
        const at2 = image_row7 - 9;
        for (let l2_2 = 0; l2_2 < 16; l2_2++) {
          let sum_0_2 = 0;
          let sum_1_2 = 0;
          const W_row3 = l2_2 * 2;
          for (let k = offset5; k < offset6; k++) {
            const image_row8 = at2 + k * 8;
            const W_row4 = W_row3 + k * 96;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const image_value3 = image[image_row8 + k2]!;
              const W_at5 = W_row4 + k2 * 32;
              sum_0_2 += image_value3 * W[W_at5]!;
              sum_1_2 += image_value3 * W[W_at5 + 1]!;
            }
          }
          const conv1_value2_0_2 = sum_0_2 + b[W_row3]!;
          const conv1_value2_1_2 = sum_1_2 + b[W_row3 + 1]!;
          const leaky_relu_at2 = leaky_relu_row6 + W_row3;
          leaky_relu[leaky_relu_at2] = conv1_value2_0_2 > 0 ? conv1_value2_0_2 : 0.2 * conv1_value2_0_2;
          leaky_relu[leaky_relu_at2 + 1] = conv1_value2_1_2 > 0 ? conv1_value2_1_2 : 0.2 * conv1_value2_1_2;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   leaky_relu2 = if conv(leaky_relu, W) + b > 0 then conv(leaky_relu, W) + b else 0.2 * (conv(leaky_relu, W) + b)
function discriminator_leaky_relu_forward2(
  N: number,
  leaky_relu: Float32Array,
  W: Float32Array,
  b: Float32Array,
  leaky_relu2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const leaky_relu_row = n4 * 2048;
    const leaky_relu2_row = n4 * 1024;
    for (let i = 0; i < 2; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(3, 5 - offset9);
      const leaky_relu_row2 = leaky_relu_row + i * 256;
      const leaky_relu2_row2 = leaky_relu2_row + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(3, 5 - offset10);
        const offset11 = j * 64;
        const leaky_relu_row3 = leaky_relu_row2 + offset11;
        const leaky_relu2_row3 = leaky_relu2_row2 + offset11;
        for (let l4 = 0; l4 < 16; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const W_row = l4 * 4;
          for (let k = offset; k < offset2; k++) {
            const leaky_relu_row4 = leaky_relu_row3 + k * 128;
            const W_row2 = W_row + k * 6144;
            const at1 = leaky_relu_row4 - 160;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const leaky_relu_row5 = at1 + k2 * 32;
              const W_row3 = W_row2 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const leaky_relu_at = leaky_relu_row5 + c;
                const leaky_relu_value3 = leaky_relu[leaky_relu_at]!;
                const W_at2 = W_row3 + c * 64;
                const W_value = W[W_at2]!;
                sum_0_0 += leaky_relu_value3 * W_value;
                const W_value2 = W[W_at2 + 1]!;
                sum_0_1 += leaky_relu_value3 * W_value2;
                const W_value3 = W[W_at2 + 2]!;
                sum_0_2 += leaky_relu_value3 * W_value3;
                const W_value4 = W[W_at2 + 3]!;
                sum_0_3 += leaky_relu_value3 * W_value4;
                const leaky_relu_value4 = leaky_relu[leaky_relu_at + 512]!;
                sum_1_0 += leaky_relu_value4 * W_value;
                sum_1_1 += leaky_relu_value4 * W_value2;
                sum_1_2 += leaky_relu_value4 * W_value3;
                sum_1_3 += leaky_relu_value4 * W_value4;
                const leaky_relu_value5 = leaky_relu[leaky_relu_at + 1024]!;
                sum_2_0 += leaky_relu_value5 * W_value;
                sum_2_1 += leaky_relu_value5 * W_value2;
                sum_2_2 += leaky_relu_value5 * W_value3;
                sum_2_3 += leaky_relu_value5 * W_value4;
                const leaky_relu_value6 = leaky_relu[leaky_relu_at + 1536]!;
                sum_3_0 += leaky_relu_value6 * W_value;
                sum_3_1 += leaky_relu_value6 * W_value2;
                sum_3_2 += leaky_relu_value6 * W_value3;
                sum_3_3 += leaky_relu_value6 * W_value4;
              }
            }
          }
          const b_value = b[W_row]!;
          const conv2_value2_0_0 = sum_0_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          const conv2_value2_0_1 = sum_0_1 + b_value2;
          const b_value3 = b[W_row + 2]!;
          const conv2_value2_0_2 = sum_0_2 + b_value3;
          const b_value4 = b[W_row + 3]!;
          const conv2_value2_0_3 = sum_0_3 + b_value4;
          const conv2_value2_1_0 = sum_1_0 + b_value;
          const conv2_value2_1_1 = sum_1_1 + b_value2;
          const conv2_value2_1_2 = sum_1_2 + b_value3;
          const conv2_value2_1_3 = sum_1_3 + b_value4;
          const conv2_value2_2_0 = sum_2_0 + b_value;
          const conv2_value2_2_1 = sum_2_1 + b_value2;
          const conv2_value2_2_2 = sum_2_2 + b_value3;
          const conv2_value2_2_3 = sum_2_3 + b_value4;
          const conv2_value2_3_0 = sum_3_0 + b_value;
          const conv2_value2_3_1 = sum_3_1 + b_value2;
          const conv2_value2_3_2 = sum_3_2 + b_value3;
          const conv2_value2_3_3 = sum_3_3 + b_value4;
          const leaky_relu2_at = leaky_relu2_row3 + W_row;
          leaky_relu2[leaky_relu2_at] = conv2_value2_0_0 > 0 ? conv2_value2_0_0 : 0.2 * conv2_value2_0_0;
          leaky_relu2[leaky_relu2_at + 1] = conv2_value2_0_1 > 0 ? conv2_value2_0_1 : 0.2 * conv2_value2_0_1;
          leaky_relu2[leaky_relu2_at + 2] = conv2_value2_0_2 > 0 ? conv2_value2_0_2 : 0.2 * conv2_value2_0_2;
          leaky_relu2[leaky_relu2_at + 3] = conv2_value2_0_3 > 0 ? conv2_value2_0_3 : 0.2 * conv2_value2_0_3;
          leaky_relu2[leaky_relu2_at + 256] = conv2_value2_1_0 > 0 ? conv2_value2_1_0 : 0.2 * conv2_value2_1_0;
          leaky_relu2[leaky_relu2_at + 257] = conv2_value2_1_1 > 0 ? conv2_value2_1_1 : 0.2 * conv2_value2_1_1;
          leaky_relu2[leaky_relu2_at + 258] = conv2_value2_1_2 > 0 ? conv2_value2_1_2 : 0.2 * conv2_value2_1_2;
          leaky_relu2[leaky_relu2_at + 259] = conv2_value2_1_3 > 0 ? conv2_value2_1_3 : 0.2 * conv2_value2_1_3;
          leaky_relu2[leaky_relu2_at + 512] = conv2_value2_2_0 > 0 ? conv2_value2_2_0 : 0.2 * conv2_value2_2_0;
          leaky_relu2[leaky_relu2_at + 513] = conv2_value2_2_1 > 0 ? conv2_value2_2_1 : 0.2 * conv2_value2_2_1;
          leaky_relu2[leaky_relu2_at + 514] = conv2_value2_2_2 > 0 ? conv2_value2_2_2 : 0.2 * conv2_value2_2_2;
          leaky_relu2[leaky_relu2_at + 515] = conv2_value2_2_3 > 0 ? conv2_value2_2_3 : 0.2 * conv2_value2_2_3;
          leaky_relu2[leaky_relu2_at + 768] = conv2_value2_3_0 > 0 ? conv2_value2_3_0 : 0.2 * conv2_value2_3_0;
          leaky_relu2[leaky_relu2_at + 769] = conv2_value2_3_1 > 0 ? conv2_value2_3_1 : 0.2 * conv2_value2_3_1;
          leaky_relu2[leaky_relu2_at + 770] = conv2_value2_3_2 > 0 ? conv2_value2_3_2 : 0.2 * conv2_value2_3_2;
          leaky_relu2[leaky_relu2_at + 771] = conv2_value2_3_3 > 0 ? conv2_value2_3_3 : 0.2 * conv2_value2_3_3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const leaky_relu_row6 = n * 512;
    const leaky_relu2_row4 = n * 256;
    for (let i = 0; i < 2; i++) {
      const offset12 = i * 2;
      const offset5 = Math.max(0, 1 - offset12);
      const offset6 = Math.min(3, 5 - offset12);
      const leaky_relu_row7 = leaky_relu_row6 + i * 256;
      const leaky_relu2_row5 = leaky_relu2_row4 + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset13 = j * 2;
        const offset7 = Math.max(0, 1 - offset13);
        const offset8 = Math.min(3, 5 - offset13);
        const offset14 = j * 64;
        const leaky_relu_row8 = leaky_relu_row7 + offset14;
        const leaky_relu2_row6 = leaky_relu2_row5 + offset14;
        for (let l4_2 = 0; l4_2 < 16; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row4 = l4_2 * 4;
          for (let k = offset5; k < offset6; k++) {
            const leaky_relu_row9 = leaky_relu_row8 + k * 128;
            const W_row5 = W_row4 + k * 6144;
            const at2 = leaky_relu_row9 - 160;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const leaky_relu_row10 = at2 + k2 * 32;
              const W_row6 = W_row5 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const leaky_relu_value7 = leaky_relu[leaky_relu_row10 + c]!;
                const W_at7 = W_row6 + c * 64;
                sum_0_4 += leaky_relu_value7 * W[W_at7]!;
                sum_1_4 += leaky_relu_value7 * W[W_at7 + 1]!;
                sum_2_4 += leaky_relu_value7 * W[W_at7 + 2]!;
                sum_3_4 += leaky_relu_value7 * W[W_at7 + 3]!;
              }
            }
          }
          const conv2_value2_0_4 = sum_0_4 + b[W_row4]!;
          const conv2_value2_1_4 = sum_1_4 + b[W_row4 + 1]!;
          const conv2_value2_2_4 = sum_2_4 + b[W_row4 + 2]!;
          const conv2_value2_3_4 = sum_3_4 + b[W_row4 + 3]!;
          const leaky_relu2_at2 = leaky_relu2_row6 + W_row4;
          leaky_relu2[leaky_relu2_at2] = conv2_value2_0_4 > 0 ? conv2_value2_0_4 : 0.2 * conv2_value2_0_4;
          leaky_relu2[leaky_relu2_at2 + 1] = conv2_value2_1_4 > 0 ? conv2_value2_1_4 : 0.2 * conv2_value2_1_4;
          leaky_relu2[leaky_relu2_at2 + 2] = conv2_value2_2_4 > 0 ? conv2_value2_2_4 : 0.2 * conv2_value2_2_4;
          leaky_relu2[leaky_relu2_at2 + 3] = conv2_value2_3_4 > 0 ? conv2_value2_3_4 : 0.2 * conv2_value2_3_4;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dense1 = leaky_relu @ W
function discriminator_dense1_forward(N: number, leaky_relu: Float32Array, W: Float32Array, dense1: Float32Array): void {
  for (let n = 0; n < N; n++) {
    let sum = 0;
    const leaky_relu_row = n * 256;
    for (let k = 0; k < 256; k++) {
      sum += leaky_relu[leaky_relu_row + k]! * W[k]!;
    }
    dense1[n] = sum;
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dense1 = leaky_relu @ W + b
function discriminator_dense1_forward2(
  N: number,
  leaky_relu: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense1: Float32Array,
): void {
  const b_value = b[0]!;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    const leaky_relu_row = n * 256;
    for (let k = 0; k < 256; k++) {
      sum += leaky_relu[leaky_relu_row + k]! * W[k]!;
    }
    dense1[n] = sum + b_value;
  }
}

// examples/gan/gan.nnet:14  loss caught = gan_discriminator_loss(real, fake)
// examples/gan/gan.nnet:40  return (x
//   gan_discriminator_loss = sum[i](softplus(dense1)) / N
function gan_discriminator_loss_forward(N: number, dense1: Float32Array, gan_discriminator_loss: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    const dense1_value = dense1[r]!;
    sum += Math.max(dense1_value, 0) + Math.log1p(Math.exp(-Math.abs(dense1_value)));
  }
  gan_discriminator_loss[0] = sum / N;
}

// examples/gan/gan.nnet:14  loss caught = gan_discriminator_loss(real, fake)
// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   caught = sum[i](softplus(-(dense1 + b))) / N + gan_discriminator_loss
function caught_forward(
  N: number,
  dense1: Float32Array,
  b: Float32Array,
  gan_discriminator_loss: Float32Array,
  caught: Float32Array,
): void {
  let sum = 0;
  const b_value = b[0]!;
  for (let r = 0; r < N; r++) {
    const factor = -(dense1[r]! + b_value);
    sum += Math.max(factor, 0) + Math.log1p(Math.exp(-Math.abs(factor)));
  }
  caught[0] = sum / N + gan_discriminator_loss[0]!;
}

// examples/gan/gan.nnet:15  loss fooled = gan_generator_loss(fake)
// examples/gan/gan.nnet:40  return (x
//   fooled = sum[i](softplus(-dense1)) / N
function fooled_forward(N: number, dense1: Float32Array, fooled: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    const dense1_term = -dense1[r]!;
    sum += Math.max(dense1_term, 0) + Math.log1p(Math.exp(-Math.abs(dense1_term)));
  }
  fooled[0] = sum / N;
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
//   t := t + 1
function update_discriminator_conv1_W_adam_t(t: Int32Array): void {
  t[0] = t[0]! + 1;
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   dense1 = randn @ W + b
function generator_dense1_forward2(
  N: number,
  randn: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense1: Float32Array,
): void {
  const size1 = Math.floor(N / 2);
  const size2 = 2 * Math.floor(N / 2);
  for (let i2 = 0; i2 < 128; i2++) {
    const W_row = i2 * 2;
    const b_value = b[W_row]!;
    const b_value2 = b[W_row + 1]!;
    for (let n2 = 0; n2 < size1; n2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      const randn_row = n2 * 64;
      for (let k = 0; k < 32; k++) {
        const randn_at = randn_row + k;
        const randn_value = randn[randn_at]!;
        const W_at2 = W_row + k * 256;
        const W_value = W[W_at2]!;
        sum_0_0 += randn_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += randn_value * W_value2;
        const randn_value2 = randn[randn_at + 32]!;
        sum_1_0 += randn_value2 * W_value;
        sum_1_1 += randn_value2 * W_value2;
      }
      const dense1_at2 = W_row + n2 * 512;
      dense1[dense1_at2] = sum_0_0 + b_value;
      dense1[dense1_at2 + 1] = sum_0_1 + b_value2;
      dense1[dense1_at2 + 256] = sum_1_0 + b_value;
      dense1[dense1_at2 + 257] = sum_1_1 + b_value2;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_2 = 0;
      let sum_1_2 = 0;
      const randn_row2 = n * 32;
      for (let k = 0; k < 32; k++) {
        const randn_value3 = randn[randn_row2 + k]!;
        const W_at5 = W_row + k * 256;
        sum_0_2 += randn_value3 * W[W_at5]!;
        sum_1_2 += randn_value3 * W[W_at5 + 1]!;
      }
      const dense1_at4 = W_row + n * 256;
      dense1[dense1_at4] = sum_0_2 + b_value;
      dense1[dense1_at4 + 1] = sum_1_2 + b_value2;
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   moments = sum[i,j,k](dense1) / (4*N)
//   mean := 0.9 * mean + 0.1 * moments
function update_generator_batchnorm1_mean(
  N: number,
  dense1: Float32Array,
  moments: Float32Array,
  mean: Float32Array,
): void {
  const factor = 4 * N;
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += dense1[i + r3 * 64]!;
    }
    const moments_value2 = sum / factor;
    moments[i] = moments_value2;
    mean[i] = 0.9 * mean[i]! + 0.09999999999999998 * moments_value2;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   var_ := 0.9 * var_ + 0.1 * (sum[i,j,k]((dense1 - moments) * (dense1 - moments)) / (4*N))
//   batchnorm1 = sqrt(sum[i,j,k]((dense1 - moments) * (dense1 - moments)) / (4*N) + 0.00001)
function update_generator_batchnorm1_var(
  N: number,
  dense1: Float32Array,
  moments: Float32Array,
  var_: Float32Array,
  batchnorm1: Float32Array,
): void {
  const factor = 4 * N;
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    const moments_value3 = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const dense1_term = dense1[i + r3 * 64]! - moments_value3;
      sum += dense1_term * dense1_term;
    }
    const moments_value2 = sum / factor;
    var_[i] = 0.9 * var_[i]! + 0.09999999999999998 * moments_value2;
    batchnorm1[i] = Math.sqrt(moments_value2 + 0.00001);
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   relu = if gamma * (dense1 - moments) / batchnorm1 + beta > 0 then gamma * (dense1 - moments) / batchnorm1 + beta else 0
function generator_relu_forward3(
  N: number,
  gamma: Float32Array,
  dense1: Float32Array,
  moments: Float32Array,
  batchnorm1: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const dense1_row = j * 64;
    for (let l = 0; l < 64; l++) {
      const dense1_at = dense1_row + l;
      const beta_term = gamma[l]! * (dense1[dense1_at]! - moments[l]!) / batchnorm1[l]! + beta[l]!;
      relu[dense1_at] = beta_term > 0 ? beta_term : 0;
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   convtranspose1 = conv(relu, W)
function generator_convtranspose1_forward(
  N: number,
  relu: Float32Array,
  W: Float32Array,
  convtranspose1: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const relu_row = n4 * 1024;
    const convtranspose1_row = n4 * 2048;
    for (let i = 0; i < 4; i++) {
      const offset9 = 2 - i;
      const offset10 = floorMod(offset9, 2);
      const offset = Math.floor((Math.max(0, offset9) - offset10 + 1) / 2);
      const offset2 = Math.floor((Math.min(4, 5 - i) - offset10 + 1) / 2);
      const relu_row2 = relu_row + Math.floor((i + offset10 - 2) / 2) * 128;
      const W_row = offset10 * 8192;
      const convtranspose1_row2 = convtranspose1_row + i * 128;
      const at1 = -W_row;
      for (let j = 0; j < 4; j++) {
        const offset11 = 2 - j;
        const offset12 = floorMod(offset11, 2);
        const offset3 = Math.floor((Math.max(0, offset11) - offset12 + 1) / 2);
        const offset4 = Math.floor((Math.min(4, 5 - j) - offset12 + 1) / 2);
        const relu_row3 = relu_row2 + Math.floor((j + offset12 - 2) / 2) * 64;
        const W_row2 = offset12 * 2048;
        const convtranspose1_row3 = convtranspose1_row2 + j * 32;
        const at2 = at1 - W_row2;
        for (let l4 = 0; l4 < 8; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const offset13 = l4 * 4;
          const W_row3 = at2 + offset13;
          for (let k = offset; k < offset2; k++) {
            const relu_row4 = relu_row3 + k * 128;
            const W_row4 = W_row3 - k * 16384;
            const at3 = W_row4 + 30720;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const relu_row5 = relu_row4 + k2 * 64;
              const W_row5 = at3 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const relu_at = relu_row5 + c;
                const relu_value = relu[relu_at]!;
                const W_at2 = W_row5 + c * 32;
                const W_value = W[W_at2]!;
                sum_0_0 += relu_value * W_value;
                const W_value2 = W[W_at2 + 1]!;
                sum_0_1 += relu_value * W_value2;
                const W_value3 = W[W_at2 + 2]!;
                sum_0_2 += relu_value * W_value3;
                const W_value4 = W[W_at2 + 3]!;
                sum_0_3 += relu_value * W_value4;
                const relu_value2 = relu[relu_at + 256]!;
                sum_1_0 += relu_value2 * W_value;
                sum_1_1 += relu_value2 * W_value2;
                sum_1_2 += relu_value2 * W_value3;
                sum_1_3 += relu_value2 * W_value4;
                const relu_value3 = relu[relu_at + 512]!;
                sum_2_0 += relu_value3 * W_value;
                sum_2_1 += relu_value3 * W_value2;
                sum_2_2 += relu_value3 * W_value3;
                sum_2_3 += relu_value3 * W_value4;
                const relu_value4 = relu[relu_at + 768]!;
                sum_3_0 += relu_value4 * W_value;
                sum_3_1 += relu_value4 * W_value2;
                sum_3_2 += relu_value4 * W_value3;
                sum_3_3 += relu_value4 * W_value4;
              }
            }
          }
          const convtranspose1_at = convtranspose1_row3 + offset13;
          convtranspose1[convtranspose1_at] = sum_0_0;
          convtranspose1[convtranspose1_at + 1] = sum_0_1;
          convtranspose1[convtranspose1_at + 2] = sum_0_2;
          convtranspose1[convtranspose1_at + 3] = sum_0_3;
          convtranspose1[convtranspose1_at + 512] = sum_1_0;
          convtranspose1[convtranspose1_at + 513] = sum_1_1;
          convtranspose1[convtranspose1_at + 514] = sum_1_2;
          convtranspose1[convtranspose1_at + 515] = sum_1_3;
          convtranspose1[convtranspose1_at + 1024] = sum_2_0;
          convtranspose1[convtranspose1_at + 1025] = sum_2_1;
          convtranspose1[convtranspose1_at + 1026] = sum_2_2;
          convtranspose1[convtranspose1_at + 1027] = sum_2_3;
          convtranspose1[convtranspose1_at + 1536] = sum_3_0;
          convtranspose1[convtranspose1_at + 1537] = sum_3_1;
          convtranspose1[convtranspose1_at + 1538] = sum_3_2;
          convtranspose1[convtranspose1_at + 1539] = sum_3_3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const relu_row6 = n * 256;
    const convtranspose1_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset14 = 2 - i;
      const offset15 = floorMod(offset14, 2);
      const offset5 = Math.floor((Math.max(0, offset14) - offset15 + 1) / 2);
      const offset6 = Math.floor((Math.min(4, 5 - i) - offset15 + 1) / 2);
      const relu_row7 = relu_row6 + Math.floor((i + offset15 - 2) / 2) * 128;
      const W_row6 = offset15 * 8192;
      const convtranspose1_row5 = convtranspose1_row4 + i * 128;
      const at4 = -W_row6;
      for (let j = 0; j < 4; j++) {
        const offset16 = 2 - j;
        const offset17 = floorMod(offset16, 2);
        const offset7 = Math.floor((Math.max(0, offset16) - offset17 + 1) / 2);
        const offset8 = Math.floor((Math.min(4, 5 - j) - offset17 + 1) / 2);
        const relu_row8 = relu_row7 + Math.floor((j + offset17 - 2) / 2) * 64;
        const W_row7 = offset17 * 2048;
        const convtranspose1_row6 = convtranspose1_row5 + j * 32;
        const at5 = at4 - W_row7;
        for (let l4_2 = 0; l4_2 < 8; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const offset18 = l4_2 * 4;
          const W_row8 = at5 + offset18;
          for (let k = offset5; k < offset6; k++) {
            const relu_row9 = relu_row8 + k * 128;
            const W_row9 = W_row8 - k * 16384;
            const at6 = W_row9 + 30720;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const relu_row10 = relu_row9 + k2 * 64;
              const W_row10 = at6 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const relu_value5 = relu[relu_row10 + c]!;
                const W_at7 = W_row10 + c * 32;
                sum_0_4 += relu_value5 * W[W_at7]!;
                sum_1_4 += relu_value5 * W[W_at7 + 1]!;
                sum_2_4 += relu_value5 * W[W_at7 + 2]!;
                sum_3_4 += relu_value5 * W[W_at7 + 3]!;
              }
            }
          }
          const convtranspose1_at2 = convtranspose1_row6 + offset18;
          convtranspose1[convtranspose1_at2] = sum_0_4;
          convtranspose1[convtranspose1_at2 + 1] = sum_1_4;
          convtranspose1[convtranspose1_at2 + 2] = sum_2_4;
          convtranspose1[convtranspose1_at2 + 3] = sum_3_4;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   moments = sum[i,j,k](convtranspose1) / (16*N)
//   mean := 0.9 * mean + 0.1 * moments
function update_generator_batchnorm2_mean(
  N: number,
  convtranspose1: Float32Array,
  moments: Float32Array,
  mean: Float32Array,
): void {
  const factor = 16 * N;
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += convtranspose1[i + r3 * 32]!;
    }
    const moments_value2 = sum / factor;
    moments[i] = moments_value2;
    mean[i] = 0.9 * mean[i]! + 0.09999999999999998 * moments_value2;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   var_ := 0.9 * var_ + 0.1 * (sum[i,j,k]((convtranspose1 - moments) * (convtranspose1 - moments)) / (16*N))
//   batchnorm2 = sqrt(sum[i,j,k]((convtranspose1 - moments) * (convtranspose1 - moments)) / (16*N) + 0.00001)
function update_generator_batchnorm2_var(
  N: number,
  convtranspose1: Float32Array,
  moments: Float32Array,
  var_: Float32Array,
  batchnorm2: Float32Array,
): void {
  const factor = 16 * N;
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    const moments_value3 = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const convtranspose1_term = convtranspose1[i + r3 * 32]! - moments_value3;
      sum += convtranspose1_term * convtranspose1_term;
    }
    const moments_value2 = sum / factor;
    var_[i] = 0.9 * var_[i]! + 0.09999999999999998 * moments_value2;
    batchnorm2[i] = Math.sqrt(moments_value2 + 0.00001);
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   relu = if gamma * (convtranspose1 - moments) / batchnorm2 + beta > 0 then gamma * (convtranspose1 - moments) / batchnorm2 + beta else 0
function generator_relu_forward4(
  N: number,
  gamma: Float32Array,
  convtranspose1: Float32Array,
  moments: Float32Array,
  batchnorm2: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  const size1 = 16 * N;
  for (let j = 0; j < size1; j++) {
    const convtranspose1_row = j * 32;
    for (let l = 0; l < 32; l++) {
      const convtranspose1_at = convtranspose1_row + l;
      const beta_term = gamma[l]! * (convtranspose1[convtranspose1_at]! - moments[l]!) / batchnorm2[l]! + beta[l]!;
      relu[convtranspose1_at] = beta_term > 0 ? beta_term : 0;
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   conv1 = conv(image, W) + b
//   leaky_relu = if conv1 > 0 then conv1 else 0.2 * conv1
function discriminator_leaky_relu_forward3(
  N: number,
  image: Float32Array,
  W: Float32Array,
  b: Float32Array,
  conv1: Float32Array,
  leaky_relu: Float32Array,
): void {
  const size1 = Math.floor(N / 2);
  for (let n2 = 0; n2 < size1; n2++) {
    const image_row = n2 * 128;
    const conv1_row = n2 * 1024;
    for (let i = 0; i < 4; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(3, 9 - offset9);
      const image_row2 = image_row + i * 16;
      const conv1_row2 = conv1_row + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(3, 9 - offset10);
        const image_row3 = image_row2 + offset10;
        const conv1_row3 = conv1_row2 + j * 32;
        const at1 = image_row3 - 9;
        for (let l2 = 0; l2 < 16; l2++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          const W_row = l2 * 2;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 8;
            const W_row2 = W_row + k * 96;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_at = image_row4 + k2;
              const image_value = image[image_at]!;
              const W_at2 = W_row2 + k2 * 32;
              const W_value = W[W_at2]!;
              sum_0_0 += image_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += image_value * W_value2;
              const image_value2 = image[image_at + 64]!;
              sum_1_0 += image_value2 * W_value;
              sum_1_1 += image_value2 * W_value2;
            }
          }
          const b_value = b[W_row]!;
          const conv1_value2_0_0 = sum_0_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          const conv1_value2_0_1 = sum_0_1 + b_value2;
          const conv1_value2_1_0 = sum_1_0 + b_value;
          const conv1_value2_1_1 = sum_1_1 + b_value2;
          const conv1_at = conv1_row3 + W_row;
          conv1[conv1_at] = conv1_value2_0_0;
          const conv1_at2 = conv1_at + 1;
          conv1[conv1_at2] = conv1_value2_0_1;
          const conv1_at3 = conv1_at + 512;
          conv1[conv1_at3] = conv1_value2_1_0;
          const conv1_at4 = conv1_at + 513;
          conv1[conv1_at4] = conv1_value2_1_1;
          leaky_relu[conv1_at] = conv1_value2_0_0 > 0 ? conv1_value2_0_0 : 0.2 * conv1_value2_0_0;
          leaky_relu[conv1_at2] = conv1_value2_0_1 > 0 ? conv1_value2_0_1 : 0.2 * conv1_value2_0_1;
          leaky_relu[conv1_at3] = conv1_value2_1_0 > 0 ? conv1_value2_1_0 : 0.2 * conv1_value2_1_0;
          leaky_relu[conv1_at4] = conv1_value2_1_1 > 0 ? conv1_value2_1_1 : 0.2 * conv1_value2_1_1;
        }
      }
    }
  }
  for (let n = 2 * Math.floor(N / 2); n < N; n++) {
    const image_row5 = n * 64;
    const conv1_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset11 = i * 2;
      const offset5 = Math.max(0, 1 - offset11);
      const offset6 = Math.min(3, 9 - offset11);
      const image_row6 = image_row5 + i * 16;
      const conv1_row5 = conv1_row4 + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset12 = j * 2;
        const offset7 = Math.max(0, 1 - offset12);
        const offset8 = Math.min(3, 9 - offset12);
        const image_row7 = image_row6 + offset12;
        const conv1_row6 = conv1_row5 + j * 32;
        const at2 = image_row7 - 9;
        for (let l2_2 = 0; l2_2 < 16; l2_2++) {
          let sum_0_2 = 0;
          let sum_1_2 = 0;
          const W_row3 = l2_2 * 2;
          for (let k = offset5; k < offset6; k++) {
            const image_row8 = at2 + k * 8;
            const W_row4 = W_row3 + k * 96;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const image_value3 = image[image_row8 + k2]!;
              const W_at5 = W_row4 + k2 * 32;
              sum_0_2 += image_value3 * W[W_at5]!;
              sum_1_2 += image_value3 * W[W_at5 + 1]!;
            }
          }
          const conv1_value2_0_2 = sum_0_2 + b[W_row3]!;
          const conv1_value2_1_2 = sum_1_2 + b[W_row3 + 1]!;
          const conv1_at5 = conv1_row6 + W_row3;
          conv1[conv1_at5] = conv1_value2_0_2;
          const conv1_at6 = conv1_at5 + 1;
          conv1[conv1_at6] = conv1_value2_1_2;
          leaky_relu[conv1_at5] = conv1_value2_0_2 > 0 ? conv1_value2_0_2 : 0.2 * conv1_value2_0_2;
          leaky_relu[conv1_at6] = conv1_value2_1_2 > 0 ? conv1_value2_1_2 : 0.2 * conv1_value2_1_2;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   conv2 = conv(leaky_relu, W) + b
//   leaky_relu2 = if conv2 > 0 then conv2 else 0.2 * conv2
function discriminator_leaky_relu_forward4(
  N: number,
  leaky_relu: Float32Array,
  W: Float32Array,
  b: Float32Array,
  conv2: Float32Array,
  leaky_relu2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const leaky_relu_row = n4 * 2048;
    const conv2_row = n4 * 1024;
    for (let i = 0; i < 2; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(3, 5 - offset9);
      const leaky_relu_row2 = leaky_relu_row + i * 256;
      const conv2_row2 = conv2_row + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(3, 5 - offset10);
        const offset11 = j * 64;
        const leaky_relu_row3 = leaky_relu_row2 + offset11;
        const conv2_row3 = conv2_row2 + offset11;
        for (let l4 = 0; l4 < 16; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const W_row = l4 * 4;
          for (let k = offset; k < offset2; k++) {
            const leaky_relu_row4 = leaky_relu_row3 + k * 128;
            const W_row2 = W_row + k * 6144;
            const at1 = leaky_relu_row4 - 160;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const leaky_relu_row5 = at1 + k2 * 32;
              const W_row3 = W_row2 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const leaky_relu_at = leaky_relu_row5 + c;
                const leaky_relu_value3 = leaky_relu[leaky_relu_at]!;
                const W_at2 = W_row3 + c * 64;
                const W_value = W[W_at2]!;
                sum_0_0 += leaky_relu_value3 * W_value;
                const W_value2 = W[W_at2 + 1]!;
                sum_0_1 += leaky_relu_value3 * W_value2;
                const W_value3 = W[W_at2 + 2]!;
                sum_0_2 += leaky_relu_value3 * W_value3;
                const W_value4 = W[W_at2 + 3]!;
                sum_0_3 += leaky_relu_value3 * W_value4;
                const leaky_relu_value4 = leaky_relu[leaky_relu_at + 512]!;
                sum_1_0 += leaky_relu_value4 * W_value;
                sum_1_1 += leaky_relu_value4 * W_value2;
                sum_1_2 += leaky_relu_value4 * W_value3;
                sum_1_3 += leaky_relu_value4 * W_value4;
                const leaky_relu_value5 = leaky_relu[leaky_relu_at + 1024]!;
                sum_2_0 += leaky_relu_value5 * W_value;
                sum_2_1 += leaky_relu_value5 * W_value2;
                sum_2_2 += leaky_relu_value5 * W_value3;
                sum_2_3 += leaky_relu_value5 * W_value4;
                const leaky_relu_value6 = leaky_relu[leaky_relu_at + 1536]!;
                sum_3_0 += leaky_relu_value6 * W_value;
                sum_3_1 += leaky_relu_value6 * W_value2;
                sum_3_2 += leaky_relu_value6 * W_value3;
                sum_3_3 += leaky_relu_value6 * W_value4;
              }
            }
          }
          const b_value = b[W_row]!;
          const conv2_value2_0_0 = sum_0_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          const conv2_value2_0_1 = sum_0_1 + b_value2;
          const b_value3 = b[W_row + 2]!;
          const conv2_value2_0_2 = sum_0_2 + b_value3;
          const b_value4 = b[W_row + 3]!;
          const conv2_value2_0_3 = sum_0_3 + b_value4;
          const conv2_value2_1_0 = sum_1_0 + b_value;
          const conv2_value2_1_1 = sum_1_1 + b_value2;
          const conv2_value2_1_2 = sum_1_2 + b_value3;
          const conv2_value2_1_3 = sum_1_3 + b_value4;
          const conv2_value2_2_0 = sum_2_0 + b_value;
          const conv2_value2_2_1 = sum_2_1 + b_value2;
          const conv2_value2_2_2 = sum_2_2 + b_value3;
          const conv2_value2_2_3 = sum_2_3 + b_value4;
          const conv2_value2_3_0 = sum_3_0 + b_value;
          const conv2_value2_3_1 = sum_3_1 + b_value2;
          const conv2_value2_3_2 = sum_3_2 + b_value3;
          const conv2_value2_3_3 = sum_3_3 + b_value4;
          const conv2_at = conv2_row3 + W_row;
          conv2[conv2_at] = conv2_value2_0_0;
          const conv2_at2 = conv2_at + 1;
          conv2[conv2_at2] = conv2_value2_0_1;
          const conv2_at3 = conv2_at + 2;
          conv2[conv2_at3] = conv2_value2_0_2;
          const conv2_at4 = conv2_at + 3;
          conv2[conv2_at4] = conv2_value2_0_3;
          const conv2_at5 = conv2_at + 256;
          conv2[conv2_at5] = conv2_value2_1_0;
          const conv2_at6 = conv2_at + 257;
          conv2[conv2_at6] = conv2_value2_1_1;
          const conv2_at7 = conv2_at + 258;
          conv2[conv2_at7] = conv2_value2_1_2;
          const conv2_at8 = conv2_at + 259;
          conv2[conv2_at8] = conv2_value2_1_3;
          const conv2_at9 = conv2_at + 512;
          conv2[conv2_at9] = conv2_value2_2_0;
          const conv2_at10 = conv2_at + 513;
          conv2[conv2_at10] = conv2_value2_2_1;
          const conv2_at11 = conv2_at + 514;
          conv2[conv2_at11] = conv2_value2_2_2;
          const conv2_at12 = conv2_at + 515;
          conv2[conv2_at12] = conv2_value2_2_3;
          const conv2_at13 = conv2_at + 768;
          conv2[conv2_at13] = conv2_value2_3_0;
          const conv2_at14 = conv2_at + 769;
          conv2[conv2_at14] = conv2_value2_3_1;
          const conv2_at15 = conv2_at + 770;
          conv2[conv2_at15] = conv2_value2_3_2;
          const conv2_at16 = conv2_at + 771;
          conv2[conv2_at16] = conv2_value2_3_3;
          leaky_relu2[conv2_at] = conv2_value2_0_0 > 0 ? conv2_value2_0_0 : 0.2 * conv2_value2_0_0;
          leaky_relu2[conv2_at2] = conv2_value2_0_1 > 0 ? conv2_value2_0_1 : 0.2 * conv2_value2_0_1;
          leaky_relu2[conv2_at3] = conv2_value2_0_2 > 0 ? conv2_value2_0_2 : 0.2 * conv2_value2_0_2;
          leaky_relu2[conv2_at4] = conv2_value2_0_3 > 0 ? conv2_value2_0_3 : 0.2 * conv2_value2_0_3;
          leaky_relu2[conv2_at5] = conv2_value2_1_0 > 0 ? conv2_value2_1_0 : 0.2 * conv2_value2_1_0;
          leaky_relu2[conv2_at6] = conv2_value2_1_1 > 0 ? conv2_value2_1_1 : 0.2 * conv2_value2_1_1;
          leaky_relu2[conv2_at7] = conv2_value2_1_2 > 0 ? conv2_value2_1_2 : 0.2 * conv2_value2_1_2;
          leaky_relu2[conv2_at8] = conv2_value2_1_3 > 0 ? conv2_value2_1_3 : 0.2 * conv2_value2_1_3;
          leaky_relu2[conv2_at9] = conv2_value2_2_0 > 0 ? conv2_value2_2_0 : 0.2 * conv2_value2_2_0;
          leaky_relu2[conv2_at10] = conv2_value2_2_1 > 0 ? conv2_value2_2_1 : 0.2 * conv2_value2_2_1;
          leaky_relu2[conv2_at11] = conv2_value2_2_2 > 0 ? conv2_value2_2_2 : 0.2 * conv2_value2_2_2;
          leaky_relu2[conv2_at12] = conv2_value2_2_3 > 0 ? conv2_value2_2_3 : 0.2 * conv2_value2_2_3;
          leaky_relu2[conv2_at13] = conv2_value2_3_0 > 0 ? conv2_value2_3_0 : 0.2 * conv2_value2_3_0;
          leaky_relu2[conv2_at14] = conv2_value2_3_1 > 0 ? conv2_value2_3_1 : 0.2 * conv2_value2_3_1;
          leaky_relu2[conv2_at15] = conv2_value2_3_2 > 0 ? conv2_value2_3_2 : 0.2 * conv2_value2_3_2;
          leaky_relu2[conv2_at16] = conv2_value2_3_3 > 0 ? conv2_value2_3_3 : 0.2 * conv2_value2_3_3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const leaky_relu_row6 = n * 512;
    const conv2_row4 = n * 256;
    for (let i = 0; i < 2; i++) {
      const offset12 = i * 2;
      const offset5 = Math.max(0, 1 - offset12);
      const offset6 = Math.min(3, 5 - offset12);
      const leaky_relu_row7 = leaky_relu_row6 + i * 256;
      const conv2_row5 = conv2_row4 + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset13 = j * 2;
        const offset7 = Math.max(0, 1 - offset13);
        const offset8 = Math.min(3, 5 - offset13);
        const offset14 = j * 64;
        const leaky_relu_row8 = leaky_relu_row7 + offset14;
        const conv2_row6 = conv2_row5 + offset14;
        for (let l4_2 = 0; l4_2 < 16; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row4 = l4_2 * 4;
          for (let k = offset5; k < offset6; k++) {
            const leaky_relu_row9 = leaky_relu_row8 + k * 128;
            const W_row5 = W_row4 + k * 6144;
            const at2 = leaky_relu_row9 - 160;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const leaky_relu_row10 = at2 + k2 * 32;
              const W_row6 = W_row5 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const leaky_relu_value7 = leaky_relu[leaky_relu_row10 + c]!;
                const W_at7 = W_row6 + c * 64;
                sum_0_4 += leaky_relu_value7 * W[W_at7]!;
                sum_1_4 += leaky_relu_value7 * W[W_at7 + 1]!;
                sum_2_4 += leaky_relu_value7 * W[W_at7 + 2]!;
                sum_3_4 += leaky_relu_value7 * W[W_at7 + 3]!;
              }
            }
          }
          const conv2_value2_0_4 = sum_0_4 + b[W_row4]!;
          const conv2_value2_1_4 = sum_1_4 + b[W_row4 + 1]!;
          const conv2_value2_2_4 = sum_2_4 + b[W_row4 + 2]!;
          const conv2_value2_3_4 = sum_3_4 + b[W_row4 + 3]!;
          const conv2_at17 = conv2_row6 + W_row4;
          conv2[conv2_at17] = conv2_value2_0_4;
          const conv2_at18 = conv2_at17 + 1;
          conv2[conv2_at18] = conv2_value2_1_4;
          const conv2_at19 = conv2_at17 + 2;
          conv2[conv2_at19] = conv2_value2_2_4;
          const conv2_at20 = conv2_at17 + 3;
          conv2[conv2_at20] = conv2_value2_3_4;
          leaky_relu2[conv2_at17] = conv2_value2_0_4 > 0 ? conv2_value2_0_4 : 0.2 * conv2_value2_0_4;
          leaky_relu2[conv2_at18] = conv2_value2_1_4 > 0 ? conv2_value2_1_4 : 0.2 * conv2_value2_1_4;
          leaky_relu2[conv2_at19] = conv2_value2_2_4 > 0 ? conv2_value2_2_4 : 0.2 * conv2_value2_2_4;
          leaky_relu2[conv2_at20] = conv2_value2_3_4 > 0 ? conv2_value2_3_4 : 0.2 * conv2_value2_3_4;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dropout1 = uniform()
//   dropout1_2 = if dropout1 >= 0.3 then leaky_relu / 0.7 else 0
function discriminator_dropout1_forward(
  N: number,
  seed: Int32Array,
  step: Int32Array,
  leaky_relu: Float32Array,
  dropout1: Float32Array,
  dropout1_2: Float32Array,
): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  const size1 = 256 * N;
  for (let i = 0; i < size1; i++) {
    const dropout1_value = randomUniform(seed_value, step_value, 897528757, i);
    dropout1[i] = dropout1_value;
    dropout1_2[i] = dropout1_value >= 0.3 ? leaky_relu[i]! / 0.7 : 0;
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dropout1 = uniform()
//   dropout1_2 = if dropout1 >= 0.3 then leaky_relu / 0.7 else 0
function discriminator_dropout1_forward2(
  N: number,
  seed: Int32Array,
  step: Int32Array,
  leaky_relu: Float32Array,
  dropout1: Float32Array,
  dropout1_2: Float32Array,
): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  const size1 = 256 * N;
  for (let i = 0; i < size1; i++) {
    const dropout1_value = randomUniform(seed_value, step_value, 847195900, i);
    dropout1[i] = dropout1_value;
    dropout1_2[i] = dropout1_value >= 0.3 ? leaky_relu[i]! / 0.7 : 0;
  }
}

// examples/gan/gan.nnet:14  loss caught = gan_discriminator_loss(real, fake)
// examples/gan/gan.nnet:40  return (x
//   caught = sum[i](softplus(-dense1)) / N + gan_discriminator_loss
function caught_forward2(
  N: number,
  dense1: Float32Array,
  gan_discriminator_loss: Float32Array,
  caught: Float32Array,
): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    const dense1_term = -dense1[r]!;
    sum += Math.max(dense1_term, 0) + Math.log1p(Math.exp(-Math.abs(dense1_term)));
  }
  caught[0] = sum / N + gan_discriminator_loss[0]!;
}

// examples/gan/gan.nnet:14  loss caught = gan_discriminator_loss(real, fake)
// examples/gan/gan.nnet:40  return (x
//   d_fake = 1 / N * sigmoid(dense1)
function fake_backward(N: number, dense1: Float32Array, d_fake: Float32Array): void {
  const factor = 1 / N;
  for (let n = 0; n < N; n++) {
    const dense1_value = dense1[n]!;
    d_fake[n] = factor * ((dense1_value >= 0 ? 1 : Math.exp(-Math.abs(dense1_value))) / (1 + Math.exp(-Math.abs(dense1_value))));
  }
}

// examples/gan/gan.nnet:14  loss caught = gan_discriminator_loss(real, fake)
// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:15  loss fooled = gan_generator_loss(fake)
//   d_real = -(1 / N * sigmoid(-dense1))
function real_backward(N: number, dense1: Float32Array, d_real: Float32Array): void {
  const factor = 1 / N;
  for (let n = 0; n < N; n++) {
    const dense1_term = -dense1[n]!;
    d_real[n] = -(factor * ((dense1_term >= 0 ? 1 : Math.exp(-Math.abs(dense1_term))) / (1 + Math.exp(-Math.abs(dense1_term)))));
  }
}

// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   d_flatten = (if dropout1 >= 0.3 then d_fake @ W^T else 0) / 0.7
function discriminator_flatten_backward(
  N: number,
  d_fake: Float32Array,
  W: Float32Array,
  dropout1: Float32Array,
  d_flatten: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const d_fake_value = d_fake[n]!;
    const d_flatten_row = n * 256;
    for (let i = 0; i < 256; i++) {
      let sum = 0;
      sum += d_fake_value * W[i]!;
      const d_flatten_at = d_flatten_row + i;
      d_flatten[d_flatten_at] = (dropout1[d_flatten_at]! >= 0.3 ? sum : 0) / 0.7;
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   d_conv2 = (if conv2 > 0 then d_flatten else 0) + (if conv2 > 0 then 0 else d_flatten) * 0.2
function discriminator_conv2_backward(
  N: number,
  conv2: Float32Array,
  d_flatten: Float32Array,
  d_conv2: Float32Array,
): void {
  const size1 = 256 * N;
  for (let l = 0; l < size1; l++) {
    const condition = conv2[l]! > 0;
    d_conv2[l] = (condition ? d_flatten[l]! : 0) + (condition ? 0 : d_flatten[l]!) * 0.2;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_conv1 = (if conv1 > 0 then conv(d_conv2, W) else 0) + (if conv1 > 0 then 0 else conv(d_conv2, W)) * 0.2
function discriminator_conv1_backward(
  N: number,
  d_conv2: Float32Array,
  W: Float32Array,
  conv1: Float32Array,
  d_conv1: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const d_conv2_row = n4 * 1024;
    const conv1_row = n4 * 2048;
    for (let i = 0; i < 4; i++) {
      const offset9 = 1 - i;
      const offset10 = floorMod(offset9, 2);
      const offset = Math.floor((Math.max(0, offset9) - offset10 + 1) / 2);
      const offset2 = Math.floor((Math.min(3, 4 - i) - offset10 + 1) / 2);
      const d_conv2_row2 = d_conv2_row + Math.floor((i + offset10 - 1) / 2) * 128;
      const W_row = offset10 * 6144;
      const conv1_row2 = conv1_row + i * 128;
      const at1 = -W_row;
      for (let j = 0; j < 4; j++) {
        const offset11 = 1 - j;
        const offset12 = floorMod(offset11, 2);
        const offset3 = Math.floor((Math.max(0, offset11) - offset12 + 1) / 2);
        const offset4 = Math.floor((Math.min(3, 4 - j) - offset12 + 1) / 2);
        const d_conv2_row3 = d_conv2_row2 + Math.floor((j + offset12 - 1) / 2) * 64;
        const W_row2 = offset12 * 2048;
        const conv1_row3 = conv1_row2 + j * 32;
        const at2 = at1 - W_row2;
        for (let l4 = 0; l4 < 8; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const W_row3 = at2 + l4 * 256;
          for (let k = offset; k < offset2; k++) {
            const d_conv2_row4 = d_conv2_row3 + k * 128;
            const W_row4 = W_row3 - k * 12288;
            const at3 = W_row4 + 16384;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const d_conv2_row5 = d_conv2_row4 + k2 * 64;
              const W_row5 = at3 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const d_conv2_at = d_conv2_row5 + c;
                const d_conv2_value = d_conv2[d_conv2_at]!;
                const W_at = W_row5 + c;
                const W_value = W[W_at]!;
                sum_0_0 += d_conv2_value * W_value;
                const W_value2 = W[W_at + 64]!;
                sum_0_1 += d_conv2_value * W_value2;
                const W_value3 = W[W_at + 128]!;
                sum_0_2 += d_conv2_value * W_value3;
                const W_value4 = W[W_at + 192]!;
                sum_0_3 += d_conv2_value * W_value4;
                const d_conv2_value2 = d_conv2[d_conv2_at + 256]!;
                sum_1_0 += d_conv2_value2 * W_value;
                sum_1_1 += d_conv2_value2 * W_value2;
                sum_1_2 += d_conv2_value2 * W_value3;
                sum_1_3 += d_conv2_value2 * W_value4;
                const d_conv2_value3 = d_conv2[d_conv2_at + 512]!;
                sum_2_0 += d_conv2_value3 * W_value;
                sum_2_1 += d_conv2_value3 * W_value2;
                sum_2_2 += d_conv2_value3 * W_value3;
                sum_2_3 += d_conv2_value3 * W_value4;
                const d_conv2_value4 = d_conv2[d_conv2_at + 768]!;
                sum_3_0 += d_conv2_value4 * W_value;
                sum_3_1 += d_conv2_value4 * W_value2;
                sum_3_2 += d_conv2_value4 * W_value3;
                sum_3_3 += d_conv2_value4 * W_value4;
              }
            }
          }
          const conv1_at2 = conv1_row3 + l4 * 4;
          const conv1_at3 = conv1_at2 + 1;
          const condition = conv1[conv1_at3]! > 0;
          const conv1_at4 = conv1_at2 + 2;
          const condition2 = conv1[conv1_at4]! > 0;
          const conv1_at5 = conv1_at2 + 3;
          const condition3 = conv1[conv1_at5]! > 0;
          const conv1_at6 = conv1_at2 + 512;
          const condition4 = conv1[conv1_at6]! > 0;
          const conv1_at7 = conv1_at2 + 513;
          const condition5 = conv1[conv1_at7]! > 0;
          const conv1_at8 = conv1_at2 + 514;
          const condition6 = conv1[conv1_at8]! > 0;
          const conv1_at9 = conv1_at2 + 515;
          const condition7 = conv1[conv1_at9]! > 0;
          const conv1_at10 = conv1_at2 + 1024;
          const condition8 = conv1[conv1_at10]! > 0;
          const conv1_at11 = conv1_at2 + 1025;
          const condition9 = conv1[conv1_at11]! > 0;
          const conv1_at12 = conv1_at2 + 1026;
          const condition10 = conv1[conv1_at12]! > 0;
          const conv1_at13 = conv1_at2 + 1027;
          const condition11 = conv1[conv1_at13]! > 0;
          const conv1_at14 = conv1_at2 + 1536;
          const condition12 = conv1[conv1_at14]! > 0;
          const conv1_at15 = conv1_at2 + 1537;
          const condition13 = conv1[conv1_at15]! > 0;
          const conv1_at16 = conv1_at2 + 1538;
          const condition14 = conv1[conv1_at16]! > 0;
          const conv1_at17 = conv1_at2 + 1539;
          const condition15 = conv1[conv1_at17]! > 0;
          const condition16 = conv1[conv1_at2]! > 0;
          d_conv1[conv1_at2] = (condition16 ? sum_0_0 : 0) + (condition16 ? 0 : sum_0_0) * 0.2;
          d_conv1[conv1_at3] = (condition ? sum_0_1 : 0) + (condition ? 0 : sum_0_1) * 0.2;
          d_conv1[conv1_at4] = (condition2 ? sum_0_2 : 0) + (condition2 ? 0 : sum_0_2) * 0.2;
          d_conv1[conv1_at5] = (condition3 ? sum_0_3 : 0) + (condition3 ? 0 : sum_0_3) * 0.2;
          d_conv1[conv1_at6] = (condition4 ? sum_1_0 : 0) + (condition4 ? 0 : sum_1_0) * 0.2;
          d_conv1[conv1_at7] = (condition5 ? sum_1_1 : 0) + (condition5 ? 0 : sum_1_1) * 0.2;
          d_conv1[conv1_at8] = (condition6 ? sum_1_2 : 0) + (condition6 ? 0 : sum_1_2) * 0.2;
          d_conv1[conv1_at9] = (condition7 ? sum_1_3 : 0) + (condition7 ? 0 : sum_1_3) * 0.2;
          d_conv1[conv1_at10] = (condition8 ? sum_2_0 : 0) + (condition8 ? 0 : sum_2_0) * 0.2;
          d_conv1[conv1_at11] = (condition9 ? sum_2_1 : 0) + (condition9 ? 0 : sum_2_1) * 0.2;
          d_conv1[conv1_at12] = (condition10 ? sum_2_2 : 0) + (condition10 ? 0 : sum_2_2) * 0.2;
          d_conv1[conv1_at13] = (condition11 ? sum_2_3 : 0) + (condition11 ? 0 : sum_2_3) * 0.2;
          d_conv1[conv1_at14] = (condition12 ? sum_3_0 : 0) + (condition12 ? 0 : sum_3_0) * 0.2;
          d_conv1[conv1_at15] = (condition13 ? sum_3_1 : 0) + (condition13 ? 0 : sum_3_1) * 0.2;
          d_conv1[conv1_at16] = (condition14 ? sum_3_2 : 0) + (condition14 ? 0 : sum_3_2) * 0.2;
          d_conv1[conv1_at17] = (condition15 ? sum_3_3 : 0) + (condition15 ? 0 : sum_3_3) * 0.2;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const d_conv2_row6 = n * 256;
    const conv1_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset13 = 1 - i;
      const offset14 = floorMod(offset13, 2);
      const offset5 = Math.floor((Math.max(0, offset13) - offset14 + 1) / 2);
      const offset6 = Math.floor((Math.min(3, 4 - i) - offset14 + 1) / 2);
      const d_conv2_row7 = d_conv2_row6 + Math.floor((i + offset14 - 1) / 2) * 128;
      const W_row6 = offset14 * 6144;
      const conv1_row5 = conv1_row4 + i * 128;
      const at4 = -W_row6;
      for (let j = 0; j < 4; j++) {
        const offset15 = 1 - j;
        const offset16 = floorMod(offset15, 2);
        const offset7 = Math.floor((Math.max(0, offset15) - offset16 + 1) / 2);
        const offset8 = Math.floor((Math.min(3, 4 - j) - offset16 + 1) / 2);
        const d_conv2_row8 = d_conv2_row7 + Math.floor((j + offset16 - 1) / 2) * 64;
        const W_row7 = offset16 * 2048;
        const conv1_row6 = conv1_row5 + j * 32;
        const at5 = at4 - W_row7;
        for (let l4_2 = 0; l4_2 < 8; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row8 = at5 + l4_2 * 256;
          for (let k = offset5; k < offset6; k++) {
            const d_conv2_row9 = d_conv2_row8 + k * 128;
            const W_row9 = W_row8 - k * 12288;
            const at6 = W_row9 + 16384;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const d_conv2_row10 = d_conv2_row9 + k2 * 64;
              const W_row10 = at6 - k2 * 4096;
              for (let c = 0; c < 64; c++) {
                const d_conv2_value5 = d_conv2[d_conv2_row10 + c]!;
                const W_at5 = W_row10 + c;
                sum_0_4 += d_conv2_value5 * W[W_at5]!;
                sum_1_4 += d_conv2_value5 * W[W_at5 + 64]!;
                sum_2_4 += d_conv2_value5 * W[W_at5 + 128]!;
                sum_3_4 += d_conv2_value5 * W[W_at5 + 192]!;
              }
            }
          }
          const conv1_at19 = conv1_row6 + l4_2 * 4;
          const conv1_at20 = conv1_at19 + 1;
          const condition17 = conv1[conv1_at20]! > 0;
          const conv1_at21 = conv1_at19 + 2;
          const condition18 = conv1[conv1_at21]! > 0;
          const conv1_at22 = conv1_at19 + 3;
          const condition19 = conv1[conv1_at22]! > 0;
          const condition20 = conv1[conv1_at19]! > 0;
          d_conv1[conv1_at19] = (condition20 ? sum_0_4 : 0) + (condition20 ? 0 : sum_0_4) * 0.2;
          d_conv1[conv1_at20] = (condition17 ? sum_1_4 : 0) + (condition17 ? 0 : sum_1_4) * 0.2;
          d_conv1[conv1_at21] = (condition18 ? sum_2_4 : 0) + (condition18 ? 0 : sum_2_4) * 0.2;
          d_conv1[conv1_at22] = (condition19 ? sum_3_4 : 0) + (condition19 ? 0 : sum_3_4) * 0.2;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   d_b = sum[i](d_real)
function discriminator_dense1_b_backward(N: number, d_real: Float32Array, d_b: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += d_real[r]!;
  }
  d_b[0] = sum;
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   v := (v + sum[i](d_fake) + d_b) * 0.5
//   s := 0.999 * s + 0.001 * (sum[i](d_fake) + d_b) * (sum[i](d_fake) + d_b)
//   b := b - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_dense1_b(
  N: number,
  d_fake: Float32Array,
  d_b: Float32Array,
  v: Float32Array,
  s: Float32Array,
  b: Float32Array,
  t: Int32Array,
): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += d_fake[r]!;
  }
  const d_b_value2 = sum + d_b[0]!;
  const b_value2 = (v[0]! + d_b_value2) * 0.5;
  const b_value5 = 0.999 * s[0]! + 0.0010000000000000009 * (d_b_value2 * d_b_value2);
  const t_term = t[0]!;
  v[0] = b_value2;
  s[0] = b_value5;
  b[0] = b[0]! - 0.0005 * (b_value2 / (1 - Math.pow(0.5, t_term))) / (Math.sqrt(b_value5 / (1 - Math.pow(0.999, t_term))) + 1e-8);
}

// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   d_W = dropout1^T @ d_real
function discriminator_dense1_W_backward(
  N: number,
  dropout1: Float32Array,
  d_real: Float32Array,
  d_W: Float32Array,
): void {
  for (let i = 0; i < 256; i++) {
    let sum = 0;
    for (let k = 0; k < N; k++) {
      sum += dropout1[i + k * 256]! * d_real[k]!;
    }
    d_W[i] = sum;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:40  return (x
// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   v := (v + dropout1^T @ d_fake + d_W) * 0.5
//   s := 0.999 * s + 0.001 * (dropout1^T @ d_fake + d_W) * (dropout1^T @ d_fake + d_W)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_dense1_W(
  N: number,
  dropout1: Float32Array,
  d_fake: Float32Array,
  d_W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let i = 0; i < 256; i++) {
    let sum = 0;
    for (let k = 0; k < N; k++) {
      sum += dropout1[i + k * 256]! * d_fake[k]!;
    }
    const d_W_value2 = sum + d_W[i]!;
    const W_value2 = (v[i]! + d_W_value2) * 0.5;
    const W_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (d_W_value2 * d_W_value2);
    v[i] = W_value2;
    s[i] = W_value5;
    W[i] = W[i]! - 0.0005 * (W_value2 / factor) / (Math.sqrt(W_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_b = sum[i,j,k](d_conv2)
function discriminator_conv2_b_backward(N: number, d_conv2: Float32Array, d_b: Float32Array): void {
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_conv2[i + r3 * 64]!;
    }
    d_b[i] = sum;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   v := (v + sum[i,j,k](d_conv2) + d_b) * 0.5
//   s := 0.999 * s + 0.001 * (sum[i,j,k](d_conv2) + d_b) * (sum[i,j,k](d_conv2) + d_b)
//   b := b - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_conv2_b(
  N: number,
  d_conv2: Float32Array,
  d_b: Float32Array,
  v: Float32Array,
  s: Float32Array,
  b: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_conv2[i + r3 * 64]!;
    }
    const d_b_value2 = sum + d_b[i]!;
    const b_value2 = (v[i]! + d_b_value2) * 0.5;
    const b_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (d_b_value2 * d_b_value2);
    v[i] = b_value2;
    s[i] = b_value5;
    b[i] = b[i]! - 0.0005 * (b_value2 / factor) / (Math.sqrt(b_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_W = conv(leaky_relu, d_conv2)
function discriminator_conv2_W_backward(
  N: number,
  leaky_relu: Float32Array,
  d_conv2: Float32Array,
  d_W: Float32Array,
): void {
  for (let i = 0; i < 3; i++) {
    const offset = Math.max(0, Math.floor((2 - i) / 2));
    const leaky_relu_row = i * 128;
    const d_W_row = i * 6144;
    for (let j = 0; j < 3; j++) {
      const offset2 = Math.max(0, Math.floor((2 - j) / 2));
      const leaky_relu_row2 = leaky_relu_row + j * 32;
      const d_W_row2 = d_W_row + j * 2048;
      for (let l4 = 0; l4 < 8; l4++) {
        const leaky_relu_row3 = leaky_relu_row2 + l4 * 4;
        const d_W_row3 = d_W_row2 + l4 * 256;
        for (let m4 = 0; m4 < 16; m4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const d_conv2_row = m4 * 4;
          for (let c = 0; c < N; c++) {
            const leaky_relu_row4 = leaky_relu_row3 + c * 512;
            const d_conv2_row2 = d_conv2_row + c * 256;
            const at1 = leaky_relu_row4 - 160;
            for (let k = offset; k < 2; k++) {
              const leaky_relu_row5 = at1 + k * 256;
              const d_conv2_row3 = d_conv2_row2 + k * 128;
              for (let k2 = offset2; k2 < 2; k2++) {
                const leaky_relu_at = k2 * 64;
                const leaky_relu_at2 = leaky_relu_row5 + leaky_relu_at;
                const leaky_relu_value = leaky_relu[leaky_relu_at2]!;
                const d_conv2_at = d_conv2_row3 + leaky_relu_at;
                const d_conv2_value = d_conv2[d_conv2_at]!;
                sum_0_0 += leaky_relu_value * d_conv2_value;
                const d_conv2_value2 = d_conv2[d_conv2_at + 1]!;
                sum_0_1 += leaky_relu_value * d_conv2_value2;
                const d_conv2_value3 = d_conv2[d_conv2_at + 2]!;
                sum_0_2 += leaky_relu_value * d_conv2_value3;
                const d_conv2_value4 = d_conv2[d_conv2_at + 3]!;
                sum_0_3 += leaky_relu_value * d_conv2_value4;
                const leaky_relu_value2 = leaky_relu[leaky_relu_at2 + 1]!;
                sum_1_0 += leaky_relu_value2 * d_conv2_value;
                sum_1_1 += leaky_relu_value2 * d_conv2_value2;
                sum_1_2 += leaky_relu_value2 * d_conv2_value3;
                sum_1_3 += leaky_relu_value2 * d_conv2_value4;
                const leaky_relu_value3 = leaky_relu[leaky_relu_at2 + 2]!;
                sum_2_0 += leaky_relu_value3 * d_conv2_value;
                sum_2_1 += leaky_relu_value3 * d_conv2_value2;
                sum_2_2 += leaky_relu_value3 * d_conv2_value3;
                sum_2_3 += leaky_relu_value3 * d_conv2_value4;
                const leaky_relu_value4 = leaky_relu[leaky_relu_at2 + 3]!;
                sum_3_0 += leaky_relu_value4 * d_conv2_value;
                sum_3_1 += leaky_relu_value4 * d_conv2_value2;
                sum_3_2 += leaky_relu_value4 * d_conv2_value3;
                sum_3_3 += leaky_relu_value4 * d_conv2_value4;
              }
            }
          }
          const d_W_at = d_W_row3 + d_conv2_row;
          d_W[d_W_at] = sum_0_0;
          d_W[d_W_at + 1] = sum_0_1;
          d_W[d_W_at + 2] = sum_0_2;
          d_W[d_W_at + 3] = sum_0_3;
          d_W[d_W_at + 64] = sum_1_0;
          d_W[d_W_at + 65] = sum_1_1;
          d_W[d_W_at + 66] = sum_1_2;
          d_W[d_W_at + 67] = sum_1_3;
          d_W[d_W_at + 128] = sum_2_0;
          d_W[d_W_at + 129] = sum_2_1;
          d_W[d_W_at + 130] = sum_2_2;
          d_W[d_W_at + 131] = sum_2_3;
          d_W[d_W_at + 192] = sum_3_0;
          d_W[d_W_at + 193] = sum_3_1;
          d_W[d_W_at + 194] = sum_3_2;
          d_W[d_W_at + 195] = sum_3_3;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:42  |> Conv(64, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   v := (v + conv(leaky_relu, d_conv2) + d_W) * 0.5
//   s := 0.999 * s + 0.001 * (conv(leaky_relu, d_conv2) + d_W) * (conv(leaky_relu, d_conv2) + d_W)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_conv2_W(
  N: number,
  leaky_relu: Float32Array,
  d_conv2: Float32Array,
  d_W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let i = 0; i < 3; i++) {
    const offset = Math.max(0, Math.floor((2 - i) / 2));
    const leaky_relu_row = i * 128;
    const d_W_row = i * 6144;
    for (let j = 0; j < 3; j++) {
      const offset2 = Math.max(0, Math.floor((2 - j) / 2));
      const leaky_relu_row2 = leaky_relu_row + j * 32;
      const d_W_row2 = d_W_row + j * 2048;
      for (let l4 = 0; l4 < 8; l4++) {
        const leaky_relu_row3 = leaky_relu_row2 + l4 * 4;
        const d_W_row3 = d_W_row2 + l4 * 256;
        for (let m4 = 0; m4 < 16; m4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const d_conv2_row = m4 * 4;
          for (let c = 0; c < N; c++) {
            const leaky_relu_row4 = leaky_relu_row3 + c * 512;
            const d_conv2_row2 = d_conv2_row + c * 256;
            const at1 = leaky_relu_row4 - 160;
            for (let k = offset; k < 2; k++) {
              const leaky_relu_row5 = at1 + k * 256;
              const d_conv2_row3 = d_conv2_row2 + k * 128;
              for (let k2 = offset2; k2 < 2; k2++) {
                const leaky_relu_at = k2 * 64;
                const leaky_relu_at2 = leaky_relu_row5 + leaky_relu_at;
                const leaky_relu_value = leaky_relu[leaky_relu_at2]!;
                const d_conv2_at = d_conv2_row3 + leaky_relu_at;
                const d_conv2_value = d_conv2[d_conv2_at]!;
                sum_0_0 += leaky_relu_value * d_conv2_value;
                const d_conv2_value2 = d_conv2[d_conv2_at + 1]!;
                sum_0_1 += leaky_relu_value * d_conv2_value2;
                const d_conv2_value3 = d_conv2[d_conv2_at + 2]!;
                sum_0_2 += leaky_relu_value * d_conv2_value3;
                const d_conv2_value4 = d_conv2[d_conv2_at + 3]!;
                sum_0_3 += leaky_relu_value * d_conv2_value4;
                const leaky_relu_value2 = leaky_relu[leaky_relu_at2 + 1]!;
                sum_1_0 += leaky_relu_value2 * d_conv2_value;
                sum_1_1 += leaky_relu_value2 * d_conv2_value2;
                sum_1_2 += leaky_relu_value2 * d_conv2_value3;
                sum_1_3 += leaky_relu_value2 * d_conv2_value4;
                const leaky_relu_value3 = leaky_relu[leaky_relu_at2 + 2]!;
                sum_2_0 += leaky_relu_value3 * d_conv2_value;
                sum_2_1 += leaky_relu_value3 * d_conv2_value2;
                sum_2_2 += leaky_relu_value3 * d_conv2_value3;
                sum_2_3 += leaky_relu_value3 * d_conv2_value4;
                const leaky_relu_value4 = leaky_relu[leaky_relu_at2 + 3]!;
                sum_3_0 += leaky_relu_value4 * d_conv2_value;
                sum_3_1 += leaky_relu_value4 * d_conv2_value2;
                sum_3_2 += leaky_relu_value4 * d_conv2_value3;
                sum_3_3 += leaky_relu_value4 * d_conv2_value4;
              }
            }
          }
          const d_W_at = d_W_row3 + d_conv2_row;
          const d_W_value2_0_0 = sum_0_0 + d_W[d_W_at]!;
          const d_W_at2 = d_W_at + 1;
          const d_W_value2_0_1 = sum_0_1 + d_W[d_W_at2]!;
          const d_W_at3 = d_W_at + 2;
          const d_W_value2_0_2 = sum_0_2 + d_W[d_W_at3]!;
          const d_W_at4 = d_W_at + 3;
          const d_W_value2_0_3 = sum_0_3 + d_W[d_W_at4]!;
          const d_W_at5 = d_W_at + 64;
          const d_W_value2_1_0 = sum_1_0 + d_W[d_W_at5]!;
          const d_W_at6 = d_W_at + 65;
          const d_W_value2_1_1 = sum_1_1 + d_W[d_W_at6]!;
          const d_W_at7 = d_W_at + 66;
          const d_W_value2_1_2 = sum_1_2 + d_W[d_W_at7]!;
          const d_W_at8 = d_W_at + 67;
          const d_W_value2_1_3 = sum_1_3 + d_W[d_W_at8]!;
          const d_W_at9 = d_W_at + 128;
          const d_W_value2_2_0 = sum_2_0 + d_W[d_W_at9]!;
          const d_W_at10 = d_W_at + 129;
          const d_W_value2_2_1 = sum_2_1 + d_W[d_W_at10]!;
          const d_W_at11 = d_W_at + 130;
          const d_W_value2_2_2 = sum_2_2 + d_W[d_W_at11]!;
          const d_W_at12 = d_W_at + 131;
          const d_W_value2_2_3 = sum_2_3 + d_W[d_W_at12]!;
          const d_W_at13 = d_W_at + 192;
          const d_W_value2_3_0 = sum_3_0 + d_W[d_W_at13]!;
          const d_W_at14 = d_W_at + 193;
          const d_W_value2_3_1 = sum_3_1 + d_W[d_W_at14]!;
          const d_W_at15 = d_W_at + 194;
          const d_W_value2_3_2 = sum_3_2 + d_W[d_W_at15]!;
          const d_W_at16 = d_W_at + 195;
          const d_W_value2_3_3 = sum_3_3 + d_W[d_W_at16]!;
          const W_value2_0_0 = (v[d_W_at]! + d_W_value2_0_0) * 0.5;
          const W_value2_0_1 = (v[d_W_at2]! + d_W_value2_0_1) * 0.5;
          const W_value2_0_2 = (v[d_W_at3]! + d_W_value2_0_2) * 0.5;
          const W_value2_0_3 = (v[d_W_at4]! + d_W_value2_0_3) * 0.5;
          const W_value2_1_0 = (v[d_W_at5]! + d_W_value2_1_0) * 0.5;
          const W_value2_1_1 = (v[d_W_at6]! + d_W_value2_1_1) * 0.5;
          const W_value2_1_2 = (v[d_W_at7]! + d_W_value2_1_2) * 0.5;
          const W_value2_1_3 = (v[d_W_at8]! + d_W_value2_1_3) * 0.5;
          const W_value2_2_0 = (v[d_W_at9]! + d_W_value2_2_0) * 0.5;
          const W_value2_2_1 = (v[d_W_at10]! + d_W_value2_2_1) * 0.5;
          const W_value2_2_2 = (v[d_W_at11]! + d_W_value2_2_2) * 0.5;
          const W_value2_2_3 = (v[d_W_at12]! + d_W_value2_2_3) * 0.5;
          const W_value2_3_0 = (v[d_W_at13]! + d_W_value2_3_0) * 0.5;
          const W_value2_3_1 = (v[d_W_at14]! + d_W_value2_3_1) * 0.5;
          const W_value2_3_2 = (v[d_W_at15]! + d_W_value2_3_2) * 0.5;
          const W_value2_3_3 = (v[d_W_at16]! + d_W_value2_3_3) * 0.5;
          const W_value5_0_0 = 0.999 * s[d_W_at]! + 0.0010000000000000009 * (d_W_value2_0_0 * d_W_value2_0_0);
          const W_value5_0_1 = 0.999 * s[d_W_at2]! + 0.0010000000000000009 * (d_W_value2_0_1 * d_W_value2_0_1);
          const W_value5_0_2 = 0.999 * s[d_W_at3]! + 0.0010000000000000009 * (d_W_value2_0_2 * d_W_value2_0_2);
          const W_value5_0_3 = 0.999 * s[d_W_at4]! + 0.0010000000000000009 * (d_W_value2_0_3 * d_W_value2_0_3);
          const W_value5_1_0 = 0.999 * s[d_W_at5]! + 0.0010000000000000009 * (d_W_value2_1_0 * d_W_value2_1_0);
          const W_value5_1_1 = 0.999 * s[d_W_at6]! + 0.0010000000000000009 * (d_W_value2_1_1 * d_W_value2_1_1);
          const W_value5_1_2 = 0.999 * s[d_W_at7]! + 0.0010000000000000009 * (d_W_value2_1_2 * d_W_value2_1_2);
          const W_value5_1_3 = 0.999 * s[d_W_at8]! + 0.0010000000000000009 * (d_W_value2_1_3 * d_W_value2_1_3);
          const W_value5_2_0 = 0.999 * s[d_W_at9]! + 0.0010000000000000009 * (d_W_value2_2_0 * d_W_value2_2_0);
          const W_value5_2_1 = 0.999 * s[d_W_at10]! + 0.0010000000000000009 * (d_W_value2_2_1 * d_W_value2_2_1);
          const W_value5_2_2 = 0.999 * s[d_W_at11]! + 0.0010000000000000009 * (d_W_value2_2_2 * d_W_value2_2_2);
          const W_value5_2_3 = 0.999 * s[d_W_at12]! + 0.0010000000000000009 * (d_W_value2_2_3 * d_W_value2_2_3);
          const W_value5_3_0 = 0.999 * s[d_W_at13]! + 0.0010000000000000009 * (d_W_value2_3_0 * d_W_value2_3_0);
          const W_value5_3_1 = 0.999 * s[d_W_at14]! + 0.0010000000000000009 * (d_W_value2_3_1 * d_W_value2_3_1);
          const W_value5_3_2 = 0.999 * s[d_W_at15]! + 0.0010000000000000009 * (d_W_value2_3_2 * d_W_value2_3_2);
          const W_value5_3_3 = 0.999 * s[d_W_at16]! + 0.0010000000000000009 * (d_W_value2_3_3 * d_W_value2_3_3);
          const W_value6_0_1 = W[d_W_at2]! - 0.0005 * (W_value2_0_1 / factor) / (Math.sqrt(W_value5_0_1 / factor2) + 1e-8);
          const W_value6_0_2 = W[d_W_at3]! - 0.0005 * (W_value2_0_2 / factor) / (Math.sqrt(W_value5_0_2 / factor2) + 1e-8);
          const W_value6_0_3 = W[d_W_at4]! - 0.0005 * (W_value2_0_3 / factor) / (Math.sqrt(W_value5_0_3 / factor2) + 1e-8);
          const W_value6_1_0 = W[d_W_at5]! - 0.0005 * (W_value2_1_0 / factor) / (Math.sqrt(W_value5_1_0 / factor2) + 1e-8);
          const W_value6_1_1 = W[d_W_at6]! - 0.0005 * (W_value2_1_1 / factor) / (Math.sqrt(W_value5_1_1 / factor2) + 1e-8);
          const W_value6_1_2 = W[d_W_at7]! - 0.0005 * (W_value2_1_2 / factor) / (Math.sqrt(W_value5_1_2 / factor2) + 1e-8);
          const W_value6_1_3 = W[d_W_at8]! - 0.0005 * (W_value2_1_3 / factor) / (Math.sqrt(W_value5_1_3 / factor2) + 1e-8);
          const W_value6_2_0 = W[d_W_at9]! - 0.0005 * (W_value2_2_0 / factor) / (Math.sqrt(W_value5_2_0 / factor2) + 1e-8);
          const W_value6_2_1 = W[d_W_at10]! - 0.0005 * (W_value2_2_1 / factor) / (Math.sqrt(W_value5_2_1 / factor2) + 1e-8);
          const W_value6_2_2 = W[d_W_at11]! - 0.0005 * (W_value2_2_2 / factor) / (Math.sqrt(W_value5_2_2 / factor2) + 1e-8);
          const W_value6_2_3 = W[d_W_at12]! - 0.0005 * (W_value2_2_3 / factor) / (Math.sqrt(W_value5_2_3 / factor2) + 1e-8);
          const W_value6_3_0 = W[d_W_at13]! - 0.0005 * (W_value2_3_0 / factor) / (Math.sqrt(W_value5_3_0 / factor2) + 1e-8);
          const W_value6_3_1 = W[d_W_at14]! - 0.0005 * (W_value2_3_1 / factor) / (Math.sqrt(W_value5_3_1 / factor2) + 1e-8);
          const W_value6_3_2 = W[d_W_at15]! - 0.0005 * (W_value2_3_2 / factor) / (Math.sqrt(W_value5_3_2 / factor2) + 1e-8);
          const W_value6_3_3 = W[d_W_at16]! - 0.0005 * (W_value2_3_3 / factor) / (Math.sqrt(W_value5_3_3 / factor2) + 1e-8);
          v[d_W_at] = W_value2_0_0;
          v[d_W_at2] = W_value2_0_1;
          v[d_W_at3] = W_value2_0_2;
          v[d_W_at4] = W_value2_0_3;
          v[d_W_at5] = W_value2_1_0;
          v[d_W_at6] = W_value2_1_1;
          v[d_W_at7] = W_value2_1_2;
          v[d_W_at8] = W_value2_1_3;
          v[d_W_at9] = W_value2_2_0;
          v[d_W_at10] = W_value2_2_1;
          v[d_W_at11] = W_value2_2_2;
          v[d_W_at12] = W_value2_2_3;
          v[d_W_at13] = W_value2_3_0;
          v[d_W_at14] = W_value2_3_1;
          v[d_W_at15] = W_value2_3_2;
          v[d_W_at16] = W_value2_3_3;
          s[d_W_at] = W_value5_0_0;
          s[d_W_at2] = W_value5_0_1;
          s[d_W_at3] = W_value5_0_2;
          s[d_W_at4] = W_value5_0_3;
          s[d_W_at5] = W_value5_1_0;
          s[d_W_at6] = W_value5_1_1;
          s[d_W_at7] = W_value5_1_2;
          s[d_W_at8] = W_value5_1_3;
          s[d_W_at9] = W_value5_2_0;
          s[d_W_at10] = W_value5_2_1;
          s[d_W_at11] = W_value5_2_2;
          s[d_W_at12] = W_value5_2_3;
          s[d_W_at13] = W_value5_3_0;
          s[d_W_at14] = W_value5_3_1;
          s[d_W_at15] = W_value5_3_2;
          s[d_W_at16] = W_value5_3_3;
          W[d_W_at] = W[d_W_at]! - 0.0005 * (W_value2_0_0 / factor) / (Math.sqrt(W_value5_0_0 / factor2) + 1e-8);
          W[d_W_at2] = W_value6_0_1;
          W[d_W_at3] = W_value6_0_2;
          W[d_W_at4] = W_value6_0_3;
          W[d_W_at5] = W_value6_1_0;
          W[d_W_at6] = W_value6_1_1;
          W[d_W_at7] = W_value6_1_2;
          W[d_W_at8] = W_value6_1_3;
          W[d_W_at9] = W_value6_2_0;
          W[d_W_at10] = W_value6_2_1;
          W[d_W_at11] = W_value6_2_2;
          W[d_W_at12] = W_value6_2_3;
          W[d_W_at13] = W_value6_3_0;
          W[d_W_at14] = W_value6_3_1;
          W[d_W_at15] = W_value6_3_2;
          W[d_W_at16] = W_value6_3_3;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_b = sum[i,j,k](d_conv1)
function discriminator_conv1_b_backward(N: number, d_conv1: Float32Array, d_b: Float32Array): void {
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_conv1[i + r3 * 32]!;
    }
    d_b[i] = sum;
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   v := (v + sum[i,j,k](d_conv1) + d_b) * 0.5
//   s := 0.999 * s + 0.001 * (sum[i,j,k](d_conv1) + d_b) * (sum[i,j,k](d_conv1) + d_b)
//   b := b - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_conv1_b(
  N: number,
  d_conv1: Float32Array,
  d_b: Float32Array,
  v: Float32Array,
  s: Float32Array,
  b: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_conv1[i + r3 * 32]!;
    }
    const d_b_value2 = sum + d_b[i]!;
    const b_value2 = (v[i]! + d_b_value2) * 0.5;
    const b_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (d_b_value2 * d_b_value2);
    v[i] = b_value2;
    s[i] = b_value5;
    b[i] = b[i]! - 0.0005 * (b_value2 / factor) / (Math.sqrt(b_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_W = conv(image, d_conv1)
function discriminator_conv1_W_backward(N: number, image: Float32Array, d_conv1: Float32Array, d_W: Float32Array): void {
  for (let i = 0; i < 3; i++) {
    const offset = Math.max(0, Math.floor((2 - i) / 2));
    const image_row = i * 8;
    const d_W_row = i * 96;
    for (let j = 0; j < 3; j++) {
      const offset2 = Math.max(0, Math.floor((2 - j) / 2));
      const image_row2 = image_row + j;
      const d_W_row2 = d_W_row + j * 32;
      for (let l4 = 0; l4 < 8; l4++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        let sum_3 = 0;
        const d_conv1_row = l4 * 4;
        for (let c = 0; c < N; c++) {
          const image_row3 = image_row2 + c * 64;
          const d_conv1_row2 = d_conv1_row + c * 512;
          const at1 = image_row3 - 9;
          for (let k = offset; k < 4; k++) {
            const image_row4 = at1 + k * 16;
            const d_conv1_row3 = d_conv1_row2 + k * 128;
            for (let k2 = offset2; k2 < 4; k2++) {
              const image_value = image[image_row4 + k2 * 2]!;
              const d_conv1_at2 = d_conv1_row3 + k2 * 32;
              sum_0 += image_value * d_conv1[d_conv1_at2]!;
              sum_1 += image_value * d_conv1[d_conv1_at2 + 1]!;
              sum_2 += image_value * d_conv1[d_conv1_at2 + 2]!;
              sum_3 += image_value * d_conv1[d_conv1_at2 + 3]!;
            }
          }
        }
        const d_W_at = d_W_row2 + d_conv1_row;
        d_W[d_W_at] = sum_0;
        d_W[d_W_at + 1] = sum_1;
        d_W[d_W_at + 2] = sum_2;
        d_W[d_W_at + 3] = sum_3;
      }
    }
  }
}

// examples/gan/gan.nnet:20  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   v := (v + conv(digit, d_conv1) + d_W) * 0.5
//   s := 0.999 * s + 0.001 * (conv(digit, d_conv1) + d_W) * (conv(digit, d_conv1) + d_W)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_discriminator_conv1_W(
  N: number,
  digit: Float32Array,
  d_conv1: Float32Array,
  d_W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let i = 0; i < 3; i++) {
    const offset = Math.max(0, Math.floor((2 - i) / 2));
    const digit_row = i * 8;
    const d_W_row = i * 96;
    for (let j = 0; j < 3; j++) {
      const offset2 = Math.max(0, Math.floor((2 - j) / 2));
      const digit_row2 = digit_row + j;
      const d_W_row2 = d_W_row + j * 32;
      for (let l4 = 0; l4 < 8; l4++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        let sum_3 = 0;
        const d_conv1_row = l4 * 4;
        for (let c = 0; c < N; c++) {
          const digit_row3 = digit_row2 + c * 64;
          const d_conv1_row2 = d_conv1_row + c * 512;
          const at1 = digit_row3 - 9;
          for (let k = offset; k < 4; k++) {
            const digit_row4 = at1 + k * 16;
            const d_conv1_row3 = d_conv1_row2 + k * 128;
            for (let k2 = offset2; k2 < 4; k2++) {
              const digit_value = digit[digit_row4 + k2 * 2]!;
              const d_conv1_at2 = d_conv1_row3 + k2 * 32;
              sum_0 += digit_value * d_conv1[d_conv1_at2]!;
              sum_1 += digit_value * d_conv1[d_conv1_at2 + 1]!;
              sum_2 += digit_value * d_conv1[d_conv1_at2 + 2]!;
              sum_3 += digit_value * d_conv1[d_conv1_at2 + 3]!;
            }
          }
        }
        const d_W_at = d_W_row2 + d_conv1_row;
        const d_W_value2_0 = sum_0 + d_W[d_W_at]!;
        const d_W_at2 = d_W_at + 1;
        const d_W_value2_1 = sum_1 + d_W[d_W_at2]!;
        const d_W_at3 = d_W_at + 2;
        const d_W_value2_2 = sum_2 + d_W[d_W_at3]!;
        const d_W_at4 = d_W_at + 3;
        const d_W_value2_3 = sum_3 + d_W[d_W_at4]!;
        const W_value2_0 = (v[d_W_at]! + d_W_value2_0) * 0.5;
        const W_value2_1 = (v[d_W_at2]! + d_W_value2_1) * 0.5;
        const W_value2_2 = (v[d_W_at3]! + d_W_value2_2) * 0.5;
        const W_value2_3 = (v[d_W_at4]! + d_W_value2_3) * 0.5;
        const W_value5_0 = 0.999 * s[d_W_at]! + 0.0010000000000000009 * (d_W_value2_0 * d_W_value2_0);
        const W_value5_1 = 0.999 * s[d_W_at2]! + 0.0010000000000000009 * (d_W_value2_1 * d_W_value2_1);
        const W_value5_2 = 0.999 * s[d_W_at3]! + 0.0010000000000000009 * (d_W_value2_2 * d_W_value2_2);
        const W_value5_3 = 0.999 * s[d_W_at4]! + 0.0010000000000000009 * (d_W_value2_3 * d_W_value2_3);
        const W_value6_1 = W[d_W_at2]! - 0.0005 * (W_value2_1 / factor) / (Math.sqrt(W_value5_1 / factor2) + 1e-8);
        const W_value6_2 = W[d_W_at3]! - 0.0005 * (W_value2_2 / factor) / (Math.sqrt(W_value5_2 / factor2) + 1e-8);
        const W_value6_3 = W[d_W_at4]! - 0.0005 * (W_value2_3 / factor) / (Math.sqrt(W_value5_3 / factor2) + 1e-8);
        v[d_W_at] = W_value2_0;
        v[d_W_at2] = W_value2_1;
        v[d_W_at3] = W_value2_2;
        v[d_W_at4] = W_value2_3;
        s[d_W_at] = W_value5_0;
        s[d_W_at2] = W_value5_1;
        s[d_W_at3] = W_value5_2;
        s[d_W_at4] = W_value5_3;
        W[d_W_at] = W[d_W_at]! - 0.0005 * (W_value2_0 / factor) / (Math.sqrt(W_value5_0 / factor2) + 1e-8);
        W[d_W_at2] = W_value6_1;
        W[d_W_at3] = W_value6_2;
        W[d_W_at4] = W_value6_3;
      }
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   batchnorm1_2 = gamma * (dense1 - moments) / batchnorm1
//   relu = if batchnorm1_2 + beta > 0 then batchnorm1_2 + beta else 0
function generator_relu_forward5(
  N: number,
  gamma: Float32Array,
  dense1: Float32Array,
  moments: Float32Array,
  batchnorm1: Float32Array,
  batchnorm1_2: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const dense1_row = j * 64;
    for (let l = 0; l < 64; l++) {
      const dense1_at = dense1_row + l;
      const batchnorm1_value = gamma[l]! * (dense1[dense1_at]! - moments[l]!) / batchnorm1[l]!;
      batchnorm1_2[dense1_at] = batchnorm1_value;
      const beta_term = batchnorm1_value + beta[l]!;
      relu[dense1_at] = beta_term > 0 ? beta_term : 0;
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   batchnorm2_2 = gamma * (convtranspose1 - moments) / batchnorm2
//   relu = if batchnorm2_2 + beta > 0 then batchnorm2_2 + beta else 0
function generator_relu_forward6(
  N: number,
  gamma: Float32Array,
  convtranspose1: Float32Array,
  moments: Float32Array,
  batchnorm2: Float32Array,
  batchnorm2_2: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  const size1 = 16 * N;
  for (let j = 0; j < size1; j++) {
    const convtranspose1_row = j * 32;
    for (let l = 0; l < 32; l++) {
      const convtranspose1_at = convtranspose1_row + l;
      const batchnorm2_value = gamma[l]! * (convtranspose1[convtranspose1_at]! - moments[l]!) / batchnorm2[l]!;
      batchnorm2_2[convtranspose1_at] = batchnorm2_value;
      const beta_term = batchnorm2_value + beta[l]!;
      relu[convtranspose1_at] = beta_term > 0 ? beta_term : 0;
    }
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dense1 = (if uniform() >= 0.3 then leaky_relu / 0.7 else 0) @ W
function discriminator_dense1_forward3(
  N: number,
  seed: Int32Array,
  step: Int32Array,
  leaky_relu: Float32Array,
  W: Float32Array,
  dense1: Float32Array,
): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    const offset = n * 256;
    for (let k = 0; k < 256; k++) {
      const offset2 = offset + k;
      sum += (randomUniform(seed_value, step_value, 897528757, offset2) >= 0.3 ? leaky_relu[offset2]! / 0.7 : 0) * W[k]!;
    }
    dense1[n] = sum;
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dropout1 = uniform()
function discriminator_dropout1_forward3(N: number, seed: Int32Array, step: Int32Array, dropout1: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  const size1 = 256 * N;
  for (let i = 0; i < size1; i++) {
    dropout1[i] = randomUniform(seed_value, step_value, 847195900, i);
  }
}

// examples/gan/gan.nnet:43  |> flatten |> Dropout(0.3) |> Dense(1))[:, 0]
//   dense1 = (if dropout1 >= 0.3 then leaky_relu / 0.7 else 0) @ W + b
function discriminator_dense1_forward4(
  N: number,
  dropout1: Float32Array,
  leaky_relu: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense1: Float32Array,
): void {
  const b_value = b[0]!;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    const dropout1_row = n * 256;
    for (let k = 0; k < 256; k++) {
      const dropout1_at = dropout1_row + k;
      sum += (dropout1[dropout1_at]! >= 0.3 ? leaky_relu[dropout1_at]! / 0.7 : 0) * W[k]!;
    }
    dense1[n] = sum + b_value;
  }
}

// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
// examples/gan/gan.nnet:41  |> Conv(32, 3, stride: 2, pad: 1) |> leaky_relu(slope: 0.2)
//   d_convtranspose2 = conv(d_conv1, W) * digit * (1 - digit)
function generator_convtranspose2_backward(
  N: number,
  d_conv1: Float32Array,
  W: Float32Array,
  digit: Float32Array,
  d_convtranspose2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const d_conv1_row = n4 * 2048;
    const digit_row = n4 * 256;
    for (let i = 0; i < 8; i++) {
      const offset9 = 1 - i;
      const offset10 = floorMod(offset9, 2);
      const offset = Math.floor((Math.max(0, offset9) - offset10 + 1) / 2);
      const offset2 = Math.floor((Math.min(3, 8 - i) - offset10 + 1) / 2);
      const d_conv1_row2 = d_conv1_row + Math.floor((i + offset10 - 1) / 2) * 128;
      const W_row = 256 - offset10 * 96;
      const digit_row2 = digit_row + i * 8;
      for (let j = 0; j < 8; j++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        let sum_3 = 0;
        const offset11 = 1 - j;
        const offset12 = floorMod(offset11, 2);
        const offset3 = Math.floor((Math.max(0, offset11) - offset12 + 1) / 2);
        const offset4 = Math.floor((Math.min(3, 8 - j) - offset12 + 1) / 2);
        const d_conv1_row3 = d_conv1_row2 + Math.floor((j + offset12 - 1) / 2) * 32;
        const W_row2 = W_row - offset12 * 32;
        for (let k = offset; k < offset2; k++) {
          const d_conv1_row4 = d_conv1_row3 + k * 128;
          const W_row3 = W_row2 - k * 192;
          for (let k2 = offset3; k2 < offset4; k2++) {
            const d_conv1_row5 = d_conv1_row4 + k2 * 32;
            const W_row4 = W_row3 - k2 * 64;
            for (let c = 0; c < 32; c++) {
              const d_conv1_at = d_conv1_row5 + c;
              const W_value = W[W_row4 + c]!;
              sum_0 += d_conv1[d_conv1_at]! * W_value;
              sum_1 += d_conv1[d_conv1_at + 512]! * W_value;
              sum_2 += d_conv1[d_conv1_at + 1024]! * W_value;
              sum_3 += d_conv1[d_conv1_at + 1536]! * W_value;
            }
          }
        }
        const digit_at = digit_row2 + j;
        const digit_value = digit[digit_at]!;
        const digit_at2 = digit_at + 64;
        const digit_value2 = digit[digit_at2]!;
        const digit_at3 = digit_at + 128;
        const digit_value3 = digit[digit_at3]!;
        const digit_at4 = digit_at + 192;
        const digit_value4 = digit[digit_at4]!;
        d_convtranspose2[digit_at] = sum_0 * (digit_value * (1 - digit_value));
        d_convtranspose2[digit_at2] = sum_1 * (digit_value2 * (1 - digit_value2));
        d_convtranspose2[digit_at3] = sum_2 * (digit_value3 * (1 - digit_value3));
        d_convtranspose2[digit_at4] = sum_3 * (digit_value4 * (1 - digit_value4));
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const d_conv1_row6 = n * 512;
    const digit_row3 = n * 64;
    for (let i = 0; i < 8; i++) {
      const offset13 = 1 - i;
      const offset14 = floorMod(offset13, 2);
      const offset5 = Math.floor((Math.max(0, offset13) - offset14 + 1) / 2);
      const offset6 = Math.floor((Math.min(3, 8 - i) - offset14 + 1) / 2);
      const d_conv1_row7 = d_conv1_row6 + Math.floor((i + offset14 - 1) / 2) * 128;
      const W_row5 = 256 - offset14 * 96;
      const digit_row4 = digit_row3 + i * 8;
      for (let j = 0; j < 8; j++) {
        let sum = 0;
        const offset15 = 1 - j;
        const offset16 = floorMod(offset15, 2);
        const offset7 = Math.floor((Math.max(0, offset15) - offset16 + 1) / 2);
        const offset8 = Math.floor((Math.min(3, 8 - j) - offset16 + 1) / 2);
        const d_conv1_row8 = d_conv1_row7 + Math.floor((j + offset16 - 1) / 2) * 32;
        const W_row6 = W_row5 - offset16 * 32;
        for (let k = offset5; k < offset6; k++) {
          const d_conv1_row9 = d_conv1_row8 + k * 128;
          const W_row7 = W_row6 - k * 192;
          for (let k2 = offset7; k2 < offset8; k2++) {
            const d_conv1_row10 = d_conv1_row9 + k2 * 32;
            const W_row8 = W_row7 - k2 * 64;
            for (let c = 0; c < 32; c++) {
              sum += d_conv1[d_conv1_row10 + c]! * W[W_row8 + c]!;
            }
          }
        }
        const digit_at5 = digit_row4 + j;
        const digit_value5 = digit[digit_at5]!;
        d_convtranspose2[digit_at5] = sum * (digit_value5 * (1 - digit_value5));
      }
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   v := (v + sum[i,j,k](d_convtranspose2)) * 0.5
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_convtranspose2) * sum[i,j,k](d_convtranspose2)
//   b := b - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_convtranspose2_b(
  N: number,
  d_convtranspose2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  b: Float32Array,
  t: Int32Array,
): void {
  let sum = 0;
  const size1 = 64 * N;
  for (let r3 = 0; r3 < size1; r3++) {
    sum += d_convtranspose2[r3]!;
  }
  const b_value2 = (v[0]! + sum) * 0.5;
  const b_value5 = 0.999 * s[0]! + 0.0010000000000000009 * (sum * sum);
  const t_term = t[0]!;
  v[0] = b_value2;
  s[0] = b_value5;
  b[0] = b[0]! - 0.0005 * (b_value2 / (1 - Math.pow(0.5, t_term))) / (Math.sqrt(b_value5 / (1 - Math.pow(0.999, t_term))) + 1e-8);
}

// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   d_convtranspose2_2 = conv(relu, d_convtranspose2)
function generator_convtranspose2_backward2(
  N: number,
  relu: Float32Array,
  d_convtranspose2: Float32Array,
  d_convtranspose2_2: Float32Array,
): void {
  for (let i = 0; i < 4; i++) {
    const offset5 = 2 - i;
    const offset6 = floorMod(offset5, 2);
    const offset = Math.floor((Math.max(0, offset5) - offset6 + 1) / 2);
    const offset2 = Math.floor((Math.min(8, 9 - i) - offset6 + 1) / 2);
    const relu_row = Math.floor((i + offset6 - 2) / 2) * 128;
    const d_convtranspose2_row = offset6 * 8;
    const d_convtranspose2_2_row = i * 128;
    for (let j = 0; j < 4; j++) {
      const offset7 = 2 - j;
      const offset8 = floorMod(offset7, 2);
      const offset3 = Math.floor((Math.max(0, offset7) - offset8 + 1) / 2);
      const offset4 = Math.floor((Math.min(8, 9 - j) - offset8 + 1) / 2);
      const relu_row2 = relu_row + Math.floor((j + offset8 - 2) / 2) * 32;
      const d_convtranspose2_row2 = d_convtranspose2_row + offset8;
      const d_convtranspose2_2_row2 = d_convtranspose2_2_row + j * 32;
      for (let l4 = 0; l4 < 8; l4++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        let sum_3 = 0;
        const offset9 = l4 * 4;
        const relu_row3 = relu_row2 + offset9;
        for (let c = 0; c < N; c++) {
          const relu_row4 = relu_row3 + c * 512;
          const d_convtranspose2_row3 = d_convtranspose2_row2 + c * 64;
          for (let k = offset; k < offset2; k++) {
            const relu_row5 = relu_row4 + k * 128;
            const d_convtranspose2_row4 = d_convtranspose2_row3 + k * 16;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const relu_at2 = relu_row5 + k2 * 32;
              const d_convtranspose2_value2 = d_convtranspose2[d_convtranspose2_row4 + k2 * 2]!;
              sum_0 += relu[relu_at2]! * d_convtranspose2_value2;
              sum_1 += relu[relu_at2 + 1]! * d_convtranspose2_value2;
              sum_2 += relu[relu_at2 + 2]! * d_convtranspose2_value2;
              sum_3 += relu[relu_at2 + 3]! * d_convtranspose2_value2;
            }
          }
        }
        const d_convtranspose2_2_at = d_convtranspose2_2_row2 + offset9;
        d_convtranspose2_2[d_convtranspose2_2_at] = sum_0;
        d_convtranspose2_2[d_convtranspose2_2_at + 1] = sum_1;
        d_convtranspose2_2[d_convtranspose2_2_at + 2] = sum_2;
        d_convtranspose2_2[d_convtranspose2_2_at + 3] = sum_3;
      }
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   d_batchnorm2 = if batchnorm2 + beta > 0 then conv(d_convtranspose2, W) else 0
//   d_batchnorm2_2 = d_batchnorm2 / batchnorm2_2
function generator_batchnorm2_backward(
  N: number,
  d_convtranspose2: Float32Array,
  W: Float32Array,
  batchnorm2: Float32Array,
  beta: Float32Array,
  d_batchnorm2: Float32Array,
  batchnorm2_2: Float32Array,
  d_batchnorm2_2: Float32Array,
): void {
  const size1 = Math.floor(N / 2);
  for (let n2 = 0; n2 < size1; n2++) {
    const d_convtranspose2_row = n2 * 128;
    const batchnorm2_row = n2 * 1024;
    for (let i = 0; i < 4; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(4, 9 - offset9);
      const d_convtranspose2_row2 = d_convtranspose2_row + i * 16;
      const batchnorm2_row2 = batchnorm2_row + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(4, 9 - offset10);
        const d_convtranspose2_row3 = d_convtranspose2_row2 + offset10;
        const batchnorm2_row3 = batchnorm2_row2 + j * 32;
        const at1 = d_convtranspose2_row3 - 9;
        for (let l2 = 0; l2 < 16; l2++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          const W_row = l2 * 2;
          for (let k = offset; k < offset2; k++) {
            const d_convtranspose2_row4 = at1 + k * 8;
            const W_row2 = W_row + k * 128;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const d_convtranspose2_at = d_convtranspose2_row4 + k2;
              const d_convtranspose2_value = d_convtranspose2[d_convtranspose2_at]!;
              const W_at2 = W_row2 + k2 * 32;
              const W_value = W[W_at2]!;
              sum_0_0 += d_convtranspose2_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += d_convtranspose2_value * W_value2;
              const d_convtranspose2_value2 = d_convtranspose2[d_convtranspose2_at + 64]!;
              sum_1_0 += d_convtranspose2_value2 * W_value;
              sum_1_1 += d_convtranspose2_value2 * W_value2;
            }
          }
          const batchnorm2_at = batchnorm2_row3 + W_row;
          const beta_value = beta[W_row]!;
          const d_batchnorm2_value_0_0 = batchnorm2[batchnorm2_at]! + beta_value > 0 ? sum_0_0 : 0;
          const batchnorm2_at2 = batchnorm2_at + 1;
          const beta_at = W_row + 1;
          const beta_value2 = beta[beta_at]!;
          const d_batchnorm2_value_0_1 = batchnorm2[batchnorm2_at2]! + beta_value2 > 0 ? sum_0_1 : 0;
          const batchnorm2_at3 = batchnorm2_at + 512;
          const d_batchnorm2_value_1_0 = batchnorm2[batchnorm2_at3]! + beta_value > 0 ? sum_1_0 : 0;
          const batchnorm2_at4 = batchnorm2_at + 513;
          const d_batchnorm2_value_1_1 = batchnorm2[batchnorm2_at4]! + beta_value2 > 0 ? sum_1_1 : 0;
          const batchnorm2_2_value = batchnorm2_2[beta_at]!;
          d_batchnorm2[batchnorm2_at] = d_batchnorm2_value_0_0;
          d_batchnorm2[batchnorm2_at2] = d_batchnorm2_value_0_1;
          d_batchnorm2[batchnorm2_at3] = d_batchnorm2_value_1_0;
          d_batchnorm2[batchnorm2_at4] = d_batchnorm2_value_1_1;
          const batchnorm2_2_value2 = batchnorm2_2[W_row]!;
          d_batchnorm2_2[batchnorm2_at] = d_batchnorm2_value_0_0 / batchnorm2_2_value2;
          d_batchnorm2_2[batchnorm2_at2] = d_batchnorm2_value_0_1 / batchnorm2_2_value;
          d_batchnorm2_2[batchnorm2_at3] = d_batchnorm2_value_1_0 / batchnorm2_2_value2;
          d_batchnorm2_2[batchnorm2_at4] = d_batchnorm2_value_1_1 / batchnorm2_2_value;
        }
      }
    }
  }
  for (let n = 2 * Math.floor(N / 2); n < N; n++) {
    const d_convtranspose2_row5 = n * 64;
    const batchnorm2_row4 = n * 512;
    for (let i = 0; i < 4; i++) {
      const offset11 = i * 2;
      const offset5 = Math.max(0, 1 - offset11);
      const offset6 = Math.min(4, 9 - offset11);
      const d_convtranspose2_row6 = d_convtranspose2_row5 + i * 16;
      const batchnorm2_row5 = batchnorm2_row4 + i * 128;
      for (let j = 0; j < 4; j++) {
        const offset12 = j * 2;
        const offset7 = Math.max(0, 1 - offset12);
        const offset8 = Math.min(4, 9 - offset12);
        const d_convtranspose2_row7 = d_convtranspose2_row6 + offset12;
        const batchnorm2_row6 = batchnorm2_row5 + j * 32;
        const at2 = d_convtranspose2_row7 - 9;
        for (let l2_2 = 0; l2_2 < 16; l2_2++) {
          let sum_0_2 = 0;
          let sum_1_2 = 0;
          const W_row3 = l2_2 * 2;
          for (let k = offset5; k < offset6; k++) {
            const d_convtranspose2_row8 = at2 + k * 8;
            const W_row4 = W_row3 + k * 128;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const d_convtranspose2_value3 = d_convtranspose2[d_convtranspose2_row8 + k2]!;
              const W_at5 = W_row4 + k2 * 32;
              sum_0_2 += d_convtranspose2_value3 * W[W_at5]!;
              sum_1_2 += d_convtranspose2_value3 * W[W_at5 + 1]!;
            }
          }
          const batchnorm2_at5 = batchnorm2_row6 + W_row3;
          const d_batchnorm2_value_0_2 = batchnorm2[batchnorm2_at5]! + beta[W_row3]! > 0 ? sum_0_2 : 0;
          const batchnorm2_at6 = batchnorm2_at5 + 1;
          const beta_at2 = W_row3 + 1;
          const d_batchnorm2_value_1_2 = batchnorm2[batchnorm2_at6]! + beta[beta_at2]! > 0 ? sum_1_2 : 0;
          d_batchnorm2[batchnorm2_at5] = d_batchnorm2_value_0_2;
          d_batchnorm2[batchnorm2_at6] = d_batchnorm2_value_1_2;
          d_batchnorm2_2[batchnorm2_at5] = d_batchnorm2_value_0_2 / batchnorm2_2[W_row3]!;
          d_batchnorm2_2[batchnorm2_at6] = d_batchnorm2_value_1_2 / batchnorm2_2[beta_at2]!;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   v := (v + sum[i,j,k](d_batchnorm2)) * 0.5
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm2) * sum[i,j,k](d_batchnorm2)
//   beta := beta - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_batchnorm2_beta(
  N: number,
  d_batchnorm2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  beta: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_batchnorm2[i + r3 * 32]!;
    }
    const beta_value2 = (v[i]! + sum) * 0.5;
    const beta_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    v[i] = beta_value2;
    s[i] = beta_value5;
    beta[i] = beta[i]! - 0.0005 * (beta_value2 / factor) / (Math.sqrt(beta_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:36  |> ConvTranspose(1, 4, stride: 2, pad: 1) |> sigmoid
//   v := (v + reverse(d_convtranspose2)) * 0.5
//   s := 0.999 * s + 0.001 * reverse(d_convtranspose2) * reverse(d_convtranspose2)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_convtranspose2_W(
  v: Float32Array,
  d_convtranspose2: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let j = 0; j < 16; j++) {
    const v_row = j * 32;
    const d_convtranspose2_row = 480 - v_row;
    for (let l = 0; l < 32; l++) {
      const v_at = v_row + l;
      const d_convtranspose2_value = d_convtranspose2[d_convtranspose2_row + l]!;
      const W_value2 = (v[v_at]! + d_convtranspose2_value) * 0.5;
      const W_value5 = 0.999 * s[v_at]! + 0.0010000000000000009 * (d_convtranspose2_value * d_convtranspose2_value);
      v[v_at] = W_value2;
      s[v_at] = W_value5;
      W[v_at] = W[v_at]! - 0.0005 * (W_value2 / factor) / (Math.sqrt(W_value5 / factor2) + 1e-8);
    }
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_moments = sum[i,j,k](-(d_batchnorm2 * batchnorm2)) * 0.5 / batchnorm2_2 / (16*N)
function generator_batchnorm2_moments_backward(
  N: number,
  d_batchnorm2: Float32Array,
  batchnorm2: Float32Array,
  batchnorm2_2: Float32Array,
  d_moments: Float32Array,
): void {
  const factor = 16 * N;
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm2_at2 = i + r3 * 32;
      sum += -(d_batchnorm2[d_batchnorm2_at2]! * batchnorm2[d_batchnorm2_at2]!);
    }
    d_moments[i] = sum * 0.5 / batchnorm2_2[i]! / factor;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_moments2 = sum[i,j,k](-(d_moments * 2 * (convtranspose1 - moments)))
function generator_batchnorm2_moments_backward2(
  N: number,
  d_moments: Float32Array,
  convtranspose1: Float32Array,
  moments: Float32Array,
  d_moments2: Float32Array,
): void {
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    const d_moments_value2 = d_moments[i]!;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += -(d_moments_value2 * (2 * (convtranspose1[i + r3 * 32]! - moments_value)));
    }
    d_moments2[i] = sum;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_moments2 = (sum[i,j,k](-(d_batchnorm2 * gamma)) + d_moments) / (16*N)
function generator_batchnorm2_moments_backward3(
  N: number,
  d_batchnorm2: Float32Array,
  gamma: Float32Array,
  d_moments: Float32Array,
  d_moments2: Float32Array,
): void {
  const factor = 16 * N;
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    const gamma_value = gamma[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += -(d_batchnorm2[i + r3 * 32]! * gamma_value);
    }
    d_moments2[i] = (sum + d_moments[i]!) / factor;
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_convtranspose1 = d_batchnorm2 * gamma + d_moments * 2 * (convtranspose1 - moments) + d_moments2
function generator_convtranspose1_backward(
  N: number,
  d_batchnorm2: Float32Array,
  gamma: Float32Array,
  d_moments: Float32Array,
  convtranspose1: Float32Array,
  moments: Float32Array,
  d_moments2: Float32Array,
  d_convtranspose1: Float32Array,
): void {
  const size1 = 16 * N;
  for (let j = 0; j < size1; j++) {
    const d_batchnorm2_row = j * 32;
    for (let l = 0; l < 32; l++) {
      const d_batchnorm2_at = d_batchnorm2_row + l;
      d_convtranspose1[d_batchnorm2_at] = d_batchnorm2[d_batchnorm2_at]! * gamma[l]! + d_moments[l]! * (2 * (convtranspose1[d_batchnorm2_at]! - moments[l]!)) + d_moments2[l]!;
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   v := (v + sum[i,j,k](d_batchnorm2 * (convtranspose1 - moments))) * 0.5
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm2 * (convtranspose1 - moments)) * sum[i,j,k](d_batchnorm2 * (convtranspose1 - moments))
//   gamma := gamma - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_batchnorm2_gamma(
  N: number,
  d_batchnorm2: Float32Array,
  convtranspose1: Float32Array,
  moments: Float32Array,
  v: Float32Array,
  s: Float32Array,
  gamma: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 16 * N;
  for (let i = 0; i < 32; i++) {
    let sum = 0;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm2_at2 = i + r3 * 32;
      sum += d_batchnorm2[d_batchnorm2_at2]! * (convtranspose1[d_batchnorm2_at2]! - moments_value);
    }
    const gamma_value2 = (v[i]! + sum) * 0.5;
    const gamma_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    v[i] = gamma_value2;
    s[i] = gamma_value5;
    gamma[i] = gamma[i]! - 0.0005 * (gamma_value2 / factor) / (Math.sqrt(gamma_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_convtranspose1_2 = conv(relu, d_convtranspose1)
function generator_convtranspose1_backward2(
  N: number,
  relu: Float32Array,
  d_convtranspose1: Float32Array,
  d_convtranspose1_2: Float32Array,
): void {
  for (let i = 0; i < 4; i++) {
    const offset5 = 2 - i;
    const offset6 = floorMod(offset5, 2);
    const offset = Math.floor((Math.max(0, offset5) - offset6 + 1) / 2);
    const offset2 = Math.floor((Math.min(4, 5 - i) - offset6 + 1) / 2);
    const relu_row = Math.floor((i + offset6 - 2) / 2) * 128;
    const d_convtranspose1_row = offset6 * 128;
    const d_convtranspose1_2_row = i * 8192;
    for (let j = 0; j < 4; j++) {
      const offset7 = 2 - j;
      const offset8 = floorMod(offset7, 2);
      const offset3 = Math.floor((Math.max(0, offset7) - offset8 + 1) / 2);
      const offset4 = Math.floor((Math.min(4, 5 - j) - offset8 + 1) / 2);
      const relu_row2 = relu_row + Math.floor((j + offset8 - 2) / 2) * 64;
      const d_convtranspose1_row2 = d_convtranspose1_row + offset8 * 32;
      const d_convtranspose1_2_row2 = d_convtranspose1_2_row + j * 2048;
      for (let l4 = 0; l4 < 16; l4++) {
        const relu_row3 = relu_row2 + l4 * 4;
        const d_convtranspose1_2_row3 = d_convtranspose1_2_row2 + l4 * 128;
        for (let m4 = 0; m4 < 8; m4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const offset9 = m4 * 4;
          const d_convtranspose1_row3 = d_convtranspose1_row2 + offset9;
          for (let c = 0; c < N; c++) {
            const relu_row4 = relu_row3 + c * 256;
            const d_convtranspose1_row4 = d_convtranspose1_row3 + c * 512;
            for (let k = offset; k < offset2; k++) {
              const relu_row5 = relu_row4 + k * 128;
              const d_convtranspose1_row5 = d_convtranspose1_row4 + k * 256;
              for (let k2 = offset3; k2 < offset4; k2++) {
                const relu_at = k2 * 64;
                const relu_at2 = relu_row5 + relu_at;
                const relu_value = relu[relu_at2]!;
                const d_convtranspose1_at = d_convtranspose1_row5 + relu_at;
                const d_convtranspose1_value2 = d_convtranspose1[d_convtranspose1_at]!;
                sum_0_0 += relu_value * d_convtranspose1_value2;
                const d_convtranspose1_value3 = d_convtranspose1[d_convtranspose1_at + 1]!;
                sum_0_1 += relu_value * d_convtranspose1_value3;
                const d_convtranspose1_value4 = d_convtranspose1[d_convtranspose1_at + 2]!;
                sum_0_2 += relu_value * d_convtranspose1_value4;
                const d_convtranspose1_value5 = d_convtranspose1[d_convtranspose1_at + 3]!;
                sum_0_3 += relu_value * d_convtranspose1_value5;
                const relu_value2 = relu[relu_at2 + 1]!;
                sum_1_0 += relu_value2 * d_convtranspose1_value2;
                sum_1_1 += relu_value2 * d_convtranspose1_value3;
                sum_1_2 += relu_value2 * d_convtranspose1_value4;
                sum_1_3 += relu_value2 * d_convtranspose1_value5;
                const relu_value3 = relu[relu_at2 + 2]!;
                sum_2_0 += relu_value3 * d_convtranspose1_value2;
                sum_2_1 += relu_value3 * d_convtranspose1_value3;
                sum_2_2 += relu_value3 * d_convtranspose1_value4;
                sum_2_3 += relu_value3 * d_convtranspose1_value5;
                const relu_value4 = relu[relu_at2 + 3]!;
                sum_3_0 += relu_value4 * d_convtranspose1_value2;
                sum_3_1 += relu_value4 * d_convtranspose1_value3;
                sum_3_2 += relu_value4 * d_convtranspose1_value4;
                sum_3_3 += relu_value4 * d_convtranspose1_value5;
              }
            }
          }
          const d_convtranspose1_2_at = d_convtranspose1_2_row3 + offset9;
          d_convtranspose1_2[d_convtranspose1_2_at] = sum_0_0;
          d_convtranspose1_2[d_convtranspose1_2_at + 1] = sum_0_1;
          d_convtranspose1_2[d_convtranspose1_2_at + 2] = sum_0_2;
          d_convtranspose1_2[d_convtranspose1_2_at + 3] = sum_0_3;
          d_convtranspose1_2[d_convtranspose1_2_at + 32] = sum_1_0;
          d_convtranspose1_2[d_convtranspose1_2_at + 33] = sum_1_1;
          d_convtranspose1_2[d_convtranspose1_2_at + 34] = sum_1_2;
          d_convtranspose1_2[d_convtranspose1_2_at + 35] = sum_1_3;
          d_convtranspose1_2[d_convtranspose1_2_at + 64] = sum_2_0;
          d_convtranspose1_2[d_convtranspose1_2_at + 65] = sum_2_1;
          d_convtranspose1_2[d_convtranspose1_2_at + 66] = sum_2_2;
          d_convtranspose1_2[d_convtranspose1_2_at + 67] = sum_2_3;
          d_convtranspose1_2[d_convtranspose1_2_at + 96] = sum_3_0;
          d_convtranspose1_2[d_convtranspose1_2_at + 97] = sum_3_1;
          d_convtranspose1_2[d_convtranspose1_2_at + 98] = sum_3_2;
          d_convtranspose1_2[d_convtranspose1_2_at + 99] = sum_3_3;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   d_batchnorm1 = if batchnorm1 + beta > 0 then conv(d_convtranspose1, W) else 0
//   d_batchnorm1_2 = d_batchnorm1 / batchnorm1_2
function generator_batchnorm1_backward(
  N: number,
  d_convtranspose1: Float32Array,
  W: Float32Array,
  batchnorm1: Float32Array,
  beta: Float32Array,
  d_batchnorm1: Float32Array,
  batchnorm1_2: Float32Array,
  d_batchnorm1_2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const d_convtranspose1_row = n4 * 2048;
    const batchnorm1_row = n4 * 1024;
    for (let i = 0; i < 2; i++) {
      const offset9 = i * 2;
      const offset = Math.max(0, 1 - offset9);
      const offset2 = Math.min(4, 5 - offset9);
      const d_convtranspose1_row2 = d_convtranspose1_row + i * 256;
      const batchnorm1_row2 = batchnorm1_row + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset10 = j * 2;
        const offset3 = Math.max(0, 1 - offset10);
        const offset4 = Math.min(4, 5 - offset10);
        const offset11 = j * 64;
        const d_convtranspose1_row3 = d_convtranspose1_row2 + offset11;
        const batchnorm1_row3 = batchnorm1_row2 + offset11;
        for (let l4 = 0; l4 < 16; l4++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_0_3 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_1_3 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_2_3 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          let sum_3_3 = 0;
          const W_row = l4 * 128;
          for (let k = offset; k < offset2; k++) {
            const d_convtranspose1_row4 = d_convtranspose1_row3 + k * 128;
            const W_row2 = W_row + k * 8192;
            const at1 = d_convtranspose1_row4 - 160;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const d_convtranspose1_row5 = at1 + k2 * 32;
              const W_row3 = W_row2 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const d_convtranspose1_at = d_convtranspose1_row5 + c;
                const d_convtranspose1_value = d_convtranspose1[d_convtranspose1_at]!;
                const W_at = W_row3 + c;
                const W_value = W[W_at]!;
                sum_0_0 += d_convtranspose1_value * W_value;
                const W_value2 = W[W_at + 32]!;
                sum_0_1 += d_convtranspose1_value * W_value2;
                const W_value3 = W[W_at + 64]!;
                sum_0_2 += d_convtranspose1_value * W_value3;
                const W_value4 = W[W_at + 96]!;
                sum_0_3 += d_convtranspose1_value * W_value4;
                const d_convtranspose1_value2 = d_convtranspose1[d_convtranspose1_at + 512]!;
                sum_1_0 += d_convtranspose1_value2 * W_value;
                sum_1_1 += d_convtranspose1_value2 * W_value2;
                sum_1_2 += d_convtranspose1_value2 * W_value3;
                sum_1_3 += d_convtranspose1_value2 * W_value4;
                const d_convtranspose1_value3 = d_convtranspose1[d_convtranspose1_at + 1024]!;
                sum_2_0 += d_convtranspose1_value3 * W_value;
                sum_2_1 += d_convtranspose1_value3 * W_value2;
                sum_2_2 += d_convtranspose1_value3 * W_value3;
                sum_2_3 += d_convtranspose1_value3 * W_value4;
                const d_convtranspose1_value4 = d_convtranspose1[d_convtranspose1_at + 1536]!;
                sum_3_0 += d_convtranspose1_value4 * W_value;
                sum_3_1 += d_convtranspose1_value4 * W_value2;
                sum_3_2 += d_convtranspose1_value4 * W_value3;
                sum_3_3 += d_convtranspose1_value4 * W_value4;
              }
            }
          }
          const batchnorm1_at = l4 * 4;
          const batchnorm1_at2 = batchnorm1_row3 + batchnorm1_at;
          const beta_value = beta[batchnorm1_at]!;
          const d_batchnorm1_value_0_0 = batchnorm1[batchnorm1_at2]! + beta_value > 0 ? sum_0_0 : 0;
          const batchnorm1_at3 = batchnorm1_at2 + 1;
          const beta_at = batchnorm1_at + 1;
          const beta_value2 = beta[beta_at]!;
          const d_batchnorm1_value_0_1 = batchnorm1[batchnorm1_at3]! + beta_value2 > 0 ? sum_0_1 : 0;
          const batchnorm1_at4 = batchnorm1_at2 + 2;
          const beta_at2 = batchnorm1_at + 2;
          const beta_value3 = beta[beta_at2]!;
          const d_batchnorm1_value_0_2 = batchnorm1[batchnorm1_at4]! + beta_value3 > 0 ? sum_0_2 : 0;
          const batchnorm1_at5 = batchnorm1_at2 + 3;
          const beta_at3 = batchnorm1_at + 3;
          const beta_value4 = beta[beta_at3]!;
          const d_batchnorm1_value_0_3 = batchnorm1[batchnorm1_at5]! + beta_value4 > 0 ? sum_0_3 : 0;
          const batchnorm1_at6 = batchnorm1_at2 + 256;
          const d_batchnorm1_value_1_0 = batchnorm1[batchnorm1_at6]! + beta_value > 0 ? sum_1_0 : 0;
          const batchnorm1_at7 = batchnorm1_at2 + 257;
          const d_batchnorm1_value_1_1 = batchnorm1[batchnorm1_at7]! + beta_value2 > 0 ? sum_1_1 : 0;
          const batchnorm1_at8 = batchnorm1_at2 + 258;
          const d_batchnorm1_value_1_2 = batchnorm1[batchnorm1_at8]! + beta_value3 > 0 ? sum_1_2 : 0;
          const batchnorm1_at9 = batchnorm1_at2 + 259;
          const d_batchnorm1_value_1_3 = batchnorm1[batchnorm1_at9]! + beta_value4 > 0 ? sum_1_3 : 0;
          const batchnorm1_at10 = batchnorm1_at2 + 512;
          const d_batchnorm1_value_2_0 = batchnorm1[batchnorm1_at10]! + beta_value > 0 ? sum_2_0 : 0;
          const batchnorm1_at11 = batchnorm1_at2 + 513;
          const d_batchnorm1_value_2_1 = batchnorm1[batchnorm1_at11]! + beta_value2 > 0 ? sum_2_1 : 0;
          const batchnorm1_at12 = batchnorm1_at2 + 514;
          const d_batchnorm1_value_2_2 = batchnorm1[batchnorm1_at12]! + beta_value3 > 0 ? sum_2_2 : 0;
          const batchnorm1_at13 = batchnorm1_at2 + 515;
          const d_batchnorm1_value_2_3 = batchnorm1[batchnorm1_at13]! + beta_value4 > 0 ? sum_2_3 : 0;
          const batchnorm1_at14 = batchnorm1_at2 + 768;
          const d_batchnorm1_value_3_0 = batchnorm1[batchnorm1_at14]! + beta_value > 0 ? sum_3_0 : 0;
          const batchnorm1_at15 = batchnorm1_at2 + 769;
          const d_batchnorm1_value_3_1 = batchnorm1[batchnorm1_at15]! + beta_value2 > 0 ? sum_3_1 : 0;
          const batchnorm1_at16 = batchnorm1_at2 + 770;
          const d_batchnorm1_value_3_2 = batchnorm1[batchnorm1_at16]! + beta_value3 > 0 ? sum_3_2 : 0;
          const batchnorm1_at17 = batchnorm1_at2 + 771;
          const d_batchnorm1_value_3_3 = batchnorm1[batchnorm1_at17]! + beta_value4 > 0 ? sum_3_3 : 0;
          const batchnorm1_2_value = batchnorm1_2[beta_at]!;
          const batchnorm1_2_value2 = batchnorm1_2[beta_at2]!;
          const batchnorm1_2_value3 = batchnorm1_2[beta_at3]!;
          d_batchnorm1[batchnorm1_at2] = d_batchnorm1_value_0_0;
          d_batchnorm1[batchnorm1_at3] = d_batchnorm1_value_0_1;
          d_batchnorm1[batchnorm1_at4] = d_batchnorm1_value_0_2;
          d_batchnorm1[batchnorm1_at5] = d_batchnorm1_value_0_3;
          d_batchnorm1[batchnorm1_at6] = d_batchnorm1_value_1_0;
          d_batchnorm1[batchnorm1_at7] = d_batchnorm1_value_1_1;
          d_batchnorm1[batchnorm1_at8] = d_batchnorm1_value_1_2;
          d_batchnorm1[batchnorm1_at9] = d_batchnorm1_value_1_3;
          d_batchnorm1[batchnorm1_at10] = d_batchnorm1_value_2_0;
          d_batchnorm1[batchnorm1_at11] = d_batchnorm1_value_2_1;
          d_batchnorm1[batchnorm1_at12] = d_batchnorm1_value_2_2;
          d_batchnorm1[batchnorm1_at13] = d_batchnorm1_value_2_3;
          d_batchnorm1[batchnorm1_at14] = d_batchnorm1_value_3_0;
          d_batchnorm1[batchnorm1_at15] = d_batchnorm1_value_3_1;
          d_batchnorm1[batchnorm1_at16] = d_batchnorm1_value_3_2;
          d_batchnorm1[batchnorm1_at17] = d_batchnorm1_value_3_3;
          const batchnorm1_2_value4 = batchnorm1_2[batchnorm1_at]!;
          d_batchnorm1_2[batchnorm1_at2] = d_batchnorm1_value_0_0 / batchnorm1_2_value4;
          d_batchnorm1_2[batchnorm1_at3] = d_batchnorm1_value_0_1 / batchnorm1_2_value;
          d_batchnorm1_2[batchnorm1_at4] = d_batchnorm1_value_0_2 / batchnorm1_2_value2;
          d_batchnorm1_2[batchnorm1_at5] = d_batchnorm1_value_0_3 / batchnorm1_2_value3;
          d_batchnorm1_2[batchnorm1_at6] = d_batchnorm1_value_1_0 / batchnorm1_2_value4;
          d_batchnorm1_2[batchnorm1_at7] = d_batchnorm1_value_1_1 / batchnorm1_2_value;
          d_batchnorm1_2[batchnorm1_at8] = d_batchnorm1_value_1_2 / batchnorm1_2_value2;
          d_batchnorm1_2[batchnorm1_at9] = d_batchnorm1_value_1_3 / batchnorm1_2_value3;
          d_batchnorm1_2[batchnorm1_at10] = d_batchnorm1_value_2_0 / batchnorm1_2_value4;
          d_batchnorm1_2[batchnorm1_at11] = d_batchnorm1_value_2_1 / batchnorm1_2_value;
          d_batchnorm1_2[batchnorm1_at12] = d_batchnorm1_value_2_2 / batchnorm1_2_value2;
          d_batchnorm1_2[batchnorm1_at13] = d_batchnorm1_value_2_3 / batchnorm1_2_value3;
          d_batchnorm1_2[batchnorm1_at14] = d_batchnorm1_value_3_0 / batchnorm1_2_value4;
          d_batchnorm1_2[batchnorm1_at15] = d_batchnorm1_value_3_1 / batchnorm1_2_value;
          d_batchnorm1_2[batchnorm1_at16] = d_batchnorm1_value_3_2 / batchnorm1_2_value2;
          d_batchnorm1_2[batchnorm1_at17] = d_batchnorm1_value_3_3 / batchnorm1_2_value3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const d_convtranspose1_row6 = n * 512;
    const batchnorm1_row4 = n * 256;
    for (let i = 0; i < 2; i++) {
      const offset12 = i * 2;
      const offset5 = Math.max(0, 1 - offset12);
      const offset6 = Math.min(4, 5 - offset12);
      const d_convtranspose1_row7 = d_convtranspose1_row6 + i * 256;
      const batchnorm1_row5 = batchnorm1_row4 + i * 128;
      for (let j = 0; j < 2; j++) {
        const offset13 = j * 2;
        const offset7 = Math.max(0, 1 - offset13);
        const offset8 = Math.min(4, 5 - offset13);
        const offset14 = j * 64;
        const d_convtranspose1_row8 = d_convtranspose1_row7 + offset14;
        const batchnorm1_row6 = batchnorm1_row5 + offset14;
        for (let l4_2 = 0; l4_2 < 16; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row4 = l4_2 * 128;
          for (let k = offset5; k < offset6; k++) {
            const d_convtranspose1_row9 = d_convtranspose1_row8 + k * 128;
            const W_row5 = W_row4 + k * 8192;
            const at2 = d_convtranspose1_row9 - 160;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const d_convtranspose1_row10 = at2 + k2 * 32;
              const W_row6 = W_row5 + k2 * 2048;
              for (let c = 0; c < 32; c++) {
                const d_convtranspose1_value5 = d_convtranspose1[d_convtranspose1_row10 + c]!;
                const W_at5 = W_row6 + c;
                sum_0_4 += d_convtranspose1_value5 * W[W_at5]!;
                sum_1_4 += d_convtranspose1_value5 * W[W_at5 + 32]!;
                sum_2_4 += d_convtranspose1_value5 * W[W_at5 + 64]!;
                sum_3_4 += d_convtranspose1_value5 * W[W_at5 + 96]!;
              }
            }
          }
          const batchnorm1_at18 = l4_2 * 4;
          const batchnorm1_at19 = batchnorm1_row6 + batchnorm1_at18;
          const d_batchnorm1_value_0_4 = batchnorm1[batchnorm1_at19]! + beta[batchnorm1_at18]! > 0 ? sum_0_4 : 0;
          const batchnorm1_at20 = batchnorm1_at19 + 1;
          const beta_at4 = batchnorm1_at18 + 1;
          const d_batchnorm1_value_1_4 = batchnorm1[batchnorm1_at20]! + beta[beta_at4]! > 0 ? sum_1_4 : 0;
          const batchnorm1_at21 = batchnorm1_at19 + 2;
          const beta_at5 = batchnorm1_at18 + 2;
          const d_batchnorm1_value_2_4 = batchnorm1[batchnorm1_at21]! + beta[beta_at5]! > 0 ? sum_2_4 : 0;
          const batchnorm1_at22 = batchnorm1_at19 + 3;
          const beta_at6 = batchnorm1_at18 + 3;
          const d_batchnorm1_value_3_4 = batchnorm1[batchnorm1_at22]! + beta[beta_at6]! > 0 ? sum_3_4 : 0;
          d_batchnorm1[batchnorm1_at19] = d_batchnorm1_value_0_4;
          d_batchnorm1[batchnorm1_at20] = d_batchnorm1_value_1_4;
          d_batchnorm1[batchnorm1_at21] = d_batchnorm1_value_2_4;
          d_batchnorm1[batchnorm1_at22] = d_batchnorm1_value_3_4;
          d_batchnorm1_2[batchnorm1_at19] = d_batchnorm1_value_0_4 / batchnorm1_2[batchnorm1_at18]!;
          d_batchnorm1_2[batchnorm1_at20] = d_batchnorm1_value_1_4 / batchnorm1_2[beta_at4]!;
          d_batchnorm1_2[batchnorm1_at21] = d_batchnorm1_value_2_4 / batchnorm1_2[beta_at5]!;
          d_batchnorm1_2[batchnorm1_at22] = d_batchnorm1_value_3_4 / batchnorm1_2[beta_at6]!;
        }
      }
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   v := (v + sum[i,j,k](d_batchnorm1)) * 0.5
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm1) * sum[i,j,k](d_batchnorm1)
//   beta := beta - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_batchnorm1_beta(
  N: number,
  d_batchnorm1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  beta: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_batchnorm1[i + r3 * 64]!;
    }
    const beta_value2 = (v[i]! + sum) * 0.5;
    const beta_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    v[i] = beta_value2;
    s[i] = beta_value5;
    beta[i] = beta[i]! - 0.0005 * (beta_value2 / factor) / (Math.sqrt(beta_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:35  |> ConvTranspose(32, 4, stride: 2, pad: 1, bias: false) |> BatchNorm |> relu
//   v := (v + reverse(d_convtranspose1)) * 0.5
//   s := 0.999 * s + 0.001 * reverse(d_convtranspose1) * reverse(d_convtranspose1)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_convtranspose1_W(
  v: Float32Array,
  d_convtranspose1: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let j = 0; j < 16; j++) {
    const v_row = j * 2048;
    const d_convtranspose1_row = 30720 - v_row;
    for (let m = 0; m < 2048; m++) {
      const v_at = v_row + m;
      const d_convtranspose1_value = d_convtranspose1[d_convtranspose1_row + m]!;
      const W_value2 = (v[v_at]! + d_convtranspose1_value) * 0.5;
      const W_value5 = 0.999 * s[v_at]! + 0.0010000000000000009 * (d_convtranspose1_value * d_convtranspose1_value);
      v[v_at] = W_value2;
      s[v_at] = W_value5;
      W[v_at] = W[v_at]! - 0.0005 * (W_value2 / factor) / (Math.sqrt(W_value5 / factor2) + 1e-8);
    }
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   d_moments = sum[i,j,k](-(d_batchnorm1 * batchnorm1)) * 0.5 / batchnorm1_2 / (4*N)
function generator_batchnorm1_moments_backward(
  N: number,
  d_batchnorm1: Float32Array,
  batchnorm1: Float32Array,
  batchnorm1_2: Float32Array,
  d_moments: Float32Array,
): void {
  const factor = 4 * N;
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm1_at2 = i + r3 * 64;
      sum += -(d_batchnorm1[d_batchnorm1_at2]! * batchnorm1[d_batchnorm1_at2]!);
    }
    d_moments[i] = sum * 0.5 / batchnorm1_2[i]! / factor;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   d_moments2 = sum[i,j,k](-(d_moments * 2 * (dense1 - moments)))
function generator_batchnorm1_moments_backward2(
  N: number,
  d_moments: Float32Array,
  dense1: Float32Array,
  moments: Float32Array,
  d_moments2: Float32Array,
): void {
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    const d_moments_value2 = d_moments[i]!;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += -(d_moments_value2 * (2 * (dense1[i + r3 * 64]! - moments_value)));
    }
    d_moments2[i] = sum;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   d_moments2 = (sum[i,j,k](-(d_batchnorm1 * gamma)) + d_moments) / (4*N)
function generator_batchnorm1_moments_backward3(
  N: number,
  d_batchnorm1: Float32Array,
  gamma: Float32Array,
  d_moments: Float32Array,
  d_moments2: Float32Array,
): void {
  const factor = 4 * N;
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    const gamma_value = gamma[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += -(d_batchnorm1[i + r3 * 64]! * gamma_value);
    }
    d_moments2[i] = (sum + d_moments[i]!) / factor;
  }
}

// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   d_reshape = d_batchnorm1 * gamma + d_moments * 2 * (dense1 - moments) + d_moments2
function generator_reshape_backward(
  N: number,
  d_batchnorm1: Float32Array,
  gamma: Float32Array,
  d_moments: Float32Array,
  dense1: Float32Array,
  moments: Float32Array,
  d_moments2: Float32Array,
  d_reshape: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const d_batchnorm1_row = j * 64;
    for (let l = 0; l < 64; l++) {
      const d_batchnorm1_at = d_batchnorm1_row + l;
      d_reshape[d_batchnorm1_at] = d_batchnorm1[d_batchnorm1_at]! * gamma[l]! + d_moments[l]! * (2 * (dense1[d_batchnorm1_at]! - moments[l]!)) + d_moments2[l]!;
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   v := (v + randn^T @ d_reshape) * 0.5
//   s := 0.999 * s + 0.001 * randn^T @ d_reshape * (randn^T @ d_reshape)
//   W := W - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_dense1_W(
  N: number,
  randn: Float32Array,
  d_reshape: Float32Array,
  v: Float32Array,
  s: Float32Array,
  W: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let j2 = 0; j2 < 128; j2++) {
    const d_reshape_row = j2 * 2;
    for (let i2 = 0; i2 < 16; i2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      const randn_row = i2 * 2;
      for (let k = 0; k < N; k++) {
        const randn_at2 = randn_row + k * 32;
        const randn_value = randn[randn_at2]!;
        const d_reshape_at2 = d_reshape_row + k * 256;
        const d_reshape_value = d_reshape[d_reshape_at2]!;
        sum_0_0 += randn_value * d_reshape_value;
        const d_reshape_value2 = d_reshape[d_reshape_at2 + 1]!;
        sum_0_1 += randn_value * d_reshape_value2;
        const randn_value2 = randn[randn_at2 + 1]!;
        sum_1_0 += randn_value2 * d_reshape_value;
        sum_1_1 += randn_value2 * d_reshape_value2;
      }
      const v_at2 = d_reshape_row + i2 * 512;
      const W_value2_0_0 = (v[v_at2]! + sum_0_0) * 0.5;
      const v_at3 = v_at2 + 1;
      const W_value2_0_1 = (v[v_at3]! + sum_0_1) * 0.5;
      const v_at4 = v_at2 + 256;
      const W_value2_1_0 = (v[v_at4]! + sum_1_0) * 0.5;
      const v_at5 = v_at2 + 257;
      const W_value2_1_1 = (v[v_at5]! + sum_1_1) * 0.5;
      const W_value5_0_0 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_0_0 * sum_0_0);
      const W_value5_0_1 = 0.999 * s[v_at3]! + 0.0010000000000000009 * (sum_0_1 * sum_0_1);
      const W_value5_1_0 = 0.999 * s[v_at4]! + 0.0010000000000000009 * (sum_1_0 * sum_1_0);
      const W_value5_1_1 = 0.999 * s[v_at5]! + 0.0010000000000000009 * (sum_1_1 * sum_1_1);
      const W_value6_0_1 = W[v_at3]! - 0.0005 * (W_value2_0_1 / factor) / (Math.sqrt(W_value5_0_1 / factor2) + 1e-8);
      const W_value6_1_0 = W[v_at4]! - 0.0005 * (W_value2_1_0 / factor) / (Math.sqrt(W_value5_1_0 / factor2) + 1e-8);
      const W_value6_1_1 = W[v_at5]! - 0.0005 * (W_value2_1_1 / factor) / (Math.sqrt(W_value5_1_1 / factor2) + 1e-8);
      v[v_at2] = W_value2_0_0;
      v[v_at3] = W_value2_0_1;
      v[v_at4] = W_value2_1_0;
      v[v_at5] = W_value2_1_1;
      s[v_at2] = W_value5_0_0;
      s[v_at3] = W_value5_0_1;
      s[v_at4] = W_value5_1_0;
      s[v_at5] = W_value5_1_1;
      W[v_at2] = W[v_at2]! - 0.0005 * (W_value2_0_0 / factor) / (Math.sqrt(W_value5_0_0 / factor2) + 1e-8);
      W[v_at3] = W_value6_0_1;
      W[v_at4] = W_value6_1_0;
      W[v_at5] = W_value6_1_1;
    }
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   v := (v + sum[i](d_reshape)) * 0.5
//   s := 0.999 * s + 0.001 * sum[i](d_reshape) * sum[i](d_reshape)
//   b := b - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_dense1_b(
  N: number,
  d_reshape: Float32Array,
  v: Float32Array,
  s: Float32Array,
  b: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  for (let i = 0; i < 256; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_reshape[i + r * 256]!;
    }
    const b_value2 = (v[i]! + sum) * 0.5;
    const b_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    v[i] = b_value2;
    s[i] = b_value5;
    b[i] = b[i]! - 0.0005 * (b_value2 / factor) / (Math.sqrt(b_value5 / factor2) + 1e-8);
  }
}

// examples/gan/gan.nnet:27  using adam(lr: 5e-4, beta1: 0.5)
// examples/gan/gan.nnet:34  return reshape(z |> Dense(256), [N, 2, 2, 64]) |> BatchNorm |> relu
//   v := (v + sum[i,j,k](d_batchnorm1 * (dense1 - moments))) * 0.5
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm1 * (dense1 - moments)) * sum[i,j,k](d_batchnorm1 * (dense1 - moments))
//   gamma := gamma - 0.0005 * (v / (1 - 0.5^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)
function update_generator_batchnorm1_gamma(
  N: number,
  d_batchnorm1: Float32Array,
  dense1: Float32Array,
  moments: Float32Array,
  v: Float32Array,
  s: Float32Array,
  gamma: Float32Array,
  t: Int32Array,
): void {
  const t_term = t[0]!;
  const factor = 1 - Math.pow(0.5, t_term);
  const factor2 = 1 - Math.pow(0.999, t_term);
  const size1 = 4 * N;
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm1_at2 = i + r3 * 64;
      sum += d_batchnorm1[d_batchnorm1_at2]! * (dense1[d_batchnorm1_at2]! - moments_value);
    }
    const gamma_value2 = (v[i]! + sum) * 0.5;
    const gamma_value5 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    v[i] = gamma_value2;
    s[i] = gamma_value5;
    gamma[i] = gamma[i]! - 0.0005 * (gamma_value2 / factor) / (Math.sqrt(gamma_value5 / factor2) + 1e-8);
  }
}

/** The remainder of the division that rounds to minus infinity: it has the sign of `b`. */
function floorMod(a: number, b: number): number {
  const remainder = a % b;
  return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
}

/** What was refused, for programs; the message is for people. */
type ModelErrorCode =
  | "bad-option"
  | "bad-size"
  | "missing-input"
  | "wrong-length"
  | "bad-value"
  | "non-finite-loss"
  | "bad-file";

/** Thrown for everything this module refuses: sizes, inputs, losses that are not finite, files. */
class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A whole number from 0 to 2^31 - 1, for `seed` and `epoch`. */
function countingNumber(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
    throw new ModelError("bad-option", `${name} must be a whole number from 0 to 2147483647, not ${String(value)}`);
  }
  return value;
}

/** A loss after the update it led to: the weights may be spoiled. */
function refuseLateLoss(name: string, value: number, step: number): void {
  if (Number.isFinite(value)) return;
  throw new ModelError(
    "non-finite-loss",
    `loss \`${name}\` is ${value} in step ${step}, and the weights have already been updated with it. ` +
      "Load the last save, then lower the learning rate or clip the gradient",
  );
}

/**
 * Copies an input of reals into the model's memory.
 * Throws if `from` is no array of exactly `length` numbers, or if one of them is not finite in 32 bits.
 */
function copyReals(name: string, shape: string, from: ArrayLike<number>, to: Float32Array, length: number): void {
  checkLength(name, shape, from, length);
  for (let i = 0; i < length; i++) {
    const value = from[i];
    to[i] = value!;
    if (typeof value !== "number" || !Number.isFinite(to[i])) refuseValue(name, i, value, "must be a finite number");
  }
}

/** Throws if `from` is no array of this many elements. */
function checkLength(name: string, shape: string, from: unknown, length: number): void {
  const given = typeof from === "object" && from !== null && "length" in from ? from.length : undefined;
  if (typeof given !== "number") throw new ModelError("missing-input", `input \`${name}\` is missing: give a flat array of ${length} numbers, ${shape}`);
  if (given !== length) {
    throw new ModelError("wrong-length", `input \`${name}\` has ${given} elements; its shape ${shape} has ${length} here. The inputs of one call must agree on their sizes`);
  }
}

function refuseValue(name: string, position: number, value: unknown, rule: string): never {
  throw new ModelError("bad-value", `input \`${name}\` at position ${position} is ${String(value)}; it ${rule}`);
}

type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

/** JSON with objects as maps, so that any key is data; refuses duplicate keys, which JSON.parse would hide. */
function parseJson(text: string): Json {
  const cursor: JsonCursor = { text, at: 0 };
  const value = jsonValue(cursor, nextToken(cursor), 0);
  if (/[^ \t\n\r]/.test(text.slice(cursor.at))) throw badJson(cursor);
  return value;
}

interface JsonCursor {
  readonly text: string;
  at: number;
}

const jsonToken = /[ \t\n\r]*([{}[\],:]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)/y;

function nextToken(cursor: JsonCursor): string {
  jsonToken.lastIndex = cursor.at;
  const token = jsonToken.exec(cursor.text)?.[1];
  if (token === undefined) throw badJson(cursor);
  cursor.at = jsonToken.lastIndex;
  return token;
}

function jsonValue(cursor: JsonCursor, token: string, depth: number): Json {
  if (depth > 16) throw badJson(cursor);
  if (token === "{") return jsonObject(cursor, depth);
  if (token === "[") return jsonArray(cursor, depth);
  if ("}],:".includes(token)) throw badJson(cursor);
  const leaf: string | number | boolean | null = JSON.parse(token);
  return leaf;
}

function jsonObject(cursor: JsonCursor, depth: number): ReadonlyMap<string, Json> {
  const members = new Map<string, Json>();
  let token = nextToken(cursor);
  while (token !== "}") {
    if (!token.startsWith('"')) throw badJson(cursor);
    const key: string = JSON.parse(token);
    if (members.has(key)) throw new ModelError("bad-file", `the header has the key ${token} twice`);
    if (nextToken(cursor) !== ":") throw badJson(cursor);
    members.set(key, jsonValue(cursor, nextToken(cursor), depth + 1));
    token = nextToken(cursor);
    if (token === "}") break;
    if (token !== ",") throw badJson(cursor);
    token = nextToken(cursor);
    if (token === "}") throw badJson(cursor);
  }
  return members;
}

function jsonArray(cursor: JsonCursor, depth: number): readonly Json[] {
  const items: Json[] = [];
  let token = nextToken(cursor);
  while (token !== "]") {
    items.push(jsonValue(cursor, token, depth + 1));
    token = nextToken(cursor);
    if (token === "]") break;
    if (token !== ",") throw badJson(cursor);
    token = nextToken(cursor);
    if (token === "]") throw badJson(cursor);
  }
  return items;
}

function badJson(cursor: JsonCursor): ModelError {
  return new ModelError("bad-file", `the header is not valid JSON near character ${cursor.at}`);
}

/** Where a block of memory lies: in bytes from the start, and its length in elements of four bytes. */
interface Block {
  readonly offset: number;
  readonly length: number;
}

/** Places blocks one after another, each at a multiple of 64 bytes. */
class Layout {
  /** The bytes needed for all blocks so far. */
  bytes = 0;

  /** A new block of this many elements. */
  reserve(length: number): Block {
    const offset = this.bytes;
    this.bytes += Math.ceil(length / 16) * 64;
    return { offset, length };
  }
}

/** Uniform in [0, 1), with 24 bits: for element `index` of the random value `site` in step `step`. */
function randomUniform(seed: number, step: number, site: number, index: number): number {
  philox4x32(index, step, site, 0, seed, 0);
  return (philoxWords[0]! >>> 8) * 2 ** -24;
}

/** Standard normal: Box-Muller, sqrt(-2 log u) cos(2 pi v), with u in (0, 1] and v in [0, 1). */
function randomNormal(seed: number, step: number, site: number, index: number): number {
  philox4x32(index, step, site, 0, seed, 0);
  const u = ((philoxWords[0]! >>> 8) + 1) * 2 ** -24;
  const v = (philoxWords[1]! >>> 8) * 2 ** -24;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** The four words of the last call of `philox4x32`. */
const philoxWords = new Uint32Array(4);

/**
 * Ten rounds of Philox4x32 over the counter (c0, c1, c2, c3) with the key (k0, k1); the result is left in `philoxWords`.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
function philox4x32(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53);
    const low2 = Math.imul(c2, 0xcd9e8d57);
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const high2 = multiplyHigh(c2, 0xcd9e8d57);
    c0 = high2 ^ c1 ^ k0;
    c1 = low2;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  philoxWords[0] = c0;
  philoxWords[1] = c1;
  philoxWords[2] = c2;
  philoxWords[3] = c3;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** A tensor of a safetensors file; `bytes` is a view of the file. */
interface FileTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * The tensors of a file, by name. The format: a 64-bit little-endian length, a JSON header of that length, the data.
 * Throws for anything that the format forbids: duplicate keys, holes, overlaps, bytes left over, a header above 100 MB.
 */
function readSafetensors(file: Uint8Array): ReadonlyMap<string, FileTensor> {
  if (file.length < 8) throw badFile("it is too short to be a safetensors file");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (headerLength > 100_000_000) throw badFile(`its header would be ${headerLength} bytes long, more than the 100 MB allowed`);
  if (8 + headerLength > file.length) throw badFile(`it ends within its header: ${file.length} bytes of ${8 + headerLength}`);
  if (file[8] !== 0x7b) throw badFile("its header is not a JSON object");
  const header = parseJson(decodeUtf8(file.subarray(8, 8 + headerLength)));
  if (!(header instanceof Map)) throw badFile("its header is not a JSON object");
  return tensorsOf(header, file.subarray(8 + headerLength));
}

const bytesPerElement: ReadonlyMap<string, number> = new Map([
  ["BOOL", 1], ["U8", 1], ["I8", 1], ["F8_E4M3", 1], ["F8_E5M2", 1], ["U16", 2], ["I16", 2], ["F16", 2], ["BF16", 2],
  ["U32", 4], ["I32", 4], ["F32", 4], ["U64", 8], ["I64", 8], ["F64", 8],
]);

function tensorsOf(header: ReadonlyMap<string, Json>, data: Uint8Array): ReadonlyMap<string, FileTensor> {
  const tensors = new Map<string, FileTensor>();
  const ranges: { readonly name: string; readonly begin: number; readonly end: number }[] = [];
  for (const [name, entry] of header) {
    if (name === "__metadata__") {
      if (!(entry instanceof Map) || [...entry.values()].some((value) => typeof value !== "string")) throw badFile("its metadata is not a map of strings");
      continue;
    }
    const { dtype, shape, begin, end } = entryOf(name, entry);
    if (end > data.length) throw badFile(`tensor \`${name}\` ends at byte ${end} of ${data.length}`);
    ranges.push({ name, begin, end });
    tensors.set(name, { dtype, shape, bytes: data.subarray(begin, end) });
  }
  let at = 0;
  for (const { name, begin, end } of ranges.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw badFile(`tensor \`${name}\` begins at byte ${begin}, where ${at} was expected: tensors must follow each other without holes`);
    at = end;
  }
  if (at !== data.length) throw badFile(`it has ${data.length - at} bytes after its last tensor`);
  return tensors;
}

function entryOf(name: string, entry: Json) {
  const wrong = (what: string): ModelError => badFile(`tensor \`${name}\` has ${what} in the header`);
  if (!(entry instanceof Map) || entry.size !== 3) throw wrong("other entries than dtype, shape and data_offsets");
  const dtype: unknown = entry.get("dtype");
  const width = typeof dtype === "string" ? bytesPerElement.get(dtype) : undefined;
  if (typeof dtype !== "string" || width === undefined) throw wrong("no known dtype");
  const shape = countsOf(entry.get("shape"));
  const [begin, end, ...rest] = countsOf(entry.get("data_offsets")) ?? [];
  if (shape === undefined) throw wrong("no valid shape");
  if (begin === undefined || end === undefined || rest.length > 0 || begin > end) throw wrong("no valid data_offsets");
  const length = shape.reduce((product, extent) => product * extent, width);
  if (length !== end - begin) throw wrong(`${end - begin} bytes for its shape, which needs ${length},`);
  return { dtype, shape, begin, end };
}

function countsOf(value: unknown): readonly number[] | undefined {
  const counts: number[] = [];
  if (!Array.isArray(value)) return undefined;
  for (const count of value) {
    if (!Number.isSafeInteger(count) || count < 0) return undefined;
    counts.push(count);
  }
  return counts;
}

/** Strict: what is not UTF-8 is refused. A URI in percent signs is the one decoder that the language itself has. */
function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + 4096, bytes.length);
    // No character is cut in two.
    while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
    parts.push(Array.from(bytes.subarray(start, end), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
    start = end;
  }
  try {
    return parts.map(decodeURIComponent).join("");
  } catch {
    throw badFile("its header is not UTF-8");
  }
}

function badFile(what: string): ModelError {
  return new ModelError("bad-file", `this file cannot be loaded: ${what}`);
}

/** A size given to `create`: a whole number of at least 1. */
function createdSize(name: string, value: number | undefined): number {
  if (value === undefined) {
    throw new ModelError("bad-option", `create needs the largest ${name} that calls will use: create({ ${name}: … })`);
  }
  return wholeSize(name, value);
}

/** The size of a call that the caller gave, or that the length of an input tells: `length = unit * size`. */
function sizeFromLength(name: string, given: number | undefined, largest: number, input: string, shape: string, values: unknown, unit: number): number {
  if (given !== undefined) return atMost(name, wholeSize(name, given), largest);
  const length = lengthOf(input, values);
  if (length === 0 || length % unit !== 0) {
    throw new ModelError("wrong-length", `input \`${input}\` has ${length} elements; its shape ${shape} needs a multiple of ${unit}, and at least one`);
  }
  return atMost(name, length / unit, largest);
}

/** The size of a call that no length tells. */
function sizeFromOptions(name: string, given: number | undefined, largest: number): number {
  if (given === undefined) {
    throw new ModelError("bad-size", `the lengths of the inputs do not tell ${name}: give it with the call, { sizes: { ${name}: … } }`);
  }
  return atMost(name, wholeSize(name, given), largest);
}

function wholeSize(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new ModelError("bad-size", `${name} must be a whole number of at least 1, not ${String(value)}`);
  return value;
}

function atMost(name: string, value: number, largest: number): number {
  if (value > largest) {
    throw new ModelError("bad-size", `${name} is ${value}, but the model was created for at most ${largest}: create({ ${name}: ${value} })`);
  }
  return value;
}

function lengthOf(input: string, values: unknown): number {
  const length = typeof values === "object" && values !== null && "length" in values ? values.length : undefined;
  if (typeof length !== "number") throw new ModelError("missing-input", `input \`${input}\` is missing: give a flat array of numbers`);
  return length;
}

/** A tensor that is saved; `data` is the model's own memory. */
interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A safetensors file of these tensors, in their order. */
function saveTensors(tensors: readonly StoredTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = end;
    end += data.byteLength;
    return `${asciiJson(name)}:${asciiJson({ dtype: storedType(data), shape, data_offsets: [begin, end] })}`;
  });
  const header = `{${[`"__metadata__":${asciiJson(metadata)}`, ...entries].join(",")}}`;
  // Spaces after the header put the data at a multiple of 8.
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(file.buffer).setUint32(0, start - 8, true);
  for (let i = 0; i < header.length; i++) file[8 + i] = header.charCodeAt(i);
  let at = start;
  for (const { data } of tensors) {
    file.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return file;
}

/** Copies a file into these tensors, bit for bit: all of them, or none if the file does not fit exactly. */
function loadTensors(tensors: readonly StoredTensor[], file: Uint8Array): void {
  const given = readSafetensors(file);
  const problems: string[] = [];
  for (const { name, shape, data } of tensors) {
    const tensor = given.get(name);
    if (!tensor) problems.push(`\`${name}\` is missing`);
    else if (tensor.dtype !== storedType(data)) problems.push(`\`${name}\` is ${tensor.dtype}, not ${storedType(data)}`);
    else if (tensor.shape.join() !== shape.join()) problems.push(`\`${name}\` is [${tensor.shape.join(", ")}], not [${shape.join(", ")}]`);
  }
  const known = new Set(tensors.map(({ name }) => name));
  for (const name of given.keys()) if (!known.has(name)) problems.push(`\`${name}\` is not part of this model`);
  if (problems.length > 0) {
    const more = problems.length > 8 ? `; and ${problems.length - 8} more` : "";
    throw new ModelError("bad-file", `this file is of another model: ${problems.slice(0, 8).join("; ")}${more}`);
  }
  for (const { name, data } of tensors) {
    const tensor = given.get(name);
    if (tensor) bytesOf(data).set(tensor.bytes);
  }
}

function storedType(data: Float32Array | Int32Array): string {
  return data instanceof Float32Array ? "F32" : "I32";
}

function bytesOf(data: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** JSON in ASCII alone, so that its length in bytes is its length in characters. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
