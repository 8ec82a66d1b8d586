// Digits, compiled by nnc from examples/digits/digits.nnet. TypeScript; stands alone, no imports.
//
//     const model = await Digits.create({ N: 64, seed: 1 });
//     const { nll, accuracy, confusion } = model.train({ image, digit });
//     const { probs } = model.predict({ image });
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface DigitsInputs {
  /** [N, 8, 8, 1] */
  readonly image: ArrayLike<number>;
  /** [N], whole numbers from 0 to 9 */
  readonly digit: ArrayLike<number>;
}

/** For `create`: the largest sizes that calls will use. */
export interface DigitsOptions {
  /** The largest N; 64 unless given. */
  readonly N?: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface DigitsSizes {
  readonly N?: number;
}

/** Losses and metrics. */
export interface DigitsQuantities {
  readonly nll: number;
  readonly accuracy: number;
  /** [10, 10], whole numbers */
  readonly confusion: Int32Array;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface DigitsOutputs {
  /** [N, 10] */
  readonly probs: Float32Array;
}

/** The model Digits. */
export class Digits {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "Digits",
    sizes: { N: 64 },
    inputs: [
      { name: "image", dtype: "f32", shape: ["N", 8, 8, 1] },
      { name: "digit", dtype: "i32", shape: ["N"], below: 10 },
    ],
    outputs: [
      { name: "probs", dtype: "f32", shape: ["N", 10] },
    ],
    losses: [
      { name: "nll", dtype: "f32", shape: [] },
    ],
    metrics: [
      { name: "accuracy", dtype: "f32", shape: [] },
      { name: "confusion", dtype: "i32", shape: [10, 10] },
    ],
    parameters: [
      { name: "net.conv1.W", dtype: "f32", shape: [3, 3, 1, 12], role: "param" },
      { name: "net.batchnorm1.gamma", dtype: "f32", shape: [12], role: "param" },
      { name: "net.batchnorm1.beta", dtype: "f32", shape: [12], role: "param" },
      { name: "net.batchnorm1.mean", dtype: "f32", shape: [12], role: "state" },
      { name: "net.batchnorm1.var", dtype: "f32", shape: [12], role: "state" },
      { name: "net.conv2.W", dtype: "f32", shape: [3, 3, 12, 24], role: "param" },
      { name: "net.batchnorm2.gamma", dtype: "f32", shape: [24], role: "param" },
      { name: "net.batchnorm2.beta", dtype: "f32", shape: [24], role: "param" },
      { name: "net.batchnorm2.mean", dtype: "f32", shape: [24], role: "state" },
      { name: "net.batchnorm2.var", dtype: "f32", shape: [24], role: "state" },
      { name: "net.dense1.W", dtype: "f32", shape: [96, 64], role: "param" },
      { name: "net.dense1.b", dtype: "f32", shape: [64], role: "param" },
      { name: "net.dense2.W", dtype: "f32", shape: [64, 10], role: "param" },
      { name: "net.dense2.b", dtype: "f32", shape: [10], role: "param" },
    ],
    phases: [
      { name: "", batch: 64, epochs: 30 },
    ],
  } as const;

  readonly #memory: Memory;
  readonly #largest: { readonly N: number };

  private constructor(memory: Memory, largest: { readonly N: number }) {
    this.#memory = memory;
    this.#largest = largest;
  }

  /** A model with fresh weights. All its memory is made here. */
  static async create(options: DigitsOptions = {}): Promise<Digits> {
    const N = createdSize("N", options.N ?? 64);
    const memory = allocate(N);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new Digits(memory, { N });
  }

  /** One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite. */
  train(batch: DigitsInputs, options: { readonly sizes?: DigitsSizes } = {}): DigitsQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N, areFinite);
    copyWholes("digit", "[N]", batch.digit, m.digit, N, 0, 10);
    runTrain(m, N);
    return { nll: m.slot17[0]!, accuracy: m.slot18[0]!, confusion: m.slot11_i32.slice(0, 100) };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: DigitsInputs, options: { readonly sizes?: DigitsSizes } = {}): DigitsQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N, areFinite);
    copyWholes("digit", "[N]", batch.digit, m.digit, N, 0, 10);
    runEvaluate(m, N);
    return { nll: m.slot15[0]!, accuracy: m.slot16[0]!, confusion: m.slot10_i32.slice(0, 100) };
  }

  /** The outputs in test mode. */
  predict(batch: Pick<DigitsInputs, "image">, options: { readonly sizes?: DigitsSizes } = {}): DigitsOutputs {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 8, 8, 1]", batch.image, 64);
    const m = this.#memory;
    copyReals("image", "[N, 8, 8, 1]", batch.image, m.image, 64 * N, areFinite);
    runPredict(m, N);
    return { probs: m.slot5.slice(0, 10 * N) };
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
    return saveTensors(this.#memory.stored, { format: "nnc", model: "Digits" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(this.#memory.stored, file);
  }
}

/** What this module throws. */
export { ModelError as DigitsError };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number) {
  const layout = new Layout();
  const net_conv1_W = layout.reserve(108);
  const net_batchnorm1_gamma = layout.reserve(12);
  const net_batchnorm1_beta = layout.reserve(12);
  const net_batchnorm1_mean = layout.reserve(12);
  const net_batchnorm1_var = layout.reserve(12);
  const net_conv2_W = layout.reserve(2592);
  const net_batchnorm2_gamma = layout.reserve(24);
  const net_batchnorm2_beta = layout.reserve(24);
  const net_batchnorm2_mean = layout.reserve(24);
  const net_batchnorm2_var = layout.reserve(24);
  const net_dense1_W = layout.reserve(6144);
  const net_dense1_b = layout.reserve(64);
  const net_dense2_W = layout.reserve(640);
  const net_dense2_b = layout.reserve(10);
  const net_conv1_W_adam_v = layout.reserve(108);
  const net_conv1_W_adam_s = layout.reserve(108);
  const net_batchnorm1_gamma_adam_v = layout.reserve(12);
  const net_batchnorm1_gamma_adam_s = layout.reserve(12);
  const net_batchnorm1_beta_adam_v = layout.reserve(12);
  const net_batchnorm1_beta_adam_s = layout.reserve(12);
  const net_conv2_W_adam_v = layout.reserve(2592);
  const net_conv2_W_adam_s = layout.reserve(2592);
  const net_batchnorm2_gamma_adam_v = layout.reserve(24);
  const net_batchnorm2_gamma_adam_s = layout.reserve(24);
  const net_batchnorm2_beta_adam_v = layout.reserve(24);
  const net_batchnorm2_beta_adam_s = layout.reserve(24);
  const net_dense1_W_adam_v = layout.reserve(6144);
  const net_dense1_W_adam_s = layout.reserve(6144);
  const net_dense1_b_adam_v = layout.reserve(64);
  const net_dense1_b_adam_s = layout.reserve(64);
  const net_dense2_W_adam_v = layout.reserve(640);
  const net_dense2_W_adam_s = layout.reserve(640);
  const net_dense2_b_adam_v = layout.reserve(10);
  const net_dense2_b_adam_s = layout.reserve(10);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_image = layout.reserve(64 * N);
  const input_digit = layout.reserve(N);
  const slot0 = layout.reserve(768 * N);
  const slot13 = layout.reserve(24);
  const slot1 = layout.reserve(768 * N);
  const slot12 = layout.reserve(Math.max(N, 24));
  const slot5 = layout.reserve(96 * N);
  const slot9 = layout.reserve(64 * N);
  const slot11 = layout.reserve(Math.max(100, N));
  const slot10 = layout.reserve(Math.max(10 * N, 100));
  const slot15 = layout.reserve(12);
  const slot16 = layout.reserve(12);
  const slot2 = layout.reserve(768 * N);
  const slot3 = layout.reserve(768 * N);
  const slot14 = layout.reserve(24);
  const slot4 = layout.reserve(768 * N);
  const slot6 = layout.reserve(96 * N);
  const slot7 = layout.reserve(96 * N);
  const slot8 = layout.reserve(96 * N);
  const slot17 = layout.reserve(1);
  const slot18 = layout.reserve(1);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** net.conv1.W: [3, 3, 1, 12] */
    net_conv1_W: reals(buffer, net_conv1_W),
    /** net.batchnorm1.gamma: [12] */
    net_batchnorm1_gamma: reals(buffer, net_batchnorm1_gamma),
    /** net.batchnorm1.beta: [12] */
    net_batchnorm1_beta: reals(buffer, net_batchnorm1_beta),
    /** net.batchnorm1.mean: [12] */
    net_batchnorm1_mean: reals(buffer, net_batchnorm1_mean),
    /** net.batchnorm1.var: [12] */
    net_batchnorm1_var: reals(buffer, net_batchnorm1_var),
    /** net.conv2.W: [3, 3, 12, 24] */
    net_conv2_W: reals(buffer, net_conv2_W),
    /** net.batchnorm2.gamma: [24] */
    net_batchnorm2_gamma: reals(buffer, net_batchnorm2_gamma),
    /** net.batchnorm2.beta: [24] */
    net_batchnorm2_beta: reals(buffer, net_batchnorm2_beta),
    /** net.batchnorm2.mean: [24] */
    net_batchnorm2_mean: reals(buffer, net_batchnorm2_mean),
    /** net.batchnorm2.var: [24] */
    net_batchnorm2_var: reals(buffer, net_batchnorm2_var),
    /** net.dense1.W: [96, 64] */
    net_dense1_W: reals(buffer, net_dense1_W),
    /** net.dense1.b: [64] */
    net_dense1_b: reals(buffer, net_dense1_b),
    /** net.dense2.W: [64, 10] */
    net_dense2_W: reals(buffer, net_dense2_W),
    /** net.dense2.b: [10] */
    net_dense2_b: reals(buffer, net_dense2_b),
    /** net.conv1.W/adam.v: [3, 3, 1, 12] */
    net_conv1_W_adam_v: reals(buffer, net_conv1_W_adam_v),
    /** net.conv1.W/adam.s: [3, 3, 1, 12] */
    net_conv1_W_adam_s: reals(buffer, net_conv1_W_adam_s),
    /** net.batchnorm1.gamma/adam.v: [12] */
    net_batchnorm1_gamma_adam_v: reals(buffer, net_batchnorm1_gamma_adam_v),
    /** net.batchnorm1.gamma/adam.s: [12] */
    net_batchnorm1_gamma_adam_s: reals(buffer, net_batchnorm1_gamma_adam_s),
    /** net.batchnorm1.beta/adam.v: [12] */
    net_batchnorm1_beta_adam_v: reals(buffer, net_batchnorm1_beta_adam_v),
    /** net.batchnorm1.beta/adam.s: [12] */
    net_batchnorm1_beta_adam_s: reals(buffer, net_batchnorm1_beta_adam_s),
    /** net.conv2.W/adam.v: [3, 3, 12, 24] */
    net_conv2_W_adam_v: reals(buffer, net_conv2_W_adam_v),
    /** net.conv2.W/adam.s: [3, 3, 12, 24] */
    net_conv2_W_adam_s: reals(buffer, net_conv2_W_adam_s),
    /** net.batchnorm2.gamma/adam.v: [24] */
    net_batchnorm2_gamma_adam_v: reals(buffer, net_batchnorm2_gamma_adam_v),
    /** net.batchnorm2.gamma/adam.s: [24] */
    net_batchnorm2_gamma_adam_s: reals(buffer, net_batchnorm2_gamma_adam_s),
    /** net.batchnorm2.beta/adam.v: [24] */
    net_batchnorm2_beta_adam_v: reals(buffer, net_batchnorm2_beta_adam_v),
    /** net.batchnorm2.beta/adam.s: [24] */
    net_batchnorm2_beta_adam_s: reals(buffer, net_batchnorm2_beta_adam_s),
    /** net.dense1.W/adam.v: [96, 64] */
    net_dense1_W_adam_v: reals(buffer, net_dense1_W_adam_v),
    /** net.dense1.W/adam.s: [96, 64] */
    net_dense1_W_adam_s: reals(buffer, net_dense1_W_adam_s),
    /** net.dense1.b/adam.v: [64] */
    net_dense1_b_adam_v: reals(buffer, net_dense1_b_adam_v),
    /** net.dense1.b/adam.s: [64] */
    net_dense1_b_adam_s: reals(buffer, net_dense1_b_adam_s),
    /** net.dense2.W/adam.v: [64, 10] */
    net_dense2_W_adam_v: reals(buffer, net_dense2_W_adam_v),
    /** net.dense2.W/adam.s: [64, 10] */
    net_dense2_W_adam_s: reals(buffer, net_dense2_W_adam_s),
    /** net.dense2.b/adam.v: [10] */
    net_dense2_b_adam_v: reals(buffer, net_dense2_b_adam_v),
    /** net.dense2.b/adam.s: [10] */
    net_dense2_b_adam_s: reals(buffer, net_dense2_b_adam_s),
    /** step: int[] */
    step: wholes(buffer, step),
    /** epoch: int[] */
    epoch: wholes(buffer, epoch),
    /** seed: int[] */
    seed: wholes(buffer, seed),
    /** image: [N, 8, 8, 1] */
    image: reals(buffer, input_image),
    /** digit: index(10)[N] */
    digit: wholes(buffer, input_digit),
    slot0: reals(buffer, slot0),
    slot13: reals(buffer, slot13),
    slot1: reals(buffer, slot1),
    slot12: reals(buffer, slot12),
    slot5: reals(buffer, slot5),
    slot9: reals(buffer, slot9),
    slot11: reals(buffer, slot11),
    slot10: reals(buffer, slot10),
    slot15: reals(buffer, slot15),
    slot11_i32: wholes(buffer, slot11),
    slot16: reals(buffer, slot16),
    slot10_i32: wholes(buffer, slot10),
    slot2: reals(buffer, slot2),
    slot3: reals(buffer, slot3),
    slot14: reals(buffer, slot14),
    slot4: reals(buffer, slot4),
    slot6: reals(buffer, slot6),
    slot7: reals(buffer, slot7),
    slot8: reals(buffer, slot8),
    slot17: reals(buffer, slot17),
    slot18: reals(buffer, slot18),
    /** What a file holds: parameters, states, slots of the optimizer, and the clock. */
    stored: [
      { name: "net.conv1.W", shape: [3, 3, 1, 12], data: reals(buffer, net_conv1_W) },
      { name: "net.batchnorm1.gamma", shape: [12], data: reals(buffer, net_batchnorm1_gamma) },
      { name: "net.batchnorm1.beta", shape: [12], data: reals(buffer, net_batchnorm1_beta) },
      { name: "net.batchnorm1.mean", shape: [12], data: reals(buffer, net_batchnorm1_mean) },
      { name: "net.batchnorm1.var", shape: [12], data: reals(buffer, net_batchnorm1_var) },
      { name: "net.conv2.W", shape: [3, 3, 12, 24], data: reals(buffer, net_conv2_W) },
      { name: "net.batchnorm2.gamma", shape: [24], data: reals(buffer, net_batchnorm2_gamma) },
      { name: "net.batchnorm2.beta", shape: [24], data: reals(buffer, net_batchnorm2_beta) },
      { name: "net.batchnorm2.mean", shape: [24], data: reals(buffer, net_batchnorm2_mean) },
      { name: "net.batchnorm2.var", shape: [24], data: reals(buffer, net_batchnorm2_var) },
      { name: "net.dense1.W", shape: [96, 64], data: reals(buffer, net_dense1_W) },
      { name: "net.dense1.b", shape: [64], data: reals(buffer, net_dense1_b) },
      { name: "net.dense2.W", shape: [64, 10], data: reals(buffer, net_dense2_W) },
      { name: "net.dense2.b", shape: [10], data: reals(buffer, net_dense2_b) },
      { name: "net.conv1.W/adam.v", shape: [3, 3, 1, 12], data: reals(buffer, net_conv1_W_adam_v) },
      { name: "net.conv1.W/adam.s", shape: [3, 3, 1, 12], data: reals(buffer, net_conv1_W_adam_s) },
      { name: "net.batchnorm1.gamma/adam.v", shape: [12], data: reals(buffer, net_batchnorm1_gamma_adam_v) },
      { name: "net.batchnorm1.gamma/adam.s", shape: [12], data: reals(buffer, net_batchnorm1_gamma_adam_s) },
      { name: "net.batchnorm1.beta/adam.v", shape: [12], data: reals(buffer, net_batchnorm1_beta_adam_v) },
      { name: "net.batchnorm1.beta/adam.s", shape: [12], data: reals(buffer, net_batchnorm1_beta_adam_s) },
      { name: "net.conv2.W/adam.v", shape: [3, 3, 12, 24], data: reals(buffer, net_conv2_W_adam_v) },
      { name: "net.conv2.W/adam.s", shape: [3, 3, 12, 24], data: reals(buffer, net_conv2_W_adam_s) },
      { name: "net.batchnorm2.gamma/adam.v", shape: [24], data: reals(buffer, net_batchnorm2_gamma_adam_v) },
      { name: "net.batchnorm2.gamma/adam.s", shape: [24], data: reals(buffer, net_batchnorm2_gamma_adam_s) },
      { name: "net.batchnorm2.beta/adam.v", shape: [24], data: reals(buffer, net_batchnorm2_beta_adam_v) },
      { name: "net.batchnorm2.beta/adam.s", shape: [24], data: reals(buffer, net_batchnorm2_beta_adam_s) },
      { name: "net.dense1.W/adam.v", shape: [96, 64], data: reals(buffer, net_dense1_W_adam_v) },
      { name: "net.dense1.W/adam.s", shape: [96, 64], data: reals(buffer, net_dense1_W_adam_s) },
      { name: "net.dense1.b/adam.v", shape: [64], data: reals(buffer, net_dense1_b_adam_v) },
      { name: "net.dense1.b/adam.s", shape: [64], data: reals(buffer, net_dense1_b_adam_s) },
      { name: "net.dense2.W/adam.v", shape: [64, 10], data: reals(buffer, net_dense2_W_adam_v) },
      { name: "net.dense2.W/adam.s", shape: [64, 10], data: reals(buffer, net_dense2_W_adam_s) },
      { name: "net.dense2.b/adam.v", shape: [10], data: reals(buffer, net_dense2_b_adam_v) },
      { name: "net.dense2.b/adam.s", shape: [10], data: reals(buffer, net_dense2_b_adam_s) },
      { name: "step", shape: [], data: wholes(buffer, step) },
      { name: "epoch", shape: [], data: wholes(buffer, epoch) },
      { name: "seed", shape: [], data: wholes(buffer, seed) },
    ],
  };
}

type Memory = ReturnType<typeof allocate>;

/** Program `init`: 14 kernels. */
function runInit(m: Memory): void {
  init_net_conv1_W(m.seed, m.step, m.net_conv1_W);
  init_net_conv2_W(m.seed, m.step, m.net_conv2_W);
  init_net_dense1_W(m.seed, m.step, m.net_dense1_W);
  init_net_dense2_W(m.seed, m.step, m.net_dense2_W);
  init_net_batchnorm1_var(m.net_batchnorm1_gamma, m.net_batchnorm1_var);
  init_net_batchnorm2_var(m.net_batchnorm2_gamma, m.net_batchnorm2_var);
  init_net_conv1_W_adam_v(m.net_conv1_W_adam_v, m.net_conv1_W_adam_s);
  init_net_batchnorm1_beta(
    m.net_batchnorm1_beta,
    m.net_batchnorm1_mean,
    m.net_batchnorm1_gamma_adam_v,
    m.net_batchnorm1_gamma_adam_s,
    m.net_batchnorm1_beta_adam_v,
    m.net_batchnorm1_beta_adam_s,
  );
  init_net_conv2_W_adam_v(m.net_conv2_W_adam_v, m.net_conv2_W_adam_s);
  init_net_batchnorm2_beta(
    m.net_batchnorm2_beta,
    m.net_batchnorm2_mean,
    m.net_batchnorm2_gamma_adam_v,
    m.net_batchnorm2_gamma_adam_s,
    m.net_batchnorm2_beta_adam_v,
    m.net_batchnorm2_beta_adam_s,
  );
  init_net_dense1_W_adam_v(m.net_dense1_W_adam_v, m.net_dense1_W_adam_s);
  init_net_dense1_b(m.net_dense1_b, m.net_dense1_b_adam_v, m.net_dense1_b_adam_s);
  init_net_dense2_W_adam_v(m.net_dense2_W_adam_v, m.net_dense2_W_adam_s);
  init_net_dense2_b(m.net_dense2_b, m.net_dense2_b_adam_v, m.net_dense2_b_adam_s);
}

/** Program `evaluate`: 12 kernels. */
function runEvaluate(m: Memory, N: number): void {
  net_conv1_forward(N, m.image, m.net_conv1_W, m.slot0);
  net_batchnorm1_forward(m.net_batchnorm1_var, m.slot13);
  net_max_pool_forward(
    N,
    m.net_batchnorm1_gamma,
    m.slot0,
    m.net_batchnorm1_mean,
    m.slot13,
    m.net_batchnorm1_beta,
    m.slot1,
  );
  net_batchnorm2_forward(m.net_batchnorm2_var, m.slot12);
  net_relu_forward(
    N,
    m.slot1,
    m.net_conv2_W,
    m.net_batchnorm2_gamma,
    m.net_batchnorm2_mean,
    m.slot12,
    m.net_batchnorm2_beta,
    m.slot0,
  );
  net_relu_forward2(N, m.slot0, m.net_dense1_W, m.net_dense1_b, m.slot5);
  logits_forward(N, m.slot5, m.net_dense2_W, m.net_dense2_b, m.slot9);
  cross_entropy_forward(N, m.slot9, m.digit, m.slot11, m.slot10);
  nll_forward(N, m.slot11, m.slot10, m.slot15);
  accuracy_forward(N, m.slot9, m.slot11_i32);
  accuracy_forward2(N, m.slot11_i32, m.digit, m.slot16);
  confusion_forward(N, m.digit, m.slot11_i32, m.slot10_i32);
}

/** Program `train`: 37 kernels. */
function runTrain(m: Memory, N: number): void {
  net_conv1_forward(N, m.image, m.net_conv1_W, m.slot0);
  update_net_batchnorm1_mean(N, m.slot0, m.slot15, m.net_batchnorm1_mean);
  update_net_batchnorm1_var(N, m.slot0, m.slot15, m.net_batchnorm1_var, m.slot16);
  net_batchnorm1_forward2(N, m.net_batchnorm1_gamma, m.slot0, m.slot15, m.slot16, m.net_batchnorm1_beta, m.slot1);
  net_max_pool_forward2(N, m.slot1, m.slot2);
  net_conv2_forward(N, m.slot2, m.net_conv2_W, m.slot3);
  update_net_batchnorm2_mean(N, m.slot3, m.slot13, m.net_batchnorm2_mean);
  update_net_batchnorm2_var(N, m.slot3, m.slot13, m.net_batchnorm2_var, m.slot14);
  net_relu_forward3(N, m.net_batchnorm2_gamma, m.slot3, m.slot13, m.slot14, m.net_batchnorm2_beta, m.slot4, m.slot5);
  net_dropout1_forward(N, m.seed, m.step, m.slot5, m.slot6, m.slot7);
  net_relu_forward4(N, m.slot7, m.net_dense1_W, m.net_dense1_b, m.slot5, m.slot8);
  logits_forward(N, m.slot8, m.net_dense2_W, m.net_dense2_b, m.slot9);
  cross_entropy_forward(N, m.slot9, m.digit, m.slot12, m.slot10);
  nll_forward(N, m.slot12, m.slot10, m.slot17);
  accuracy_forward(N, m.slot9, m.slot10_i32);
  accuracy_forward2(N, m.slot10_i32, m.digit, m.slot18);
  confusion_forward(N, m.digit, m.slot10_i32, m.slot11_i32);
  logits_backward(N, m.slot9, m.slot12, m.digit, m.slot10);
  update_net_dense2_b(N, m.slot10, m.net_dense2_b_adam_v, m.net_dense2_b_adam_s, m.step, m.net_dense2_b);
  net_dense1_backward(N, m.slot10, m.net_dense2_W, m.slot5, m.slot9);
  update_net_dense1_b(N, m.slot9, m.net_dense1_b_adam_v, m.net_dense1_b_adam_s, m.step, m.net_dense1_b);
  update_net_dense2_W(N, m.slot8, m.slot10, m.net_dense2_W, m.net_dense2_W_adam_v, m.net_dense2_W_adam_s, m.step);
  net_dropout1_backward(N, m.slot9, m.net_dense1_W, m.slot5);
  update_net_dense1_W(N, m.slot7, m.slot9, m.net_dense1_W, m.net_dense1_W_adam_v, m.net_dense1_W_adam_s, m.step);
  net_batchnorm2_backward(N, m.slot4, m.slot6, m.slot5, m.slot7, m.slot14, m.net_batchnorm2_gamma, m.slot8);
  update_net_batchnorm2_beta(
    N,
    m.slot7,
    m.slot14,
    m.net_batchnorm2_gamma,
    m.net_batchnorm2_beta_adam_v,
    m.net_batchnorm2_beta_adam_s,
    m.step,
    m.net_batchnorm2_beta,
    m.slot12,
  );
  update_net_batchnorm2_gamma(
    N,
    m.slot7,
    m.slot3,
    m.slot13,
    m.slot14,
    m.net_batchnorm2_gamma,
    m.net_batchnorm2_gamma_adam_v,
    m.net_batchnorm2_gamma_adam_s,
    m.step,
    m.slot10,
  );
  net_conv2_backward(N, m.slot10, m.slot3, m.slot13, m.slot8, m.slot12, m.slot4);
  net_max_pool_backward(N, m.slot4, m.net_conv2_W, m.slot3);
  update_net_conv2_W(N, m.slot2, m.slot4, m.net_conv2_W, m.net_conv2_W_adam_v, m.net_conv2_W_adam_s, m.step);
  net_relu_backward(N, m.slot1, m.slot3, m.slot2);
  net_batchnorm1_backward(N, m.slot1, m.slot2, m.slot3, m.slot16, m.net_batchnorm1_gamma, m.slot4);
  update_net_batchnorm1_beta(
    N,
    m.slot3,
    m.slot16,
    m.net_batchnorm1_gamma,
    m.net_batchnorm1_beta_adam_v,
    m.net_batchnorm1_beta_adam_s,
    m.step,
    m.net_batchnorm1_beta,
    m.slot13,
  );
  update_net_batchnorm1_gamma(
    N,
    m.slot3,
    m.slot0,
    m.slot15,
    m.slot16,
    m.net_batchnorm1_gamma,
    m.net_batchnorm1_gamma_adam_v,
    m.net_batchnorm1_gamma_adam_s,
    m.step,
    m.slot14,
  );
  net_conv1_backward(N, m.slot14, m.slot0, m.slot15, m.slot4, m.slot13, m.slot1);
  update_net_conv1_W(N, m.image, m.slot1, m.net_conv1_W, m.net_conv1_W_adam_v, m.net_conv1_W_adam_s, m.step);
  update_step(m.step);
  refuseLateLoss("nll", m.slot17[0]!, m.step[0]! + 1);
}

/** Program `predict`: 9 kernels. */
function runPredict(m: Memory, N: number): void {
  net_conv1_forward(N, m.image, m.net_conv1_W, m.slot0);
  net_batchnorm1_forward(m.net_batchnorm1_var, m.slot13);
  net_max_pool_forward(
    N,
    m.net_batchnorm1_gamma,
    m.slot0,
    m.net_batchnorm1_mean,
    m.slot13,
    m.net_batchnorm1_beta,
    m.slot1,
  );
  net_batchnorm2_forward(m.net_batchnorm2_var, m.slot12);
  net_relu_forward(
    N,
    m.slot1,
    m.net_conv2_W,
    m.net_batchnorm2_gamma,
    m.net_batchnorm2_mean,
    m.slot12,
    m.net_batchnorm2_beta,
    m.slot0,
  );
  net_relu_forward2(N, m.slot0, m.net_dense1_W, m.net_dense1_b, m.slot5);
  logits_forward(N, m.slot5, m.net_dense2_W, m.net_dense2_b, m.slot9);
  log_softmax_forward(N, m.slot9, m.slot11);
  softmax_forward(N, m.slot9, m.slot11, m.slot5);
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   W := 0.4714045 * normal()
function init_net_conv1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let l = 0; l < 108; l++) {
    W[l] = 0.4714045207910317 * randomNormal(seed_value, step_value, 1627894366, l);
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   W := 0.1360828 * normal()
function init_net_conv2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let m = 0; m < 2592; m++) {
    W[m] = 0.13608276348795434 * randomNormal(seed_value, step_value, 1154212235, m);
  }
}

// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   W := 0.1443376 * normal()
function init_net_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 6144; j++) {
    W[j] = 0.14433756729740643 * randomNormal(seed_value, step_value, 159443821, j);
  }
}

// examples/digits/digits.nnet:30  |> Dense(classes)
//   W := 0.1767767 * normal()
function init_net_dense2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 640; j++) {
    W[j] = 0.1767766952966369 * randomNormal(seed_value, step_value, 1320489972, j);
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   gamma := 1
//   var_ := gamma
function init_net_batchnorm1_var(gamma: Float32Array, var_: Float32Array): void {
  for (let i = 0; i < 12; i++) {
    gamma[i] = 1;
    var_[i] = 1;
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   gamma := 1
//   var_ := gamma
function init_net_batchnorm2_var(gamma: Float32Array, var_: Float32Array): void {
  for (let i = 0; i < 24; i++) {
    gamma[i] = 1;
    var_[i] = 1;
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
//   v := 0
//   s := v
function init_net_conv1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let l = 0; l < 108; l++) {
    v[l] = 0;
    s[l] = 0;
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   beta := 0
//   mean := beta
//   v := beta
//   s := beta
//   v2 := beta
//   s2 := beta
function init_net_batchnorm1_beta(
  beta: Float32Array,
  mean: Float32Array,
  v: Float32Array,
  s: Float32Array,
  v2: Float32Array,
  s2: Float32Array,
): void {
  for (let i = 0; i < 12; i++) {
    beta[i] = 0;
    mean[i] = 0;
    v[i] = 0;
    s[i] = 0;
    v2[i] = 0;
    s2[i] = 0;
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
//   v := 0
//   s := v
function init_net_conv2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let m = 0; m < 2592; m++) {
    v[m] = 0;
    s[m] = 0;
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   beta := 0
//   mean := beta
//   v := beta
//   s := beta
//   v2 := beta
//   s2 := beta
function init_net_batchnorm2_beta(
  beta: Float32Array,
  mean: Float32Array,
  v: Float32Array,
  s: Float32Array,
  v2: Float32Array,
  s2: Float32Array,
): void {
  for (let i = 0; i < 24; i++) {
    beta[i] = 0;
    mean[i] = 0;
    v[i] = 0;
    s[i] = 0;
    v2[i] = 0;
    s2[i] = 0;
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
//   v := 0
//   s := v
function init_net_dense1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 6144; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   b := 0
//   v := b
//   s := b
function init_net_dense1_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 64; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
//   v := 0
//   s := v
function init_net_dense2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 640; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/digits/digits.nnet:30  |> Dense(classes)
//   b := 0
//   v := b
//   s := b
function init_net_dense2_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 10; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   conv1 = conv(image, W)
function net_conv1_forward(N: number, image: Float32Array, W: Float32Array, conv1: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const image_row = n * 64;
    const conv1_row = n * 768;
    for (let i = 0; i < 8; i++) {
      const offset = Math.max(0, 1 - i);
      const offset2 = Math.min(3, 9 - i);
      const image_row2 = image_row + i * 8;
      const conv1_row2 = conv1_row + i * 96;
      for (let j = 0; j < 8; j++) {
        const offset3 = Math.max(0, 1 - j);
        const offset4 = Math.min(3, 9 - j);
        const image_row3 = image_row2 + j;
        const conv1_row3 = conv1_row2 + j * 12;
        const at1 = image_row3 - 9;
        for (let l4 = 0; l4 < 3; l4++) {
          let sum_0 = 0;
          let sum_1 = 0;
          let sum_2 = 0;
          let sum_3 = 0;
          const W_row = l4 * 4;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 8;
            const W_row2 = W_row + k * 36;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_value = image[image_row4 + k2]!;
              const W_at2 = W_row2 + k2 * 12;
              sum_0 += image_value * W[W_at2]!;
              sum_1 += image_value * W[W_at2 + 1]!;
              sum_2 += image_value * W[W_at2 + 2]!;
              sum_3 += image_value * W[W_at2 + 3]!;
            }
          }
          const conv1_at = conv1_row3 + W_row;
          conv1[conv1_at] = sum_0;
          conv1[conv1_at + 1] = sum_1;
          conv1[conv1_at + 2] = sum_2;
          conv1[conv1_at + 3] = sum_3;
        }
      }
    }
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   batchnorm1 = sqrt(var_ + 0.00001)
function net_batchnorm1_forward(var_: Float32Array, batchnorm1: Float32Array): void {
  for (let i = 0; i < 12; i++) {
    batchnorm1[i] = Math.sqrt(var_[i]! + 0.00001);
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   max_pool = max_pool(if gamma * (conv1 - mean) / batchnorm1 + beta > 0 then gamma * (conv1 - mean) / batchnorm1 + beta else 0)
function net_max_pool_forward(
  N: number,
  gamma: Float32Array,
  conv1: Float32Array,
  mean: Float32Array,
  batchnorm1: Float32Array,
  beta: Float32Array,
  max_pool: Float32Array,
): void {
  const size1 = 4 * N;
  for (let i = 0; i < size1; i++) {
    const conv1_row = i * 192;
    const max_pool_row = i * 48;
    for (let j = 0; j < 4; j++) {
      const conv1_row2 = conv1_row + j * 24;
      const max_pool_row2 = max_pool_row + j * 12;
      for (let l = 0; l < 12; l++) {
        let best = -Infinity;
        const gamma_value = gamma[l]!;
        const conv1_at = conv1_row2 + l;
        const mean_value = mean[l]!;
        const batchnorm1_value = batchnorm1[l]!;
        const beta_value = beta[l]!;
        const beta_term = gamma_value * (conv1[conv1_at]! - mean_value) / batchnorm1_value + beta_value;
        best = Math.max(best, beta_term > 0 ? beta_term : 0);
        const beta_term2 = gamma_value * (conv1[conv1_at + 12]! - mean_value) / batchnorm1_value + beta_value;
        best = Math.max(best, beta_term2 > 0 ? beta_term2 : 0);
        const beta_term3 = gamma_value * (conv1[conv1_at + 96]! - mean_value) / batchnorm1_value + beta_value;
        best = Math.max(best, beta_term3 > 0 ? beta_term3 : 0);
        const beta_term4 = gamma_value * (conv1[conv1_at + 108]! - mean_value) / batchnorm1_value + beta_value;
        best = Math.max(best, beta_term4 > 0 ? beta_term4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   batchnorm2 = sqrt(var_ + 0.00001)
function net_batchnorm2_forward(var_: Float32Array, batchnorm2: Float32Array): void {
  for (let i = 0; i < 24; i++) {
    batchnorm2[i] = Math.sqrt(var_[i]! + 0.00001);
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   relu = if gamma * (conv(max_pool, W) - mean) / batchnorm2 + beta > 0 then gamma * (conv(max_pool, W) - mean) / batchnorm2 + beta else 0
function net_relu_forward(
  N: number,
  max_pool: Float32Array,
  W: Float32Array,
  gamma: Float32Array,
  mean: Float32Array,
  batchnorm2: Float32Array,
  beta: Float32Array,
  relu: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const max_pool_row = n * 192;
    const relu_row = n * 96;
    for (let j = 0; j < 2; j++) {
      const max_pool_row2 = max_pool_row + j * 12;
      const relu_row2 = relu_row + j * 24;
      for (let l4 = 0; l4 < 6; l4++) {
        let sum_0_0 = 0;
        let sum_0_1 = 0;
        let sum_0_2 = 0;
        let sum_0_3 = 0;
        let sum_1_0 = 0;
        let sum_1_1 = 0;
        let sum_1_2 = 0;
        let sum_1_3 = 0;
        const W_row = l4 * 4;
        for (let k = 0; k < 3; k++) {
          const max_pool_row3 = max_pool_row2 + k * 48;
          const W_row2 = W_row + k * 864;
          for (let c = 0; c < 36; c++) {
            const max_pool_at = max_pool_row3 + c;
            const max_pool_value = max_pool[max_pool_at]!;
            const W_at2 = W_row2 + c * 24;
            const W_value = W[W_at2]!;
            sum_0_0 += max_pool_value * W_value;
            const W_value2 = W[W_at2 + 1]!;
            sum_0_1 += max_pool_value * W_value2;
            const W_value3 = W[W_at2 + 2]!;
            sum_0_2 += max_pool_value * W_value3;
            const W_value4 = W[W_at2 + 3]!;
            sum_0_3 += max_pool_value * W_value4;
            const max_pool_value2 = max_pool[max_pool_at + 48]!;
            sum_1_0 += max_pool_value2 * W_value;
            sum_1_1 += max_pool_value2 * W_value2;
            sum_1_2 += max_pool_value2 * W_value3;
            sum_1_3 += max_pool_value2 * W_value4;
          }
        }
        const gamma_value = gamma[W_row]!;
        const mean_value = mean[W_row]!;
        const batchnorm2_value = batchnorm2[W_row]!;
        const beta_value = beta[W_row]!;
        const beta_term = gamma_value * (sum_0_0 - mean_value) / batchnorm2_value + beta_value;
        const relu_at = relu_row2 + W_row;
        relu[relu_at] = beta_term > 0 ? beta_term : 0;
        const beta_term2 = gamma_value * (sum_1_0 - mean_value) / batchnorm2_value + beta_value;
        relu[relu_at + 48] = beta_term2 > 0 ? beta_term2 : 0;
        const gamma_at = W_row + 1;
        const gamma_value2 = gamma[gamma_at]!;
        const mean_value2 = mean[gamma_at]!;
        const batchnorm2_value2 = batchnorm2[gamma_at]!;
        const beta_value2 = beta[gamma_at]!;
        const beta_term3 = gamma_value2 * (sum_0_1 - mean_value2) / batchnorm2_value2 + beta_value2;
        relu[relu_at + 1] = beta_term3 > 0 ? beta_term3 : 0;
        const beta_term4 = gamma_value2 * (sum_1_1 - mean_value2) / batchnorm2_value2 + beta_value2;
        relu[relu_at + 49] = beta_term4 > 0 ? beta_term4 : 0;
        const gamma_at2 = W_row + 2;
        const gamma_value3 = gamma[gamma_at2]!;
        const mean_value3 = mean[gamma_at2]!;
        const batchnorm2_value3 = batchnorm2[gamma_at2]!;
        const beta_value3 = beta[gamma_at2]!;
        const beta_term5 = gamma_value3 * (sum_0_2 - mean_value3) / batchnorm2_value3 + beta_value3;
        relu[relu_at + 2] = beta_term5 > 0 ? beta_term5 : 0;
        const beta_term6 = gamma_value3 * (sum_1_2 - mean_value3) / batchnorm2_value3 + beta_value3;
        relu[relu_at + 50] = beta_term6 > 0 ? beta_term6 : 0;
        const gamma_at3 = W_row + 3;
        const gamma_value4 = gamma[gamma_at3]!;
        const mean_value4 = mean[gamma_at3]!;
        const batchnorm2_value4 = batchnorm2[gamma_at3]!;
        const beta_value4 = beta[gamma_at3]!;
        const beta_term7 = gamma_value4 * (sum_0_3 - mean_value4) / batchnorm2_value4 + beta_value4;
        relu[relu_at + 3] = beta_term7 > 0 ? beta_term7 : 0;
        const beta_term8 = gamma_value4 * (sum_1_3 - mean_value4) / batchnorm2_value4 + beta_value4;
        relu[relu_at + 51] = beta_term8 > 0 ? beta_term8 : 0;
      }
    }
  }
}

// examples/digits/digits.nnet:27  |> flatten
// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   relu2 = if relu @ W + b > 0 then relu @ W + b else 0
function net_relu_forward2(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, relu2: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const relu_row = n * 96;
    const relu2_row = n * 64;
    for (let i8 = 0; i8 < 8; i8++) {
      let sum_0 = 0;
      let sum_1 = 0;
      let sum_2 = 0;
      let sum_3 = 0;
      let sum_4 = 0;
      let sum_5 = 0;
      let sum_6 = 0;
      let sum_7 = 0;
      const W_row = i8 * 8;
      for (let k = 0; k < 96; k++) {
        const relu_value2 = relu[relu_row + k]!;
        const W_at2 = W_row + k * 64;
        sum_0 += relu_value2 * W[W_at2]!;
        sum_1 += relu_value2 * W[W_at2 + 1]!;
        sum_2 += relu_value2 * W[W_at2 + 2]!;
        sum_3 += relu_value2 * W[W_at2 + 3]!;
        sum_4 += relu_value2 * W[W_at2 + 4]!;
        sum_5 += relu_value2 * W[W_at2 + 5]!;
        sum_6 += relu_value2 * W[W_at2 + 6]!;
        sum_7 += relu_value2 * W[W_at2 + 7]!;
      }
      const relu2_at = relu2_row + W_row;
      const b_term = sum_0 + b[W_row]!;
      relu2[relu2_at] = b_term > 0 ? b_term : 0;
      const b_term2 = sum_1 + b[W_row + 1]!;
      relu2[relu2_at + 1] = b_term2 > 0 ? b_term2 : 0;
      const b_term3 = sum_2 + b[W_row + 2]!;
      relu2[relu2_at + 2] = b_term3 > 0 ? b_term3 : 0;
      const b_term4 = sum_3 + b[W_row + 3]!;
      relu2[relu2_at + 3] = b_term4 > 0 ? b_term4 : 0;
      const b_term5 = sum_4 + b[W_row + 4]!;
      relu2[relu2_at + 4] = b_term5 > 0 ? b_term5 : 0;
      const b_term6 = sum_5 + b[W_row + 5]!;
      relu2[relu2_at + 5] = b_term6 > 0 ? b_term6 : 0;
      const b_term7 = sum_6 + b[W_row + 6]!;
      relu2[relu2_at + 6] = b_term7 > 0 ? b_term7 : 0;
      const b_term8 = sum_7 + b[W_row + 7]!;
      relu2[relu2_at + 7] = b_term8 > 0 ? b_term8 : 0;
    }
  }
}

// examples/digits/digits.nnet:30  |> Dense(classes)
//   logits = relu @ W + b
function logits_forward(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, logits: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const relu_row = n * 64;
    const logits_row = n * 10;
    for (let i2 = 0; i2 < 5; i2++) {
      let sum_0 = 0;
      let sum_1 = 0;
      const W_row = i2 * 2;
      for (let k = 0; k < 64; k++) {
        const relu_value = relu[relu_row + k]!;
        const W_at2 = W_row + k * 10;
        sum_0 += relu_value * W[W_at2]!;
        sum_1 += relu_value * W[W_at2 + 1]!;
      }
      const logits_at = logits_row + W_row;
      logits[logits_at] = sum_0 + b[W_row]!;
      logits[logits_at + 1] = sum_1 + b[W_row + 1]!;
    }
  }
}

// examples/digits/digits.nnet:9  output probs     = softmax(logits)
//   log_softmax = logsumexp[j](logits)
function log_softmax_forward(N: number, logits: Float32Array, log_softmax: Float32Array): void {
  for (let n = 0; n < N; n++) {
    let max_ = -Infinity;
    let sum = 0;
    const logits_row = n * 10;
    for (let r = 0; r < 10; r++) {
      const logits_value = logits[logits_row + r]!;
      const next_sum = logits_value > max_ ? sum * Math.exp(max_ - logits_value) + 1 : logits_value === max_ ? sum + 1 : sum + Math.exp(logits_value - max_);
      max_ = Math.max(max_, logits_value);
      sum = next_sum;
    }
    log_softmax[n] = max_ + Math.log(sum);
  }
}

// examples/digits/digits.nnet:9  output probs     = softmax(logits)
//   softmax = softmax(logits)
function softmax_forward(N: number, logits: Float32Array, log_softmax: Float32Array, softmax: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const softmax_row = n * 10;
    const log_softmax_value2 = log_softmax[n]!;
    for (let i = 0; i < 10; i++) {
      const softmax_at = softmax_row + i;
      softmax[softmax_at] = Math.exp(logits[softmax_at]! - log_softmax_value2);
    }
  }
}

// examples/digits/digits.nnet:10  loss   nll       = cross_entropy(logits, digit)
//   cross_entropy = logsumexp[j](logits)
//   cross_entropy2 = sum[j](logits * onehot(digit))
function cross_entropy_forward(
  N: number,
  logits: Float32Array,
  digit: Int32Array,
  cross_entropy: Float32Array,
  cross_entropy2: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    let max_ = -Infinity;
    let sum = 0;
    let sum2 = 0;
    const logits_row = n * 10;
    const digit_value = digit[n]!;
    for (let r = 0; r < 10; r++) {
      const logits_value = logits[logits_row + r]!;
      const next_sum = logits_value > max_ ? sum * Math.exp(max_ - logits_value) + 1 : logits_value === max_ ? sum + 1 : sum + Math.exp(logits_value - max_);
      max_ = Math.max(max_, logits_value);
      sum = next_sum;
      sum2 += logits_value * (r === digit_value ? 1 : 0);
    }
    cross_entropy[n] = max_ + Math.log(sum);
    cross_entropy2[n] = sum2;
  }
}

// examples/digits/digits.nnet:10  loss   nll       = cross_entropy(logits, digit)
//   nll = sum[i](cross_entropy - cross_entropy2) / N
function nll_forward(N: number, cross_entropy: Float32Array, cross_entropy2: Float32Array, nll: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += cross_entropy[r]! - cross_entropy2[r]!;
  }
  nll[0] = sum / N;
}

// examples/digits/digits.nnet:11  metric accuracy  = accuracy(logits, digit)
//   accuracy = argmax[j](logits)
function accuracy_forward(N: number, logits: Float32Array, accuracy: Int32Array): void {
  for (let n = 0; n < N; n++) {
    let best = -Infinity;
    let place = 0;
    const logits_row = n * 10;
    for (let r = 0; r < 10; r++) {
      const logits_value = logits[logits_row + r]!;
      const condition = logits_value > best;
      best = condition ? logits_value : best;
      place = condition ? r : place;
    }
    accuracy[n] = place;
  }
}

// examples/digits/digits.nnet:11  metric accuracy  = accuracy(logits, digit)
//   accuracy2 = sum[i]([accuracy == digit]) / N
function accuracy_forward2(N: number, accuracy: Int32Array, digit: Int32Array, accuracy2: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += accuracy[r]! === digit[r]! ? 1 : 0;
  }
  accuracy2[0] = sum / N;
}

// examples/digits/digits.nnet:10  loss   nll       = cross_entropy(logits, digit)
// examples/digits/digits.nnet:12  metric confusion = confusion(logits, digit)
//   confusion = onehot(digit)^T @ onehot(accuracy)
function confusion_forward(N: number, digit: Int32Array, accuracy: Int32Array, confusion: Int32Array): void {
  for (let i = 0; i < 10; i++) {
    const confusion_row = i * 10;
    for (let j = 0; j < 10; j++) {
      let sum = 0;
      for (let k = 0; k < N; k++) {
        sum += (i === digit[k]! ? 1 : 0) * (j === accuracy[k]! ? 1 : 0);
      }
      confusion[confusion_row + j] = Math.trunc(sum);
    }
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   moments = sum[i,j,k](conv1) / (64*N)
//   mean := 0.9 * mean + 0.1 * moments
function update_net_batchnorm1_mean(N: number, conv1: Float32Array, moments: Float32Array, mean: Float32Array): void {
  const factor = 1 / (64 * N);
  const size1 = 64 * N;
  for (let i3 = 0; i3 < 4; i3++) {
    let sum_0 = 0;
    let sum_1 = 0;
    let sum_2 = 0;
    const conv1_row = i3 * 3;
    for (let r3 = 0; r3 < size1; r3++) {
      const conv1_at2 = conv1_row + r3 * 12;
      sum_0 += conv1[conv1_at2]!;
      sum_1 += conv1[conv1_at2 + 1]!;
      sum_2 += conv1[conv1_at2 + 2]!;
    }
    const moments_value2_0 = sum_0 * factor;
    moments[conv1_row] = moments_value2_0;
    mean[conv1_row] = 0.9 * mean[conv1_row]! + 0.09999999999999998 * moments_value2_0;
    const moments_value2_1 = sum_1 * factor;
    const moments_at = conv1_row + 1;
    moments[moments_at] = moments_value2_1;
    mean[moments_at] = 0.9 * mean[moments_at]! + 0.09999999999999998 * moments_value2_1;
    const moments_value2_2 = sum_2 * factor;
    const moments_at2 = conv1_row + 2;
    moments[moments_at2] = moments_value2_2;
    mean[moments_at2] = 0.9 * mean[moments_at2]! + 0.09999999999999998 * moments_value2_2;
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   var_ := 0.9 * var_ + 0.1 * (sum[i,j,k]((conv1 - moments) * (conv1 - moments)) / (64*N))
//   batchnorm1 = sqrt(sum[i,j,k]((conv1 - moments) * (conv1 - moments)) / (64*N) + 0.00001)
function update_net_batchnorm1_var(
  N: number,
  conv1: Float32Array,
  moments: Float32Array,
  var_: Float32Array,
  batchnorm1: Float32Array,
): void {
  const factor = 1 / (64 * N);
  const size1 = 64 * N;
  for (let i = 0; i < 12; i++) {
    let sum = 0;
    const moments_value3 = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const conv1_term = conv1[i + r3 * 12]! - moments_value3;
      sum += conv1_term * conv1_term;
    }
    const moments_value2 = sum * factor;
    var_[i] = 0.9 * var_[i]! + 0.09999999999999998 * moments_value2;
    batchnorm1[i] = Math.sqrt(moments_value2 + 0.00001);
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   batchnorm1_2 = gamma * (conv1 - moments) / batchnorm1 + beta
function net_batchnorm1_forward2(
  N: number,
  gamma: Float32Array,
  conv1: Float32Array,
  moments: Float32Array,
  batchnorm1: Float32Array,
  beta: Float32Array,
  batchnorm1_2: Float32Array,
): void {
  const size1 = 64 * N;
  for (let j = 0; j < size1; j++) {
    const batchnorm1_2_row = j * 12;
    for (let l = 0; l < 12; l++) {
      const batchnorm1_2_at = batchnorm1_2_row + l;
      batchnorm1_2[batchnorm1_2_at] = gamma[l]! * (conv1[batchnorm1_2_at]! - moments[l]!) / batchnorm1[l]! + beta[l]!;
    }
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   max_pool = max_pool(if batchnorm1 > 0 then batchnorm1 else 0)
function net_max_pool_forward2(N: number, batchnorm1: Float32Array, max_pool: Float32Array): void {
  const size1 = 4 * N;
  for (let i = 0; i < size1; i++) {
    const batchnorm1_row = i * 192;
    const max_pool_row = i * 48;
    for (let j = 0; j < 4; j++) {
      const batchnorm1_row2 = batchnorm1_row + j * 24;
      const max_pool_row2 = max_pool_row + j * 12;
      for (let l = 0; l < 12; l++) {
        let best = -Infinity;
        const batchnorm1_at = batchnorm1_row2 + l;
        const batchnorm1_value = batchnorm1[batchnorm1_at]!;
        best = Math.max(best, batchnorm1_value > 0 ? batchnorm1_value : 0);
        const batchnorm1_value2 = batchnorm1[batchnorm1_at + 12]!;
        best = Math.max(best, batchnorm1_value2 > 0 ? batchnorm1_value2 : 0);
        const batchnorm1_value3 = batchnorm1[batchnorm1_at + 96]!;
        best = Math.max(best, batchnorm1_value3 > 0 ? batchnorm1_value3 : 0);
        const batchnorm1_value4 = batchnorm1[batchnorm1_at + 108]!;
        best = Math.max(best, batchnorm1_value4 > 0 ? batchnorm1_value4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   conv2 = conv(max_pool, W)
function net_conv2_forward(N: number, max_pool: Float32Array, W: Float32Array, conv2: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const max_pool_row = n * 192;
    const conv2_row = n * 96;
    for (let j = 0; j < 2; j++) {
      const max_pool_row2 = max_pool_row + j * 12;
      const conv2_row2 = conv2_row + j * 24;
      for (let l4 = 0; l4 < 6; l4++) {
        let sum_0_0 = 0;
        let sum_0_1 = 0;
        let sum_0_2 = 0;
        let sum_0_3 = 0;
        let sum_1_0 = 0;
        let sum_1_1 = 0;
        let sum_1_2 = 0;
        let sum_1_3 = 0;
        const W_row = l4 * 4;
        for (let k = 0; k < 3; k++) {
          const max_pool_row3 = max_pool_row2 + k * 48;
          const W_row2 = W_row + k * 864;
          for (let c = 0; c < 36; c++) {
            const max_pool_at = max_pool_row3 + c;
            const max_pool_value = max_pool[max_pool_at]!;
            const W_at2 = W_row2 + c * 24;
            const W_value = W[W_at2]!;
            sum_0_0 += max_pool_value * W_value;
            const W_value2 = W[W_at2 + 1]!;
            sum_0_1 += max_pool_value * W_value2;
            const W_value3 = W[W_at2 + 2]!;
            sum_0_2 += max_pool_value * W_value3;
            const W_value4 = W[W_at2 + 3]!;
            sum_0_3 += max_pool_value * W_value4;
            const max_pool_value2 = max_pool[max_pool_at + 48]!;
            sum_1_0 += max_pool_value2 * W_value;
            sum_1_1 += max_pool_value2 * W_value2;
            sum_1_2 += max_pool_value2 * W_value3;
            sum_1_3 += max_pool_value2 * W_value4;
          }
        }
        const conv2_at = conv2_row2 + W_row;
        conv2[conv2_at] = sum_0_0;
        conv2[conv2_at + 48] = sum_1_0;
        conv2[conv2_at + 1] = sum_0_1;
        conv2[conv2_at + 49] = sum_1_1;
        conv2[conv2_at + 2] = sum_0_2;
        conv2[conv2_at + 50] = sum_1_2;
        conv2[conv2_at + 3] = sum_0_3;
        conv2[conv2_at + 51] = sum_1_3;
      }
    }
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   moments = sum[i,j,k](conv2) / (4*N)
//   mean := 0.9 * mean + 0.1 * moments
function update_net_batchnorm2_mean(N: number, conv2: Float32Array, moments: Float32Array, mean: Float32Array): void {
  const factor = 1 / (4 * N);
  const size1 = 4 * N;
  for (let i = 0; i < 24; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += conv2[i + r3 * 24]!;
    }
    const moments_value2 = sum * factor;
    moments[i] = moments_value2;
    mean[i] = 0.9 * mean[i]! + 0.09999999999999998 * moments_value2;
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   var_ := 0.9 * var_ + 0.1 * (sum[i,j,k]((conv2 - moments) * (conv2 - moments)) / (4*N))
//   batchnorm2 = sqrt(sum[i,j,k]((conv2 - moments) * (conv2 - moments)) / (4*N) + 0.00001)
function update_net_batchnorm2_var(
  N: number,
  conv2: Float32Array,
  moments: Float32Array,
  var_: Float32Array,
  batchnorm2: Float32Array,
): void {
  const factor = 1 / (4 * N);
  const size1 = 4 * N;
  for (let i = 0; i < 24; i++) {
    let sum = 0;
    const moments_value3 = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const conv2_term = conv2[i + r3 * 24]! - moments_value3;
      sum += conv2_term * conv2_term;
    }
    const moments_value2 = sum * factor;
    var_[i] = 0.9 * var_[i]! + 0.09999999999999998 * moments_value2;
    batchnorm2[i] = Math.sqrt(moments_value2 + 0.00001);
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   batchnorm2_2 = gamma * (conv2 - moments) / batchnorm2 + beta
//   relu = if batchnorm2_2 > 0 then batchnorm2_2 else 0
function net_relu_forward3(
  N: number,
  gamma: Float32Array,
  conv2: Float32Array,
  moments: Float32Array,
  batchnorm2: Float32Array,
  beta: Float32Array,
  batchnorm2_2: Float32Array,
  relu: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const conv2_row = j * 24;
    for (let l = 0; l < 24; l++) {
      const conv2_at = conv2_row + l;
      const batchnorm2_value2 = gamma[l]! * (conv2[conv2_at]! - moments[l]!) / batchnorm2[l]! + beta[l]!;
      batchnorm2_2[conv2_at] = batchnorm2_value2;
      relu[conv2_at] = batchnorm2_value2 > 0 ? batchnorm2_value2 : 0;
    }
  }
}

// examples/digits/digits.nnet:27  |> flatten
// examples/digits/digits.nnet:28  |> Dropout(0.4)
//   dropout1 = uniform()
//   dropout1_2 = if dropout1 >= 0.4 then relu / 0.6 else 0
function net_dropout1_forward(
  N: number,
  seed: Int32Array,
  step: Int32Array,
  relu: Float32Array,
  dropout1: Float32Array,
  dropout1_2: Float32Array,
): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  const size1 = 96 * N;
  for (let i = 0; i < size1; i++) {
    const dropout1_value = randomUniform(seed_value, step_value, 1503919040, i);
    dropout1[i] = dropout1_value;
    dropout1_2[i] = dropout1_value >= 0.4 ? relu[i]! / 0.6 : 0;
  }
}

// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   dense1 = dropout1 @ W + b
//   relu = if dense1 > 0 then dense1 else 0
function net_relu_forward4(
  N: number,
  dropout1: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense1: Float32Array,
  relu: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const dropout1_row = n * 96;
    const dense1_row = n * 64;
    for (let i8 = 0; i8 < 8; i8++) {
      let sum_0 = 0;
      let sum_1 = 0;
      let sum_2 = 0;
      let sum_3 = 0;
      let sum_4 = 0;
      let sum_5 = 0;
      let sum_6 = 0;
      let sum_7 = 0;
      const W_row = i8 * 8;
      for (let k = 0; k < 96; k++) {
        const dropout1_value = dropout1[dropout1_row + k]!;
        const W_at2 = W_row + k * 64;
        sum_0 += dropout1_value * W[W_at2]!;
        sum_1 += dropout1_value * W[W_at2 + 1]!;
        sum_2 += dropout1_value * W[W_at2 + 2]!;
        sum_3 += dropout1_value * W[W_at2 + 3]!;
        sum_4 += dropout1_value * W[W_at2 + 4]!;
        sum_5 += dropout1_value * W[W_at2 + 5]!;
        sum_6 += dropout1_value * W[W_at2 + 6]!;
        sum_7 += dropout1_value * W[W_at2 + 7]!;
      }
      const dense1_value2_0 = sum_0 + b[W_row]!;
      const dense1_at = dense1_row + W_row;
      dense1[dense1_at] = dense1_value2_0;
      relu[dense1_at] = dense1_value2_0 > 0 ? dense1_value2_0 : 0;
      const dense1_value2_1 = sum_1 + b[W_row + 1]!;
      const dense1_at2 = dense1_at + 1;
      dense1[dense1_at2] = dense1_value2_1;
      relu[dense1_at2] = dense1_value2_1 > 0 ? dense1_value2_1 : 0;
      const dense1_value2_2 = sum_2 + b[W_row + 2]!;
      const dense1_at3 = dense1_at + 2;
      dense1[dense1_at3] = dense1_value2_2;
      relu[dense1_at3] = dense1_value2_2 > 0 ? dense1_value2_2 : 0;
      const dense1_value2_3 = sum_3 + b[W_row + 3]!;
      const dense1_at4 = dense1_at + 3;
      dense1[dense1_at4] = dense1_value2_3;
      relu[dense1_at4] = dense1_value2_3 > 0 ? dense1_value2_3 : 0;
      const dense1_value2_4 = sum_4 + b[W_row + 4]!;
      const dense1_at5 = dense1_at + 4;
      dense1[dense1_at5] = dense1_value2_4;
      relu[dense1_at5] = dense1_value2_4 > 0 ? dense1_value2_4 : 0;
      const dense1_value2_5 = sum_5 + b[W_row + 5]!;
      const dense1_at6 = dense1_at + 5;
      dense1[dense1_at6] = dense1_value2_5;
      relu[dense1_at6] = dense1_value2_5 > 0 ? dense1_value2_5 : 0;
      const dense1_value2_6 = sum_6 + b[W_row + 6]!;
      const dense1_at7 = dense1_at + 6;
      dense1[dense1_at7] = dense1_value2_6;
      relu[dense1_at7] = dense1_value2_6 > 0 ? dense1_value2_6 : 0;
      const dense1_value2_7 = sum_7 + b[W_row + 7]!;
      const dense1_at8 = dense1_at + 7;
      dense1[dense1_at8] = dense1_value2_7;
      relu[dense1_at8] = dense1_value2_7 > 0 ? dense1_value2_7 : 0;
    }
  }
}

// examples/digits/digits.nnet:10  loss   nll       = cross_entropy(logits, digit)
// examples/digits/digits.nnet:30  |> Dense(classes)
//   d_logits = (softmax(logits) - onehot(digit)) / N
function logits_backward(
  N: number,
  logits: Float32Array,
  cross_entropy: Float32Array,
  digit: Int32Array,
  d_logits: Float32Array,
): void {
  const factor = 1 / N;
  for (let n = 0; n < N; n++) {
    const logits_row = n * 10;
    const cross_entropy_value = cross_entropy[n]!;
    const digit_value = digit[n]!;
    for (let i = 0; i < 10; i++) {
      const logits_at = logits_row + i;
      d_logits[logits_at] = (Math.exp(logits[logits_at]! - cross_entropy_value) - (i === digit_value ? 1 : 0)) * factor;
    }
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:30  |> Dense(classes)
//   v := 0.9 * v + 0.1 * sum[i](d_logits)
//   s := 0.999 * s + 0.001 * sum[i](d_logits) * sum[i](d_logits)
//   b := b - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense2_b(
  N: number,
  d_logits: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i = 0; i < 10; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_logits[i + r * 10]!;
    }
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - factor3 * (b_value3 * factor) / (Math.sqrt(b_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:29  |> Dense(64) |> relu
// examples/digits/digits.nnet:30  |> Dense(classes)
//   d_dense1 = if dense1 > 0 then d_logits @ W^T else 0
function net_dense1_backward(
  N: number,
  d_logits: Float32Array,
  W: Float32Array,
  dense1: Float32Array,
  d_dense1: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const d_logits_row = n * 10;
    const d_dense1_row = n * 64;
    for (let i = 0; i < 64; i++) {
      let sum = 0;
      const W_row = i * 10;
      for (let k = 0; k < 10; k++) {
        sum += d_logits[d_logits_row + k]! * W[W_row + k]!;
      }
      const d_dense1_at = d_dense1_row + i;
      d_dense1[d_dense1_at] = dense1[d_dense1_at]! > 0 ? sum : 0;
    }
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   v := 0.9 * v + 0.1 * sum[i](d_dense1)
//   s := 0.999 * s + 0.001 * sum[i](d_dense1) * sum[i](d_dense1)
//   b := b - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense1_b(
  N: number,
  d_dense1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i = 0; i < 64; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_dense1[i + r * 64]!;
    }
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - factor3 * (b_value3 * factor) / (Math.sqrt(b_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:15  minimize nll + 3e-4 * l2(net)
// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:30  |> Dense(classes)
//   v := 0.9 * v + 0.1 * (0.0003 * W + relu^T @ d_logits)
//   s := 0.999 * s + 0.001 * (0.0003 * W + relu^T @ d_logits) * (0.0003 * W + relu^T @ d_logits)
//   W := W - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense2_W(
  N: number,
  relu: Float32Array,
  d_logits: Float32Array,
  W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i = 0; i < 64; i++) {
    const W_row = i * 10;
    for (let j = 0; j < 10; j++) {
      let sum = 0;
      for (let k = 0; k < N; k++) {
        sum += relu[i + k * 64]! * d_logits[j + k * 10]!;
      }
      const W_at = W_row + j;
      const W_value15 = W[W_at]!;
      const d_W_value2 = 0.0003 * W_value15 + sum;
      const W_value2 = 0.9 * v[W_at]! + 0.09999999999999998 * d_W_value2;
      const W_value3 = Math.abs(W_value2) < 1e-30 ? 0 : W_value2;
      const W_value6 = 0.999 * s[W_at]! + 0.0010000000000000009 * (d_W_value2 * d_W_value2);
      const W_value7 = Math.abs(W_value6) < 1e-30 ? 0 : W_value6;
      v[W_at] = W_value3;
      s[W_at] = W_value7;
      W[W_at] = W_value15 - factor3 * (W_value3 * factor) / (Math.sqrt(W_value7 * factor2) + 1e-8);
    }
  }
}

// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   d_dropout1 = d_dense1 @ W^T
function net_dropout1_backward(N: number, d_dense1: Float32Array, W: Float32Array, d_dropout1: Float32Array): void {
  const size1 = Math.floor(N / 2);
  const size2 = 2 * Math.floor(N / 2);
  for (let i4 = 0; i4 < 24; i4++) {
    const W_row = i4 * 256;
    const d_dropout1_row = i4 * 4;
    for (let n2 = 0; n2 < size1; n2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_0_3 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      let sum_1_3 = 0;
      const d_dense1_row = n2 * 128;
      for (let k = 0; k < 64; k++) {
        const d_dense1_at = d_dense1_row + k;
        const d_dense1_value = d_dense1[d_dense1_at]!;
        const W_at = W_row + k;
        const W_value = W[W_at]!;
        sum_0_0 += d_dense1_value * W_value;
        const W_value2 = W[W_at + 64]!;
        sum_0_1 += d_dense1_value * W_value2;
        const W_value3 = W[W_at + 128]!;
        sum_0_2 += d_dense1_value * W_value3;
        const W_value4 = W[W_at + 192]!;
        sum_0_3 += d_dense1_value * W_value4;
        const d_dense1_value2 = d_dense1[d_dense1_at + 64]!;
        sum_1_0 += d_dense1_value2 * W_value;
        sum_1_1 += d_dense1_value2 * W_value2;
        sum_1_2 += d_dense1_value2 * W_value3;
        sum_1_3 += d_dense1_value2 * W_value4;
      }
      const d_dropout1_at2 = d_dropout1_row + n2 * 192;
      d_dropout1[d_dropout1_at2] = sum_0_0;
      d_dropout1[d_dropout1_at2 + 96] = sum_1_0;
      d_dropout1[d_dropout1_at2 + 1] = sum_0_1;
      d_dropout1[d_dropout1_at2 + 97] = sum_1_1;
      d_dropout1[d_dropout1_at2 + 2] = sum_0_2;
      d_dropout1[d_dropout1_at2 + 98] = sum_1_2;
      d_dropout1[d_dropout1_at2 + 3] = sum_0_3;
      d_dropout1[d_dropout1_at2 + 99] = sum_1_3;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2 = 0;
      let sum_3 = 0;
      const d_dense1_row2 = n * 64;
      for (let k = 0; k < 64; k++) {
        const d_dense1_value3 = d_dense1[d_dense1_row2 + k]!;
        const W_at5 = W_row + k;
        sum_0_4 += d_dense1_value3 * W[W_at5]!;
        sum_1_4 += d_dense1_value3 * W[W_at5 + 64]!;
        sum_2 += d_dense1_value3 * W[W_at5 + 128]!;
        sum_3 += d_dense1_value3 * W[W_at5 + 192]!;
      }
      const d_dropout1_at4 = d_dropout1_row + n * 96;
      d_dropout1[d_dropout1_at4] = sum_0_4;
      d_dropout1[d_dropout1_at4 + 1] = sum_1_4;
      d_dropout1[d_dropout1_at4 + 2] = sum_2;
      d_dropout1[d_dropout1_at4 + 3] = sum_3;
    }
  }
}

// examples/digits/digits.nnet:15  minimize nll + 3e-4 * l2(net)
// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:29  |> Dense(64) |> relu
//   v := 0.9 * v + 0.1 * (0.0003 * W + dropout1^T @ d_dense1)
//   s := 0.999 * s + 0.001 * (0.0003 * W + dropout1^T @ d_dense1) * (0.0003 * W + dropout1^T @ d_dense1)
//   W := W - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense1_W(
  N: number,
  dropout1: Float32Array,
  d_dense1: Float32Array,
  W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i2 = 0; i2 < 48; i2++) {
    const dropout1_row = i2 * 2;
    const W_row = i2 * 128;
    for (let j2 = 0; j2 < 32; j2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      const d_dense1_row = j2 * 2;
      for (let k = 0; k < N; k++) {
        const dropout1_at2 = dropout1_row + k * 96;
        const dropout1_value = dropout1[dropout1_at2]!;
        const d_dense1_at2 = d_dense1_row + k * 64;
        const d_dense1_value = d_dense1[d_dense1_at2]!;
        sum_0_0 += dropout1_value * d_dense1_value;
        const d_dense1_value2 = d_dense1[d_dense1_at2 + 1]!;
        sum_0_1 += dropout1_value * d_dense1_value2;
        const dropout1_value2 = dropout1[dropout1_at2 + 1]!;
        sum_1_0 += dropout1_value2 * d_dense1_value;
        sum_1_1 += dropout1_value2 * d_dense1_value2;
      }
      const W_at = W_row + d_dense1_row;
      const W_value15 = W[W_at]!;
      const d_W_value2_0_0 = 0.0003 * W_value15 + sum_0_0;
      const W_value2_0_0 = 0.9 * v[W_at]! + 0.09999999999999998 * d_W_value2_0_0;
      const W_value3_0_0 = Math.abs(W_value2_0_0) < 1e-30 ? 0 : W_value2_0_0;
      const W_value6_0_0 = 0.999 * s[W_at]! + 0.0010000000000000009 * (d_W_value2_0_0 * d_W_value2_0_0);
      const W_value7_0_0 = Math.abs(W_value6_0_0) < 1e-30 ? 0 : W_value6_0_0;
      v[W_at] = W_value3_0_0;
      s[W_at] = W_value7_0_0;
      W[W_at] = W_value15 - factor3 * (W_value3_0_0 * factor) / (Math.sqrt(W_value7_0_0 * factor2) + 1e-8);
      const W_at2 = W_at + 64;
      const W_value16 = W[W_at2]!;
      const d_W_value2_1_0 = 0.0003 * W_value16 + sum_1_0;
      const W_value2_1_0 = 0.9 * v[W_at2]! + 0.09999999999999998 * d_W_value2_1_0;
      const W_value3_1_0 = Math.abs(W_value2_1_0) < 1e-30 ? 0 : W_value2_1_0;
      const W_value6_1_0 = 0.999 * s[W_at2]! + 0.0010000000000000009 * (d_W_value2_1_0 * d_W_value2_1_0);
      const W_value7_1_0 = Math.abs(W_value6_1_0) < 1e-30 ? 0 : W_value6_1_0;
      v[W_at2] = W_value3_1_0;
      s[W_at2] = W_value7_1_0;
      W[W_at2] = W_value16 - factor3 * (W_value3_1_0 * factor) / (Math.sqrt(W_value7_1_0 * factor2) + 1e-8);
      const W_at3 = W_at + 1;
      const W_value17 = W[W_at3]!;
      const d_W_value2_0_1 = 0.0003 * W_value17 + sum_0_1;
      const W_value2_0_1 = 0.9 * v[W_at3]! + 0.09999999999999998 * d_W_value2_0_1;
      const W_value3_0_1 = Math.abs(W_value2_0_1) < 1e-30 ? 0 : W_value2_0_1;
      const W_value6_0_1 = 0.999 * s[W_at3]! + 0.0010000000000000009 * (d_W_value2_0_1 * d_W_value2_0_1);
      const W_value7_0_1 = Math.abs(W_value6_0_1) < 1e-30 ? 0 : W_value6_0_1;
      v[W_at3] = W_value3_0_1;
      s[W_at3] = W_value7_0_1;
      W[W_at3] = W_value17 - factor3 * (W_value3_0_1 * factor) / (Math.sqrt(W_value7_0_1 * factor2) + 1e-8);
      const W_at4 = W_at + 65;
      const W_value18 = W[W_at4]!;
      const d_W_value2_1_1 = 0.0003 * W_value18 + sum_1_1;
      const W_value2_1_1 = 0.9 * v[W_at4]! + 0.09999999999999998 * d_W_value2_1_1;
      const W_value3_1_1 = Math.abs(W_value2_1_1) < 1e-30 ? 0 : W_value2_1_1;
      const W_value6_1_1 = 0.999 * s[W_at4]! + 0.0010000000000000009 * (d_W_value2_1_1 * d_W_value2_1_1);
      const W_value7_1_1 = Math.abs(W_value6_1_1) < 1e-30 ? 0 : W_value6_1_1;
      v[W_at4] = W_value3_1_1;
      s[W_at4] = W_value7_1_1;
      W[W_at4] = W_value18 - factor3 * (W_value3_1_1 * factor) / (Math.sqrt(W_value7_1_1 * factor2) + 1e-8);
    }
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
// examples/digits/digits.nnet:27  |> flatten
// examples/digits/digits.nnet:28  |> Dropout(0.4)
//   d_batchnorm2 = if batchnorm2 > 0 then (if dropout1 >= 0.4 then d_dropout1 else 0) / 0.6 else 0
//   d_batchnorm2_2 = d_batchnorm2 / batchnorm2_2 * gamma
function net_batchnorm2_backward(
  N: number,
  batchnorm2: Float32Array,
  dropout1: Float32Array,
  d_dropout1: Float32Array,
  d_batchnorm2: Float32Array,
  batchnorm2_2: Float32Array,
  gamma: Float32Array,
  d_batchnorm2_2: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const batchnorm2_row = j * 24;
    for (let l = 0; l < 24; l++) {
      const batchnorm2_at = batchnorm2_row + l;
      const d_batchnorm2_value = batchnorm2[batchnorm2_at]! > 0 ? (dropout1[batchnorm2_at]! >= 0.4 ? d_dropout1[batchnorm2_at]! : 0) / 0.6 : 0;
      d_batchnorm2[batchnorm2_at] = d_batchnorm2_value;
      d_batchnorm2_2[batchnorm2_at] = d_batchnorm2_value / batchnorm2_2[l]! * gamma[l]!;
    }
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   d_moments = -(sum[i,j,k](d_batchnorm2) / batchnorm2 * gamma / (4*N))
//   v := 0.9 * v + 0.1 * sum[i,j,k](d_batchnorm2)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm2) * sum[i,j,k](d_batchnorm2)
//   beta := beta - 0.003 * (1 + cos(3.141593 * min(..., ...) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_batchnorm2_beta(
  N: number,
  d_batchnorm2: Float32Array,
  batchnorm2: Float32Array,
  gamma: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  beta: Float32Array,
  d_moments: Float32Array,
): void {
  const factor5 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor5));
  const factor2 = 1 / (1 - Math.pow(0.999, factor5));
  const factor3 = 1 / (4 * N);
  const factor4 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor5, 690) / 690));
  const size1 = 4 * N;
  for (let i = 0; i < 24; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_batchnorm2[i + r3 * 24]!;
    }
    const beta_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const beta_value3 = Math.abs(beta_value2) < 1e-30 ? 0 : beta_value2;
    const beta_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const beta_value7 = Math.abs(beta_value6) < 1e-30 ? 0 : beta_value6;
    d_moments[i] = -(sum / batchnorm2[i]! * gamma[i]! * factor3);
    v[i] = beta_value3;
    s[i] = beta_value7;
    beta[i] = beta[i]! - factor4 * (beta_value3 * factor) / (Math.sqrt(beta_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   d_moments = sum[i,j,k](d_batchnorm2 * (conv2 - moments)) / batchnorm2 * gamma / batchnorm2 * -0.5 / batchnorm2 / (4*N)
//   v := 0.9 * v + 0.1 * (sum[i,j,k](d_batchnorm2 * (conv2 - moments)) / batchnorm2)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm2 * (conv2 - ...)) / batchnorm2 * (sum[i,j,k](d_batchnorm2 * (conv2 - ...)) / batchnorm2)
//   gamma := gamma - 0.003 * (1 + cos(3.141593 * min(..., ...) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_batchnorm2_gamma(
  N: number,
  d_batchnorm2: Float32Array,
  conv2: Float32Array,
  moments: Float32Array,
  batchnorm2: Float32Array,
  gamma: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  d_moments: Float32Array,
): void {
  const factor5 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor5));
  const factor2 = 1 / (1 - Math.pow(0.999, factor5));
  const factor3 = 1 / (4 * N);
  const factor4 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor5, 690) / 690));
  const size1 = 4 * N;
  for (let i = 0; i < 24; i++) {
    let sum = 0;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm2_at2 = i + r3 * 24;
      sum += d_batchnorm2[d_batchnorm2_at2]! * (conv2[d_batchnorm2_at2]! - moments_value);
    }
    const batchnorm2_value = batchnorm2[i]!;
    const d_batchnorm2_value2 = sum / batchnorm2_value;
    const gamma_value2 = 0.9 * v[i]! + 0.09999999999999998 * d_batchnorm2_value2;
    const gamma_value3 = Math.abs(gamma_value2) < 1e-30 ? 0 : gamma_value2;
    const gamma_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (d_batchnorm2_value2 * d_batchnorm2_value2);
    const gamma_value7 = Math.abs(gamma_value6) < 1e-30 ? 0 : gamma_value6;
    const gamma_value15 = gamma[i]!;
    d_moments[i] = d_batchnorm2_value2 * gamma_value15 / batchnorm2_value * -0.5 / batchnorm2_value * factor3;
    v[i] = gamma_value3;
    s[i] = gamma_value7;
    gamma[i] = gamma_value15 - factor4 * (gamma_value3 * factor) / (Math.sqrt(gamma_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   d_conv2 = d_batchnorm2 + d_moments * 2 * (conv2 - moments) + d_moments2
function net_conv2_backward(
  N: number,
  d_moments: Float32Array,
  conv2: Float32Array,
  moments: Float32Array,
  d_batchnorm2: Float32Array,
  d_moments2: Float32Array,
  d_conv2: Float32Array,
): void {
  const size1 = 4 * N;
  for (let j = 0; j < size1; j++) {
    const d_batchnorm2_row = j * 24;
    for (let l = 0; l < 24; l++) {
      const d_batchnorm2_at = d_batchnorm2_row + l;
      d_conv2[d_batchnorm2_at] = d_batchnorm2[d_batchnorm2_at]! + d_moments[l]! * (2 * (conv2[d_batchnorm2_at]! - moments[l]!)) + d_moments2[l]!;
    }
  }
}

// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   d_max_pool = conv(d_conv2, W)
function net_max_pool_backward(N: number, d_conv2: Float32Array, W: Float32Array, d_max_pool: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const d_conv2_row = n * 96;
    const d_max_pool_row = n * 192;
    for (let i = 0; i < 4; i++) {
      const offset = Math.max(0, 2 - i);
      const offset2 = Math.min(3, 4 - i);
      const offset5 = i * 48;
      const d_conv2_row2 = d_conv2_row + offset5;
      const d_max_pool_row2 = d_max_pool_row + offset5;
      for (let j = 0; j < 4; j++) {
        const offset3 = Math.max(0, 2 - j);
        const offset4 = Math.min(3, 4 - j);
        const d_conv2_row3 = d_conv2_row2 + j * 24;
        const d_max_pool_row3 = d_max_pool_row2 + j * 12;
        for (let l4 = 0; l4 < 3; l4++) {
          let sum_0 = 0;
          let sum_1 = 0;
          let sum_2 = 0;
          let sum_3 = 0;
          const W_row = l4 * 96;
          for (let k = offset; k < offset2; k++) {
            const d_conv2_row4 = d_conv2_row3 + k * 48;
            const W_row2 = W_row - k * 864;
            const at1 = d_conv2_row4 - 144;
            const at2 = W_row2 + 2304;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const d_conv2_row5 = at1 + k2 * 24;
              const W_row3 = at2 - k2 * 288;
              for (let c = 0; c < 24; c++) {
                const d_conv2_value = d_conv2[d_conv2_row5 + c]!;
                const W_at = W_row3 + c;
                sum_0 += d_conv2_value * W[W_at]!;
                sum_1 += d_conv2_value * W[W_at + 24]!;
                sum_2 += d_conv2_value * W[W_at + 48]!;
                sum_3 += d_conv2_value * W[W_at + 72]!;
              }
            }
          }
          const d_max_pool_at2 = d_max_pool_row3 + l4 * 4;
          d_max_pool[d_max_pool_at2] = sum_0;
          d_max_pool[d_max_pool_at2 + 1] = sum_1;
          d_max_pool[d_max_pool_at2 + 2] = sum_2;
          d_max_pool[d_max_pool_at2 + 3] = sum_3;
        }
      }
    }
  }
}

// examples/digits/digits.nnet:15  minimize nll + 3e-4 * l2(net)
// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:26  |> Conv(24, 3, bias: false)            |> BatchNorm |> relu
//   v := 0.9 * v + 0.1 * (0.0003 * W + conv(max_pool, d_conv2))
//   s := 0.999 * s + 0.001 * (0.0003 * W + conv(max_pool, d_conv2)) * (0.0003 * W + conv(max_pool, d_conv2))
//   W := W - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv2_W(
  N: number,
  max_pool: Float32Array,
  d_conv2: Float32Array,
  W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i = 0; i < 3; i++) {
    const max_pool_row = i * 48;
    const W_row = i * 864;
    for (let l2 = 0; l2 < 18; l2++) {
      const max_pool_row2 = max_pool_row + l2 * 2;
      const W_row2 = W_row + l2 * 48;
      for (let m2 = 0; m2 < 12; m2++) {
        let sum_0_0 = 0;
        let sum_0_1 = 0;
        let sum_1_0 = 0;
        let sum_1_1 = 0;
        const d_conv2_row = m2 * 2;
        for (let c = 0; c < N; c++) {
          const max_pool_row3 = max_pool_row2 + c * 192;
          const d_conv2_row2 = d_conv2_row + c * 96;
          for (let k = 0; k < 2; k++) {
            const max_pool_at = k * 48;
            const max_pool_at2 = max_pool_row3 + max_pool_at;
            const max_pool_value = max_pool[max_pool_at2]!;
            const d_conv2_at = d_conv2_row2 + max_pool_at;
            const d_conv2_value = d_conv2[d_conv2_at]!;
            sum_0_0 += max_pool_value * d_conv2_value;
            const d_conv2_value2 = d_conv2[d_conv2_at + 1]!;
            sum_0_1 += max_pool_value * d_conv2_value2;
            const max_pool_value2 = max_pool[max_pool_at2 + 1]!;
            sum_1_0 += max_pool_value2 * d_conv2_value;
            sum_1_1 += max_pool_value2 * d_conv2_value2;
            const max_pool_value3 = max_pool[max_pool_at2 + 12]!;
            const d_conv2_value3 = d_conv2[d_conv2_at + 24]!;
            sum_0_0 += max_pool_value3 * d_conv2_value3;
            const d_conv2_value4 = d_conv2[d_conv2_at + 25]!;
            sum_0_1 += max_pool_value3 * d_conv2_value4;
            const max_pool_value4 = max_pool[max_pool_at2 + 13]!;
            sum_1_0 += max_pool_value4 * d_conv2_value3;
            sum_1_1 += max_pool_value4 * d_conv2_value4;
          }
        }
        const W_at = W_row2 + d_conv2_row;
        const W_value15 = W[W_at]!;
        const d_W_value2_0_0 = 0.0003 * W_value15 + sum_0_0;
        const W_value2_0_0 = 0.9 * v[W_at]! + 0.09999999999999998 * d_W_value2_0_0;
        const W_value3_0_0 = Math.abs(W_value2_0_0) < 1e-30 ? 0 : W_value2_0_0;
        const W_value6_0_0 = 0.999 * s[W_at]! + 0.0010000000000000009 * (d_W_value2_0_0 * d_W_value2_0_0);
        const W_value7_0_0 = Math.abs(W_value6_0_0) < 1e-30 ? 0 : W_value6_0_0;
        v[W_at] = W_value3_0_0;
        s[W_at] = W_value7_0_0;
        W[W_at] = W_value15 - factor3 * (W_value3_0_0 * factor) / (Math.sqrt(W_value7_0_0 * factor2) + 1e-8);
        const W_at2 = W_at + 24;
        const W_value16 = W[W_at2]!;
        const d_W_value2_1_0 = 0.0003 * W_value16 + sum_1_0;
        const W_value2_1_0 = 0.9 * v[W_at2]! + 0.09999999999999998 * d_W_value2_1_0;
        const W_value3_1_0 = Math.abs(W_value2_1_0) < 1e-30 ? 0 : W_value2_1_0;
        const W_value6_1_0 = 0.999 * s[W_at2]! + 0.0010000000000000009 * (d_W_value2_1_0 * d_W_value2_1_0);
        const W_value7_1_0 = Math.abs(W_value6_1_0) < 1e-30 ? 0 : W_value6_1_0;
        v[W_at2] = W_value3_1_0;
        s[W_at2] = W_value7_1_0;
        W[W_at2] = W_value16 - factor3 * (W_value3_1_0 * factor) / (Math.sqrt(W_value7_1_0 * factor2) + 1e-8);
        const W_at3 = W_at + 1;
        const W_value17 = W[W_at3]!;
        const d_W_value2_0_1 = 0.0003 * W_value17 + sum_0_1;
        const W_value2_0_1 = 0.9 * v[W_at3]! + 0.09999999999999998 * d_W_value2_0_1;
        const W_value3_0_1 = Math.abs(W_value2_0_1) < 1e-30 ? 0 : W_value2_0_1;
        const W_value6_0_1 = 0.999 * s[W_at3]! + 0.0010000000000000009 * (d_W_value2_0_1 * d_W_value2_0_1);
        const W_value7_0_1 = Math.abs(W_value6_0_1) < 1e-30 ? 0 : W_value6_0_1;
        v[W_at3] = W_value3_0_1;
        s[W_at3] = W_value7_0_1;
        W[W_at3] = W_value17 - factor3 * (W_value3_0_1 * factor) / (Math.sqrt(W_value7_0_1 * factor2) + 1e-8);
        const W_at4 = W_at + 25;
        const W_value18 = W[W_at4]!;
        const d_W_value2_1_1 = 0.0003 * W_value18 + sum_1_1;
        const W_value2_1_1 = 0.9 * v[W_at4]! + 0.09999999999999998 * d_W_value2_1_1;
        const W_value3_1_1 = Math.abs(W_value2_1_1) < 1e-30 ? 0 : W_value2_1_1;
        const W_value6_1_1 = 0.999 * s[W_at4]! + 0.0010000000000000009 * (d_W_value2_1_1 * d_W_value2_1_1);
        const W_value7_1_1 = Math.abs(W_value6_1_1) < 1e-30 ? 0 : W_value6_1_1;
        v[W_at4] = W_value3_1_1;
        s[W_at4] = W_value7_1_1;
        W[W_at4] = W_value18 - factor3 * (W_value3_1_1 * factor) / (Math.sqrt(W_value7_1_1 * factor2) + 1e-8);
      }
    }
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   d_relu = max_pool_grad(if batchnorm1 > 0 then batchnorm1 else 0, d_max_pool)
function net_relu_backward(N: number, batchnorm1: Float32Array, d_max_pool: Float32Array, d_relu: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const d_relu_row = n * 768;
    for (let l = 0; l < 768; l++) {
      d_relu[d_relu_row + l] = 0;
    }
    const d_max_pool_row = n * 192;
    for (let o2 = 0; o2 < 4; o2++) {
      const batchnorm1_row2 = d_relu_row + o2 * 192;
      const d_max_pool_row2 = d_max_pool_row + o2 * 48;
      for (let o3 = 0; o3 < 4; o3++) {
        const batchnorm1_row3 = batchnorm1_row2 + o3 * 24;
        const d_max_pool_row3 = d_max_pool_row2 + o3 * 12;
        for (let o4 = 0; o4 < 12; o4++) {
          let best = -Infinity;
          let at = 0;
          let at2 = 0;
          const batchnorm1_row4 = batchnorm1_row3 + o4;
          for (let k = 0; k < 2; k++) {
            const batchnorm1_row5 = batchnorm1_row4 + k * 96;
            for (let k2 = 0; k2 < 2; k2++) {
              const batchnorm1_value = batchnorm1[batchnorm1_row5 + k2 * 12]!;
              const batchnorm1_term = batchnorm1_value > 0 ? batchnorm1_value : 0;
              const condition2 = batchnorm1_term > best;
              best = condition2 ? batchnorm1_term : best;
              at = condition2 ? k : at;
              at2 = condition2 ? k2 : at2;
            }
          }
          const d_relu_at5 = batchnorm1_row3 + o4 + at * 96 + at2 * 12;
          d_relu[d_relu_at5] = d_relu[d_relu_at5]! + d_max_pool[d_max_pool_row3 + o4]!;
        }
      }
    }
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   d_batchnorm1 = if batchnorm1 > 0 then d_relu else 0
//   d_batchnorm1_2 = d_batchnorm1 / batchnorm1_2 * gamma
function net_batchnorm1_backward(
  N: number,
  batchnorm1: Float32Array,
  d_relu: Float32Array,
  d_batchnorm1: Float32Array,
  batchnorm1_2: Float32Array,
  gamma: Float32Array,
  d_batchnorm1_2: Float32Array,
): void {
  const size1 = 64 * N;
  for (let j = 0; j < size1; j++) {
    const batchnorm1_row = j * 12;
    for (let l = 0; l < 12; l++) {
      const batchnorm1_at = batchnorm1_row + l;
      const d_batchnorm1_value = batchnorm1[batchnorm1_at]! > 0 ? d_relu[batchnorm1_at]! : 0;
      d_batchnorm1[batchnorm1_at] = d_batchnorm1_value;
      d_batchnorm1_2[batchnorm1_at] = d_batchnorm1_value / batchnorm1_2[l]! * gamma[l]!;
    }
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   d_moments = -(sum[i,j,k](d_batchnorm1) / batchnorm1 * gamma / (64*N))
//   v := 0.9 * v + 0.1 * sum[i,j,k](d_batchnorm1)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm1) * sum[i,j,k](d_batchnorm1)
//   beta := beta - 0.003 * (1 + cos(3.141593 * min(..., ...) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_batchnorm1_beta(
  N: number,
  d_batchnorm1: Float32Array,
  batchnorm1: Float32Array,
  gamma: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  beta: Float32Array,
  d_moments: Float32Array,
): void {
  const factor5 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor5));
  const factor2 = 1 / (1 - Math.pow(0.999, factor5));
  const factor3 = 1 / (64 * N);
  const factor4 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor5, 690) / 690));
  const size1 = 64 * N;
  for (let i = 0; i < 12; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_batchnorm1[i + r3 * 12]!;
    }
    const beta_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const beta_value3 = Math.abs(beta_value2) < 1e-30 ? 0 : beta_value2;
    const beta_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const beta_value7 = Math.abs(beta_value6) < 1e-30 ? 0 : beta_value6;
    d_moments[i] = -(sum / batchnorm1[i]! * gamma[i]! * factor3);
    v[i] = beta_value3;
    s[i] = beta_value7;
    beta[i] = beta[i]! - factor4 * (beta_value3 * factor) / (Math.sqrt(beta_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   d_moments = sum[i,j,k](d_batchnorm1 * (conv1 - moments)) / batchnorm1 * gamma / batchnorm1 * -0.5 / batchnorm1 / (64*N)
//   v := 0.9 * v + 0.1 * (sum[i,j,k](d_batchnorm1 * (conv1 - moments)) / batchnorm1)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_batchnorm1 * (conv1 - ...)) / batchnorm1 * (sum[i,j,k](d_batchnorm1 * (conv1 - ...)) / batchnorm1)
//   gamma := gamma - 0.003 * (1 + cos(3.141593 * min(..., ...) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_batchnorm1_gamma(
  N: number,
  d_batchnorm1: Float32Array,
  conv1: Float32Array,
  moments: Float32Array,
  batchnorm1: Float32Array,
  gamma: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  d_moments: Float32Array,
): void {
  const factor5 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor5));
  const factor2 = 1 / (1 - Math.pow(0.999, factor5));
  const factor3 = 1 / (64 * N);
  const factor4 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor5, 690) / 690));
  const size1 = 64 * N;
  for (let i = 0; i < 12; i++) {
    let sum = 0;
    const moments_value = moments[i]!;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_batchnorm1_at2 = i + r3 * 12;
      sum += d_batchnorm1[d_batchnorm1_at2]! * (conv1[d_batchnorm1_at2]! - moments_value);
    }
    const batchnorm1_value = batchnorm1[i]!;
    const d_batchnorm1_value2 = sum / batchnorm1_value;
    const gamma_value2 = 0.9 * v[i]! + 0.09999999999999998 * d_batchnorm1_value2;
    const gamma_value3 = Math.abs(gamma_value2) < 1e-30 ? 0 : gamma_value2;
    const gamma_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (d_batchnorm1_value2 * d_batchnorm1_value2);
    const gamma_value7 = Math.abs(gamma_value6) < 1e-30 ? 0 : gamma_value6;
    const gamma_value15 = gamma[i]!;
    d_moments[i] = d_batchnorm1_value2 * gamma_value15 / batchnorm1_value * -0.5 / batchnorm1_value * factor3;
    v[i] = gamma_value3;
    s[i] = gamma_value7;
    gamma[i] = gamma_value15 - factor4 * (gamma_value3 * factor) / (Math.sqrt(gamma_value7 * factor2) + 1e-8);
  }
}

// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   d_conv1 = d_batchnorm1 + d_moments * 2 * (conv1 - moments) + d_moments2
function net_conv1_backward(
  N: number,
  d_moments: Float32Array,
  conv1: Float32Array,
  moments: Float32Array,
  d_batchnorm1: Float32Array,
  d_moments2: Float32Array,
  d_conv1: Float32Array,
): void {
  const size1 = 64 * N;
  for (let j = 0; j < size1; j++) {
    const d_batchnorm1_row = j * 12;
    for (let l = 0; l < 12; l++) {
      const d_batchnorm1_at = d_batchnorm1_row + l;
      d_conv1[d_batchnorm1_at] = d_batchnorm1[d_batchnorm1_at]! + d_moments[l]! * (2 * (conv1[d_batchnorm1_at]! - moments[l]!)) + d_moments2[l]!;
    }
  }
}

// examples/digits/digits.nnet:15  minimize nll + 3e-4 * l2(net)
// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
// examples/digits/digits.nnet:25  |> Conv(12, 3, pad: same, bias: false) |> BatchNorm |> relu |> max_pool(2)
//   v := 0.9 * v + 0.1 * (0.0003 * W + conv(image, d_conv1))
//   s := 0.999 * s + 0.001 * (0.0003 * W + conv(image, d_conv1)) * (0.0003 * W + conv(image, d_conv1))
//   W := W - 0.003 * (1 + cos(3.141593 * min(step + 1, 690) / 690)) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv1_W(
  N: number,
  image: Float32Array,
  d_conv1: Float32Array,
  W: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
): void {
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.003 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 690) / 690));
  for (let i = 0; i < 3; i++) {
    const offset = Math.max(0, 1 - i);
    const offset2 = Math.min(8, 9 - i);
    const image_row = i * 8;
    const W_row = i * 36;
    for (let j = 0; j < 3; j++) {
      const offset3 = Math.max(0, 1 - j);
      const offset4 = Math.min(8, 9 - j);
      const image_row2 = image_row + j;
      const W_row2 = W_row + j * 12;
      for (let l = 0; l < 12; l++) {
        let sum = 0;
        for (let c = 0; c < N; c++) {
          const image_row3 = image_row2 + c * 64;
          const d_conv1_row = l + c * 768;
          const at1 = image_row3 - 9;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 8;
            const d_conv1_row2 = d_conv1_row + k * 96;
            for (let k2 = offset3; k2 < offset4; k2++) {
              sum += image[image_row4 + k2]! * d_conv1[d_conv1_row2 + k2 * 12]!;
            }
          }
        }
        const W_at = W_row2 + l;
        const W_value15 = W[W_at]!;
        const d_W_value2 = 0.0003 * W_value15 + sum;
        const W_value2 = 0.9 * v[W_at]! + 0.09999999999999998 * d_W_value2;
        const W_value3 = Math.abs(W_value2) < 1e-30 ? 0 : W_value2;
        const W_value6 = 0.999 * s[W_at]! + 0.0010000000000000009 * (d_W_value2 * d_W_value2);
        const W_value7 = Math.abs(W_value6) < 1e-30 ? 0 : W_value6;
        v[W_at] = W_value3;
        s[W_at] = W_value7;
        W[W_at] = W_value15 - factor3 * (W_value3 * factor) / (Math.sqrt(W_value7 * factor2) + 1e-8);
      }
    }
  }
}

// examples/digits/digits.nnet:17  using    adam(lr: cosine(6e-3, steps: 690))
//   step := step + 1
function update_step(step: Int32Array): void {
  step[0] = step[0]! + 1;
}

/** What was refused, for programs; the message is for people. */
type ModelErrorCode =
  | "bad-option"
  | "bad-size"
  | "missing-input"
  | "wrong-length"
  | "bad-value"
  | "non-finite-loss"
  | "bad-file"
  | "thread-lost"
  | "closed"
  | "no-gpu"
  | "gpu-limit"
  | "gpu-memory"
  | "gpu-refused"
  | "gpu-lost";

/** Thrown for everything this module refuses: sizes, inputs, losses that are not finite, files; and where it cannot go on. */
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
 * Throws if `from` is no array of exactly `length` numbers, or if one of them is not finite in 32 bits. Where
 * `finite` says no, each is looked at.
 */
function copyReals(name: string, shape: string, from: ArrayLike<number>, to: Float32Array, length: number, finite: (values: Float32Array, length: number) => boolean): void {
  checkLength(name, shape, from, length);
  if (from instanceof Float32Array) {
    to.set(from);
    if (finite(to, length)) return;
  }
  for (let i = 0; i < length; i++) {
    const value = from[i];
    to[i] = value!;
    if (typeof value !== "number" || !Number.isFinite(to[i])) refuseValue(name, i, value, "must be a finite number");
  }
}

/** Whether the first `length` numbers are finite: NaN and infinities minus themselves are NaN, and so is a sum with them. Four sums need not wait for each other. */
function areFinite(values: Float32Array, length: number): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  for (let i = whole; i < length; i++) a += values[i]! - values[i]!;
  return a + b + c + d === 0;
}

/** Copies an input of whole numbers; each must be from `least` to `below - 1`. */
function copyWholes(name: string, shape: string, from: ArrayLike<number>, to: Int32Array, length: number, least: number, below: number): void {
  checkLength(name, shape, from, length);
  for (let i = 0; i < length; i++) {
    const value = from[i]!;
    if (!Number.isInteger(value) || value < least || value >= below) {
      refuseValue(name, i, value, `must be a whole number from ${least} to ${below - 1}`);
    }
    to[i] = value;
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
  let json: Json;
  try {
    json = JSON.parse(text, (_, value: unknown) => (typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value));
  } catch (error) {
    throw new ModelError("bad-file", `the header is not valid JSON: ${String(error)}`);
  }
  refuseDuplicates(text);
  return json;
}

/** Of valid JSON: braces, and strings with the colon that makes them keys. */
const jsonToken = /[{}]|("[^"\\]*(?:\\.[^"\\]*)*")([ \t\n\r]*:)?/g;

function refuseDuplicates(text: string): void {
  const open: Set<unknown>[] = [];
  for (const [token, string, colon] of text.matchAll(jsonToken)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon) {
      // Equal keys may be written in several ways.
      const key: unknown = JSON.parse(string!);
      const keys = open.at(-1)!;
      if (keys.has(key)) throw new ModelError("bad-file", `the header has the key ${string!} twice`);
      keys.add(key);
    }
  }
}

/** Where a block of memory lies: in bytes from the start, and its length in elements of four bytes. */
interface Block {
  readonly offset: number;
  readonly length: number;
}

function reals(buffer: ArrayBufferLike, { offset, length }: Block): Float32Array {
  return new Float32Array(buffer, offset, length);
}

function wholes(buffer: ArrayBufferLike, { offset, length }: Block): Int32Array {
  return new Int32Array(buffer, offset, length);
}

/** Places blocks one after another, each at a multiple of 64 bytes. */
class Layout {
  /** The bytes needed for all blocks so far. */
  bytes: number;
  /** Where each of them begins, in bytes. */
  readonly offsets: number[] = [];

  /** So many bytes before the first block are kept free. */
  constructor(margin = 0) {
    this.bytes = margin;
  }

  /** A new block of this many elements. */
  reserve(length: number): Block {
    const offset = this.bytes;
    this.offsets.push(offset);
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

const bytesPerElement: ReadonlyMap<unknown, number> = new Map(
  Object.entries({ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, U16: 2, I16: 2, F16: 2, BF16: 2, U32: 4, I32: 4, F32: 4, U64: 8, I64: 8, F64: 8 }),
);

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
  const [dtype, shape, offsets] = ["dtype", "shape", "data_offsets"].map((key) => entry.get(key));
  const width = bytesPerElement.get(dtype);
  if (typeof dtype !== "string" || width === undefined) throw wrong("no known dtype");
  if (!areCounts(shape)) throw wrong("no valid shape");
  const [begin, end, ...more] = areCounts(offsets) ? offsets : [];
  if (begin === undefined || end === undefined || more.length > 0 || begin > end) throw wrong("no valid data_offsets");
  const length = shape.reduce((product, extent) => product * extent, width);
  if (length !== end - begin) throw wrong(`${end - begin} bytes for its shape, which needs ${length},`);
  return { dtype, shape, begin, end };
}

function areCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
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
