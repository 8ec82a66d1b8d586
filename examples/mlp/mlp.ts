// Mlp, compiled by nnc from examples/mlp/mlp.nnet. TypeScript; stands alone, no imports.
//
//     const model = await Mlp.create({ N: 64, seed: 1 });
//     const { nll, accuracy } = model.train({ image, label });
//     const { probs } = model.predict({ image });
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface MlpInputs {
  /** [N, 784] */
  readonly image: ArrayLike<number>;
  /** [N], whole numbers from 0 to 9 */
  readonly label: ArrayLike<number>;
}

/** For `create`: the largest sizes that calls will use. */
export interface MlpOptions {
  /** The largest N; 64 unless given. */
  readonly N?: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface MlpSizes {
  readonly N?: number;
}

/** Losses and metrics. */
export interface MlpQuantities {
  readonly nll: number;
  readonly accuracy: number;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface MlpOutputs {
  /** [N, 10] */
  readonly probs: Float32Array;
}

/** The model Mlp. */
export class Mlp {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "Mlp",
    sizes: { N: 64 },
    inputs: [
      { name: "image", dtype: "f32", shape: ["N", 784] },
      { name: "label", dtype: "i32", shape: ["N"], below: 10 },
    ],
    outputs: [
      { name: "probs", dtype: "f32", shape: ["N", 10] },
    ],
    losses: [
      { name: "nll", dtype: "f32", shape: [] },
    ],
    metrics: [
      { name: "accuracy", dtype: "f32", shape: [] },
    ],
    parameters: [
      { name: "hidden.W", dtype: "f32", shape: [784, 128], role: "param" },
      { name: "hidden.b", dtype: "f32", shape: [128], role: "param" },
      { name: "dense1.W", dtype: "f32", shape: [128, 10], role: "param" },
      { name: "dense1.b", dtype: "f32", shape: [10], role: "param" },
    ],
    phases: [
      { name: "", batch: 64, epochs: 5 },
    ],
  } as const;

  readonly #memory: Memory;
  readonly #largest: { readonly N: number };

  private constructor(memory: Memory, largest: { readonly N: number }) {
    this.#memory = memory;
    this.#largest = largest;
  }

  /** A model with fresh weights. All its memory is made here. */
  static async create(options: MlpOptions = {}): Promise<Mlp> {
    const N = createdSize("N", options.N ?? 64);
    const memory = allocate(N);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new Mlp(memory, { N });
  }

  /** One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite. */
  train(batch: MlpInputs, options: { readonly sizes?: MlpSizes } = {}): MlpQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 784]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 784]", batch.image, m.image, 784 * N, areFinite);
    copyWholes("label", "[N]", batch.label, m.label, N, 0, 10);
    runTrain(m, N);
    return { nll: m.slot5[0]!, accuracy: m.slot6[0]! };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: MlpInputs, options: { readonly sizes?: MlpSizes } = {}): MlpQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 784]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 784]", batch.image, m.image, 784 * N, areFinite);
    copyWholes("label", "[N]", batch.label, m.label, N, 0, 10);
    runEvaluate(m, N);
    return { nll: m.slot4[0]!, accuracy: m.slot3[0]! };
  }

  /** The outputs in test mode. */
  predict(batch: Pick<MlpInputs, "image">, options: { readonly sizes?: MlpSizes } = {}): MlpOutputs {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 784]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 784]", batch.image, m.image, 784 * N, areFinite);
    runPredict(m, N);
    return { probs: m.slot0.slice(0, 10 * N) };
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
    return saveTensors(this.#memory.stored, { format: "nnc", model: "Mlp" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(this.#memory.stored, file);
  }
}

/** What this module throws. */
export { ModelError as MlpError };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number) {
  const layout = new Layout();
  const hidden_W = layout.reserve(100352);
  const hidden_b = layout.reserve(128);
  const dense1_W = layout.reserve(1280);
  const dense1_b = layout.reserve(10);
  const hidden_W_sgd_v = layout.reserve(100352);
  const hidden_b_sgd_v = layout.reserve(128);
  const dense1_W_sgd_v = layout.reserve(1280);
  const dense1_b_sgd_v = layout.reserve(10);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_image = layout.reserve(784 * N);
  const input_label = layout.reserve(N);
  const slot0 = layout.reserve(128 * N);
  const slot1 = layout.reserve(128 * N);
  const slot3 = layout.reserve(10 * N);
  const slot4 = layout.reserve(N);
  const slot2 = layout.reserve(128 * N);
  const slot5 = layout.reserve(1);
  const slot6 = layout.reserve(1);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** hidden.W: [784, 128] */
    hidden_W: reals(buffer, hidden_W),
    /** hidden.b: [128] */
    hidden_b: reals(buffer, hidden_b),
    /** dense1.W: [128, 10] */
    dense1_W: reals(buffer, dense1_W),
    /** dense1.b: [10] */
    dense1_b: reals(buffer, dense1_b),
    /** hidden.W/sgd.v: [784, 128] */
    hidden_W_sgd_v: reals(buffer, hidden_W_sgd_v),
    /** hidden.b/sgd.v: [128] */
    hidden_b_sgd_v: reals(buffer, hidden_b_sgd_v),
    /** dense1.W/sgd.v: [128, 10] */
    dense1_W_sgd_v: reals(buffer, dense1_W_sgd_v),
    /** dense1.b/sgd.v: [10] */
    dense1_b_sgd_v: reals(buffer, dense1_b_sgd_v),
    /** step: int[] */
    step: wholes(buffer, step),
    /** epoch: int[] */
    epoch: wholes(buffer, epoch),
    /** seed: int[] */
    seed: wholes(buffer, seed),
    /** image: [N, 784] */
    image: reals(buffer, input_image),
    /** label: index(10)[N] */
    label: wholes(buffer, input_label),
    slot0: reals(buffer, slot0),
    slot1: reals(buffer, slot1),
    slot3: reals(buffer, slot3),
    slot4: reals(buffer, slot4),
    slot0_i32: wholes(buffer, slot0),
    slot2: reals(buffer, slot2),
    slot5: reals(buffer, slot5),
    slot3_i32: wholes(buffer, slot3),
    slot6: reals(buffer, slot6),
    /** What a file holds: parameters, states, slots of the optimizer, and the clock. */
    stored: [
      { name: "hidden.W", shape: [784, 128], data: reals(buffer, hidden_W) },
      { name: "hidden.b", shape: [128], data: reals(buffer, hidden_b) },
      { name: "dense1.W", shape: [128, 10], data: reals(buffer, dense1_W) },
      { name: "dense1.b", shape: [10], data: reals(buffer, dense1_b) },
      { name: "hidden.W/sgd.v", shape: [784, 128], data: reals(buffer, hidden_W_sgd_v) },
      { name: "hidden.b/sgd.v", shape: [128], data: reals(buffer, hidden_b_sgd_v) },
      { name: "dense1.W/sgd.v", shape: [128, 10], data: reals(buffer, dense1_W_sgd_v) },
      { name: "dense1.b/sgd.v", shape: [10], data: reals(buffer, dense1_b_sgd_v) },
      { name: "step", shape: [], data: wholes(buffer, step) },
      { name: "epoch", shape: [], data: wholes(buffer, epoch) },
      { name: "seed", shape: [], data: wholes(buffer, seed) },
    ],
  };
}

type Memory = ReturnType<typeof allocate>;

/** Program `init`: 6 kernels. */
function runInit(m: Memory): void {
  init_hidden_W(m.seed, m.step, m.hidden_W);
  init_dense1_W(m.seed, m.step, m.dense1_W);
  init_hidden_W_sgd_v(m.hidden_W_sgd_v);
  init_dense1_W_sgd_v(m.dense1_W_sgd_v);
  init_hidden_b(m.hidden_b, m.hidden_b_sgd_v);
  init_dense1_b(m.dense1_b, m.dense1_b_sgd_v);
}

/** Program `evaluate`: 6 kernels. */
function runEvaluate(m: Memory, N: number): void {
  relu_forward(N, m.image, m.hidden_W, m.hidden_b, m.slot0);
  logits_forward(N, m.slot0, m.dense1_W, m.dense1_b, m.slot1);
  cross_entropy_forward(N, m.slot1, m.label, m.slot3, m.slot0);
  nll_forward(N, m.slot3, m.slot0, m.slot4);
  accuracy_forward(N, m.slot1, m.slot0_i32);
  accuracy_forward2(N, m.slot0_i32, m.label, m.slot3);
}

/** Program `train`: 13 kernels. */
function runTrain(m: Memory, N: number): void {
  relu_forward2(N, m.image, m.hidden_W, m.hidden_b, m.slot0, m.slot1);
  logits_forward(N, m.slot1, m.dense1_W, m.dense1_b, m.slot2);
  cross_entropy_forward(N, m.slot2, m.label, m.slot4, m.slot3);
  nll_forward(N, m.slot4, m.slot3, m.slot5);
  accuracy_forward(N, m.slot2, m.slot3_i32);
  accuracy_forward2(N, m.slot3_i32, m.label, m.slot6);
  logits_backward(N, m.slot2, m.slot4, m.label, m.slot3);
  refuseLoss("nll", m.slot5[0]!, m.step[0]! + 1);
  update_dense1_b(N, m.slot3, m.dense1_b_sgd_v, m.step, m.dense1_b);
  hidden_backward(N, m.slot3, m.dense1_W, m.slot0, m.slot2);
  update_hidden_W(N, m.image, m.slot2, m.hidden_W_sgd_v, m.step, m.hidden_W);
  update_hidden_b(N, m.slot2, m.hidden_b_sgd_v, m.step, m.hidden_b);
  update_dense1_W(N, m.slot1, m.slot3, m.dense1_W_sgd_v, m.step, m.dense1_W);
  update_step(m.step);
}

/** Program `predict`: 4 kernels. */
function runPredict(m: Memory, N: number): void {
  relu_forward(N, m.image, m.hidden_W, m.hidden_b, m.slot0);
  logits_forward(N, m.slot0, m.dense1_W, m.dense1_b, m.slot1);
  log_softmax_forward(N, m.slot1, m.slot3);
  softmax_forward(N, m.slot1, m.slot3, m.slot0);
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   W := 0.05050763 * normal()
function init_hidden_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 100352; j++) {
    W[j] = 0.050507627227610534 * randomNormal(seed_value, step_value, 707715196, j);
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   W := 0.1203859 * normal()
function init_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 1280; j++) {
    W[j] = 0.1203858530857692 * randomNormal(seed_value, step_value, 420837608, j);
  }
}

// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0
function init_hidden_W_sgd_v(v: Float32Array): void {
  for (let j = 0; j < 100352; j++) {
    v[j] = 0;
  }
}

// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0
function init_dense1_W_sgd_v(v: Float32Array): void {
  for (let j = 0; j < 1280; j++) {
    v[j] = 0;
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   b := 0
//   v := b
function init_hidden_b(b: Float32Array, v: Float32Array): void {
  for (let i = 0; i < 128; i++) {
    b[i] = 0;
    v[i] = 0;
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   b := 0
//   v := b
function init_dense1_b(b: Float32Array, v: Float32Array): void {
  for (let i = 0; i < 10; i++) {
    b[i] = 0;
    v[i] = 0;
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   relu = if image @ W + b > 0 then image @ W + b else 0
function relu_forward(N: number, image: Float32Array, W: Float32Array, b: Float32Array, relu: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 32; i4++) {
    const W_row = i4 * 4;
    const b_value = b[W_row]!;
    const b_at = W_row + 1;
    const b_value2 = b[b_at]!;
    const b_at2 = W_row + 2;
    const b_value3 = b[b_at2]!;
    const b_at3 = W_row + 3;
    const b_value4 = b[b_at3]!;
    for (let n4 = 0; n4 < size1; n4++) {
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
      const image_row = n4 * 3136;
      for (let k = 0; k < 784; k++) {
        const image_at = image_row + k;
        const image_value = image[image_at]!;
        const W_at2 = W_row + k * 128;
        const W_value = W[W_at2]!;
        sum_0_0 += image_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += image_value * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += image_value * W_value3;
        const W_value4 = W[W_at2 + 3]!;
        sum_0_3 += image_value * W_value4;
        const image_value2 = image[image_at + 784]!;
        sum_1_0 += image_value2 * W_value;
        sum_1_1 += image_value2 * W_value2;
        sum_1_2 += image_value2 * W_value3;
        sum_1_3 += image_value2 * W_value4;
        const image_value3 = image[image_at + 1568]!;
        sum_2_0 += image_value3 * W_value;
        sum_2_1 += image_value3 * W_value2;
        sum_2_2 += image_value3 * W_value3;
        sum_2_3 += image_value3 * W_value4;
        const image_value4 = image[image_at + 2352]!;
        sum_3_0 += image_value4 * W_value;
        sum_3_1 += image_value4 * W_value2;
        sum_3_2 += image_value4 * W_value3;
        sum_3_3 += image_value4 * W_value4;
      }
      const relu_at2 = W_row + n4 * 512;
      relu[relu_at2] = sum_0_0 + b_value > 0 ? sum_0_0 + b[W_row]! : 0;
      relu[relu_at2 + 128] = sum_1_0 + b_value > 0 ? sum_1_0 + b[W_row]! : 0;
      relu[relu_at2 + 256] = sum_2_0 + b_value > 0 ? sum_2_0 + b[W_row]! : 0;
      relu[relu_at2 + 384] = sum_3_0 + b_value > 0 ? sum_3_0 + b[W_row]! : 0;
      relu[relu_at2 + 1] = sum_0_1 + b_value2 > 0 ? sum_0_1 + b[b_at]! : 0;
      relu[relu_at2 + 129] = sum_1_1 + b_value2 > 0 ? sum_1_1 + b[b_at]! : 0;
      relu[relu_at2 + 257] = sum_2_1 + b_value2 > 0 ? sum_2_1 + b[b_at]! : 0;
      relu[relu_at2 + 385] = sum_3_1 + b_value2 > 0 ? sum_3_1 + b[b_at]! : 0;
      relu[relu_at2 + 2] = sum_0_2 + b_value3 > 0 ? sum_0_2 + b[b_at2]! : 0;
      relu[relu_at2 + 130] = sum_1_2 + b_value3 > 0 ? sum_1_2 + b[b_at2]! : 0;
      relu[relu_at2 + 258] = sum_2_2 + b_value3 > 0 ? sum_2_2 + b[b_at2]! : 0;
      relu[relu_at2 + 386] = sum_3_2 + b_value3 > 0 ? sum_3_2 + b[b_at2]! : 0;
      relu[relu_at2 + 3] = sum_0_3 + b_value4 > 0 ? sum_0_3 + b[b_at3]! : 0;
      relu[relu_at2 + 131] = sum_1_3 + b_value4 > 0 ? sum_1_3 + b[b_at3]! : 0;
      relu[relu_at2 + 259] = sum_2_3 + b_value4 > 0 ? sum_2_3 + b[b_at3]! : 0;
      relu[relu_at2 + 387] = sum_3_3 + b_value4 > 0 ? sum_3_3 + b[b_at3]! : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const image_row2 = n * 784;
      for (let k = 0; k < 784; k++) {
        const image_value5 = image[image_row2 + k]!;
        const W_at7 = W_row + k * 128;
        sum_0_4 += image_value5 * W[W_at7]!;
        sum_1_4 += image_value5 * W[W_at7 + 1]!;
        sum_2_4 += image_value5 * W[W_at7 + 2]!;
        sum_3_4 += image_value5 * W[W_at7 + 3]!;
      }
      const relu_at4 = W_row + n * 128;
      relu[relu_at4] = sum_0_4 + b_value > 0 ? sum_0_4 + b[W_row]! : 0;
      relu[relu_at4 + 1] = sum_1_4 + b_value2 > 0 ? sum_1_4 + b[b_at]! : 0;
      relu[relu_at4 + 2] = sum_2_4 + b_value3 > 0 ? sum_2_4 + b[b_at2]! : 0;
      relu[relu_at4 + 3] = sum_3_4 + b_value4 > 0 ? sum_3_4 + b[b_at3]! : 0;
    }
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   logits = relu @ W + b
function logits_forward(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, logits: Float32Array): void {
  const size1 = Math.floor(N / 2);
  for (let n2 = 0; n2 < size1; n2++) {
    const relu_row = n2 * 256;
    const logits_row = n2 * 20;
    for (let i2 = 0; i2 < 5; i2++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      const W_row = i2 * 2;
      for (let k = 0; k < 128; k++) {
        const relu_at = relu_row + k;
        const relu_value = relu[relu_at]!;
        const W_at2 = W_row + k * 10;
        const W_value = W[W_at2]!;
        sum_0_0 += relu_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += relu_value * W_value2;
        const relu_value2 = relu[relu_at + 128]!;
        sum_1_0 += relu_value2 * W_value;
        sum_1_1 += relu_value2 * W_value2;
      }
      const logits_at = logits_row + W_row;
      const b_value = b[W_row]!;
      logits[logits_at] = sum_0_0 + b_value;
      logits[logits_at + 10] = sum_1_0 + b_value;
      const b_value2 = b[W_row + 1]!;
      logits[logits_at + 1] = sum_0_1 + b_value2;
      logits[logits_at + 11] = sum_1_1 + b_value2;
    }
  }
  for (let n = 2 * Math.floor(N / 2); n < N; n++) {
    const relu_row2 = n * 128;
    const logits_row2 = n * 10;
    for (let i2_2 = 0; i2_2 < 5; i2_2++) {
      let sum_0_2 = 0;
      let sum_1_2 = 0;
      const W_row2 = i2_2 * 2;
      for (let k = 0; k < 128; k++) {
        const relu_value3 = relu[relu_row2 + k]!;
        const W_at5 = W_row2 + k * 10;
        sum_0_2 += relu_value3 * W[W_at5]!;
        sum_1_2 += relu_value3 * W[W_at5 + 1]!;
      }
      const logits_at2 = logits_row2 + W_row2;
      logits[logits_at2] = sum_0_2 + b[W_row2]!;
      logits[logits_at2 + 1] = sum_1_2 + b[W_row2 + 1]!;
    }
  }
}

// examples/mlp/mlp.nnet:9  output probs    = softmax(logits)
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

// examples/mlp/mlp.nnet:9  output probs    = softmax(logits)
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

// examples/mlp/mlp.nnet:10  loss   nll      = cross_entropy(logits, label)
//   cross_entropy = logsumexp[j](logits)
//   cross_entropy2 = sum[j](logits * onehot(label))
function cross_entropy_forward(
  N: number,
  logits: Float32Array,
  label: Int32Array,
  cross_entropy: Float32Array,
  cross_entropy2: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    let max_ = -Infinity;
    let sum = 0;
    let sum2 = 0;
    const logits_row = n * 10;
    const label_value = label[n]!;
    for (let r = 0; r < 10; r++) {
      const logits_value = logits[logits_row + r]!;
      const next_sum = logits_value > max_ ? sum * Math.exp(max_ - logits_value) + 1 : logits_value === max_ ? sum + 1 : sum + Math.exp(logits_value - max_);
      max_ = Math.max(max_, logits_value);
      sum = next_sum;
      sum2 += logits_value * (r === label_value ? 1 : 0);
    }
    cross_entropy[n] = max_ + Math.log(sum);
    cross_entropy2[n] = sum2;
  }
}

// examples/mlp/mlp.nnet:10  loss   nll      = cross_entropy(logits, label)
//   nll = sum[i](cross_entropy - cross_entropy2) / N
function nll_forward(N: number, cross_entropy: Float32Array, cross_entropy2: Float32Array, nll: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += cross_entropy[r]! - cross_entropy2[r]!;
  }
  nll[0] = sum / N;
}

// examples/mlp/mlp.nnet:11  metric accuracy = accuracy(logits, label)
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

// examples/mlp/mlp.nnet:11  metric accuracy = accuracy(logits, label)
//   accuracy2 = sum[i]([accuracy == label]) / N
function accuracy_forward2(N: number, accuracy: Int32Array, label: Int32Array, accuracy2: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += accuracy[r]! === label[r]! ? 1 : 0;
  }
  accuracy2[0] = sum / N;
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   hidden = image @ W + b
//   relu = if hidden > 0 then hidden else 0
function relu_forward2(
  N: number,
  image: Float32Array,
  W: Float32Array,
  b: Float32Array,
  hidden: Float32Array,
  relu: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 32; i4++) {
    const W_row = i4 * 4;
    const b_value = b[W_row]!;
    const b_value2 = b[W_row + 1]!;
    const b_value3 = b[W_row + 2]!;
    const b_value4 = b[W_row + 3]!;
    for (let n4 = 0; n4 < size1; n4++) {
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
      const image_row = n4 * 3136;
      for (let k = 0; k < 784; k++) {
        const image_at = image_row + k;
        const image_value = image[image_at]!;
        const W_at2 = W_row + k * 128;
        const W_value = W[W_at2]!;
        sum_0_0 += image_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += image_value * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += image_value * W_value3;
        const W_value4 = W[W_at2 + 3]!;
        sum_0_3 += image_value * W_value4;
        const image_value2 = image[image_at + 784]!;
        sum_1_0 += image_value2 * W_value;
        sum_1_1 += image_value2 * W_value2;
        sum_1_2 += image_value2 * W_value3;
        sum_1_3 += image_value2 * W_value4;
        const image_value3 = image[image_at + 1568]!;
        sum_2_0 += image_value3 * W_value;
        sum_2_1 += image_value3 * W_value2;
        sum_2_2 += image_value3 * W_value3;
        sum_2_3 += image_value3 * W_value4;
        const image_value4 = image[image_at + 2352]!;
        sum_3_0 += image_value4 * W_value;
        sum_3_1 += image_value4 * W_value2;
        sum_3_2 += image_value4 * W_value3;
        sum_3_3 += image_value4 * W_value4;
      }
      const hidden_value2_0_0 = sum_0_0 + b_value;
      const hidden_at2 = W_row + n4 * 512;
      hidden[hidden_at2] = hidden_value2_0_0;
      relu[hidden_at2] = hidden_value2_0_0 > 0 ? hidden_value2_0_0 : 0;
      const hidden_value2_1_0 = sum_1_0 + b_value;
      const hidden_at3 = hidden_at2 + 128;
      hidden[hidden_at3] = hidden_value2_1_0;
      relu[hidden_at3] = hidden_value2_1_0 > 0 ? hidden_value2_1_0 : 0;
      const hidden_value2_2_0 = sum_2_0 + b_value;
      const hidden_at4 = hidden_at2 + 256;
      hidden[hidden_at4] = hidden_value2_2_0;
      relu[hidden_at4] = hidden_value2_2_0 > 0 ? hidden_value2_2_0 : 0;
      const hidden_value2_3_0 = sum_3_0 + b_value;
      const hidden_at5 = hidden_at2 + 384;
      hidden[hidden_at5] = hidden_value2_3_0;
      relu[hidden_at5] = hidden_value2_3_0 > 0 ? hidden_value2_3_0 : 0;
      const hidden_value2_0_1 = sum_0_1 + b_value2;
      const hidden_at6 = hidden_at2 + 1;
      hidden[hidden_at6] = hidden_value2_0_1;
      relu[hidden_at6] = hidden_value2_0_1 > 0 ? hidden_value2_0_1 : 0;
      const hidden_value2_1_1 = sum_1_1 + b_value2;
      const hidden_at7 = hidden_at2 + 129;
      hidden[hidden_at7] = hidden_value2_1_1;
      relu[hidden_at7] = hidden_value2_1_1 > 0 ? hidden_value2_1_1 : 0;
      const hidden_value2_2_1 = sum_2_1 + b_value2;
      const hidden_at8 = hidden_at2 + 257;
      hidden[hidden_at8] = hidden_value2_2_1;
      relu[hidden_at8] = hidden_value2_2_1 > 0 ? hidden_value2_2_1 : 0;
      const hidden_value2_3_1 = sum_3_1 + b_value2;
      const hidden_at9 = hidden_at2 + 385;
      hidden[hidden_at9] = hidden_value2_3_1;
      relu[hidden_at9] = hidden_value2_3_1 > 0 ? hidden_value2_3_1 : 0;
      const hidden_value2_0_2 = sum_0_2 + b_value3;
      const hidden_at10 = hidden_at2 + 2;
      hidden[hidden_at10] = hidden_value2_0_2;
      relu[hidden_at10] = hidden_value2_0_2 > 0 ? hidden_value2_0_2 : 0;
      const hidden_value2_1_2 = sum_1_2 + b_value3;
      const hidden_at11 = hidden_at2 + 130;
      hidden[hidden_at11] = hidden_value2_1_2;
      relu[hidden_at11] = hidden_value2_1_2 > 0 ? hidden_value2_1_2 : 0;
      const hidden_value2_2_2 = sum_2_2 + b_value3;
      const hidden_at12 = hidden_at2 + 258;
      hidden[hidden_at12] = hidden_value2_2_2;
      relu[hidden_at12] = hidden_value2_2_2 > 0 ? hidden_value2_2_2 : 0;
      const hidden_value2_3_2 = sum_3_2 + b_value3;
      const hidden_at13 = hidden_at2 + 386;
      hidden[hidden_at13] = hidden_value2_3_2;
      relu[hidden_at13] = hidden_value2_3_2 > 0 ? hidden_value2_3_2 : 0;
      const hidden_value2_0_3 = sum_0_3 + b_value4;
      const hidden_at14 = hidden_at2 + 3;
      hidden[hidden_at14] = hidden_value2_0_3;
      relu[hidden_at14] = hidden_value2_0_3 > 0 ? hidden_value2_0_3 : 0;
      const hidden_value2_1_3 = sum_1_3 + b_value4;
      const hidden_at15 = hidden_at2 + 131;
      hidden[hidden_at15] = hidden_value2_1_3;
      relu[hidden_at15] = hidden_value2_1_3 > 0 ? hidden_value2_1_3 : 0;
      const hidden_value2_2_3 = sum_2_3 + b_value4;
      const hidden_at16 = hidden_at2 + 259;
      hidden[hidden_at16] = hidden_value2_2_3;
      relu[hidden_at16] = hidden_value2_2_3 > 0 ? hidden_value2_2_3 : 0;
      const hidden_value2_3_3 = sum_3_3 + b_value4;
      const hidden_at17 = hidden_at2 + 387;
      hidden[hidden_at17] = hidden_value2_3_3;
      relu[hidden_at17] = hidden_value2_3_3 > 0 ? hidden_value2_3_3 : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const image_row2 = n * 784;
      for (let k = 0; k < 784; k++) {
        const image_value5 = image[image_row2 + k]!;
        const W_at7 = W_row + k * 128;
        sum_0_4 += image_value5 * W[W_at7]!;
        sum_1_4 += image_value5 * W[W_at7 + 1]!;
        sum_2_4 += image_value5 * W[W_at7 + 2]!;
        sum_3_4 += image_value5 * W[W_at7 + 3]!;
      }
      const hidden_value2_0_4 = sum_0_4 + b_value;
      const hidden_at19 = W_row + n * 128;
      hidden[hidden_at19] = hidden_value2_0_4;
      relu[hidden_at19] = hidden_value2_0_4 > 0 ? hidden_value2_0_4 : 0;
      const hidden_value2_1_4 = sum_1_4 + b_value2;
      const hidden_at20 = hidden_at19 + 1;
      hidden[hidden_at20] = hidden_value2_1_4;
      relu[hidden_at20] = hidden_value2_1_4 > 0 ? hidden_value2_1_4 : 0;
      const hidden_value2_2_4 = sum_2_4 + b_value3;
      const hidden_at21 = hidden_at19 + 2;
      hidden[hidden_at21] = hidden_value2_2_4;
      relu[hidden_at21] = hidden_value2_2_4 > 0 ? hidden_value2_2_4 : 0;
      const hidden_value2_3_4 = sum_3_4 + b_value4;
      const hidden_at22 = hidden_at19 + 3;
      hidden[hidden_at22] = hidden_value2_3_4;
      relu[hidden_at22] = hidden_value2_3_4 > 0 ? hidden_value2_3_4 : 0;
    }
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
// examples/mlp/mlp.nnet:10  loss   nll      = cross_entropy(logits, label)
//   d_logits = (softmax(logits) - onehot(label)) / N
function logits_backward(
  N: number,
  logits: Float32Array,
  cross_entropy: Float32Array,
  label: Int32Array,
  d_logits: Float32Array,
): void {
  const factor = 1 / N;
  for (let n = 0; n < N; n++) {
    const logits_row = n * 10;
    const cross_entropy_value = cross_entropy[n]!;
    const label_value = label[n]!;
    for (let i = 0; i < 10; i++) {
      const logits_at = logits_row + i;
      d_logits[logits_at] = (Math.exp(logits[logits_at]! - cross_entropy_value) - (i === label_value ? 1 : 0)) * factor;
    }
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0.9 * v + sum[i](d_logits)
//   b := b - 0.015 * (1 + cos(3.141593 * min(step + 1, 4690) / 4690)) * v
function update_dense1_b(N: number, d_logits: Float32Array, v: Float32Array, step: Int32Array, b: Float32Array): void {
  const factor = 0.015 * (1 + Math.cos(3.141592653589793 * Math.min(step[0]! + 1, 4690) / 4690));
  for (let i = 0; i < 10; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_logits[i + r * 10]!;
    }
    const b_value = 0.9 * v[i]! + sum;
    const b_value2 = Math.abs(b_value) < 1e-30 ? 0 : b_value;
    v[i] = b_value2;
    b[i] = b[i]! - factor * b_value2;
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
//   d_hidden = if hidden > 0 then d_logits @ W^T else 0
function hidden_backward(
  N: number,
  d_logits: Float32Array,
  W: Float32Array,
  hidden: Float32Array,
  d_hidden: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const d_logits_row = n * 10;
    const d_hidden_row = n * 128;
    for (let i4 = 0; i4 < 32; i4++) {
      let sum_0 = 0;
      let sum_1 = 0;
      let sum_2 = 0;
      let sum_3 = 0;
      const W_row = i4 * 40;
      for (let k = 0; k < 10; k++) {
        const d_logits_value = d_logits[d_logits_row + k]!;
        const W_at = W_row + k;
        sum_0 += d_logits_value * W[W_at]!;
        sum_1 += d_logits_value * W[W_at + 10]!;
        sum_2 += d_logits_value * W[W_at + 20]!;
        sum_3 += d_logits_value * W[W_at + 30]!;
      }
      const d_hidden_at2 = d_hidden_row + i4 * 4;
      d_hidden[d_hidden_at2] = hidden[d_hidden_at2]! > 0 ? sum_0 : 0;
      const d_hidden_at3 = d_hidden_at2 + 1;
      d_hidden[d_hidden_at3] = hidden[d_hidden_at3]! > 0 ? sum_1 : 0;
      const d_hidden_at4 = d_hidden_at2 + 2;
      d_hidden[d_hidden_at4] = hidden[d_hidden_at4]! > 0 ? sum_2 : 0;
      const d_hidden_at5 = d_hidden_at2 + 3;
      d_hidden[d_hidden_at5] = hidden[d_hidden_at5]! > 0 ? sum_3 : 0;
    }
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0.9 * v + image^T @ d_hidden
//   W := W - 0.015 * (1 + cos(3.141593 * min(step + 1, 4690) / 4690)) * v
function update_hidden_W(
  N: number,
  image: Float32Array,
  d_hidden: Float32Array,
  v: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor = 0.015 * (1 + Math.cos(3.141592653589793 * Math.min(step[0]! + 1, 4690) / 4690));
  for (let i4 = 0; i4 < 196; i4++) {
    const image_row = i4 * 4;
    const v_row = i4 * 512;
    for (let j4 = 0; j4 < 32; j4++) {
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
      const d_hidden_row = j4 * 4;
      for (let k = 0; k < N; k++) {
        const image_at2 = image_row + k * 784;
        const image_value = image[image_at2]!;
        const d_hidden_at2 = d_hidden_row + k * 128;
        const d_hidden_value = d_hidden[d_hidden_at2]!;
        sum_0_0 += image_value * d_hidden_value;
        const d_hidden_value2 = d_hidden[d_hidden_at2 + 1]!;
        sum_0_1 += image_value * d_hidden_value2;
        const d_hidden_value3 = d_hidden[d_hidden_at2 + 2]!;
        sum_0_2 += image_value * d_hidden_value3;
        const d_hidden_value4 = d_hidden[d_hidden_at2 + 3]!;
        sum_0_3 += image_value * d_hidden_value4;
        const image_value2 = image[image_at2 + 1]!;
        sum_1_0 += image_value2 * d_hidden_value;
        sum_1_1 += image_value2 * d_hidden_value2;
        sum_1_2 += image_value2 * d_hidden_value3;
        sum_1_3 += image_value2 * d_hidden_value4;
        const image_value3 = image[image_at2 + 2]!;
        sum_2_0 += image_value3 * d_hidden_value;
        sum_2_1 += image_value3 * d_hidden_value2;
        sum_2_2 += image_value3 * d_hidden_value3;
        sum_2_3 += image_value3 * d_hidden_value4;
        const image_value4 = image[image_at2 + 3]!;
        sum_3_0 += image_value4 * d_hidden_value;
        sum_3_1 += image_value4 * d_hidden_value2;
        sum_3_2 += image_value4 * d_hidden_value3;
        sum_3_3 += image_value4 * d_hidden_value4;
      }
      const v_at = v_row + d_hidden_row;
      const W_value_0_0 = 0.9 * v[v_at]! + sum_0_0;
      const W_value2_0_0 = Math.abs(W_value_0_0) < 1e-30 ? 0 : W_value_0_0;
      v[v_at] = W_value2_0_0;
      W[v_at] = W[v_at]! - factor * W_value2_0_0;
      const v_at2 = v_at + 128;
      const W_value_1_0 = 0.9 * v[v_at2]! + sum_1_0;
      const W_value2_1_0 = Math.abs(W_value_1_0) < 1e-30 ? 0 : W_value_1_0;
      v[v_at2] = W_value2_1_0;
      W[v_at2] = W[v_at2]! - factor * W_value2_1_0;
      const v_at3 = v_at + 256;
      const W_value_2_0 = 0.9 * v[v_at3]! + sum_2_0;
      const W_value2_2_0 = Math.abs(W_value_2_0) < 1e-30 ? 0 : W_value_2_0;
      v[v_at3] = W_value2_2_0;
      W[v_at3] = W[v_at3]! - factor * W_value2_2_0;
      const v_at4 = v_at + 384;
      const W_value_3_0 = 0.9 * v[v_at4]! + sum_3_0;
      const W_value2_3_0 = Math.abs(W_value_3_0) < 1e-30 ? 0 : W_value_3_0;
      v[v_at4] = W_value2_3_0;
      W[v_at4] = W[v_at4]! - factor * W_value2_3_0;
      const v_at5 = v_at + 1;
      const W_value_0_1 = 0.9 * v[v_at5]! + sum_0_1;
      const W_value2_0_1 = Math.abs(W_value_0_1) < 1e-30 ? 0 : W_value_0_1;
      v[v_at5] = W_value2_0_1;
      W[v_at5] = W[v_at5]! - factor * W_value2_0_1;
      const v_at6 = v_at + 129;
      const W_value_1_1 = 0.9 * v[v_at6]! + sum_1_1;
      const W_value2_1_1 = Math.abs(W_value_1_1) < 1e-30 ? 0 : W_value_1_1;
      v[v_at6] = W_value2_1_1;
      W[v_at6] = W[v_at6]! - factor * W_value2_1_1;
      const v_at7 = v_at + 257;
      const W_value_2_1 = 0.9 * v[v_at7]! + sum_2_1;
      const W_value2_2_1 = Math.abs(W_value_2_1) < 1e-30 ? 0 : W_value_2_1;
      v[v_at7] = W_value2_2_1;
      W[v_at7] = W[v_at7]! - factor * W_value2_2_1;
      const v_at8 = v_at + 385;
      const W_value_3_1 = 0.9 * v[v_at8]! + sum_3_1;
      const W_value2_3_1 = Math.abs(W_value_3_1) < 1e-30 ? 0 : W_value_3_1;
      v[v_at8] = W_value2_3_1;
      W[v_at8] = W[v_at8]! - factor * W_value2_3_1;
      const v_at9 = v_at + 2;
      const W_value_0_2 = 0.9 * v[v_at9]! + sum_0_2;
      const W_value2_0_2 = Math.abs(W_value_0_2) < 1e-30 ? 0 : W_value_0_2;
      v[v_at9] = W_value2_0_2;
      W[v_at9] = W[v_at9]! - factor * W_value2_0_2;
      const v_at10 = v_at + 130;
      const W_value_1_2 = 0.9 * v[v_at10]! + sum_1_2;
      const W_value2_1_2 = Math.abs(W_value_1_2) < 1e-30 ? 0 : W_value_1_2;
      v[v_at10] = W_value2_1_2;
      W[v_at10] = W[v_at10]! - factor * W_value2_1_2;
      const v_at11 = v_at + 258;
      const W_value_2_2 = 0.9 * v[v_at11]! + sum_2_2;
      const W_value2_2_2 = Math.abs(W_value_2_2) < 1e-30 ? 0 : W_value_2_2;
      v[v_at11] = W_value2_2_2;
      W[v_at11] = W[v_at11]! - factor * W_value2_2_2;
      const v_at12 = v_at + 386;
      const W_value_3_2 = 0.9 * v[v_at12]! + sum_3_2;
      const W_value2_3_2 = Math.abs(W_value_3_2) < 1e-30 ? 0 : W_value_3_2;
      v[v_at12] = W_value2_3_2;
      W[v_at12] = W[v_at12]! - factor * W_value2_3_2;
      const v_at13 = v_at + 3;
      const W_value_0_3 = 0.9 * v[v_at13]! + sum_0_3;
      const W_value2_0_3 = Math.abs(W_value_0_3) < 1e-30 ? 0 : W_value_0_3;
      v[v_at13] = W_value2_0_3;
      W[v_at13] = W[v_at13]! - factor * W_value2_0_3;
      const v_at14 = v_at + 131;
      const W_value_1_3 = 0.9 * v[v_at14]! + sum_1_3;
      const W_value2_1_3 = Math.abs(W_value_1_3) < 1e-30 ? 0 : W_value_1_3;
      v[v_at14] = W_value2_1_3;
      W[v_at14] = W[v_at14]! - factor * W_value2_1_3;
      const v_at15 = v_at + 259;
      const W_value_2_3 = 0.9 * v[v_at15]! + sum_2_3;
      const W_value2_2_3 = Math.abs(W_value_2_3) < 1e-30 ? 0 : W_value_2_3;
      v[v_at15] = W_value2_2_3;
      W[v_at15] = W[v_at15]! - factor * W_value2_2_3;
      const v_at16 = v_at + 387;
      const W_value_3_3 = 0.9 * v[v_at16]! + sum_3_3;
      const W_value2_3_3 = Math.abs(W_value_3_3) < 1e-30 ? 0 : W_value_3_3;
      v[v_at16] = W_value2_3_3;
      W[v_at16] = W[v_at16]! - factor * W_value2_3_3;
    }
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0.9 * v + sum[i](d_hidden)
//   b := b - 0.015 * (1 + cos(3.141593 * min(step + 1, 4690) / 4690)) * v
function update_hidden_b(N: number, d_hidden: Float32Array, v: Float32Array, step: Int32Array, b: Float32Array): void {
  const factor = 0.015 * (1 + Math.cos(3.141592653589793 * Math.min(step[0]! + 1, 4690) / 4690));
  for (let i = 0; i < 128; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_hidden[i + r * 128]!;
    }
    const b_value = 0.9 * v[i]! + sum;
    const b_value2 = Math.abs(b_value) < 1e-30 ? 0 : b_value;
    v[i] = b_value2;
    b[i] = b[i]! - factor * b_value2;
  }
}

// examples/mlp/mlp.nnet:7  logits = image |> hidden |> relu |> Dense(10, init: glorot_normal)
// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
//   v := 0.9 * v + relu^T @ d_logits
//   W := W - 0.015 * (1 + cos(3.141593 * min(step + 1, 4690) / 4690)) * v
function update_dense1_W(
  N: number,
  relu: Float32Array,
  d_logits: Float32Array,
  v: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor = 0.015 * (1 + Math.cos(3.141592653589793 * Math.min(step[0]! + 1, 4690) / 4690));
  for (let i2 = 0; i2 < 64; i2++) {
    const relu_row = i2 * 2;
    const v_row = i2 * 20;
    for (let j = 0; j < 10; j++) {
      let sum_0 = 0;
      let sum_1 = 0;
      for (let k = 0; k < N; k++) {
        const relu_at2 = relu_row + k * 128;
        const d_logits_value = d_logits[j + k * 10]!;
        sum_0 += relu[relu_at2]! * d_logits_value;
        sum_1 += relu[relu_at2 + 1]! * d_logits_value;
      }
      const v_at = v_row + j;
      const W_value_0 = 0.9 * v[v_at]! + sum_0;
      const W_value2_0 = Math.abs(W_value_0) < 1e-30 ? 0 : W_value_0;
      v[v_at] = W_value2_0;
      W[v_at] = W[v_at]! - factor * W_value2_0;
      const v_at2 = v_at + 10;
      const W_value_1 = 0.9 * v[v_at2]! + sum_1;
      const W_value2_1 = Math.abs(W_value_1) < 1e-30 ? 0 : W_value_1;
      v[v_at2] = W_value2_1;
      W[v_at2] = W[v_at2]! - factor * W_value2_1;
    }
  }
}

// examples/mlp/mlp.nnet:15  using    sgd(lr: cosine(0.03, steps: 4690), momentum: 0.9)
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

/** A loss before the update it would lead to: the model is left as it was. */
function refuseLoss(name: string, value: number, step: number): void {
  if (Number.isFinite(value)) return;
  throw new ModelError(
    "non-finite-loss",
    `loss \`${name}\` is ${value} in step ${step}, so the step was not taken and the weights are as before it. ` +
      "Lower the learning rate, clip the gradient, or go back to an earlier save",
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
