// LeNet5, compiled by nnc from examples/lenet/lenet.nnet. TypeScript; stands alone, no imports.
//
//     const model = await LeNet5.create({ N: 64, seed: 1 });
//     const { nll, accuracy } = model.train({ image, label });
//     const { probs } = model.predict({ image });
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface LeNet5Inputs {
  /** [N, 28, 28, 1] */
  readonly image: ArrayLike<number>;
  /** [N], whole numbers from 0 to 9 */
  readonly label: ArrayLike<number>;
}

/** For `create`: the largest sizes that calls will use. */
export interface LeNet5Options {
  /** The largest N; 64 unless given. */
  readonly N?: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface LeNet5Sizes {
  readonly N?: number;
}

/** Losses and metrics. */
export interface LeNet5Quantities {
  readonly nll: number;
  readonly accuracy: number;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface LeNet5Outputs {
  /** [N, 10] */
  readonly probs: Float32Array;
}

/** The model LeNet5. */
export class LeNet5 {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "LeNet5",
    sizes: { N: 64 },
    inputs: [
      { name: "image", dtype: "f32", shape: ["N", 28, 28, 1] },
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
      { name: "net.conv1.W", dtype: "f32", shape: [5, 5, 1, 6], role: "param" },
      { name: "net.conv1.b", dtype: "f32", shape: [6], role: "param" },
      { name: "net.conv2.W", dtype: "f32", shape: [5, 5, 6, 16], role: "param" },
      { name: "net.conv2.b", dtype: "f32", shape: [16], role: "param" },
      { name: "net.dense1.W", dtype: "f32", shape: [400, 120], role: "param" },
      { name: "net.dense1.b", dtype: "f32", shape: [120], role: "param" },
      { name: "net.dense2.W", dtype: "f32", shape: [120, 84], role: "param" },
      { name: "net.dense2.b", dtype: "f32", shape: [84], role: "param" },
      { name: "net.dense3.W", dtype: "f32", shape: [84, 10], role: "param" },
      { name: "net.dense3.b", dtype: "f32", shape: [10], role: "param" },
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
  static async create(options: LeNet5Options = {}): Promise<LeNet5> {
    const N = createdSize("N", options.N ?? 64);
    const memory = allocate(N);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new LeNet5(memory, { N });
  }

  /** One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite. */
  train(batch: LeNet5Inputs, options: { readonly sizes?: LeNet5Sizes } = {}): LeNet5Quantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 28, 28, 1]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 28, 28, 1]", batch.image, m.image, 784 * N, areFinite);
    copyWholes("label", "[N]", batch.label, m.label, N, 0, 10);
    runTrain(m, N);
    return { nll: m.slot11[0]!, accuracy: m.slot12[0]! };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: LeNet5Inputs, options: { readonly sizes?: LeNet5Sizes } = {}): LeNet5Quantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 28, 28, 1]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 28, 28, 1]", batch.image, m.image, 784 * N, areFinite);
    copyWholes("label", "[N]", batch.label, m.label, N, 0, 10);
    runEvaluate(m, N);
    return { nll: m.slot10[0]!, accuracy: m.slot9[0]! };
  }

  /** The outputs in test mode. */
  predict(batch: Pick<LeNet5Inputs, "image">, options: { readonly sizes?: LeNet5Sizes } = {}): LeNet5Outputs {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "image", "[N, 28, 28, 1]", batch.image, 784);
    const m = this.#memory;
    copyReals("image", "[N, 28, 28, 1]", batch.image, m.image, 784 * N, areFinite);
    runPredict(m, N);
    return { probs: m.slot8.slice(0, 10 * N) };
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
    return saveTensors(this.#memory.stored, { format: "nnc", model: "LeNet5" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(this.#memory.stored, file);
  }
}

/** What this module throws. */
export { ModelError as LeNet5Error };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number) {
  const layout = new Layout();
  const net_conv1_W = layout.reserve(150);
  const net_conv1_b = layout.reserve(6);
  const net_conv2_W = layout.reserve(2400);
  const net_conv2_b = layout.reserve(16);
  const net_dense1_W = layout.reserve(48000);
  const net_dense1_b = layout.reserve(120);
  const net_dense2_W = layout.reserve(10080);
  const net_dense2_b = layout.reserve(84);
  const net_dense3_W = layout.reserve(840);
  const net_dense3_b = layout.reserve(10);
  const net_conv1_W_adam_v = layout.reserve(150);
  const net_conv1_W_adam_s = layout.reserve(150);
  const net_conv1_b_adam_v = layout.reserve(6);
  const net_conv1_b_adam_s = layout.reserve(6);
  const net_conv2_W_adam_v = layout.reserve(2400);
  const net_conv2_W_adam_s = layout.reserve(2400);
  const net_conv2_b_adam_v = layout.reserve(16);
  const net_conv2_b_adam_s = layout.reserve(16);
  const net_dense1_W_adam_v = layout.reserve(48000);
  const net_dense1_W_adam_s = layout.reserve(48000);
  const net_dense1_b_adam_v = layout.reserve(120);
  const net_dense1_b_adam_s = layout.reserve(120);
  const net_dense2_W_adam_v = layout.reserve(10080);
  const net_dense2_W_adam_s = layout.reserve(10080);
  const net_dense2_b_adam_v = layout.reserve(84);
  const net_dense2_b_adam_s = layout.reserve(84);
  const net_dense3_W_adam_v = layout.reserve(840);
  const net_dense3_W_adam_s = layout.reserve(840);
  const net_dense3_b_adam_v = layout.reserve(10);
  const net_dense3_b_adam_s = layout.reserve(10);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_image = layout.reserve(784 * N);
  const input_label = layout.reserve(N);
  const slot0 = layout.reserve(4704 * N);
  const slot3 = layout.reserve(1600 * N);
  const slot4 = layout.reserve(1176 * N);
  const slot5 = layout.reserve(400 * N);
  const slot6 = layout.reserve(120 * N);
  const slot7 = layout.reserve(84 * N);
  const slot9 = layout.reserve(10 * N);
  const slot8 = layout.reserve(84 * N);
  const slot10 = layout.reserve(N);
  const slot1 = layout.reserve(4704 * N);
  const slot2 = layout.reserve(4704 * N);
  const slot11 = layout.reserve(1);
  const slot12 = layout.reserve(1);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** net.conv1.W: [5, 5, 1, 6] */
    net_conv1_W: reals(buffer, net_conv1_W),
    /** net.conv1.b: [6] */
    net_conv1_b: reals(buffer, net_conv1_b),
    /** net.conv2.W: [5, 5, 6, 16] */
    net_conv2_W: reals(buffer, net_conv2_W),
    /** net.conv2.b: [16] */
    net_conv2_b: reals(buffer, net_conv2_b),
    /** net.dense1.W: [400, 120] */
    net_dense1_W: reals(buffer, net_dense1_W),
    /** net.dense1.b: [120] */
    net_dense1_b: reals(buffer, net_dense1_b),
    /** net.dense2.W: [120, 84] */
    net_dense2_W: reals(buffer, net_dense2_W),
    /** net.dense2.b: [84] */
    net_dense2_b: reals(buffer, net_dense2_b),
    /** net.dense3.W: [84, 10] */
    net_dense3_W: reals(buffer, net_dense3_W),
    /** net.dense3.b: [10] */
    net_dense3_b: reals(buffer, net_dense3_b),
    /** net.conv1.W/adam.v: [5, 5, 1, 6] */
    net_conv1_W_adam_v: reals(buffer, net_conv1_W_adam_v),
    /** net.conv1.W/adam.s: [5, 5, 1, 6] */
    net_conv1_W_adam_s: reals(buffer, net_conv1_W_adam_s),
    /** net.conv1.b/adam.v: [6] */
    net_conv1_b_adam_v: reals(buffer, net_conv1_b_adam_v),
    /** net.conv1.b/adam.s: [6] */
    net_conv1_b_adam_s: reals(buffer, net_conv1_b_adam_s),
    /** net.conv2.W/adam.v: [5, 5, 6, 16] */
    net_conv2_W_adam_v: reals(buffer, net_conv2_W_adam_v),
    /** net.conv2.W/adam.s: [5, 5, 6, 16] */
    net_conv2_W_adam_s: reals(buffer, net_conv2_W_adam_s),
    /** net.conv2.b/adam.v: [16] */
    net_conv2_b_adam_v: reals(buffer, net_conv2_b_adam_v),
    /** net.conv2.b/adam.s: [16] */
    net_conv2_b_adam_s: reals(buffer, net_conv2_b_adam_s),
    /** net.dense1.W/adam.v: [400, 120] */
    net_dense1_W_adam_v: reals(buffer, net_dense1_W_adam_v),
    /** net.dense1.W/adam.s: [400, 120] */
    net_dense1_W_adam_s: reals(buffer, net_dense1_W_adam_s),
    /** net.dense1.b/adam.v: [120] */
    net_dense1_b_adam_v: reals(buffer, net_dense1_b_adam_v),
    /** net.dense1.b/adam.s: [120] */
    net_dense1_b_adam_s: reals(buffer, net_dense1_b_adam_s),
    /** net.dense2.W/adam.v: [120, 84] */
    net_dense2_W_adam_v: reals(buffer, net_dense2_W_adam_v),
    /** net.dense2.W/adam.s: [120, 84] */
    net_dense2_W_adam_s: reals(buffer, net_dense2_W_adam_s),
    /** net.dense2.b/adam.v: [84] */
    net_dense2_b_adam_v: reals(buffer, net_dense2_b_adam_v),
    /** net.dense2.b/adam.s: [84] */
    net_dense2_b_adam_s: reals(buffer, net_dense2_b_adam_s),
    /** net.dense3.W/adam.v: [84, 10] */
    net_dense3_W_adam_v: reals(buffer, net_dense3_W_adam_v),
    /** net.dense3.W/adam.s: [84, 10] */
    net_dense3_W_adam_s: reals(buffer, net_dense3_W_adam_s),
    /** net.dense3.b/adam.v: [10] */
    net_dense3_b_adam_v: reals(buffer, net_dense3_b_adam_v),
    /** net.dense3.b/adam.s: [10] */
    net_dense3_b_adam_s: reals(buffer, net_dense3_b_adam_s),
    /** step: int[] */
    step: wholes(buffer, step),
    /** epoch: int[] */
    epoch: wholes(buffer, epoch),
    /** seed: int[] */
    seed: wholes(buffer, seed),
    /** image: [N, 28, 28, 1] */
    image: reals(buffer, input_image),
    /** label: index(10)[N] */
    label: wholes(buffer, input_label),
    slot0: reals(buffer, slot0),
    slot3: reals(buffer, slot3),
    slot4: reals(buffer, slot4),
    slot5: reals(buffer, slot5),
    slot6: reals(buffer, slot6),
    slot7: reals(buffer, slot7),
    slot9: reals(buffer, slot9),
    slot8: reals(buffer, slot8),
    slot10: reals(buffer, slot10),
    slot8_i32: wholes(buffer, slot8),
    slot1: reals(buffer, slot1),
    slot2: reals(buffer, slot2),
    slot11: reals(buffer, slot11),
    slot9_i32: wholes(buffer, slot9),
    slot12: reals(buffer, slot12),
    /** What a file holds: parameters, states, slots of the optimizer, and the clock. */
    stored: [
      { name: "net.conv1.W", shape: [5, 5, 1, 6], data: reals(buffer, net_conv1_W) },
      { name: "net.conv1.b", shape: [6], data: reals(buffer, net_conv1_b) },
      { name: "net.conv2.W", shape: [5, 5, 6, 16], data: reals(buffer, net_conv2_W) },
      { name: "net.conv2.b", shape: [16], data: reals(buffer, net_conv2_b) },
      { name: "net.dense1.W", shape: [400, 120], data: reals(buffer, net_dense1_W) },
      { name: "net.dense1.b", shape: [120], data: reals(buffer, net_dense1_b) },
      { name: "net.dense2.W", shape: [120, 84], data: reals(buffer, net_dense2_W) },
      { name: "net.dense2.b", shape: [84], data: reals(buffer, net_dense2_b) },
      { name: "net.dense3.W", shape: [84, 10], data: reals(buffer, net_dense3_W) },
      { name: "net.dense3.b", shape: [10], data: reals(buffer, net_dense3_b) },
      { name: "net.conv1.W/adam.v", shape: [5, 5, 1, 6], data: reals(buffer, net_conv1_W_adam_v) },
      { name: "net.conv1.W/adam.s", shape: [5, 5, 1, 6], data: reals(buffer, net_conv1_W_adam_s) },
      { name: "net.conv1.b/adam.v", shape: [6], data: reals(buffer, net_conv1_b_adam_v) },
      { name: "net.conv1.b/adam.s", shape: [6], data: reals(buffer, net_conv1_b_adam_s) },
      { name: "net.conv2.W/adam.v", shape: [5, 5, 6, 16], data: reals(buffer, net_conv2_W_adam_v) },
      { name: "net.conv2.W/adam.s", shape: [5, 5, 6, 16], data: reals(buffer, net_conv2_W_adam_s) },
      { name: "net.conv2.b/adam.v", shape: [16], data: reals(buffer, net_conv2_b_adam_v) },
      { name: "net.conv2.b/adam.s", shape: [16], data: reals(buffer, net_conv2_b_adam_s) },
      { name: "net.dense1.W/adam.v", shape: [400, 120], data: reals(buffer, net_dense1_W_adam_v) },
      { name: "net.dense1.W/adam.s", shape: [400, 120], data: reals(buffer, net_dense1_W_adam_s) },
      { name: "net.dense1.b/adam.v", shape: [120], data: reals(buffer, net_dense1_b_adam_v) },
      { name: "net.dense1.b/adam.s", shape: [120], data: reals(buffer, net_dense1_b_adam_s) },
      { name: "net.dense2.W/adam.v", shape: [120, 84], data: reals(buffer, net_dense2_W_adam_v) },
      { name: "net.dense2.W/adam.s", shape: [120, 84], data: reals(buffer, net_dense2_W_adam_s) },
      { name: "net.dense2.b/adam.v", shape: [84], data: reals(buffer, net_dense2_b_adam_v) },
      { name: "net.dense2.b/adam.s", shape: [84], data: reals(buffer, net_dense2_b_adam_s) },
      { name: "net.dense3.W/adam.v", shape: [84, 10], data: reals(buffer, net_dense3_W_adam_v) },
      { name: "net.dense3.W/adam.s", shape: [84, 10], data: reals(buffer, net_dense3_W_adam_s) },
      { name: "net.dense3.b/adam.v", shape: [10], data: reals(buffer, net_dense3_b_adam_v) },
      { name: "net.dense3.b/adam.s", shape: [10], data: reals(buffer, net_dense3_b_adam_s) },
      { name: "step", shape: [], data: wholes(buffer, step) },
      { name: "epoch", shape: [], data: wholes(buffer, epoch) },
      { name: "seed", shape: [], data: wholes(buffer, seed) },
    ],
  };
}

type Memory = ReturnType<typeof allocate>;

/** Program `init`: 15 kernels. */
function runInit(m: Memory): void {
  init_net_conv1_W(m.seed, m.step, m.net_conv1_W);
  init_net_conv2_W(m.seed, m.step, m.net_conv2_W);
  init_net_dense1_W(m.seed, m.step, m.net_dense1_W);
  init_net_dense2_W(m.seed, m.step, m.net_dense2_W);
  init_net_dense3_W(m.seed, m.step, m.net_dense3_W);
  init_net_conv1_W_adam_v(m.net_conv1_W_adam_v, m.net_conv1_W_adam_s);
  init_net_conv1_b(m.net_conv1_b, m.net_conv1_b_adam_v, m.net_conv1_b_adam_s);
  init_net_conv2_W_adam_v(m.net_conv2_W_adam_v, m.net_conv2_W_adam_s);
  init_net_conv2_b(m.net_conv2_b, m.net_conv2_b_adam_v, m.net_conv2_b_adam_s);
  init_net_dense1_W_adam_v(m.net_dense1_W_adam_v, m.net_dense1_W_adam_s);
  init_net_dense1_b(m.net_dense1_b, m.net_dense1_b_adam_v, m.net_dense1_b_adam_s);
  init_net_dense2_W_adam_v(m.net_dense2_W_adam_v, m.net_dense2_W_adam_s);
  init_net_dense2_b(m.net_dense2_b, m.net_dense2_b_adam_v, m.net_dense2_b_adam_s);
  init_net_dense3_W_adam_v(m.net_dense3_W_adam_v, m.net_dense3_W_adam_s);
  init_net_dense3_b(m.net_dense3_b, m.net_dense3_b_adam_v, m.net_dense3_b_adam_s);
}

/** Program `evaluate`: 11 kernels. */
function runEvaluate(m: Memory, N: number): void {
  net_conv1_forward(N, m.image, m.net_conv1_W, m.slot0);
  net_max_pool_forward(N, m.slot0, m.net_conv1_b, m.slot3);
  net_conv2_forward(N, m.slot3, m.net_conv2_W, m.slot0);
  net_max_pool_forward2(N, m.slot0, m.net_conv2_b, m.slot4);
  net_relu_forward(N, m.slot4, m.net_dense1_W, m.net_dense1_b, m.slot5);
  net_relu_forward2(N, m.slot5, m.net_dense2_W, m.net_dense2_b, m.slot6);
  logits_forward(N, m.slot6, m.net_dense3_W, m.net_dense3_b, m.slot7);
  cross_entropy_forward(N, m.slot7, m.label, m.slot9, m.slot8);
  nll_forward(N, m.slot9, m.slot8, m.slot10);
  accuracy_forward(N, m.slot7, m.slot8_i32);
  accuracy_forward2(N, m.slot8_i32, m.label, m.slot9);
}

/** Program `train`: 31 kernels. */
function runTrain(m: Memory, N: number): void {
  net_conv1_forward2(N, m.image, m.net_conv1_W, m.net_conv1_b, m.slot0);
  net_max_pool_forward3(N, m.slot0, m.slot4);
  net_conv2_forward2(N, m.slot4, m.net_conv2_W, m.net_conv2_b, m.slot1);
  net_max_pool_forward4(N, m.slot1, m.slot3);
  net_relu_forward3(N, m.slot3, m.net_dense1_W, m.net_dense1_b, m.slot5, m.slot2);
  net_relu_forward4(N, m.slot2, m.net_dense2_W, m.net_dense2_b, m.slot6, m.slot7);
  logits_forward(N, m.slot7, m.net_dense3_W, m.net_dense3_b, m.slot8);
  cross_entropy_forward(N, m.slot8, m.label, m.slot10, m.slot9);
  nll_forward(N, m.slot10, m.slot9, m.slot11);
  accuracy_forward(N, m.slot8, m.slot9_i32);
  accuracy_forward2(N, m.slot9_i32, m.label, m.slot12);
  logits_backward(N, m.slot8, m.slot10, m.label, m.slot9);
  refuseLoss("nll", m.slot11[0]!, m.step[0]! + 1);
  update_net_dense3_b(N, m.slot9, m.net_dense3_b_adam_v, m.net_dense3_b_adam_s, m.step, m.net_dense3_b);
  net_dense2_backward(N, m.slot9, m.net_dense3_W, m.slot6, m.slot8);
  update_net_dense2_b(N, m.slot8, m.net_dense2_b_adam_v, m.net_dense2_b_adam_s, m.step, m.net_dense2_b);
  update_net_dense3_W(N, m.slot7, m.slot9, m.net_dense3_W_adam_v, m.net_dense3_W_adam_s, m.step, m.net_dense3_W);
  net_dense1_backward(N, m.slot8, m.net_dense2_W, m.slot5, m.slot6);
  update_net_dense1_b(N, m.slot6, m.net_dense1_b_adam_v, m.net_dense1_b_adam_s, m.step, m.net_dense1_b);
  update_net_dense2_W(N, m.slot2, m.slot8, m.net_dense2_W_adam_v, m.net_dense2_W_adam_s, m.step, m.net_dense2_W);
  net_flatten_backward(N, m.slot6, m.net_dense1_W, m.slot5);
  update_net_dense1_W(N, m.slot3, m.slot6, m.net_dense1_W_adam_v, m.net_dense1_W_adam_s, m.step, m.net_dense1_W);
  net_relu_backward(N, m.slot1, m.slot5, m.slot2);
  net_conv2_backward(N, m.slot1, m.slot2, m.slot3);
  update_net_conv2_b(N, m.slot3, m.net_conv2_b_adam_v, m.net_conv2_b_adam_s, m.step, m.net_conv2_b);
  net_max_pool_backward(N, m.slot3, m.net_conv2_W, m.slot2);
  update_net_conv2_W(N, m.slot4, m.slot3, m.net_conv2_W_adam_v, m.net_conv2_W_adam_s, m.step, m.net_conv2_W);
  net_relu_backward2(N, m.slot0, m.slot2, m.slot1);
  net_conv1_backward(N, m.slot0, m.slot1, m.slot2);
  update_net_conv1_W(N, m.image, m.slot2, m.net_conv1_W_adam_v, m.net_conv1_W_adam_s, m.step, m.net_conv1_W);
  update_net_conv1_b(N, m.slot2, m.net_conv1_b_adam_v, m.net_conv1_b_adam_s, m.step, m.net_conv1_b);
  update_step(m.step);
}

/** Program `predict`: 9 kernels. */
function runPredict(m: Memory, N: number): void {
  net_conv1_forward(N, m.image, m.net_conv1_W, m.slot0);
  net_max_pool_forward(N, m.slot0, m.net_conv1_b, m.slot3);
  net_conv2_forward(N, m.slot3, m.net_conv2_W, m.slot0);
  net_max_pool_forward2(N, m.slot0, m.net_conv2_b, m.slot4);
  net_relu_forward(N, m.slot4, m.net_dense1_W, m.net_dense1_b, m.slot5);
  net_relu_forward2(N, m.slot5, m.net_dense2_W, m.net_dense2_b, m.slot6);
  logits_forward(N, m.slot6, m.net_dense3_W, m.net_dense3_b, m.slot7);
  log_softmax_forward(N, m.slot7, m.slot9);
  softmax_forward(N, m.slot7, m.slot9, m.slot8);
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   W := 0.2828427 * normal()
function init_net_conv1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let l = 0; l < 150; l++) {
    W[l] = 0.282842712474619 * randomNormal(seed_value, step_value, 1627894366, l);
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   W := 0.1154701 * normal()
function init_net_conv2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let m = 0; m < 2400; m++) {
    W[m] = 0.11547005383792516 * randomNormal(seed_value, step_value, 1154212235, m);
  }
}

// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   W := 0.07071068 * normal()
function init_net_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 48000; j++) {
    W[j] = 0.07071067811865475 * randomNormal(seed_value, step_value, 159443821, j);
  }
}

// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   W := 0.1290994 * normal()
function init_net_dense2_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 10080; j++) {
    W[j] = 0.12909944487358055 * randomNormal(seed_value, step_value, 1320489972, j);
  }
}

// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   W := 0.145865 * normal()
function init_net_dense3_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 840; j++) {
    W[j] = 0.14586499149789456 * randomNormal(seed_value, step_value, 643790973, j);
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
//   v := 0
//   s := v
function init_net_conv1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let l = 0; l < 150; l++) {
    v[l] = 0;
    s[l] = 0;
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   b := 0
//   v := b
//   s := b
function init_net_conv1_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 6; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
//   v := 0
//   s := v
function init_net_conv2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let m = 0; m < 2400; m++) {
    v[m] = 0;
    s[m] = 0;
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   b := 0
//   v := b
//   s := b
function init_net_conv2_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 16; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
//   v := 0
//   s := v
function init_net_dense1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 48000; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   b := 0
//   v := b
//   s := b
function init_net_dense1_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 120; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
//   v := 0
//   s := v
function init_net_dense2_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 10080; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   b := 0
//   v := b
//   s := b
function init_net_dense2_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 84; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
//   v := 0
//   s := v
function init_net_dense3_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 840; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   b := 0
//   v := b
//   s := b
function init_net_dense3_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 10; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   conv1 = conv(image, W)
function net_conv1_forward(N: number, image: Float32Array, W: Float32Array, conv1: Float32Array): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const image_row = n4 * 3136;
    const conv1_row = n4 * 18816;
    for (let i = 0; i < 28; i++) {
      const offset = Math.max(0, 2 - i);
      const offset2 = Math.min(5, 30 - i);
      const image_row2 = image_row + i * 28;
      const conv1_row2 = conv1_row + i * 168;
      for (let j = 0; j < 28; j++) {
        const offset3 = Math.max(0, 2 - j);
        const offset4 = Math.min(5, 30 - j);
        const image_row3 = image_row2 + j;
        const conv1_row3 = conv1_row2 + j * 6;
        const at1 = image_row3 - 58;
        for (let l3 = 0; l3 < 2; l3++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          const W_row = l3 * 3;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 28;
            const W_row2 = W_row + k * 30;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_at = image_row4 + k2;
              const image_value = image[image_at]!;
              const W_at2 = W_row2 + k2 * 6;
              const W_value = W[W_at2]!;
              sum_0_0 += image_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += image_value * W_value2;
              const W_value3 = W[W_at2 + 2]!;
              sum_0_2 += image_value * W_value3;
              const image_value2 = image[image_at + 784]!;
              sum_1_0 += image_value2 * W_value;
              sum_1_1 += image_value2 * W_value2;
              sum_1_2 += image_value2 * W_value3;
              const image_value3 = image[image_at + 1568]!;
              sum_2_0 += image_value3 * W_value;
              sum_2_1 += image_value3 * W_value2;
              sum_2_2 += image_value3 * W_value3;
              const image_value4 = image[image_at + 2352]!;
              sum_3_0 += image_value4 * W_value;
              sum_3_1 += image_value4 * W_value2;
              sum_3_2 += image_value4 * W_value3;
            }
          }
          const conv1_at = conv1_row3 + W_row;
          conv1[conv1_at] = sum_0_0;
          conv1[conv1_at + 4704] = sum_1_0;
          conv1[conv1_at + 9408] = sum_2_0;
          conv1[conv1_at + 14112] = sum_3_0;
          conv1[conv1_at + 1] = sum_0_1;
          conv1[conv1_at + 4705] = sum_1_1;
          conv1[conv1_at + 9409] = sum_2_1;
          conv1[conv1_at + 14113] = sum_3_1;
          conv1[conv1_at + 2] = sum_0_2;
          conv1[conv1_at + 4706] = sum_1_2;
          conv1[conv1_at + 9410] = sum_2_2;
          conv1[conv1_at + 14114] = sum_3_2;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const image_row5 = n * 784;
    const conv1_row4 = n * 4704;
    for (let i = 0; i < 28; i++) {
      const offset5 = Math.max(0, 2 - i);
      const offset6 = Math.min(5, 30 - i);
      const image_row6 = image_row5 + i * 28;
      const conv1_row5 = conv1_row4 + i * 168;
      for (let j = 0; j < 28; j++) {
        const offset7 = Math.max(0, 2 - j);
        const offset8 = Math.min(5, 30 - j);
        const image_row7 = image_row6 + j;
        const conv1_row6 = conv1_row5 + j * 6;
        const at2 = image_row7 - 58;
        for (let l3_2 = 0; l3_2 < 2; l3_2++) {
          let sum_0_3 = 0;
          let sum_1_3 = 0;
          let sum_2_3 = 0;
          const W_row3 = l3_2 * 3;
          for (let k = offset5; k < offset6; k++) {
            const image_row8 = at2 + k * 28;
            const W_row4 = W_row3 + k * 30;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const image_value5 = image[image_row8 + k2]!;
              const W_at6 = W_row4 + k2 * 6;
              sum_0_3 += image_value5 * W[W_at6]!;
              sum_1_3 += image_value5 * W[W_at6 + 1]!;
              sum_2_3 += image_value5 * W[W_at6 + 2]!;
            }
          }
          const conv1_at2 = conv1_row6 + W_row3;
          conv1[conv1_at2] = sum_0_3;
          conv1[conv1_at2 + 1] = sum_1_3;
          conv1[conv1_at2 + 2] = sum_2_3;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   max_pool = max_pool(if conv1 + b > 0 then conv1 + b else 0)
function net_max_pool_forward(N: number, conv1: Float32Array, b: Float32Array, max_pool: Float32Array): void {
  const size1 = 14 * N;
  for (let i = 0; i < size1; i++) {
    const conv1_row = i * 336;
    const max_pool_row = i * 84;
    for (let j = 0; j < 14; j++) {
      const conv1_row2 = conv1_row + j * 12;
      const max_pool_row2 = max_pool_row + j * 6;
      for (let l = 0; l < 6; l++) {
        let best = -Infinity;
        const conv1_at = conv1_row2 + l;
        const b_value = b[l]!;
        const conv1_term = conv1[conv1_at]! + b_value;
        best = Math.max(best, conv1_term > 0 ? conv1_term : 0);
        const conv1_term2 = conv1[conv1_at + 6]! + b_value;
        best = Math.max(best, conv1_term2 > 0 ? conv1_term2 : 0);
        const conv1_term3 = conv1[conv1_at + 168]! + b_value;
        best = Math.max(best, conv1_term3 > 0 ? conv1_term3 : 0);
        const conv1_term4 = conv1[conv1_at + 174]! + b_value;
        best = Math.max(best, conv1_term4 > 0 ? conv1_term4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   conv2 = conv(max_pool, W)
function net_conv2_forward(N: number, max_pool: Float32Array, W: Float32Array, conv2: Float32Array): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const max_pool_row = n4 * 4704;
    const conv2_row = n4 * 6400;
    for (let i = 0; i < 10; i++) {
      const max_pool_row2 = max_pool_row + i * 84;
      const conv2_row2 = conv2_row + i * 160;
      for (let j = 0; j < 10; j++) {
        const max_pool_row3 = max_pool_row2 + j * 6;
        const conv2_row3 = conv2_row2 + j * 16;
        for (let l4 = 0; l4 < 4; l4++) {
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
          for (let k = 0; k < 5; k++) {
            const max_pool_row4 = max_pool_row3 + k * 84;
            const W_row2 = W_row + k * 480;
            for (let c = 0; c < 30; c++) {
              const max_pool_at = max_pool_row4 + c;
              const max_pool_value = max_pool[max_pool_at]!;
              const W_at2 = W_row2 + c * 16;
              const W_value = W[W_at2]!;
              sum_0_0 += max_pool_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += max_pool_value * W_value2;
              const W_value3 = W[W_at2 + 2]!;
              sum_0_2 += max_pool_value * W_value3;
              const W_value4 = W[W_at2 + 3]!;
              sum_0_3 += max_pool_value * W_value4;
              const max_pool_value2 = max_pool[max_pool_at + 1176]!;
              sum_1_0 += max_pool_value2 * W_value;
              sum_1_1 += max_pool_value2 * W_value2;
              sum_1_2 += max_pool_value2 * W_value3;
              sum_1_3 += max_pool_value2 * W_value4;
              const max_pool_value3 = max_pool[max_pool_at + 2352]!;
              sum_2_0 += max_pool_value3 * W_value;
              sum_2_1 += max_pool_value3 * W_value2;
              sum_2_2 += max_pool_value3 * W_value3;
              sum_2_3 += max_pool_value3 * W_value4;
              const max_pool_value4 = max_pool[max_pool_at + 3528]!;
              sum_3_0 += max_pool_value4 * W_value;
              sum_3_1 += max_pool_value4 * W_value2;
              sum_3_2 += max_pool_value4 * W_value3;
              sum_3_3 += max_pool_value4 * W_value4;
            }
          }
          const conv2_at = conv2_row3 + W_row;
          conv2[conv2_at] = sum_0_0;
          conv2[conv2_at + 1600] = sum_1_0;
          conv2[conv2_at + 3200] = sum_2_0;
          conv2[conv2_at + 4800] = sum_3_0;
          conv2[conv2_at + 1] = sum_0_1;
          conv2[conv2_at + 1601] = sum_1_1;
          conv2[conv2_at + 3201] = sum_2_1;
          conv2[conv2_at + 4801] = sum_3_1;
          conv2[conv2_at + 2] = sum_0_2;
          conv2[conv2_at + 1602] = sum_1_2;
          conv2[conv2_at + 3202] = sum_2_2;
          conv2[conv2_at + 4802] = sum_3_2;
          conv2[conv2_at + 3] = sum_0_3;
          conv2[conv2_at + 1603] = sum_1_3;
          conv2[conv2_at + 3203] = sum_2_3;
          conv2[conv2_at + 4803] = sum_3_3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const max_pool_row5 = n * 1176;
    const conv2_row4 = n * 1600;
    for (let i = 0; i < 10; i++) {
      const max_pool_row6 = max_pool_row5 + i * 84;
      const conv2_row5 = conv2_row4 + i * 160;
      for (let j = 0; j < 10; j++) {
        const max_pool_row7 = max_pool_row6 + j * 6;
        const conv2_row6 = conv2_row5 + j * 16;
        for (let l4_2 = 0; l4_2 < 4; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row3 = l4_2 * 4;
          for (let k = 0; k < 5; k++) {
            const max_pool_row8 = max_pool_row7 + k * 84;
            const W_row4 = W_row3 + k * 480;
            for (let c = 0; c < 30; c++) {
              const max_pool_value5 = max_pool[max_pool_row8 + c]!;
              const W_at7 = W_row4 + c * 16;
              sum_0_4 += max_pool_value5 * W[W_at7]!;
              sum_1_4 += max_pool_value5 * W[W_at7 + 1]!;
              sum_2_4 += max_pool_value5 * W[W_at7 + 2]!;
              sum_3_4 += max_pool_value5 * W[W_at7 + 3]!;
            }
          }
          const conv2_at2 = conv2_row6 + W_row3;
          conv2[conv2_at2] = sum_0_4;
          conv2[conv2_at2 + 1] = sum_1_4;
          conv2[conv2_at2 + 2] = sum_2_4;
          conv2[conv2_at2 + 3] = sum_3_4;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   max_pool = max_pool(if conv2 + b > 0 then conv2 + b else 0)
function net_max_pool_forward2(N: number, conv2: Float32Array, b: Float32Array, max_pool: Float32Array): void {
  const size1 = 5 * N;
  for (let i = 0; i < size1; i++) {
    const conv2_row = i * 320;
    const max_pool_row = i * 80;
    for (let j = 0; j < 5; j++) {
      const conv2_row2 = conv2_row + j * 32;
      const max_pool_row2 = max_pool_row + j * 16;
      for (let l = 0; l < 16; l++) {
        let best = -Infinity;
        const conv2_at = conv2_row2 + l;
        const b_value = b[l]!;
        const conv2_term = conv2[conv2_at]! + b_value;
        best = Math.max(best, conv2_term > 0 ? conv2_term : 0);
        const conv2_term2 = conv2[conv2_at + 16]! + b_value;
        best = Math.max(best, conv2_term2 > 0 ? conv2_term2 : 0);
        const conv2_term3 = conv2[conv2_at + 160]! + b_value;
        best = Math.max(best, conv2_term3 > 0 ? conv2_term3 : 0);
        const conv2_term4 = conv2[conv2_at + 176]! + b_value;
        best = Math.max(best, conv2_term4 > 0 ? conv2_term4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/lenet/lenet.nnet:25  |> flatten
// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   relu = if max_pool @ W + b > 0 then max_pool @ W + b else 0
function net_relu_forward(N: number, max_pool: Float32Array, W: Float32Array, b: Float32Array, relu: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 30; i4++) {
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
      const max_pool_row = n4 * 1600;
      for (let k = 0; k < 400; k++) {
        const max_pool_at = max_pool_row + k;
        const max_pool_value = max_pool[max_pool_at]!;
        const W_at2 = W_row + k * 120;
        const W_value = W[W_at2]!;
        sum_0_0 += max_pool_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += max_pool_value * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += max_pool_value * W_value3;
        const W_value4 = W[W_at2 + 3]!;
        sum_0_3 += max_pool_value * W_value4;
        const max_pool_value2 = max_pool[max_pool_at + 400]!;
        sum_1_0 += max_pool_value2 * W_value;
        sum_1_1 += max_pool_value2 * W_value2;
        sum_1_2 += max_pool_value2 * W_value3;
        sum_1_3 += max_pool_value2 * W_value4;
        const max_pool_value3 = max_pool[max_pool_at + 800]!;
        sum_2_0 += max_pool_value3 * W_value;
        sum_2_1 += max_pool_value3 * W_value2;
        sum_2_2 += max_pool_value3 * W_value3;
        sum_2_3 += max_pool_value3 * W_value4;
        const max_pool_value4 = max_pool[max_pool_at + 1200]!;
        sum_3_0 += max_pool_value4 * W_value;
        sum_3_1 += max_pool_value4 * W_value2;
        sum_3_2 += max_pool_value4 * W_value3;
        sum_3_3 += max_pool_value4 * W_value4;
      }
      const relu_at2 = W_row + n4 * 480;
      relu[relu_at2] = sum_0_0 + b_value > 0 ? sum_0_0 + b[W_row]! : 0;
      relu[relu_at2 + 120] = sum_1_0 + b_value > 0 ? sum_1_0 + b[W_row]! : 0;
      relu[relu_at2 + 240] = sum_2_0 + b_value > 0 ? sum_2_0 + b[W_row]! : 0;
      relu[relu_at2 + 360] = sum_3_0 + b_value > 0 ? sum_3_0 + b[W_row]! : 0;
      relu[relu_at2 + 1] = sum_0_1 + b_value2 > 0 ? sum_0_1 + b[b_at]! : 0;
      relu[relu_at2 + 121] = sum_1_1 + b_value2 > 0 ? sum_1_1 + b[b_at]! : 0;
      relu[relu_at2 + 241] = sum_2_1 + b_value2 > 0 ? sum_2_1 + b[b_at]! : 0;
      relu[relu_at2 + 361] = sum_3_1 + b_value2 > 0 ? sum_3_1 + b[b_at]! : 0;
      relu[relu_at2 + 2] = sum_0_2 + b_value3 > 0 ? sum_0_2 + b[b_at2]! : 0;
      relu[relu_at2 + 122] = sum_1_2 + b_value3 > 0 ? sum_1_2 + b[b_at2]! : 0;
      relu[relu_at2 + 242] = sum_2_2 + b_value3 > 0 ? sum_2_2 + b[b_at2]! : 0;
      relu[relu_at2 + 362] = sum_3_2 + b_value3 > 0 ? sum_3_2 + b[b_at2]! : 0;
      relu[relu_at2 + 3] = sum_0_3 + b_value4 > 0 ? sum_0_3 + b[b_at3]! : 0;
      relu[relu_at2 + 123] = sum_1_3 + b_value4 > 0 ? sum_1_3 + b[b_at3]! : 0;
      relu[relu_at2 + 243] = sum_2_3 + b_value4 > 0 ? sum_2_3 + b[b_at3]! : 0;
      relu[relu_at2 + 363] = sum_3_3 + b_value4 > 0 ? sum_3_3 + b[b_at3]! : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const max_pool_row2 = n * 400;
      for (let k = 0; k < 400; k++) {
        const max_pool_value5 = max_pool[max_pool_row2 + k]!;
        const W_at7 = W_row + k * 120;
        sum_0_4 += max_pool_value5 * W[W_at7]!;
        sum_1_4 += max_pool_value5 * W[W_at7 + 1]!;
        sum_2_4 += max_pool_value5 * W[W_at7 + 2]!;
        sum_3_4 += max_pool_value5 * W[W_at7 + 3]!;
      }
      const relu_at4 = W_row + n * 120;
      relu[relu_at4] = sum_0_4 + b_value > 0 ? sum_0_4 + b[W_row]! : 0;
      relu[relu_at4 + 1] = sum_1_4 + b_value2 > 0 ? sum_1_4 + b[b_at]! : 0;
      relu[relu_at4 + 2] = sum_2_4 + b_value3 > 0 ? sum_2_4 + b[b_at2]! : 0;
      relu[relu_at4 + 3] = sum_3_4 + b_value4 > 0 ? sum_3_4 + b[b_at3]! : 0;
    }
  }
}

// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   relu2 = if relu @ W + b > 0 then relu @ W + b else 0
function net_relu_forward2(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, relu2: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i3 = 0; i3 < 28; i3++) {
    const W_row = i3 * 3;
    const b_value = b[W_row]!;
    const b_at = W_row + 1;
    const b_value2 = b[b_at]!;
    const b_at2 = W_row + 2;
    const b_value3 = b[b_at2]!;
    for (let n4 = 0; n4 < size1; n4++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      let sum_2_0 = 0;
      let sum_2_1 = 0;
      let sum_2_2 = 0;
      let sum_3_0 = 0;
      let sum_3_1 = 0;
      let sum_3_2 = 0;
      const relu_row = n4 * 480;
      for (let k = 0; k < 120; k++) {
        const relu_at = relu_row + k;
        const relu_value2 = relu[relu_at]!;
        const W_at2 = W_row + k * 84;
        const W_value = W[W_at2]!;
        sum_0_0 += relu_value2 * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += relu_value2 * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += relu_value2 * W_value3;
        const relu_value3 = relu[relu_at + 120]!;
        sum_1_0 += relu_value3 * W_value;
        sum_1_1 += relu_value3 * W_value2;
        sum_1_2 += relu_value3 * W_value3;
        const relu_value4 = relu[relu_at + 240]!;
        sum_2_0 += relu_value4 * W_value;
        sum_2_1 += relu_value4 * W_value2;
        sum_2_2 += relu_value4 * W_value3;
        const relu_value5 = relu[relu_at + 360]!;
        sum_3_0 += relu_value5 * W_value;
        sum_3_1 += relu_value5 * W_value2;
        sum_3_2 += relu_value5 * W_value3;
      }
      const relu2_at2 = W_row + n4 * 336;
      relu2[relu2_at2] = sum_0_0 + b_value > 0 ? sum_0_0 + b[W_row]! : 0;
      relu2[relu2_at2 + 84] = sum_1_0 + b_value > 0 ? sum_1_0 + b[W_row]! : 0;
      relu2[relu2_at2 + 168] = sum_2_0 + b_value > 0 ? sum_2_0 + b[W_row]! : 0;
      relu2[relu2_at2 + 252] = sum_3_0 + b_value > 0 ? sum_3_0 + b[W_row]! : 0;
      relu2[relu2_at2 + 1] = sum_0_1 + b_value2 > 0 ? sum_0_1 + b[b_at]! : 0;
      relu2[relu2_at2 + 85] = sum_1_1 + b_value2 > 0 ? sum_1_1 + b[b_at]! : 0;
      relu2[relu2_at2 + 169] = sum_2_1 + b_value2 > 0 ? sum_2_1 + b[b_at]! : 0;
      relu2[relu2_at2 + 253] = sum_3_1 + b_value2 > 0 ? sum_3_1 + b[b_at]! : 0;
      relu2[relu2_at2 + 2] = sum_0_2 + b_value3 > 0 ? sum_0_2 + b[b_at2]! : 0;
      relu2[relu2_at2 + 86] = sum_1_2 + b_value3 > 0 ? sum_1_2 + b[b_at2]! : 0;
      relu2[relu2_at2 + 170] = sum_2_2 + b_value3 > 0 ? sum_2_2 + b[b_at2]! : 0;
      relu2[relu2_at2 + 254] = sum_3_2 + b_value3 > 0 ? sum_3_2 + b[b_at2]! : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_3 = 0;
      let sum_1_3 = 0;
      let sum_2_3 = 0;
      const relu_row2 = n * 120;
      for (let k = 0; k < 120; k++) {
        const relu_value6 = relu[relu_row2 + k]!;
        const W_at6 = W_row + k * 84;
        sum_0_3 += relu_value6 * W[W_at6]!;
        sum_1_3 += relu_value6 * W[W_at6 + 1]!;
        sum_2_3 += relu_value6 * W[W_at6 + 2]!;
      }
      const relu2_at4 = W_row + n * 84;
      relu2[relu2_at4] = sum_0_3 + b_value > 0 ? sum_0_3 + b[W_row]! : 0;
      relu2[relu2_at4 + 1] = sum_1_3 + b_value2 > 0 ? sum_1_3 + b[b_at]! : 0;
      relu2[relu2_at4 + 2] = sum_2_3 + b_value3 > 0 ? sum_2_3 + b[b_at2]! : 0;
    }
  }
}

// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   logits = relu @ W + b
function logits_forward(N: number, relu: Float32Array, W: Float32Array, b: Float32Array, logits: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const relu_row = n * 84;
    const logits_row = n * 10;
    for (let i2 = 0; i2 < 5; i2++) {
      let sum_0 = 0;
      let sum_1 = 0;
      const W_row = i2 * 2;
      for (let k = 0; k < 84; k++) {
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

// examples/lenet/lenet.nnet:9  output probs    = softmax(logits)
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

// examples/lenet/lenet.nnet:9  output probs    = softmax(logits)
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

// examples/lenet/lenet.nnet:10  loss   nll      = cross_entropy(logits, label)
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

// examples/lenet/lenet.nnet:10  loss   nll      = cross_entropy(logits, label)
//   nll = sum[i](cross_entropy - cross_entropy2) / N
function nll_forward(N: number, cross_entropy: Float32Array, cross_entropy2: Float32Array, nll: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += cross_entropy[r]! - cross_entropy2[r]!;
  }
  nll[0] = sum / N;
}

// examples/lenet/lenet.nnet:11  metric accuracy = accuracy(logits, label)
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

// examples/lenet/lenet.nnet:11  metric accuracy = accuracy(logits, label)
//   accuracy2 = sum[i]([accuracy == label]) / N
function accuracy_forward2(N: number, accuracy: Int32Array, label: Int32Array, accuracy2: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += accuracy[r]! === label[r]! ? 1 : 0;
  }
  accuracy2[0] = sum / N;
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   conv1 = conv(image, W) + b
function net_conv1_forward2(N: number, image: Float32Array, W: Float32Array, b: Float32Array, conv1: Float32Array): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const image_row = n4 * 3136;
    const conv1_row = n4 * 18816;
    for (let i = 0; i < 28; i++) {
      const offset = Math.max(0, 2 - i);
      const offset2 = Math.min(5, 30 - i);
      const image_row2 = image_row + i * 28;
      const conv1_row2 = conv1_row + i * 168;
      for (let j = 0; j < 28; j++) {
        const offset3 = Math.max(0, 2 - j);
        const offset4 = Math.min(5, 30 - j);
        const image_row3 = image_row2 + j;
        const conv1_row3 = conv1_row2 + j * 6;
        const at1 = image_row3 - 58;
        for (let l3 = 0; l3 < 2; l3++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          const W_row = l3 * 3;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 28;
            const W_row2 = W_row + k * 30;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_at = image_row4 + k2;
              const image_value = image[image_at]!;
              const W_at2 = W_row2 + k2 * 6;
              const W_value = W[W_at2]!;
              sum_0_0 += image_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += image_value * W_value2;
              const W_value3 = W[W_at2 + 2]!;
              sum_0_2 += image_value * W_value3;
              const image_value2 = image[image_at + 784]!;
              sum_1_0 += image_value2 * W_value;
              sum_1_1 += image_value2 * W_value2;
              sum_1_2 += image_value2 * W_value3;
              const image_value3 = image[image_at + 1568]!;
              sum_2_0 += image_value3 * W_value;
              sum_2_1 += image_value3 * W_value2;
              sum_2_2 += image_value3 * W_value3;
              const image_value4 = image[image_at + 2352]!;
              sum_3_0 += image_value4 * W_value;
              sum_3_1 += image_value4 * W_value2;
              sum_3_2 += image_value4 * W_value3;
            }
          }
          const conv1_at = conv1_row3 + W_row;
          const b_value = b[W_row]!;
          conv1[conv1_at] = sum_0_0 + b_value;
          conv1[conv1_at + 4704] = sum_1_0 + b_value;
          conv1[conv1_at + 9408] = sum_2_0 + b_value;
          conv1[conv1_at + 14112] = sum_3_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          conv1[conv1_at + 1] = sum_0_1 + b_value2;
          conv1[conv1_at + 4705] = sum_1_1 + b_value2;
          conv1[conv1_at + 9409] = sum_2_1 + b_value2;
          conv1[conv1_at + 14113] = sum_3_1 + b_value2;
          const b_value3 = b[W_row + 2]!;
          conv1[conv1_at + 2] = sum_0_2 + b_value3;
          conv1[conv1_at + 4706] = sum_1_2 + b_value3;
          conv1[conv1_at + 9410] = sum_2_2 + b_value3;
          conv1[conv1_at + 14114] = sum_3_2 + b_value3;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const image_row5 = n * 784;
    const conv1_row4 = n * 4704;
    for (let i = 0; i < 28; i++) {
      const offset5 = Math.max(0, 2 - i);
      const offset6 = Math.min(5, 30 - i);
      const image_row6 = image_row5 + i * 28;
      const conv1_row5 = conv1_row4 + i * 168;
      for (let j = 0; j < 28; j++) {
        const offset7 = Math.max(0, 2 - j);
        const offset8 = Math.min(5, 30 - j);
        const image_row7 = image_row6 + j;
        const conv1_row6 = conv1_row5 + j * 6;
        const at2 = image_row7 - 58;
        for (let l3_2 = 0; l3_2 < 2; l3_2++) {
          let sum_0_3 = 0;
          let sum_1_3 = 0;
          let sum_2_3 = 0;
          const W_row3 = l3_2 * 3;
          for (let k = offset5; k < offset6; k++) {
            const image_row8 = at2 + k * 28;
            const W_row4 = W_row3 + k * 30;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const image_value5 = image[image_row8 + k2]!;
              const W_at6 = W_row4 + k2 * 6;
              sum_0_3 += image_value5 * W[W_at6]!;
              sum_1_3 += image_value5 * W[W_at6 + 1]!;
              sum_2_3 += image_value5 * W[W_at6 + 2]!;
            }
          }
          const conv1_at2 = conv1_row6 + W_row3;
          conv1[conv1_at2] = sum_0_3 + b[W_row3]!;
          conv1[conv1_at2 + 1] = sum_1_3 + b[W_row3 + 1]!;
          conv1[conv1_at2 + 2] = sum_2_3 + b[W_row3 + 2]!;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   max_pool = max_pool(if conv1 > 0 then conv1 else 0)
function net_max_pool_forward3(N: number, conv1: Float32Array, max_pool: Float32Array): void {
  const size1 = 14 * N;
  for (let i = 0; i < size1; i++) {
    const conv1_row = i * 336;
    const max_pool_row = i * 84;
    for (let j = 0; j < 14; j++) {
      const conv1_row2 = conv1_row + j * 12;
      const max_pool_row2 = max_pool_row + j * 6;
      for (let l = 0; l < 6; l++) {
        let best = -Infinity;
        const conv1_at = conv1_row2 + l;
        const conv1_value = conv1[conv1_at]!;
        best = Math.max(best, conv1_value > 0 ? conv1_value : 0);
        const conv1_value2 = conv1[conv1_at + 6]!;
        best = Math.max(best, conv1_value2 > 0 ? conv1_value2 : 0);
        const conv1_value3 = conv1[conv1_at + 168]!;
        best = Math.max(best, conv1_value3 > 0 ? conv1_value3 : 0);
        const conv1_value4 = conv1[conv1_at + 174]!;
        best = Math.max(best, conv1_value4 > 0 ? conv1_value4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   conv2 = conv(max_pool, W) + b
function net_conv2_forward2(
  N: number,
  max_pool: Float32Array,
  W: Float32Array,
  b: Float32Array,
  conv2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const max_pool_row = n4 * 4704;
    const conv2_row = n4 * 6400;
    for (let i = 0; i < 10; i++) {
      const max_pool_row2 = max_pool_row + i * 84;
      const conv2_row2 = conv2_row + i * 160;
      for (let j = 0; j < 10; j++) {
        const max_pool_row3 = max_pool_row2 + j * 6;
        const conv2_row3 = conv2_row2 + j * 16;
        for (let l4 = 0; l4 < 4; l4++) {
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
          for (let k = 0; k < 5; k++) {
            const max_pool_row4 = max_pool_row3 + k * 84;
            const W_row2 = W_row + k * 480;
            for (let c = 0; c < 30; c++) {
              const max_pool_at = max_pool_row4 + c;
              const max_pool_value = max_pool[max_pool_at]!;
              const W_at2 = W_row2 + c * 16;
              const W_value = W[W_at2]!;
              sum_0_0 += max_pool_value * W_value;
              const W_value2 = W[W_at2 + 1]!;
              sum_0_1 += max_pool_value * W_value2;
              const W_value3 = W[W_at2 + 2]!;
              sum_0_2 += max_pool_value * W_value3;
              const W_value4 = W[W_at2 + 3]!;
              sum_0_3 += max_pool_value * W_value4;
              const max_pool_value2 = max_pool[max_pool_at + 1176]!;
              sum_1_0 += max_pool_value2 * W_value;
              sum_1_1 += max_pool_value2 * W_value2;
              sum_1_2 += max_pool_value2 * W_value3;
              sum_1_3 += max_pool_value2 * W_value4;
              const max_pool_value3 = max_pool[max_pool_at + 2352]!;
              sum_2_0 += max_pool_value3 * W_value;
              sum_2_1 += max_pool_value3 * W_value2;
              sum_2_2 += max_pool_value3 * W_value3;
              sum_2_3 += max_pool_value3 * W_value4;
              const max_pool_value4 = max_pool[max_pool_at + 3528]!;
              sum_3_0 += max_pool_value4 * W_value;
              sum_3_1 += max_pool_value4 * W_value2;
              sum_3_2 += max_pool_value4 * W_value3;
              sum_3_3 += max_pool_value4 * W_value4;
            }
          }
          const conv2_at = conv2_row3 + W_row;
          const b_value = b[W_row]!;
          conv2[conv2_at] = sum_0_0 + b_value;
          conv2[conv2_at + 1600] = sum_1_0 + b_value;
          conv2[conv2_at + 3200] = sum_2_0 + b_value;
          conv2[conv2_at + 4800] = sum_3_0 + b_value;
          const b_value2 = b[W_row + 1]!;
          conv2[conv2_at + 1] = sum_0_1 + b_value2;
          conv2[conv2_at + 1601] = sum_1_1 + b_value2;
          conv2[conv2_at + 3201] = sum_2_1 + b_value2;
          conv2[conv2_at + 4801] = sum_3_1 + b_value2;
          const b_value3 = b[W_row + 2]!;
          conv2[conv2_at + 2] = sum_0_2 + b_value3;
          conv2[conv2_at + 1602] = sum_1_2 + b_value3;
          conv2[conv2_at + 3202] = sum_2_2 + b_value3;
          conv2[conv2_at + 4802] = sum_3_2 + b_value3;
          const b_value4 = b[W_row + 3]!;
          conv2[conv2_at + 3] = sum_0_3 + b_value4;
          conv2[conv2_at + 1603] = sum_1_3 + b_value4;
          conv2[conv2_at + 3203] = sum_2_3 + b_value4;
          conv2[conv2_at + 4803] = sum_3_3 + b_value4;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const max_pool_row5 = n * 1176;
    const conv2_row4 = n * 1600;
    for (let i = 0; i < 10; i++) {
      const max_pool_row6 = max_pool_row5 + i * 84;
      const conv2_row5 = conv2_row4 + i * 160;
      for (let j = 0; j < 10; j++) {
        const max_pool_row7 = max_pool_row6 + j * 6;
        const conv2_row6 = conv2_row5 + j * 16;
        for (let l4_2 = 0; l4_2 < 4; l4_2++) {
          let sum_0_4 = 0;
          let sum_1_4 = 0;
          let sum_2_4 = 0;
          let sum_3_4 = 0;
          const W_row3 = l4_2 * 4;
          for (let k = 0; k < 5; k++) {
            const max_pool_row8 = max_pool_row7 + k * 84;
            const W_row4 = W_row3 + k * 480;
            for (let c = 0; c < 30; c++) {
              const max_pool_value5 = max_pool[max_pool_row8 + c]!;
              const W_at7 = W_row4 + c * 16;
              sum_0_4 += max_pool_value5 * W[W_at7]!;
              sum_1_4 += max_pool_value5 * W[W_at7 + 1]!;
              sum_2_4 += max_pool_value5 * W[W_at7 + 2]!;
              sum_3_4 += max_pool_value5 * W[W_at7 + 3]!;
            }
          }
          const conv2_at2 = conv2_row6 + W_row3;
          conv2[conv2_at2] = sum_0_4 + b[W_row3]!;
          conv2[conv2_at2 + 1] = sum_1_4 + b[W_row3 + 1]!;
          conv2[conv2_at2 + 2] = sum_2_4 + b[W_row3 + 2]!;
          conv2[conv2_at2 + 3] = sum_3_4 + b[W_row3 + 3]!;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   max_pool = max_pool(if conv2 > 0 then conv2 else 0)
function net_max_pool_forward4(N: number, conv2: Float32Array, max_pool: Float32Array): void {
  const size1 = 5 * N;
  for (let i = 0; i < size1; i++) {
    const conv2_row = i * 320;
    const max_pool_row = i * 80;
    for (let j = 0; j < 5; j++) {
      const conv2_row2 = conv2_row + j * 32;
      const max_pool_row2 = max_pool_row + j * 16;
      for (let l = 0; l < 16; l++) {
        let best = -Infinity;
        const conv2_at = conv2_row2 + l;
        const conv2_value = conv2[conv2_at]!;
        best = Math.max(best, conv2_value > 0 ? conv2_value : 0);
        const conv2_value2 = conv2[conv2_at + 16]!;
        best = Math.max(best, conv2_value2 > 0 ? conv2_value2 : 0);
        const conv2_value3 = conv2[conv2_at + 160]!;
        best = Math.max(best, conv2_value3 > 0 ? conv2_value3 : 0);
        const conv2_value4 = conv2[conv2_at + 176]!;
        best = Math.max(best, conv2_value4 > 0 ? conv2_value4 : 0);
        max_pool[max_pool_row2 + l] = best;
      }
    }
  }
}

// examples/lenet/lenet.nnet:25  |> flatten
// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   dense1 = max_pool @ W + b
//   relu = if dense1 > 0 then dense1 else 0
function net_relu_forward3(
  N: number,
  max_pool: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense1: Float32Array,
  relu: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 30; i4++) {
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
      const max_pool_row = n4 * 1600;
      for (let k = 0; k < 400; k++) {
        const max_pool_at = max_pool_row + k;
        const max_pool_value = max_pool[max_pool_at]!;
        const W_at2 = W_row + k * 120;
        const W_value = W[W_at2]!;
        sum_0_0 += max_pool_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += max_pool_value * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += max_pool_value * W_value3;
        const W_value4 = W[W_at2 + 3]!;
        sum_0_3 += max_pool_value * W_value4;
        const max_pool_value2 = max_pool[max_pool_at + 400]!;
        sum_1_0 += max_pool_value2 * W_value;
        sum_1_1 += max_pool_value2 * W_value2;
        sum_1_2 += max_pool_value2 * W_value3;
        sum_1_3 += max_pool_value2 * W_value4;
        const max_pool_value3 = max_pool[max_pool_at + 800]!;
        sum_2_0 += max_pool_value3 * W_value;
        sum_2_1 += max_pool_value3 * W_value2;
        sum_2_2 += max_pool_value3 * W_value3;
        sum_2_3 += max_pool_value3 * W_value4;
        const max_pool_value4 = max_pool[max_pool_at + 1200]!;
        sum_3_0 += max_pool_value4 * W_value;
        sum_3_1 += max_pool_value4 * W_value2;
        sum_3_2 += max_pool_value4 * W_value3;
        sum_3_3 += max_pool_value4 * W_value4;
      }
      const dense1_value2_0_0 = sum_0_0 + b_value;
      const dense1_at2 = W_row + n4 * 480;
      dense1[dense1_at2] = dense1_value2_0_0;
      relu[dense1_at2] = dense1_value2_0_0 > 0 ? dense1_value2_0_0 : 0;
      const dense1_value2_1_0 = sum_1_0 + b_value;
      const dense1_at3 = dense1_at2 + 120;
      dense1[dense1_at3] = dense1_value2_1_0;
      relu[dense1_at3] = dense1_value2_1_0 > 0 ? dense1_value2_1_0 : 0;
      const dense1_value2_2_0 = sum_2_0 + b_value;
      const dense1_at4 = dense1_at2 + 240;
      dense1[dense1_at4] = dense1_value2_2_0;
      relu[dense1_at4] = dense1_value2_2_0 > 0 ? dense1_value2_2_0 : 0;
      const dense1_value2_3_0 = sum_3_0 + b_value;
      const dense1_at5 = dense1_at2 + 360;
      dense1[dense1_at5] = dense1_value2_3_0;
      relu[dense1_at5] = dense1_value2_3_0 > 0 ? dense1_value2_3_0 : 0;
      const dense1_value2_0_1 = sum_0_1 + b_value2;
      const dense1_at6 = dense1_at2 + 1;
      dense1[dense1_at6] = dense1_value2_0_1;
      relu[dense1_at6] = dense1_value2_0_1 > 0 ? dense1_value2_0_1 : 0;
      const dense1_value2_1_1 = sum_1_1 + b_value2;
      const dense1_at7 = dense1_at2 + 121;
      dense1[dense1_at7] = dense1_value2_1_1;
      relu[dense1_at7] = dense1_value2_1_1 > 0 ? dense1_value2_1_1 : 0;
      const dense1_value2_2_1 = sum_2_1 + b_value2;
      const dense1_at8 = dense1_at2 + 241;
      dense1[dense1_at8] = dense1_value2_2_1;
      relu[dense1_at8] = dense1_value2_2_1 > 0 ? dense1_value2_2_1 : 0;
      const dense1_value2_3_1 = sum_3_1 + b_value2;
      const dense1_at9 = dense1_at2 + 361;
      dense1[dense1_at9] = dense1_value2_3_1;
      relu[dense1_at9] = dense1_value2_3_1 > 0 ? dense1_value2_3_1 : 0;
      const dense1_value2_0_2 = sum_0_2 + b_value3;
      const dense1_at10 = dense1_at2 + 2;
      dense1[dense1_at10] = dense1_value2_0_2;
      relu[dense1_at10] = dense1_value2_0_2 > 0 ? dense1_value2_0_2 : 0;
      const dense1_value2_1_2 = sum_1_2 + b_value3;
      const dense1_at11 = dense1_at2 + 122;
      dense1[dense1_at11] = dense1_value2_1_2;
      relu[dense1_at11] = dense1_value2_1_2 > 0 ? dense1_value2_1_2 : 0;
      const dense1_value2_2_2 = sum_2_2 + b_value3;
      const dense1_at12 = dense1_at2 + 242;
      dense1[dense1_at12] = dense1_value2_2_2;
      relu[dense1_at12] = dense1_value2_2_2 > 0 ? dense1_value2_2_2 : 0;
      const dense1_value2_3_2 = sum_3_2 + b_value3;
      const dense1_at13 = dense1_at2 + 362;
      dense1[dense1_at13] = dense1_value2_3_2;
      relu[dense1_at13] = dense1_value2_3_2 > 0 ? dense1_value2_3_2 : 0;
      const dense1_value2_0_3 = sum_0_3 + b_value4;
      const dense1_at14 = dense1_at2 + 3;
      dense1[dense1_at14] = dense1_value2_0_3;
      relu[dense1_at14] = dense1_value2_0_3 > 0 ? dense1_value2_0_3 : 0;
      const dense1_value2_1_3 = sum_1_3 + b_value4;
      const dense1_at15 = dense1_at2 + 123;
      dense1[dense1_at15] = dense1_value2_1_3;
      relu[dense1_at15] = dense1_value2_1_3 > 0 ? dense1_value2_1_3 : 0;
      const dense1_value2_2_3 = sum_2_3 + b_value4;
      const dense1_at16 = dense1_at2 + 243;
      dense1[dense1_at16] = dense1_value2_2_3;
      relu[dense1_at16] = dense1_value2_2_3 > 0 ? dense1_value2_2_3 : 0;
      const dense1_value2_3_3 = sum_3_3 + b_value4;
      const dense1_at17 = dense1_at2 + 363;
      dense1[dense1_at17] = dense1_value2_3_3;
      relu[dense1_at17] = dense1_value2_3_3 > 0 ? dense1_value2_3_3 : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const max_pool_row2 = n * 400;
      for (let k = 0; k < 400; k++) {
        const max_pool_value5 = max_pool[max_pool_row2 + k]!;
        const W_at7 = W_row + k * 120;
        sum_0_4 += max_pool_value5 * W[W_at7]!;
        sum_1_4 += max_pool_value5 * W[W_at7 + 1]!;
        sum_2_4 += max_pool_value5 * W[W_at7 + 2]!;
        sum_3_4 += max_pool_value5 * W[W_at7 + 3]!;
      }
      const dense1_value2_0_4 = sum_0_4 + b_value;
      const dense1_at19 = W_row + n * 120;
      dense1[dense1_at19] = dense1_value2_0_4;
      relu[dense1_at19] = dense1_value2_0_4 > 0 ? dense1_value2_0_4 : 0;
      const dense1_value2_1_4 = sum_1_4 + b_value2;
      const dense1_at20 = dense1_at19 + 1;
      dense1[dense1_at20] = dense1_value2_1_4;
      relu[dense1_at20] = dense1_value2_1_4 > 0 ? dense1_value2_1_4 : 0;
      const dense1_value2_2_4 = sum_2_4 + b_value3;
      const dense1_at21 = dense1_at19 + 2;
      dense1[dense1_at21] = dense1_value2_2_4;
      relu[dense1_at21] = dense1_value2_2_4 > 0 ? dense1_value2_2_4 : 0;
      const dense1_value2_3_4 = sum_3_4 + b_value4;
      const dense1_at22 = dense1_at19 + 3;
      dense1[dense1_at22] = dense1_value2_3_4;
      relu[dense1_at22] = dense1_value2_3_4 > 0 ? dense1_value2_3_4 : 0;
    }
  }
}

// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   dense2 = relu @ W + b
//   relu2 = if dense2 > 0 then dense2 else 0
function net_relu_forward4(
  N: number,
  relu: Float32Array,
  W: Float32Array,
  b: Float32Array,
  dense2: Float32Array,
  relu2: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i3 = 0; i3 < 28; i3++) {
    const W_row = i3 * 3;
    const b_value = b[W_row]!;
    const b_value2 = b[W_row + 1]!;
    const b_value3 = b[W_row + 2]!;
    for (let n4 = 0; n4 < size1; n4++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      let sum_2_0 = 0;
      let sum_2_1 = 0;
      let sum_2_2 = 0;
      let sum_3_0 = 0;
      let sum_3_1 = 0;
      let sum_3_2 = 0;
      const relu_row = n4 * 480;
      for (let k = 0; k < 120; k++) {
        const relu_at = relu_row + k;
        const relu_value2 = relu[relu_at]!;
        const W_at2 = W_row + k * 84;
        const W_value = W[W_at2]!;
        sum_0_0 += relu_value2 * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += relu_value2 * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += relu_value2 * W_value3;
        const relu_value3 = relu[relu_at + 120]!;
        sum_1_0 += relu_value3 * W_value;
        sum_1_1 += relu_value3 * W_value2;
        sum_1_2 += relu_value3 * W_value3;
        const relu_value4 = relu[relu_at + 240]!;
        sum_2_0 += relu_value4 * W_value;
        sum_2_1 += relu_value4 * W_value2;
        sum_2_2 += relu_value4 * W_value3;
        const relu_value5 = relu[relu_at + 360]!;
        sum_3_0 += relu_value5 * W_value;
        sum_3_1 += relu_value5 * W_value2;
        sum_3_2 += relu_value5 * W_value3;
      }
      const dense2_value2_0_0 = sum_0_0 + b_value;
      const dense2_at2 = W_row + n4 * 336;
      dense2[dense2_at2] = dense2_value2_0_0;
      relu2[dense2_at2] = dense2_value2_0_0 > 0 ? dense2_value2_0_0 : 0;
      const dense2_value2_1_0 = sum_1_0 + b_value;
      const dense2_at3 = dense2_at2 + 84;
      dense2[dense2_at3] = dense2_value2_1_0;
      relu2[dense2_at3] = dense2_value2_1_0 > 0 ? dense2_value2_1_0 : 0;
      const dense2_value2_2_0 = sum_2_0 + b_value;
      const dense2_at4 = dense2_at2 + 168;
      dense2[dense2_at4] = dense2_value2_2_0;
      relu2[dense2_at4] = dense2_value2_2_0 > 0 ? dense2_value2_2_0 : 0;
      const dense2_value2_3_0 = sum_3_0 + b_value;
      const dense2_at5 = dense2_at2 + 252;
      dense2[dense2_at5] = dense2_value2_3_0;
      relu2[dense2_at5] = dense2_value2_3_0 > 0 ? dense2_value2_3_0 : 0;
      const dense2_value2_0_1 = sum_0_1 + b_value2;
      const dense2_at6 = dense2_at2 + 1;
      dense2[dense2_at6] = dense2_value2_0_1;
      relu2[dense2_at6] = dense2_value2_0_1 > 0 ? dense2_value2_0_1 : 0;
      const dense2_value2_1_1 = sum_1_1 + b_value2;
      const dense2_at7 = dense2_at2 + 85;
      dense2[dense2_at7] = dense2_value2_1_1;
      relu2[dense2_at7] = dense2_value2_1_1 > 0 ? dense2_value2_1_1 : 0;
      const dense2_value2_2_1 = sum_2_1 + b_value2;
      const dense2_at8 = dense2_at2 + 169;
      dense2[dense2_at8] = dense2_value2_2_1;
      relu2[dense2_at8] = dense2_value2_2_1 > 0 ? dense2_value2_2_1 : 0;
      const dense2_value2_3_1 = sum_3_1 + b_value2;
      const dense2_at9 = dense2_at2 + 253;
      dense2[dense2_at9] = dense2_value2_3_1;
      relu2[dense2_at9] = dense2_value2_3_1 > 0 ? dense2_value2_3_1 : 0;
      const dense2_value2_0_2 = sum_0_2 + b_value3;
      const dense2_at10 = dense2_at2 + 2;
      dense2[dense2_at10] = dense2_value2_0_2;
      relu2[dense2_at10] = dense2_value2_0_2 > 0 ? dense2_value2_0_2 : 0;
      const dense2_value2_1_2 = sum_1_2 + b_value3;
      const dense2_at11 = dense2_at2 + 86;
      dense2[dense2_at11] = dense2_value2_1_2;
      relu2[dense2_at11] = dense2_value2_1_2 > 0 ? dense2_value2_1_2 : 0;
      const dense2_value2_2_2 = sum_2_2 + b_value3;
      const dense2_at12 = dense2_at2 + 170;
      dense2[dense2_at12] = dense2_value2_2_2;
      relu2[dense2_at12] = dense2_value2_2_2 > 0 ? dense2_value2_2_2 : 0;
      const dense2_value2_3_2 = sum_3_2 + b_value3;
      const dense2_at13 = dense2_at2 + 254;
      dense2[dense2_at13] = dense2_value2_3_2;
      relu2[dense2_at13] = dense2_value2_3_2 > 0 ? dense2_value2_3_2 : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_3 = 0;
      let sum_1_3 = 0;
      let sum_2_3 = 0;
      const relu_row2 = n * 120;
      for (let k = 0; k < 120; k++) {
        const relu_value6 = relu[relu_row2 + k]!;
        const W_at6 = W_row + k * 84;
        sum_0_3 += relu_value6 * W[W_at6]!;
        sum_1_3 += relu_value6 * W[W_at6 + 1]!;
        sum_2_3 += relu_value6 * W[W_at6 + 2]!;
      }
      const dense2_value2_0_3 = sum_0_3 + b_value;
      const dense2_at15 = W_row + n * 84;
      dense2[dense2_at15] = dense2_value2_0_3;
      relu2[dense2_at15] = dense2_value2_0_3 > 0 ? dense2_value2_0_3 : 0;
      const dense2_value2_1_3 = sum_1_3 + b_value2;
      const dense2_at16 = dense2_at15 + 1;
      dense2[dense2_at16] = dense2_value2_1_3;
      relu2[dense2_at16] = dense2_value2_1_3 > 0 ? dense2_value2_1_3 : 0;
      const dense2_value2_2_3 = sum_2_3 + b_value3;
      const dense2_at17 = dense2_at15 + 2;
      dense2[dense2_at17] = dense2_value2_2_3;
      relu2[dense2_at17] = dense2_value2_2_3 > 0 ? dense2_value2_2_3 : 0;
    }
  }
}

// examples/lenet/lenet.nnet:10  loss   nll      = cross_entropy(logits, label)
// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
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

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   v := 0.9 * v + 0.1 * sum[i](d_logits)
//   s := 0.999 * s + 0.001 * sum[i](d_logits) * sum[i](d_logits)
//   b := b - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense3_b(
  N: number,
  d_logits: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
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
    b[i] = b[i]! - 0.001 * (b_value3 * factor2) / (Math.sqrt(b_value7 * factor) + 1e-8);
  }
}

// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   d_dense2 = if dense2 > 0 then d_logits @ W^T else 0
function net_dense2_backward(
  N: number,
  d_logits: Float32Array,
  W: Float32Array,
  dense2: Float32Array,
  d_dense2: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const d_logits_row = n * 10;
    const d_dense2_row = n * 84;
    for (let i3 = 0; i3 < 28; i3++) {
      let sum_0 = 0;
      let sum_1 = 0;
      let sum_2 = 0;
      const W_row = i3 * 30;
      for (let k = 0; k < 10; k++) {
        const d_logits_value = d_logits[d_logits_row + k]!;
        const W_at = W_row + k;
        sum_0 += d_logits_value * W[W_at]!;
        sum_1 += d_logits_value * W[W_at + 10]!;
        sum_2 += d_logits_value * W[W_at + 20]!;
      }
      const d_dense2_at2 = d_dense2_row + i3 * 3;
      d_dense2[d_dense2_at2] = dense2[d_dense2_at2]! > 0 ? sum_0 : 0;
      const d_dense2_at3 = d_dense2_at2 + 1;
      d_dense2[d_dense2_at3] = dense2[d_dense2_at3]! > 0 ? sum_1 : 0;
      const d_dense2_at4 = d_dense2_at2 + 2;
      d_dense2[d_dense2_at4] = dense2[d_dense2_at4]! > 0 ? sum_2 : 0;
    }
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   v := 0.9 * v + 0.1 * sum[i](d_dense2)
//   s := 0.999 * s + 0.001 * sum[i](d_dense2) * sum[i](d_dense2)
//   b := b - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense2_b(
  N: number,
  d_dense2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i = 0; i < 84; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_dense2[i + r * 84]!;
    }
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - 0.001 * (b_value3 * factor2) / (Math.sqrt(b_value7 * factor) + 1e-8);
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:28  |> Dense(classes, init: glorot_normal)
//   v := 0.9 * v + 0.1 * (relu^T @ d_logits)
//   s := 0.999 * s + 0.001 * relu^T @ d_logits * (relu^T @ d_logits)
//   W := W - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense3_W(
  N: number,
  relu: Float32Array,
  d_logits: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i = 0; i < 84; i++) {
    const v_row = i * 10;
    for (let j = 0; j < 10; j++) {
      let sum = 0;
      for (let k = 0; k < N; k++) {
        sum += relu[i + k * 84]! * d_logits[j + k * 10]!;
      }
      const v_at = v_row + j;
      const W_value2 = 0.9 * v[v_at]! + 0.09999999999999998 * sum;
      const W_value3 = Math.abs(W_value2) < 1e-30 ? 0 : W_value2;
      const W_value6 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum * sum);
      const W_value7 = Math.abs(W_value6) < 1e-30 ? 0 : W_value6;
      v[v_at] = W_value3;
      s[v_at] = W_value7;
      W[v_at] = W[v_at]! - 0.001 * (W_value3 * factor2) / (Math.sqrt(W_value7 * factor) + 1e-8);
    }
  }
}

// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   d_dense1 = if dense1 > 0 then d_dense2 @ W^T else 0
function net_dense1_backward(
  N: number,
  d_dense2: Float32Array,
  W: Float32Array,
  dense1: Float32Array,
  d_dense1: Float32Array,
): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i3 = 0; i3 < 40; i3++) {
    const W_row = i3 * 252;
    const d_dense1_row = i3 * 3;
    for (let n4 = 0; n4 < size1; n4++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      let sum_2_0 = 0;
      let sum_2_1 = 0;
      let sum_2_2 = 0;
      let sum_3_0 = 0;
      let sum_3_1 = 0;
      let sum_3_2 = 0;
      const d_dense2_row = n4 * 336;
      for (let k = 0; k < 84; k++) {
        const d_dense2_at = d_dense2_row + k;
        const d_dense2_value = d_dense2[d_dense2_at]!;
        const W_at = W_row + k;
        const W_value = W[W_at]!;
        sum_0_0 += d_dense2_value * W_value;
        const W_value2 = W[W_at + 84]!;
        sum_0_1 += d_dense2_value * W_value2;
        const W_value3 = W[W_at + 168]!;
        sum_0_2 += d_dense2_value * W_value3;
        const d_dense2_value2 = d_dense2[d_dense2_at + 84]!;
        sum_1_0 += d_dense2_value2 * W_value;
        sum_1_1 += d_dense2_value2 * W_value2;
        sum_1_2 += d_dense2_value2 * W_value3;
        const d_dense2_value3 = d_dense2[d_dense2_at + 168]!;
        sum_2_0 += d_dense2_value3 * W_value;
        sum_2_1 += d_dense2_value3 * W_value2;
        sum_2_2 += d_dense2_value3 * W_value3;
        const d_dense2_value4 = d_dense2[d_dense2_at + 252]!;
        sum_3_0 += d_dense2_value4 * W_value;
        sum_3_1 += d_dense2_value4 * W_value2;
        sum_3_2 += d_dense2_value4 * W_value3;
      }
      const d_dense1_at2 = d_dense1_row + n4 * 480;
      d_dense1[d_dense1_at2] = dense1[d_dense1_at2]! > 0 ? sum_0_0 : 0;
      const d_dense1_at3 = d_dense1_at2 + 120;
      d_dense1[d_dense1_at3] = dense1[d_dense1_at3]! > 0 ? sum_1_0 : 0;
      const d_dense1_at4 = d_dense1_at2 + 240;
      d_dense1[d_dense1_at4] = dense1[d_dense1_at4]! > 0 ? sum_2_0 : 0;
      const d_dense1_at5 = d_dense1_at2 + 360;
      d_dense1[d_dense1_at5] = dense1[d_dense1_at5]! > 0 ? sum_3_0 : 0;
      const d_dense1_at6 = d_dense1_at2 + 1;
      d_dense1[d_dense1_at6] = dense1[d_dense1_at6]! > 0 ? sum_0_1 : 0;
      const dense1_at = d_dense1_at2 + 121;
      d_dense1[dense1_at] = dense1[dense1_at]! > 0 ? sum_1_1 : 0;
      const dense1_at2 = d_dense1_at2 + 241;
      d_dense1[dense1_at2] = dense1[dense1_at2]! > 0 ? sum_2_1 : 0;
      const dense1_at3 = d_dense1_at2 + 361;
      d_dense1[dense1_at3] = dense1[dense1_at3]! > 0 ? sum_3_1 : 0;
      const d_dense1_at7 = d_dense1_at2 + 2;
      d_dense1[d_dense1_at7] = dense1[d_dense1_at7]! > 0 ? sum_0_2 : 0;
      const dense1_at4 = d_dense1_at2 + 122;
      d_dense1[dense1_at4] = dense1[dense1_at4]! > 0 ? sum_1_2 : 0;
      const dense1_at5 = d_dense1_at2 + 242;
      d_dense1[dense1_at5] = dense1[dense1_at5]! > 0 ? sum_2_2 : 0;
      const dense1_at6 = d_dense1_at2 + 362;
      d_dense1[dense1_at6] = dense1[dense1_at6]! > 0 ? sum_3_2 : 0;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_3 = 0;
      let sum_1_3 = 0;
      let sum_2_3 = 0;
      const d_dense2_row2 = n * 84;
      for (let k = 0; k < 84; k++) {
        const d_dense2_value5 = d_dense2[d_dense2_row2 + k]!;
        const W_at4 = W_row + k;
        sum_0_3 += d_dense2_value5 * W[W_at4]!;
        sum_1_3 += d_dense2_value5 * W[W_at4 + 84]!;
        sum_2_3 += d_dense2_value5 * W[W_at4 + 168]!;
      }
      const d_dense1_at9 = d_dense1_row + n * 120;
      d_dense1[d_dense1_at9] = dense1[d_dense1_at9]! > 0 ? sum_0_3 : 0;
      const d_dense1_at10 = d_dense1_at9 + 1;
      d_dense1[d_dense1_at10] = dense1[d_dense1_at10]! > 0 ? sum_1_3 : 0;
      const d_dense1_at11 = d_dense1_at9 + 2;
      d_dense1[d_dense1_at11] = dense1[d_dense1_at11]! > 0 ? sum_2_3 : 0;
    }
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   v := 0.9 * v + 0.1 * sum[i](d_dense1)
//   s := 0.999 * s + 0.001 * sum[i](d_dense1) * sum[i](d_dense1)
//   b := b - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense1_b(
  N: number,
  d_dense1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i = 0; i < 120; i++) {
    let sum = 0;
    for (let r = 0; r < N; r++) {
      sum += d_dense1[i + r * 120]!;
    }
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - 0.001 * (b_value3 * factor2) / (Math.sqrt(b_value7 * factor) + 1e-8);
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:27  |> Dense(84)  |> relu
//   v := 0.9 * v + 0.1 * (relu^T @ d_dense2)
//   s := 0.999 * s + 0.001 * relu^T @ d_dense2 * (relu^T @ d_dense2)
//   W := W - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense2_W(
  N: number,
  relu: Float32Array,
  d_dense2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i2 = 0; i2 < 60; i2++) {
    const relu_row = i2 * 2;
    const v_row = i2 * 168;
    for (let j3 = 0; j3 < 28; j3++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      const d_dense2_row = j3 * 3;
      for (let k = 0; k < N; k++) {
        const relu_at2 = relu_row + k * 120;
        const relu_value = relu[relu_at2]!;
        const d_dense2_at2 = d_dense2_row + k * 84;
        const d_dense2_value = d_dense2[d_dense2_at2]!;
        sum_0_0 += relu_value * d_dense2_value;
        const d_dense2_value2 = d_dense2[d_dense2_at2 + 1]!;
        sum_0_1 += relu_value * d_dense2_value2;
        const d_dense2_value3 = d_dense2[d_dense2_at2 + 2]!;
        sum_0_2 += relu_value * d_dense2_value3;
        const relu_value2 = relu[relu_at2 + 1]!;
        sum_1_0 += relu_value2 * d_dense2_value;
        sum_1_1 += relu_value2 * d_dense2_value2;
        sum_1_2 += relu_value2 * d_dense2_value3;
      }
      const v_at = v_row + d_dense2_row;
      const W_value2_0_0 = 0.9 * v[v_at]! + 0.09999999999999998 * sum_0_0;
      const W_value3_0_0 = Math.abs(W_value2_0_0) < 1e-30 ? 0 : W_value2_0_0;
      const W_value6_0_0 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum_0_0 * sum_0_0);
      const W_value7_0_0 = Math.abs(W_value6_0_0) < 1e-30 ? 0 : W_value6_0_0;
      v[v_at] = W_value3_0_0;
      s[v_at] = W_value7_0_0;
      W[v_at] = W[v_at]! - 0.001 * (W_value3_0_0 * factor2) / (Math.sqrt(W_value7_0_0 * factor) + 1e-8);
      const v_at2 = v_at + 84;
      const W_value2_1_0 = 0.9 * v[v_at2]! + 0.09999999999999998 * sum_1_0;
      const W_value3_1_0 = Math.abs(W_value2_1_0) < 1e-30 ? 0 : W_value2_1_0;
      const W_value6_1_0 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_1_0 * sum_1_0);
      const W_value7_1_0 = Math.abs(W_value6_1_0) < 1e-30 ? 0 : W_value6_1_0;
      v[v_at2] = W_value3_1_0;
      s[v_at2] = W_value7_1_0;
      W[v_at2] = W[v_at2]! - 0.001 * (W_value3_1_0 * factor2) / (Math.sqrt(W_value7_1_0 * factor) + 1e-8);
      const v_at3 = v_at + 1;
      const W_value2_0_1 = 0.9 * v[v_at3]! + 0.09999999999999998 * sum_0_1;
      const W_value3_0_1 = Math.abs(W_value2_0_1) < 1e-30 ? 0 : W_value2_0_1;
      const W_value6_0_1 = 0.999 * s[v_at3]! + 0.0010000000000000009 * (sum_0_1 * sum_0_1);
      const W_value7_0_1 = Math.abs(W_value6_0_1) < 1e-30 ? 0 : W_value6_0_1;
      v[v_at3] = W_value3_0_1;
      s[v_at3] = W_value7_0_1;
      W[v_at3] = W[v_at3]! - 0.001 * (W_value3_0_1 * factor2) / (Math.sqrt(W_value7_0_1 * factor) + 1e-8);
      const v_at4 = v_at + 85;
      const W_value2_1_1 = 0.9 * v[v_at4]! + 0.09999999999999998 * sum_1_1;
      const W_value3_1_1 = Math.abs(W_value2_1_1) < 1e-30 ? 0 : W_value2_1_1;
      const W_value6_1_1 = 0.999 * s[v_at4]! + 0.0010000000000000009 * (sum_1_1 * sum_1_1);
      const W_value7_1_1 = Math.abs(W_value6_1_1) < 1e-30 ? 0 : W_value6_1_1;
      v[v_at4] = W_value3_1_1;
      s[v_at4] = W_value7_1_1;
      W[v_at4] = W[v_at4]! - 0.001 * (W_value3_1_1 * factor2) / (Math.sqrt(W_value7_1_1 * factor) + 1e-8);
      const v_at5 = v_at + 2;
      const W_value2_0_2 = 0.9 * v[v_at5]! + 0.09999999999999998 * sum_0_2;
      const W_value3_0_2 = Math.abs(W_value2_0_2) < 1e-30 ? 0 : W_value2_0_2;
      const W_value6_0_2 = 0.999 * s[v_at5]! + 0.0010000000000000009 * (sum_0_2 * sum_0_2);
      const W_value7_0_2 = Math.abs(W_value6_0_2) < 1e-30 ? 0 : W_value6_0_2;
      v[v_at5] = W_value3_0_2;
      s[v_at5] = W_value7_0_2;
      W[v_at5] = W[v_at5]! - 0.001 * (W_value3_0_2 * factor2) / (Math.sqrt(W_value7_0_2 * factor) + 1e-8);
      const v_at6 = v_at + 86;
      const W_value2_1_2 = 0.9 * v[v_at6]! + 0.09999999999999998 * sum_1_2;
      const W_value3_1_2 = Math.abs(W_value2_1_2) < 1e-30 ? 0 : W_value2_1_2;
      const W_value6_1_2 = 0.999 * s[v_at6]! + 0.0010000000000000009 * (sum_1_2 * sum_1_2);
      const W_value7_1_2 = Math.abs(W_value6_1_2) < 1e-30 ? 0 : W_value6_1_2;
      v[v_at6] = W_value3_1_2;
      s[v_at6] = W_value7_1_2;
      W[v_at6] = W[v_at6]! - 0.001 * (W_value3_1_2 * factor2) / (Math.sqrt(W_value7_1_2 * factor) + 1e-8);
    }
  }
}

// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   d_flatten = d_dense1 @ W^T
function net_flatten_backward(N: number, d_dense1: Float32Array, W: Float32Array, d_flatten: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 100; i4++) {
    const W_row = i4 * 480;
    const d_flatten_row = i4 * 4;
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
      const d_dense1_row = n4 * 480;
      for (let k = 0; k < 120; k++) {
        const d_dense1_at = d_dense1_row + k;
        const d_dense1_value = d_dense1[d_dense1_at]!;
        const W_at = W_row + k;
        const W_value = W[W_at]!;
        sum_0_0 += d_dense1_value * W_value;
        const W_value2 = W[W_at + 120]!;
        sum_0_1 += d_dense1_value * W_value2;
        const W_value3 = W[W_at + 240]!;
        sum_0_2 += d_dense1_value * W_value3;
        const W_value4 = W[W_at + 360]!;
        sum_0_3 += d_dense1_value * W_value4;
        const d_dense1_value2 = d_dense1[d_dense1_at + 120]!;
        sum_1_0 += d_dense1_value2 * W_value;
        sum_1_1 += d_dense1_value2 * W_value2;
        sum_1_2 += d_dense1_value2 * W_value3;
        sum_1_3 += d_dense1_value2 * W_value4;
        const d_dense1_value3 = d_dense1[d_dense1_at + 240]!;
        sum_2_0 += d_dense1_value3 * W_value;
        sum_2_1 += d_dense1_value3 * W_value2;
        sum_2_2 += d_dense1_value3 * W_value3;
        sum_2_3 += d_dense1_value3 * W_value4;
        const d_dense1_value4 = d_dense1[d_dense1_at + 360]!;
        sum_3_0 += d_dense1_value4 * W_value;
        sum_3_1 += d_dense1_value4 * W_value2;
        sum_3_2 += d_dense1_value4 * W_value3;
        sum_3_3 += d_dense1_value4 * W_value4;
      }
      const d_flatten_at2 = d_flatten_row + n4 * 1600;
      d_flatten[d_flatten_at2] = sum_0_0;
      d_flatten[d_flatten_at2 + 400] = sum_1_0;
      d_flatten[d_flatten_at2 + 800] = sum_2_0;
      d_flatten[d_flatten_at2 + 1200] = sum_3_0;
      d_flatten[d_flatten_at2 + 1] = sum_0_1;
      d_flatten[d_flatten_at2 + 401] = sum_1_1;
      d_flatten[d_flatten_at2 + 801] = sum_2_1;
      d_flatten[d_flatten_at2 + 1201] = sum_3_1;
      d_flatten[d_flatten_at2 + 2] = sum_0_2;
      d_flatten[d_flatten_at2 + 402] = sum_1_2;
      d_flatten[d_flatten_at2 + 802] = sum_2_2;
      d_flatten[d_flatten_at2 + 1202] = sum_3_2;
      d_flatten[d_flatten_at2 + 3] = sum_0_3;
      d_flatten[d_flatten_at2 + 403] = sum_1_3;
      d_flatten[d_flatten_at2 + 803] = sum_2_3;
      d_flatten[d_flatten_at2 + 1203] = sum_3_3;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const d_dense1_row2 = n * 120;
      for (let k = 0; k < 120; k++) {
        const d_dense1_value5 = d_dense1[d_dense1_row2 + k]!;
        const W_at5 = W_row + k;
        sum_0_4 += d_dense1_value5 * W[W_at5]!;
        sum_1_4 += d_dense1_value5 * W[W_at5 + 120]!;
        sum_2_4 += d_dense1_value5 * W[W_at5 + 240]!;
        sum_3_4 += d_dense1_value5 * W[W_at5 + 360]!;
      }
      const d_flatten_at4 = d_flatten_row + n * 400;
      d_flatten[d_flatten_at4] = sum_0_4;
      d_flatten[d_flatten_at4 + 1] = sum_1_4;
      d_flatten[d_flatten_at4 + 2] = sum_2_4;
      d_flatten[d_flatten_at4 + 3] = sum_3_4;
    }
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:25  |> flatten
// examples/lenet/lenet.nnet:26  |> Dense(120) |> relu
//   v := 0.9 * v + 0.1 * (max_pool^T @ d_dense1)
//   s := 0.999 * s + 0.001 * max_pool^T @ d_dense1 * (max_pool^T @ d_dense1)
//   W := W - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_dense1_W(
  N: number,
  max_pool: Float32Array,
  d_dense1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i4 = 0; i4 < 100; i4++) {
    const max_pool_row = i4 * 4;
    const v_row = i4 * 480;
    for (let j3 = 0; j3 < 40; j3++) {
      let sum_0_0 = 0;
      let sum_0_1 = 0;
      let sum_0_2 = 0;
      let sum_1_0 = 0;
      let sum_1_1 = 0;
      let sum_1_2 = 0;
      let sum_2_0 = 0;
      let sum_2_1 = 0;
      let sum_2_2 = 0;
      let sum_3_0 = 0;
      let sum_3_1 = 0;
      let sum_3_2 = 0;
      const d_dense1_row = j3 * 3;
      for (let k = 0; k < N; k++) {
        const max_pool_at2 = max_pool_row + k * 400;
        const max_pool_value = max_pool[max_pool_at2]!;
        const d_dense1_at2 = d_dense1_row + k * 120;
        const d_dense1_value = d_dense1[d_dense1_at2]!;
        sum_0_0 += max_pool_value * d_dense1_value;
        const d_dense1_value2 = d_dense1[d_dense1_at2 + 1]!;
        sum_0_1 += max_pool_value * d_dense1_value2;
        const d_dense1_value3 = d_dense1[d_dense1_at2 + 2]!;
        sum_0_2 += max_pool_value * d_dense1_value3;
        const max_pool_value2 = max_pool[max_pool_at2 + 1]!;
        sum_1_0 += max_pool_value2 * d_dense1_value;
        sum_1_1 += max_pool_value2 * d_dense1_value2;
        sum_1_2 += max_pool_value2 * d_dense1_value3;
        const max_pool_value3 = max_pool[max_pool_at2 + 2]!;
        sum_2_0 += max_pool_value3 * d_dense1_value;
        sum_2_1 += max_pool_value3 * d_dense1_value2;
        sum_2_2 += max_pool_value3 * d_dense1_value3;
        const max_pool_value4 = max_pool[max_pool_at2 + 3]!;
        sum_3_0 += max_pool_value4 * d_dense1_value;
        sum_3_1 += max_pool_value4 * d_dense1_value2;
        sum_3_2 += max_pool_value4 * d_dense1_value3;
      }
      const v_at = v_row + d_dense1_row;
      const W_value2_0_0 = 0.9 * v[v_at]! + 0.09999999999999998 * sum_0_0;
      const W_value3_0_0 = Math.abs(W_value2_0_0) < 1e-30 ? 0 : W_value2_0_0;
      const W_value6_0_0 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum_0_0 * sum_0_0);
      const W_value7_0_0 = Math.abs(W_value6_0_0) < 1e-30 ? 0 : W_value6_0_0;
      v[v_at] = W_value3_0_0;
      s[v_at] = W_value7_0_0;
      W[v_at] = W[v_at]! - 0.001 * (W_value3_0_0 * factor2) / (Math.sqrt(W_value7_0_0 * factor) + 1e-8);
      const v_at2 = v_at + 120;
      const W_value2_1_0 = 0.9 * v[v_at2]! + 0.09999999999999998 * sum_1_0;
      const W_value3_1_0 = Math.abs(W_value2_1_0) < 1e-30 ? 0 : W_value2_1_0;
      const W_value6_1_0 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_1_0 * sum_1_0);
      const W_value7_1_0 = Math.abs(W_value6_1_0) < 1e-30 ? 0 : W_value6_1_0;
      v[v_at2] = W_value3_1_0;
      s[v_at2] = W_value7_1_0;
      W[v_at2] = W[v_at2]! - 0.001 * (W_value3_1_0 * factor2) / (Math.sqrt(W_value7_1_0 * factor) + 1e-8);
      const v_at3 = v_at + 240;
      const W_value2_2_0 = 0.9 * v[v_at3]! + 0.09999999999999998 * sum_2_0;
      const W_value3_2_0 = Math.abs(W_value2_2_0) < 1e-30 ? 0 : W_value2_2_0;
      const W_value6_2_0 = 0.999 * s[v_at3]! + 0.0010000000000000009 * (sum_2_0 * sum_2_0);
      const W_value7_2_0 = Math.abs(W_value6_2_0) < 1e-30 ? 0 : W_value6_2_0;
      v[v_at3] = W_value3_2_0;
      s[v_at3] = W_value7_2_0;
      W[v_at3] = W[v_at3]! - 0.001 * (W_value3_2_0 * factor2) / (Math.sqrt(W_value7_2_0 * factor) + 1e-8);
      const v_at4 = v_at + 360;
      const W_value2_3_0 = 0.9 * v[v_at4]! + 0.09999999999999998 * sum_3_0;
      const W_value3_3_0 = Math.abs(W_value2_3_0) < 1e-30 ? 0 : W_value2_3_0;
      const W_value6_3_0 = 0.999 * s[v_at4]! + 0.0010000000000000009 * (sum_3_0 * sum_3_0);
      const W_value7_3_0 = Math.abs(W_value6_3_0) < 1e-30 ? 0 : W_value6_3_0;
      v[v_at4] = W_value3_3_0;
      s[v_at4] = W_value7_3_0;
      W[v_at4] = W[v_at4]! - 0.001 * (W_value3_3_0 * factor2) / (Math.sqrt(W_value7_3_0 * factor) + 1e-8);
      const v_at5 = v_at + 1;
      const W_value2_0_1 = 0.9 * v[v_at5]! + 0.09999999999999998 * sum_0_1;
      const W_value3_0_1 = Math.abs(W_value2_0_1) < 1e-30 ? 0 : W_value2_0_1;
      const W_value6_0_1 = 0.999 * s[v_at5]! + 0.0010000000000000009 * (sum_0_1 * sum_0_1);
      const W_value7_0_1 = Math.abs(W_value6_0_1) < 1e-30 ? 0 : W_value6_0_1;
      v[v_at5] = W_value3_0_1;
      s[v_at5] = W_value7_0_1;
      W[v_at5] = W[v_at5]! - 0.001 * (W_value3_0_1 * factor2) / (Math.sqrt(W_value7_0_1 * factor) + 1e-8);
      const v_at6 = v_at + 121;
      const W_value2_1_1 = 0.9 * v[v_at6]! + 0.09999999999999998 * sum_1_1;
      const W_value3_1_1 = Math.abs(W_value2_1_1) < 1e-30 ? 0 : W_value2_1_1;
      const W_value6_1_1 = 0.999 * s[v_at6]! + 0.0010000000000000009 * (sum_1_1 * sum_1_1);
      const W_value7_1_1 = Math.abs(W_value6_1_1) < 1e-30 ? 0 : W_value6_1_1;
      v[v_at6] = W_value3_1_1;
      s[v_at6] = W_value7_1_1;
      W[v_at6] = W[v_at6]! - 0.001 * (W_value3_1_1 * factor2) / (Math.sqrt(W_value7_1_1 * factor) + 1e-8);
      const v_at7 = v_at + 241;
      const W_value2_2_1 = 0.9 * v[v_at7]! + 0.09999999999999998 * sum_2_1;
      const W_value3_2_1 = Math.abs(W_value2_2_1) < 1e-30 ? 0 : W_value2_2_1;
      const W_value6_2_1 = 0.999 * s[v_at7]! + 0.0010000000000000009 * (sum_2_1 * sum_2_1);
      const W_value7_2_1 = Math.abs(W_value6_2_1) < 1e-30 ? 0 : W_value6_2_1;
      v[v_at7] = W_value3_2_1;
      s[v_at7] = W_value7_2_1;
      W[v_at7] = W[v_at7]! - 0.001 * (W_value3_2_1 * factor2) / (Math.sqrt(W_value7_2_1 * factor) + 1e-8);
      const v_at8 = v_at + 361;
      const W_value2_3_1 = 0.9 * v[v_at8]! + 0.09999999999999998 * sum_3_1;
      const W_value3_3_1 = Math.abs(W_value2_3_1) < 1e-30 ? 0 : W_value2_3_1;
      const W_value6_3_1 = 0.999 * s[v_at8]! + 0.0010000000000000009 * (sum_3_1 * sum_3_1);
      const W_value7_3_1 = Math.abs(W_value6_3_1) < 1e-30 ? 0 : W_value6_3_1;
      v[v_at8] = W_value3_3_1;
      s[v_at8] = W_value7_3_1;
      W[v_at8] = W[v_at8]! - 0.001 * (W_value3_3_1 * factor2) / (Math.sqrt(W_value7_3_1 * factor) + 1e-8);
      const v_at9 = v_at + 2;
      const W_value2_0_2 = 0.9 * v[v_at9]! + 0.09999999999999998 * sum_0_2;
      const W_value3_0_2 = Math.abs(W_value2_0_2) < 1e-30 ? 0 : W_value2_0_2;
      const W_value6_0_2 = 0.999 * s[v_at9]! + 0.0010000000000000009 * (sum_0_2 * sum_0_2);
      const W_value7_0_2 = Math.abs(W_value6_0_2) < 1e-30 ? 0 : W_value6_0_2;
      v[v_at9] = W_value3_0_2;
      s[v_at9] = W_value7_0_2;
      W[v_at9] = W[v_at9]! - 0.001 * (W_value3_0_2 * factor2) / (Math.sqrt(W_value7_0_2 * factor) + 1e-8);
      const v_at10 = v_at + 122;
      const W_value2_1_2 = 0.9 * v[v_at10]! + 0.09999999999999998 * sum_1_2;
      const W_value3_1_2 = Math.abs(W_value2_1_2) < 1e-30 ? 0 : W_value2_1_2;
      const W_value6_1_2 = 0.999 * s[v_at10]! + 0.0010000000000000009 * (sum_1_2 * sum_1_2);
      const W_value7_1_2 = Math.abs(W_value6_1_2) < 1e-30 ? 0 : W_value6_1_2;
      v[v_at10] = W_value3_1_2;
      s[v_at10] = W_value7_1_2;
      W[v_at10] = W[v_at10]! - 0.001 * (W_value3_1_2 * factor2) / (Math.sqrt(W_value7_1_2 * factor) + 1e-8);
      const v_at11 = v_at + 242;
      const W_value2_2_2 = 0.9 * v[v_at11]! + 0.09999999999999998 * sum_2_2;
      const W_value3_2_2 = Math.abs(W_value2_2_2) < 1e-30 ? 0 : W_value2_2_2;
      const W_value6_2_2 = 0.999 * s[v_at11]! + 0.0010000000000000009 * (sum_2_2 * sum_2_2);
      const W_value7_2_2 = Math.abs(W_value6_2_2) < 1e-30 ? 0 : W_value6_2_2;
      v[v_at11] = W_value3_2_2;
      s[v_at11] = W_value7_2_2;
      W[v_at11] = W[v_at11]! - 0.001 * (W_value3_2_2 * factor2) / (Math.sqrt(W_value7_2_2 * factor) + 1e-8);
      const v_at12 = v_at + 362;
      const W_value2_3_2 = 0.9 * v[v_at12]! + 0.09999999999999998 * sum_3_2;
      const W_value3_3_2 = Math.abs(W_value2_3_2) < 1e-30 ? 0 : W_value2_3_2;
      const W_value6_3_2 = 0.999 * s[v_at12]! + 0.0010000000000000009 * (sum_3_2 * sum_3_2);
      const W_value7_3_2 = Math.abs(W_value6_3_2) < 1e-30 ? 0 : W_value6_3_2;
      v[v_at12] = W_value3_3_2;
      s[v_at12] = W_value7_3_2;
      W[v_at12] = W[v_at12]! - 0.001 * (W_value3_3_2 * factor2) / (Math.sqrt(W_value7_3_2 * factor) + 1e-8);
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
// examples/lenet/lenet.nnet:25  |> flatten
//   d_relu = max_pool_grad(if conv2 > 0 then conv2 else 0, d_flatten)
function net_relu_backward(N: number, conv2: Float32Array, d_flatten: Float32Array, d_relu: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const d_relu_row = n * 1600;
    for (let l = 0; l < 1600; l++) {
      d_relu[d_relu_row + l] = 0;
    }
    const d_flatten_row = n * 400;
    for (let o2 = 0; o2 < 5; o2++) {
      const conv2_row2 = d_relu_row + o2 * 320;
      const d_flatten_row2 = d_flatten_row + o2 * 80;
      for (let o3 = 0; o3 < 5; o3++) {
        const conv2_row3 = conv2_row2 + o3 * 32;
        const d_flatten_row3 = d_flatten_row2 + o3 * 16;
        for (let o4 = 0; o4 < 16; o4++) {
          let best = -Infinity;
          let at = 0;
          let at2 = 0;
          const conv2_row4 = conv2_row3 + o4;
          for (let k = 0; k < 2; k++) {
            const conv2_row5 = conv2_row4 + k * 160;
            for (let k2 = 0; k2 < 2; k2++) {
              const conv2_value = conv2[conv2_row5 + k2 * 16]!;
              const conv2_term = conv2_value > 0 ? conv2_value : 0;
              const condition2 = conv2_term > best;
              best = condition2 ? conv2_term : best;
              at = condition2 ? k : at;
              at2 = condition2 ? k2 : at2;
            }
          }
          const d_relu_at5 = conv2_row3 + o4 + at * 160 + at2 * 16;
          d_relu[d_relu_at5] = d_relu[d_relu_at5]! + d_flatten[d_flatten_row3 + o4]!;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   d_conv2 = if conv2 > 0 then d_relu else 0
function net_conv2_backward(N: number, conv2: Float32Array, d_relu: Float32Array, d_conv2: Float32Array): void {
  const size1 = 1600 * N;
  for (let l = 0; l < size1; l++) {
    d_conv2[l] = conv2[l]! > 0 ? d_relu[l]! : 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   v := 0.9 * v + 0.1 * sum[i,j,k](d_conv2)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_conv2) * sum[i,j,k](d_conv2)
//   b := b - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv2_b(
  N: number,
  d_conv2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  const size1 = 100 * N;
  for (let i = 0; i < 16; i++) {
    let sum = 0;
    for (let r3 = 0; r3 < size1; r3++) {
      sum += d_conv2[i + r3 * 16]!;
    }
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * sum;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (sum * sum);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - 0.001 * (b_value3 * factor2) / (Math.sqrt(b_value7 * factor) + 1e-8);
  }
}

// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   d_max_pool = conv(d_conv2, W)
function net_max_pool_backward(N: number, d_conv2: Float32Array, W: Float32Array, d_max_pool: Float32Array): void {
  const size1 = Math.floor(N / 4);
  for (let n4 = 0; n4 < size1; n4++) {
    const d_conv2_row = n4 * 6400;
    const d_max_pool_row = n4 * 4704;
    for (let i = 0; i < 14; i++) {
      const offset = Math.max(0, 4 - i);
      const offset2 = Math.min(5, 14 - i);
      const d_conv2_row2 = d_conv2_row + i * 160;
      const d_max_pool_row2 = d_max_pool_row + i * 84;
      for (let j = 0; j < 14; j++) {
        const offset3 = Math.max(0, 4 - j);
        const offset4 = Math.min(5, 14 - j);
        const d_conv2_row3 = d_conv2_row2 + j * 16;
        const d_max_pool_row3 = d_max_pool_row2 + j * 6;
        for (let l3 = 0; l3 < 2; l3++) {
          let sum_0_0 = 0;
          let sum_0_1 = 0;
          let sum_0_2 = 0;
          let sum_1_0 = 0;
          let sum_1_1 = 0;
          let sum_1_2 = 0;
          let sum_2_0 = 0;
          let sum_2_1 = 0;
          let sum_2_2 = 0;
          let sum_3_0 = 0;
          let sum_3_1 = 0;
          let sum_3_2 = 0;
          const W_row = l3 * 48;
          for (let k = offset; k < offset2; k++) {
            const d_conv2_row4 = d_conv2_row3 + k * 160;
            const W_row2 = W_row - k * 480;
            const at1 = d_conv2_row4 - 704;
            const at2 = W_row2 + 2304;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const d_conv2_row5 = at1 + k2 * 16;
              const W_row3 = at2 - k2 * 96;
              for (let c = 0; c < 16; c++) {
                const d_conv2_at = d_conv2_row5 + c;
                const d_conv2_value = d_conv2[d_conv2_at]!;
                const W_at = W_row3 + c;
                const W_value = W[W_at]!;
                sum_0_0 += d_conv2_value * W_value;
                const W_value2 = W[W_at + 16]!;
                sum_0_1 += d_conv2_value * W_value2;
                const W_value3 = W[W_at + 32]!;
                sum_0_2 += d_conv2_value * W_value3;
                const d_conv2_value2 = d_conv2[d_conv2_at + 1600]!;
                sum_1_0 += d_conv2_value2 * W_value;
                sum_1_1 += d_conv2_value2 * W_value2;
                sum_1_2 += d_conv2_value2 * W_value3;
                const d_conv2_value3 = d_conv2[d_conv2_at + 3200]!;
                sum_2_0 += d_conv2_value3 * W_value;
                sum_2_1 += d_conv2_value3 * W_value2;
                sum_2_2 += d_conv2_value3 * W_value3;
                const d_conv2_value4 = d_conv2[d_conv2_at + 4800]!;
                sum_3_0 += d_conv2_value4 * W_value;
                sum_3_1 += d_conv2_value4 * W_value2;
                sum_3_2 += d_conv2_value4 * W_value3;
              }
            }
          }
          const d_max_pool_at2 = d_max_pool_row3 + l3 * 3;
          d_max_pool[d_max_pool_at2] = sum_0_0;
          d_max_pool[d_max_pool_at2 + 1176] = sum_1_0;
          d_max_pool[d_max_pool_at2 + 2352] = sum_2_0;
          d_max_pool[d_max_pool_at2 + 3528] = sum_3_0;
          d_max_pool[d_max_pool_at2 + 1] = sum_0_1;
          d_max_pool[d_max_pool_at2 + 1177] = sum_1_1;
          d_max_pool[d_max_pool_at2 + 2353] = sum_2_1;
          d_max_pool[d_max_pool_at2 + 3529] = sum_3_1;
          d_max_pool[d_max_pool_at2 + 2] = sum_0_2;
          d_max_pool[d_max_pool_at2 + 1178] = sum_1_2;
          d_max_pool[d_max_pool_at2 + 2354] = sum_2_2;
          d_max_pool[d_max_pool_at2 + 3530] = sum_3_2;
        }
      }
    }
  }
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const d_conv2_row6 = n * 1600;
    const d_max_pool_row4 = n * 1176;
    for (let i = 0; i < 14; i++) {
      const offset5 = Math.max(0, 4 - i);
      const offset6 = Math.min(5, 14 - i);
      const d_conv2_row7 = d_conv2_row6 + i * 160;
      const d_max_pool_row5 = d_max_pool_row4 + i * 84;
      for (let j = 0; j < 14; j++) {
        const offset7 = Math.max(0, 4 - j);
        const offset8 = Math.min(5, 14 - j);
        const d_conv2_row8 = d_conv2_row7 + j * 16;
        const d_max_pool_row6 = d_max_pool_row5 + j * 6;
        for (let l3_2 = 0; l3_2 < 2; l3_2++) {
          let sum_0_3 = 0;
          let sum_1_3 = 0;
          let sum_2_3 = 0;
          const W_row4 = l3_2 * 48;
          for (let k = offset5; k < offset6; k++) {
            const d_conv2_row9 = d_conv2_row8 + k * 160;
            const W_row5 = W_row4 - k * 480;
            const at3 = d_conv2_row9 - 704;
            const at4 = W_row5 + 2304;
            for (let k2 = offset7; k2 < offset8; k2++) {
              const d_conv2_row10 = at3 + k2 * 16;
              const W_row6 = at4 - k2 * 96;
              for (let c = 0; c < 16; c++) {
                const d_conv2_value5 = d_conv2[d_conv2_row10 + c]!;
                const W_at4 = W_row6 + c;
                sum_0_3 += d_conv2_value5 * W[W_at4]!;
                sum_1_3 += d_conv2_value5 * W[W_at4 + 16]!;
                sum_2_3 += d_conv2_value5 * W[W_at4 + 32]!;
              }
            }
          }
          const d_max_pool_at4 = d_max_pool_row6 + l3_2 * 3;
          d_max_pool[d_max_pool_at4] = sum_0_3;
          d_max_pool[d_max_pool_at4 + 1] = sum_1_3;
          d_max_pool[d_max_pool_at4 + 2] = sum_2_3;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:24  |> Conv(16, 5)        |> relu |> max_pool(2)
//   v := 0.9 * v + 0.1 * conv(max_pool, d_conv2)
//   s := 0.999 * s + 0.001 * conv(max_pool, d_conv2) * conv(max_pool, d_conv2)
//   W := W - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv2_W(
  N: number,
  max_pool: Float32Array,
  d_conv2: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i = 0; i < 5; i++) {
    const max_pool_row = i * 84;
    const v_row = i * 480;
    for (let l3 = 0; l3 < 10; l3++) {
      const max_pool_row2 = max_pool_row + l3 * 3;
      const v_row2 = v_row + l3 * 48;
      for (let m4 = 0; m4 < 4; m4++) {
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
        const d_conv2_row = m4 * 4;
        for (let c = 0; c < N; c++) {
          const max_pool_row3 = max_pool_row2 + c * 1176;
          const d_conv2_row2 = d_conv2_row + c * 1600;
          for (let k = 0; k < 10; k++) {
            const max_pool_row4 = max_pool_row3 + k * 84;
            const d_conv2_row3 = d_conv2_row2 + k * 160;
            for (let k2 = 0; k2 < 10; k2++) {
              const max_pool_at2 = max_pool_row4 + k2 * 6;
              const max_pool_value = max_pool[max_pool_at2]!;
              const d_conv2_at2 = d_conv2_row3 + k2 * 16;
              const d_conv2_value = d_conv2[d_conv2_at2]!;
              sum_0_0 += max_pool_value * d_conv2_value;
              const d_conv2_value2 = d_conv2[d_conv2_at2 + 1]!;
              sum_0_1 += max_pool_value * d_conv2_value2;
              const d_conv2_value3 = d_conv2[d_conv2_at2 + 2]!;
              sum_0_2 += max_pool_value * d_conv2_value3;
              const d_conv2_value4 = d_conv2[d_conv2_at2 + 3]!;
              sum_0_3 += max_pool_value * d_conv2_value4;
              const max_pool_value2 = max_pool[max_pool_at2 + 1]!;
              sum_1_0 += max_pool_value2 * d_conv2_value;
              sum_1_1 += max_pool_value2 * d_conv2_value2;
              sum_1_2 += max_pool_value2 * d_conv2_value3;
              sum_1_3 += max_pool_value2 * d_conv2_value4;
              const max_pool_value3 = max_pool[max_pool_at2 + 2]!;
              sum_2_0 += max_pool_value3 * d_conv2_value;
              sum_2_1 += max_pool_value3 * d_conv2_value2;
              sum_2_2 += max_pool_value3 * d_conv2_value3;
              sum_2_3 += max_pool_value3 * d_conv2_value4;
            }
          }
        }
        const v_at = v_row2 + d_conv2_row;
        const W_value2_0_0 = 0.9 * v[v_at]! + 0.09999999999999998 * sum_0_0;
        const W_value3_0_0 = Math.abs(W_value2_0_0) < 1e-30 ? 0 : W_value2_0_0;
        const W_value6_0_0 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum_0_0 * sum_0_0);
        const W_value7_0_0 = Math.abs(W_value6_0_0) < 1e-30 ? 0 : W_value6_0_0;
        v[v_at] = W_value3_0_0;
        s[v_at] = W_value7_0_0;
        W[v_at] = W[v_at]! - 0.001 * (W_value3_0_0 * factor2) / (Math.sqrt(W_value7_0_0 * factor) + 1e-8);
        const v_at2 = v_at + 16;
        const W_value2_1_0 = 0.9 * v[v_at2]! + 0.09999999999999998 * sum_1_0;
        const W_value3_1_0 = Math.abs(W_value2_1_0) < 1e-30 ? 0 : W_value2_1_0;
        const W_value6_1_0 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_1_0 * sum_1_0);
        const W_value7_1_0 = Math.abs(W_value6_1_0) < 1e-30 ? 0 : W_value6_1_0;
        v[v_at2] = W_value3_1_0;
        s[v_at2] = W_value7_1_0;
        W[v_at2] = W[v_at2]! - 0.001 * (W_value3_1_0 * factor2) / (Math.sqrt(W_value7_1_0 * factor) + 1e-8);
        const v_at3 = v_at + 32;
        const W_value2_2_0 = 0.9 * v[v_at3]! + 0.09999999999999998 * sum_2_0;
        const W_value3_2_0 = Math.abs(W_value2_2_0) < 1e-30 ? 0 : W_value2_2_0;
        const W_value6_2_0 = 0.999 * s[v_at3]! + 0.0010000000000000009 * (sum_2_0 * sum_2_0);
        const W_value7_2_0 = Math.abs(W_value6_2_0) < 1e-30 ? 0 : W_value6_2_0;
        v[v_at3] = W_value3_2_0;
        s[v_at3] = W_value7_2_0;
        W[v_at3] = W[v_at3]! - 0.001 * (W_value3_2_0 * factor2) / (Math.sqrt(W_value7_2_0 * factor) + 1e-8);
        const v_at4 = v_at + 1;
        const W_value2_0_1 = 0.9 * v[v_at4]! + 0.09999999999999998 * sum_0_1;
        const W_value3_0_1 = Math.abs(W_value2_0_1) < 1e-30 ? 0 : W_value2_0_1;
        const W_value6_0_1 = 0.999 * s[v_at4]! + 0.0010000000000000009 * (sum_0_1 * sum_0_1);
        const W_value7_0_1 = Math.abs(W_value6_0_1) < 1e-30 ? 0 : W_value6_0_1;
        v[v_at4] = W_value3_0_1;
        s[v_at4] = W_value7_0_1;
        W[v_at4] = W[v_at4]! - 0.001 * (W_value3_0_1 * factor2) / (Math.sqrt(W_value7_0_1 * factor) + 1e-8);
        const v_at5 = v_at + 17;
        const W_value2_1_1 = 0.9 * v[v_at5]! + 0.09999999999999998 * sum_1_1;
        const W_value3_1_1 = Math.abs(W_value2_1_1) < 1e-30 ? 0 : W_value2_1_1;
        const W_value6_1_1 = 0.999 * s[v_at5]! + 0.0010000000000000009 * (sum_1_1 * sum_1_1);
        const W_value7_1_1 = Math.abs(W_value6_1_1) < 1e-30 ? 0 : W_value6_1_1;
        v[v_at5] = W_value3_1_1;
        s[v_at5] = W_value7_1_1;
        W[v_at5] = W[v_at5]! - 0.001 * (W_value3_1_1 * factor2) / (Math.sqrt(W_value7_1_1 * factor) + 1e-8);
        const v_at6 = v_at + 33;
        const W_value2_2_1 = 0.9 * v[v_at6]! + 0.09999999999999998 * sum_2_1;
        const W_value3_2_1 = Math.abs(W_value2_2_1) < 1e-30 ? 0 : W_value2_2_1;
        const W_value6_2_1 = 0.999 * s[v_at6]! + 0.0010000000000000009 * (sum_2_1 * sum_2_1);
        const W_value7_2_1 = Math.abs(W_value6_2_1) < 1e-30 ? 0 : W_value6_2_1;
        v[v_at6] = W_value3_2_1;
        s[v_at6] = W_value7_2_1;
        W[v_at6] = W[v_at6]! - 0.001 * (W_value3_2_1 * factor2) / (Math.sqrt(W_value7_2_1 * factor) + 1e-8);
        const v_at7 = v_at + 2;
        const W_value2_0_2 = 0.9 * v[v_at7]! + 0.09999999999999998 * sum_0_2;
        const W_value3_0_2 = Math.abs(W_value2_0_2) < 1e-30 ? 0 : W_value2_0_2;
        const W_value6_0_2 = 0.999 * s[v_at7]! + 0.0010000000000000009 * (sum_0_2 * sum_0_2);
        const W_value7_0_2 = Math.abs(W_value6_0_2) < 1e-30 ? 0 : W_value6_0_2;
        v[v_at7] = W_value3_0_2;
        s[v_at7] = W_value7_0_2;
        W[v_at7] = W[v_at7]! - 0.001 * (W_value3_0_2 * factor2) / (Math.sqrt(W_value7_0_2 * factor) + 1e-8);
        const v_at8 = v_at + 18;
        const W_value2_1_2 = 0.9 * v[v_at8]! + 0.09999999999999998 * sum_1_2;
        const W_value3_1_2 = Math.abs(W_value2_1_2) < 1e-30 ? 0 : W_value2_1_2;
        const W_value6_1_2 = 0.999 * s[v_at8]! + 0.0010000000000000009 * (sum_1_2 * sum_1_2);
        const W_value7_1_2 = Math.abs(W_value6_1_2) < 1e-30 ? 0 : W_value6_1_2;
        v[v_at8] = W_value3_1_2;
        s[v_at8] = W_value7_1_2;
        W[v_at8] = W[v_at8]! - 0.001 * (W_value3_1_2 * factor2) / (Math.sqrt(W_value7_1_2 * factor) + 1e-8);
        const v_at9 = v_at + 34;
        const W_value2_2_2 = 0.9 * v[v_at9]! + 0.09999999999999998 * sum_2_2;
        const W_value3_2_2 = Math.abs(W_value2_2_2) < 1e-30 ? 0 : W_value2_2_2;
        const W_value6_2_2 = 0.999 * s[v_at9]! + 0.0010000000000000009 * (sum_2_2 * sum_2_2);
        const W_value7_2_2 = Math.abs(W_value6_2_2) < 1e-30 ? 0 : W_value6_2_2;
        v[v_at9] = W_value3_2_2;
        s[v_at9] = W_value7_2_2;
        W[v_at9] = W[v_at9]! - 0.001 * (W_value3_2_2 * factor2) / (Math.sqrt(W_value7_2_2 * factor) + 1e-8);
        const v_at10 = v_at + 3;
        const W_value2_0_3 = 0.9 * v[v_at10]! + 0.09999999999999998 * sum_0_3;
        const W_value3_0_3 = Math.abs(W_value2_0_3) < 1e-30 ? 0 : W_value2_0_3;
        const W_value6_0_3 = 0.999 * s[v_at10]! + 0.0010000000000000009 * (sum_0_3 * sum_0_3);
        const W_value7_0_3 = Math.abs(W_value6_0_3) < 1e-30 ? 0 : W_value6_0_3;
        v[v_at10] = W_value3_0_3;
        s[v_at10] = W_value7_0_3;
        W[v_at10] = W[v_at10]! - 0.001 * (W_value3_0_3 * factor2) / (Math.sqrt(W_value7_0_3 * factor) + 1e-8);
        const v_at11 = v_at + 19;
        const W_value2_1_3 = 0.9 * v[v_at11]! + 0.09999999999999998 * sum_1_3;
        const W_value3_1_3 = Math.abs(W_value2_1_3) < 1e-30 ? 0 : W_value2_1_3;
        const W_value6_1_3 = 0.999 * s[v_at11]! + 0.0010000000000000009 * (sum_1_3 * sum_1_3);
        const W_value7_1_3 = Math.abs(W_value6_1_3) < 1e-30 ? 0 : W_value6_1_3;
        v[v_at11] = W_value3_1_3;
        s[v_at11] = W_value7_1_3;
        W[v_at11] = W[v_at11]! - 0.001 * (W_value3_1_3 * factor2) / (Math.sqrt(W_value7_1_3 * factor) + 1e-8);
        const v_at12 = v_at + 35;
        const W_value2_2_3 = 0.9 * v[v_at12]! + 0.09999999999999998 * sum_2_3;
        const W_value3_2_3 = Math.abs(W_value2_2_3) < 1e-30 ? 0 : W_value2_2_3;
        const W_value6_2_3 = 0.999 * s[v_at12]! + 0.0010000000000000009 * (sum_2_3 * sum_2_3);
        const W_value7_2_3 = Math.abs(W_value6_2_3) < 1e-30 ? 0 : W_value6_2_3;
        v[v_at12] = W_value3_2_3;
        s[v_at12] = W_value7_2_3;
        W[v_at12] = W[v_at12]! - 0.001 * (W_value3_2_3 * factor2) / (Math.sqrt(W_value7_2_3 * factor) + 1e-8);
      }
    }
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   d_relu = max_pool_grad(if conv1 > 0 then conv1 else 0, d_max_pool)
function net_relu_backward2(N: number, conv1: Float32Array, d_max_pool: Float32Array, d_relu: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const d_relu_row = n * 4704;
    for (let l = 0; l < 4704; l++) {
      d_relu[d_relu_row + l] = 0;
    }
    const d_max_pool_row = n * 1176;
    for (let o2 = 0; o2 < 14; o2++) {
      const conv1_row2 = d_relu_row + o2 * 336;
      const d_max_pool_row2 = d_max_pool_row + o2 * 84;
      for (let o3 = 0; o3 < 14; o3++) {
        const conv1_row3 = conv1_row2 + o3 * 12;
        const d_max_pool_row3 = d_max_pool_row2 + o3 * 6;
        for (let o4 = 0; o4 < 6; o4++) {
          let best = -Infinity;
          let at = 0;
          let at2 = 0;
          const conv1_row4 = conv1_row3 + o4;
          for (let k = 0; k < 2; k++) {
            const conv1_row5 = conv1_row4 + k * 168;
            for (let k2 = 0; k2 < 2; k2++) {
              const conv1_value = conv1[conv1_row5 + k2 * 6]!;
              const conv1_term = conv1_value > 0 ? conv1_value : 0;
              const condition2 = conv1_term > best;
              best = condition2 ? conv1_term : best;
              at = condition2 ? k : at;
              at2 = condition2 ? k2 : at2;
            }
          }
          const d_relu_at5 = conv1_row3 + o4 + at * 168 + at2 * 6;
          d_relu[d_relu_at5] = d_relu[d_relu_at5]! + d_max_pool[d_max_pool_row3 + o4]!;
        }
      }
    }
  }
}

// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   d_conv1 = if conv1 > 0 then d_relu else 0
function net_conv1_backward(N: number, conv1: Float32Array, d_relu: Float32Array, d_conv1: Float32Array): void {
  const size1 = 4704 * N;
  for (let l = 0; l < size1; l++) {
    d_conv1[l] = conv1[l]! > 0 ? d_relu[l]! : 0;
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   v := 0.9 * v + 0.1 * conv(image, d_conv1)
//   s := 0.999 * s + 0.001 * conv(image, d_conv1) * conv(image, d_conv1)
//   W := W - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv1_W(
  N: number,
  image: Float32Array,
  d_conv1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  for (let i = 0; i < 5; i++) {
    const offset = Math.max(0, 2 - i);
    const offset2 = Math.min(28, 30 - i);
    const image_row = i * 28;
    const v_row = i * 30;
    for (let j = 0; j < 5; j++) {
      const offset3 = Math.max(0, 2 - j);
      const offset4 = Math.min(28, 30 - j);
      const image_row2 = image_row + j;
      const v_row2 = v_row + j * 6;
      for (let l3 = 0; l3 < 2; l3++) {
        let sum_0 = 0;
        let sum_1 = 0;
        let sum_2 = 0;
        const d_conv1_row = l3 * 3;
        for (let c = 0; c < N; c++) {
          const image_row3 = image_row2 + c * 784;
          const d_conv1_row2 = d_conv1_row + c * 4704;
          const at1 = image_row3 - 58;
          for (let k = offset; k < offset2; k++) {
            const image_row4 = at1 + k * 28;
            const d_conv1_row3 = d_conv1_row2 + k * 168;
            for (let k2 = offset3; k2 < offset4; k2++) {
              const image_value = image[image_row4 + k2]!;
              const d_conv1_at2 = d_conv1_row3 + k2 * 6;
              sum_0 += image_value * d_conv1[d_conv1_at2]!;
              sum_1 += image_value * d_conv1[d_conv1_at2 + 1]!;
              sum_2 += image_value * d_conv1[d_conv1_at2 + 2]!;
            }
          }
        }
        const v_at = v_row2 + d_conv1_row;
        const W_value2_0 = 0.9 * v[v_at]! + 0.09999999999999998 * sum_0;
        const W_value3_0 = Math.abs(W_value2_0) < 1e-30 ? 0 : W_value2_0;
        const W_value6_0 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum_0 * sum_0);
        const W_value7_0 = Math.abs(W_value6_0) < 1e-30 ? 0 : W_value6_0;
        v[v_at] = W_value3_0;
        s[v_at] = W_value7_0;
        W[v_at] = W[v_at]! - 0.001 * (W_value3_0 * factor2) / (Math.sqrt(W_value7_0 * factor) + 1e-8);
        const v_at2 = v_at + 1;
        const W_value2_1 = 0.9 * v[v_at2]! + 0.09999999999999998 * sum_1;
        const W_value3_1 = Math.abs(W_value2_1) < 1e-30 ? 0 : W_value2_1;
        const W_value6_1 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_1 * sum_1);
        const W_value7_1 = Math.abs(W_value6_1) < 1e-30 ? 0 : W_value6_1;
        v[v_at2] = W_value3_1;
        s[v_at2] = W_value7_1;
        W[v_at2] = W[v_at2]! - 0.001 * (W_value3_1 * factor2) / (Math.sqrt(W_value7_1 * factor) + 1e-8);
        const v_at3 = v_at + 2;
        const W_value2_2 = 0.9 * v[v_at3]! + 0.09999999999999998 * sum_2;
        const W_value3_2 = Math.abs(W_value2_2) < 1e-30 ? 0 : W_value2_2;
        const W_value6_2 = 0.999 * s[v_at3]! + 0.0010000000000000009 * (sum_2 * sum_2);
        const W_value7_2 = Math.abs(W_value6_2) < 1e-30 ? 0 : W_value6_2;
        v[v_at3] = W_value3_2;
        s[v_at3] = W_value7_2;
        W[v_at3] = W[v_at3]! - 0.001 * (W_value3_2 * factor2) / (Math.sqrt(W_value7_2 * factor) + 1e-8);
      }
    }
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
// examples/lenet/lenet.nnet:23  |> Conv(6, 5, pad: 2) |> relu |> max_pool(2)
//   v := 0.9 * v + 0.1 * sum[i,j,k](d_conv1)
//   s := 0.999 * s + 0.001 * sum[i,j,k](d_conv1) * sum[i,j,k](d_conv1)
//   b := b - 0.001 * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_net_conv1_b(
  N: number,
  d_conv1: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const factor3 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.999, factor3));
  const factor2 = 1 / (1 - Math.pow(0.9, factor3));
  const size1 = 784 * N;
  for (let i3 = 0; i3 < 2; i3++) {
    let sum_0 = 0;
    let sum_1 = 0;
    let sum_2 = 0;
    const d_conv1_row = i3 * 3;
    for (let r3 = 0; r3 < size1; r3++) {
      const d_conv1_at2 = d_conv1_row + r3 * 6;
      sum_0 += d_conv1[d_conv1_at2]!;
      sum_1 += d_conv1[d_conv1_at2 + 1]!;
      sum_2 += d_conv1[d_conv1_at2 + 2]!;
    }
    const b_value2_0 = 0.9 * v[d_conv1_row]! + 0.09999999999999998 * sum_0;
    const b_value3_0 = Math.abs(b_value2_0) < 1e-30 ? 0 : b_value2_0;
    const b_value6_0 = 0.999 * s[d_conv1_row]! + 0.0010000000000000009 * (sum_0 * sum_0);
    const b_value7_0 = Math.abs(b_value6_0) < 1e-30 ? 0 : b_value6_0;
    v[d_conv1_row] = b_value3_0;
    s[d_conv1_row] = b_value7_0;
    b[d_conv1_row] = b[d_conv1_row]! - 0.001 * (b_value3_0 * factor2) / (Math.sqrt(b_value7_0 * factor) + 1e-8);
    const v_at = d_conv1_row + 1;
    const b_value2_1 = 0.9 * v[v_at]! + 0.09999999999999998 * sum_1;
    const b_value3_1 = Math.abs(b_value2_1) < 1e-30 ? 0 : b_value2_1;
    const b_value6_1 = 0.999 * s[v_at]! + 0.0010000000000000009 * (sum_1 * sum_1);
    const b_value7_1 = Math.abs(b_value6_1) < 1e-30 ? 0 : b_value6_1;
    v[v_at] = b_value3_1;
    s[v_at] = b_value7_1;
    b[v_at] = b[v_at]! - 0.001 * (b_value3_1 * factor2) / (Math.sqrt(b_value7_1 * factor) + 1e-8);
    const v_at2 = d_conv1_row + 2;
    const b_value2_2 = 0.9 * v[v_at2]! + 0.09999999999999998 * sum_2;
    const b_value3_2 = Math.abs(b_value2_2) < 1e-30 ? 0 : b_value2_2;
    const b_value6_2 = 0.999 * s[v_at2]! + 0.0010000000000000009 * (sum_2 * sum_2);
    const b_value7_2 = Math.abs(b_value6_2) < 1e-30 ? 0 : b_value6_2;
    v[v_at2] = b_value3_2;
    s[v_at2] = b_value7_2;
    b[v_at2] = b[v_at2]! - 0.001 * (b_value3_2 * factor2) / (Math.sqrt(b_value7_2 * factor) + 1e-8);
  }
}

// examples/lenet/lenet.nnet:15  using    adam(lr: 1e-3)
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
