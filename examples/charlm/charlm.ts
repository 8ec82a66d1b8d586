// CharLm, compiled by nnc from examples/charlm/charlm.nnet. TypeScript; stands alone, no imports.
//
//     const model = await CharLm.create({ N: 16, T: …, seed: 1 });
//     const { nll, perplexity } = model.train({ text, next });
//     const { probs, h, c } = model.predict({ text });
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface CharLmInputs {
  /** [N, T], whole numbers from 0 to 64 */
  readonly text: ArrayLike<number>;
  /** [N, T], whole numbers from 0 to 64 */
  readonly next: ArrayLike<number>;
  /**
   * What the network remembers of the text before.
   * [N, 128]; 0 where it is left out
   */
  readonly h?: ArrayLike<number> | undefined;
  /**
   * What the network remembers of the text before.
   * [N, 128]; 0 where it is left out
   */
  readonly c?: ArrayLike<number> | undefined;
}

/** For `create`: the largest sizes that calls will use. */
export interface CharLmOptions {
  /** The largest N; 16 unless given. */
  readonly N?: number;
  /** The largest T. */
  readonly T: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface CharLmSizes {
  readonly N?: number;
  readonly T?: number;
}

/** Losses and metrics. */
export interface CharLmQuantities {
  readonly nll: number;
  readonly perplexity: number;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface CharLmOutputs {
  /** [N, T, 65] */
  readonly probs: Float32Array;
  /** [N, 128] */
  readonly h: Float32Array;
  /** [N, 128] */
  readonly c: Float32Array;
}

/** The model CharLm. */
export class CharLm {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "CharLm",
    sizes: { N: 16, T: undefined },
    inputs: [
      { name: "text", dtype: "i32", shape: ["N", "T"], below: 65 },
      { name: "next", dtype: "i32", shape: ["N", "T"], below: 65 },
      { name: "h", dtype: "f32", shape: ["N", 128], default: 0 },
      { name: "c", dtype: "f32", shape: ["N", 128], default: 0 },
    ],
    outputs: [
      { name: "probs", dtype: "f32", shape: ["N", "T", 65] },
      { name: "h", dtype: "f32", shape: ["N", 128] },
      { name: "c", dtype: "f32", shape: ["N", 128] },
    ],
    losses: [
      { name: "nll", dtype: "f32", shape: [] },
    ],
    metrics: [
      { name: "perplexity", dtype: "f32", shape: [] },
    ],
    parameters: [
      { name: "embedding1.E", dtype: "f32", shape: [65, 32], role: "param" },
      { name: "lstm.gates.W", dtype: "f32", shape: [160, 512], role: "param" },
      { name: "lstm.gates.b", dtype: "f32", shape: [512], role: "param" },
      { name: "dense1.W", dtype: "f32", shape: [128, 65], role: "param" },
      { name: "dense1.b", dtype: "f32", shape: [65], role: "param" },
    ],
    phases: [
      { name: "", batch: 16, epochs: 8 },
    ],
  } as const;

  readonly #memory: Memory;
  readonly #largest: { readonly N: number; readonly T: number };

  private constructor(memory: Memory, largest: { readonly N: number; readonly T: number }) {
    this.#memory = memory;
    this.#largest = largest;
  }

  /** A model with fresh weights. All its memory is made here. */
  static async create(options: CharLmOptions): Promise<CharLm> {
    const N = createdSize("N", options.N ?? 16);
    const T = createdSize("T", options.T);
    const memory = allocate(N, T);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new CharLm(memory, { N, T });
  }

  /** One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite. */
  train(batch: CharLmInputs, options: { readonly sizes?: CharLmSizes } = {}): CharLmQuantities {
    const T = batch.h === undefined ? sizeFromOptions("T", options.sizes?.T, this.#largest.T) : sizeFromLength("T", options.sizes?.T, this.#largest.T, "text", "[N, T]", batch.text, sizeFromLength("N", options.sizes?.N, this.#largest.N, "h", "[N, 128]", batch.h, 128));
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "text", "[N, T]", batch.text, T);
    const m = this.#memory;
    copyWholes("text", "[N, T]", batch.text, m.text, N * T, 0, 65);
    copyWholes("next", "[N, T]", batch.next, m.next, N * T, 0, 65);
    if (batch.h === undefined) m.h.fill(0, 0, 128 * N);
    else copyReals("h", "[N, 128]", batch.h, m.h, 128 * N, areFinite);
    if (batch.c === undefined) m.c.fill(0, 0, 128 * N);
    else copyReals("c", "[N, 128]", batch.c, m.c, 128 * N, areFinite);
    runTrain(m, N, T);
    return { nll: m.slot17[0]!, perplexity: m.slot18[0]! };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: CharLmInputs, options: { readonly sizes?: CharLmSizes } = {}): CharLmQuantities {
    const T = batch.h === undefined ? sizeFromOptions("T", options.sizes?.T, this.#largest.T) : sizeFromLength("T", options.sizes?.T, this.#largest.T, "text", "[N, T]", batch.text, sizeFromLength("N", options.sizes?.N, this.#largest.N, "h", "[N, 128]", batch.h, 128));
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "text", "[N, T]", batch.text, T);
    const m = this.#memory;
    copyWholes("text", "[N, T]", batch.text, m.text, N * T, 0, 65);
    copyWholes("next", "[N, T]", batch.next, m.next, N * T, 0, 65);
    if (batch.h === undefined) m.h.fill(0, 0, 128 * N);
    else copyReals("h", "[N, 128]", batch.h, m.h, 128 * N, areFinite);
    if (batch.c === undefined) m.c.fill(0, 0, 128 * N);
    else copyReals("c", "[N, 128]", batch.c, m.c, 128 * N, areFinite);
    runEvaluate(m, N, T);
    return { nll: m.slot16[0]!, perplexity: m.slot15[0]! };
  }

  /** The outputs in test mode. */
  predict(batch: Pick<CharLmInputs, "c" | "h" | "text">, options: { readonly sizes?: CharLmSizes } = {}): CharLmOutputs {
    const T = batch.h === undefined ? sizeFromOptions("T", options.sizes?.T, this.#largest.T) : sizeFromLength("T", options.sizes?.T, this.#largest.T, "text", "[N, T]", batch.text, sizeFromLength("N", options.sizes?.N, this.#largest.N, "h", "[N, 128]", batch.h, 128));
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "text", "[N, T]", batch.text, T);
    const m = this.#memory;
    copyWholes("text", "[N, T]", batch.text, m.text, N * T, 0, 65);
    if (batch.h === undefined) m.h.fill(0, 0, 128 * N);
    else copyReals("h", "[N, 128]", batch.h, m.h, 128 * N, areFinite);
    if (batch.c === undefined) m.c.fill(0, 0, 128 * N);
    else copyReals("c", "[N, 128]", batch.c, m.c, 128 * N, areFinite);
    runPredict(m, N, T);
    return {
      probs: m.slot3.slice(0, 65 * N * T),
      h: m.slot11.slice(0, 128 * N),
      c: m.slot12.slice(0, 128 * N),
    };
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
    return saveTensors(this.#memory.stored, { format: "nnc", model: "CharLm" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(this.#memory.stored, file);
  }
}

/** What this module throws. */
export { ModelError as CharLmError };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number, T: number) {
  const layout = new Layout();
  const embedding1_E = layout.reserve(2080);
  const lstm_gates_W = layout.reserve(81920);
  const lstm_gates_b = layout.reserve(512);
  const dense1_W = layout.reserve(8320);
  const dense1_b = layout.reserve(65);
  const embedding1_E_adam_v = layout.reserve(2080);
  const embedding1_E_adam_s = layout.reserve(2080);
  const lstm_gates_W_adam_v = layout.reserve(81920);
  const lstm_gates_W_adam_s = layout.reserve(81920);
  const lstm_gates_b_adam_v = layout.reserve(512);
  const lstm_gates_b_adam_s = layout.reserve(512);
  const dense1_W_adam_v = layout.reserve(8320);
  const dense1_W_adam_s = layout.reserve(8320);
  const dense1_b_adam_v = layout.reserve(65);
  const dense1_b_adam_s = layout.reserve(65);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_text = layout.reserve(N * T);
  const input_next = layout.reserve(N * T);
  const input_h = layout.reserve(128 * N);
  const input_c = layout.reserve(128 * N);
  const slot11 = layout.reserve(160 * N);
  const slot12 = layout.reserve(Math.max(8320, 128 * N));
  const slot2 = layout.reserve(Math.max(128 * N * T, 81920, 160 * N));
  const slot10 = layout.reserve(Math.max(32 * N * T, 512 * N));
  const slot1 = layout.reserve(160 * N * T);
  const slot13 = layout.reserve(Math.max(128 * N, 2080, N * T));
  const slot14 = layout.reserve(Math.max(128 * N, N * T, 512));
  const slot16 = layout.reserve(65);
  const slot15 = layout.reserve(128 * N);
  const slot3 = layout.reserve(128 * N * T);
  const slot9 = layout.reserve(Math.max(128 * N * T, 160 * N));
  const slot4 = layout.reserve(128 * N * T);
  const slot5 = layout.reserve(128 * N * T);
  const slot6 = layout.reserve(128 * N * T);
  const slot7 = layout.reserve(128 * N * T);
  const slot8 = layout.reserve(128 * N * T);
  const slot17 = layout.reserve(1);
  const slot18 = layout.reserve(1);
  const slot0 = layout.reserve(512 * N * T);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** embedding1.E: [65, 32] */
    embedding1_E: reals(buffer, embedding1_E),
    /** lstm.gates.W: [160, 512] */
    lstm_gates_W: reals(buffer, lstm_gates_W),
    /** lstm.gates.b: [512] */
    lstm_gates_b: reals(buffer, lstm_gates_b),
    /** dense1.W: [128, 65] */
    dense1_W: reals(buffer, dense1_W),
    /** dense1.b: [65] */
    dense1_b: reals(buffer, dense1_b),
    /** embedding1.E/adam.v: [65, 32] */
    embedding1_E_adam_v: reals(buffer, embedding1_E_adam_v),
    /** embedding1.E/adam.s: [65, 32] */
    embedding1_E_adam_s: reals(buffer, embedding1_E_adam_s),
    /** lstm.gates.W/adam.v: [160, 512] */
    lstm_gates_W_adam_v: reals(buffer, lstm_gates_W_adam_v),
    /** lstm.gates.W/adam.s: [160, 512] */
    lstm_gates_W_adam_s: reals(buffer, lstm_gates_W_adam_s),
    /** lstm.gates.b/adam.v: [512] */
    lstm_gates_b_adam_v: reals(buffer, lstm_gates_b_adam_v),
    /** lstm.gates.b/adam.s: [512] */
    lstm_gates_b_adam_s: reals(buffer, lstm_gates_b_adam_s),
    /** dense1.W/adam.v: [128, 65] */
    dense1_W_adam_v: reals(buffer, dense1_W_adam_v),
    /** dense1.W/adam.s: [128, 65] */
    dense1_W_adam_s: reals(buffer, dense1_W_adam_s),
    /** dense1.b/adam.v: [65] */
    dense1_b_adam_v: reals(buffer, dense1_b_adam_v),
    /** dense1.b/adam.s: [65] */
    dense1_b_adam_s: reals(buffer, dense1_b_adam_s),
    /** step: int[] */
    step: wholes(buffer, step),
    /** epoch: int[] */
    epoch: wholes(buffer, epoch),
    /** seed: int[] */
    seed: wholes(buffer, seed),
    /** text: index(65)[N, T] */
    text: wholes(buffer, input_text),
    /** next: index(65)[N, T] */
    next: wholes(buffer, input_next),
    /** h: [N, 128] */
    h: reals(buffer, input_h),
    /** c: [N, 128] */
    c: reals(buffer, input_c),
    slot11: reals(buffer, slot11),
    slot12: reals(buffer, slot12),
    slot2: reals(buffer, slot2),
    slot10: reals(buffer, slot10),
    slot1: reals(buffer, slot1),
    slot13: reals(buffer, slot13),
    slot14: reals(buffer, slot14),
    slot16: reals(buffer, slot16),
    slot15: reals(buffer, slot15),
    slot3: reals(buffer, slot3),
    slot9: reals(buffer, slot9),
    slot4: reals(buffer, slot4),
    slot5: reals(buffer, slot5),
    slot6: reals(buffer, slot6),
    slot7: reals(buffer, slot7),
    slot8: reals(buffer, slot8),
    slot17: reals(buffer, slot17),
    slot18: reals(buffer, slot18),
    slot0: reals(buffer, slot0),
    /** What a file holds: parameters, states, slots of the optimizer, and the clock. */
    stored: [
      { name: "embedding1.E", shape: [65, 32], data: reals(buffer, embedding1_E) },
      { name: "lstm.gates.W", shape: [160, 512], data: reals(buffer, lstm_gates_W) },
      { name: "lstm.gates.b", shape: [512], data: reals(buffer, lstm_gates_b) },
      { name: "dense1.W", shape: [128, 65], data: reals(buffer, dense1_W) },
      { name: "dense1.b", shape: [65], data: reals(buffer, dense1_b) },
      { name: "embedding1.E/adam.v", shape: [65, 32], data: reals(buffer, embedding1_E_adam_v) },
      { name: "embedding1.E/adam.s", shape: [65, 32], data: reals(buffer, embedding1_E_adam_s) },
      { name: "lstm.gates.W/adam.v", shape: [160, 512], data: reals(buffer, lstm_gates_W_adam_v) },
      { name: "lstm.gates.W/adam.s", shape: [160, 512], data: reals(buffer, lstm_gates_W_adam_s) },
      { name: "lstm.gates.b/adam.v", shape: [512], data: reals(buffer, lstm_gates_b_adam_v) },
      { name: "lstm.gates.b/adam.s", shape: [512], data: reals(buffer, lstm_gates_b_adam_s) },
      { name: "dense1.W/adam.v", shape: [128, 65], data: reals(buffer, dense1_W_adam_v) },
      { name: "dense1.W/adam.s", shape: [128, 65], data: reals(buffer, dense1_W_adam_s) },
      { name: "dense1.b/adam.v", shape: [65], data: reals(buffer, dense1_b_adam_v) },
      { name: "dense1.b/adam.s", shape: [65], data: reals(buffer, dense1_b_adam_s) },
      { name: "step", shape: [], data: wholes(buffer, step) },
      { name: "epoch", shape: [], data: wholes(buffer, epoch) },
      { name: "seed", shape: [], data: wholes(buffer, seed) },
    ],
  };
}

type Memory = ReturnType<typeof allocate>;

/** Program `init`: 8 kernels. */
function runInit(m: Memory): void {
  init_embedding1_E(m.seed, m.step, m.embedding1_E);
  init_lstm_gates_W(m.seed, m.step, m.lstm_gates_W);
  init_dense1_W(m.seed, m.step, m.dense1_W);
  init_embedding1_E_adam_v(m.embedding1_E_adam_v, m.embedding1_E_adam_s);
  init_lstm_gates_W_adam_v(m.lstm_gates_W_adam_v, m.lstm_gates_W_adam_s);
  init_lstm_gates_b(m.lstm_gates_b, m.lstm_gates_b_adam_v, m.lstm_gates_b_adam_s);
  init_dense1_W_adam_v(m.dense1_W_adam_v, m.dense1_W_adam_s);
  init_dense1_b(m.dense1_b, m.dense1_b_adam_v, m.dense1_b_adam_s);
}

/** Program `evaluate`: 8 kernels. */
function runEvaluate(m: Memory, N: number, T: number): void {
  lstm_forward(N, m.c, m.slot11);
  lstm_forward(N, m.h, m.slot12);
  // examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
  for (let t = 0; t < T; t++) {
    lstm_forward2(N, T, t, m.embedding1_E, m.text, m.slot12, m.slot2);
    lstm_gates_forward(N, m.slot2, m.lstm_gates_W, m.lstm_gates_b, m.slot10);
    lstm_forward3(N, t, m.slot10, m.slot11, m.slot12, m.slot1);
  }
  logits_forward(N, T, m.slot1, m.dense1_W, m.dense1_b, m.slot2);
  cross_entropy_forward(N, T, m.slot2, m.next, m.slot13, m.slot14);
  perplexity_forward(N, T, m.slot13, m.slot14, m.slot16, m.slot15);
}

/** Program `train`: 36 kernels. */
function runTrain(m: Memory, N: number, T: number): void {
  lstm_forward(N, m.c, m.slot11);
  lstm_forward(N, m.h, m.slot12);
  // examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
  for (let t = 0; t < T; t++) {
    lstm_forward4(N, t, m.slot11, m.slot2);
    lstm_forward4(N, t, m.slot12, m.slot3);
    lstm_forward2(N, T, t, m.embedding1_E, m.text, m.slot12, m.slot9);
    lstm_gates_forward(N, m.slot9, m.lstm_gates_W, m.lstm_gates_b, m.slot10);
    lstm_forward5(N, t, m.slot10, m.slot4, m.slot11, m.slot5, m.slot6, m.slot7, m.slot8, m.slot12, m.slot1);
  }
  logits_forward(N, T, m.slot1, m.dense1_W, m.dense1_b, m.slot9);
  cross_entropy_forward(N, T, m.slot9, m.next, m.slot13, m.slot14);
  perplexity_forward(N, T, m.slot13, m.slot14, m.slot17, m.slot18);
  logits_backward(N, T, m.slot9, m.slot13, m.next, m.slot0);
  dense1_b_backward(N, T, m.slot0, m.slot16);
  y_backward(N, T, m.slot0, m.dense1_W, m.slot9);
  dense1_W_backward(N, T, m.slot1, m.slot0, m.slot12);
  train_step(N, m.slot13);
  train_step(N, m.slot14);
  // examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
  for (let t = T - 1; t >= 0; t--) {
    lstm_forward6(N, T, t, m.embedding1_E, m.text, m.slot3, m.slot1);
    lstm_backward(N, T, t, m.slot14, m.slot9, m.slot11, m.slot7, m.slot8, m.slot13, m.slot15, m.slot4);
    lstm_gates_backward(N, t, m.slot15, m.slot6, m.slot5, m.slot2, m.slot4, m.slot11, m.slot8, m.slot7, m.slot0);
    lstm_backward2(N, t, m.slot0, m.lstm_gates_W, m.slot11);
    embedding1_backward(N, t, m.slot11, m.slot10);
    lstm_h_backward(N, m.slot11, m.slot14);
  }
  lstm_gates_W_backward(N, T, m.slot1, m.slot0, m.slot2);
  lstm_gates_b_backward(N, T, m.slot0, m.slot14);
  embedding1_E_backward(N, T, m.text, m.slot10, m.slot13);
  clip_forward(m.slot2, m.slot15);
  clip_forward2(m.slot14, m.slot11);
  clip_forward3(m.slot12, m.slot10);
  clip_forward4(m.slot16, m.slot3);
  clip_forward5(m.slot13, m.slot15, m.slot11, m.slot10, m.slot3, m.slot4);
  refuseLoss("nll", m.slot17[0]!, m.step[0]! + 1);
  update_embedding1_E(m.slot13, m.slot4, m.embedding1_E_adam_v, m.embedding1_E_adam_s, m.step, m.embedding1_E);
  update_lstm_gates_W(m.slot2, m.slot4, m.lstm_gates_W_adam_v, m.lstm_gates_W_adam_s, m.step, m.lstm_gates_W);
  update_lstm_gates_b(m.slot14, m.slot4, m.lstm_gates_b_adam_v, m.lstm_gates_b_adam_s, m.step, m.lstm_gates_b);
  update_dense1_W(m.slot12, m.slot4, m.dense1_W_adam_v, m.dense1_W_adam_s, m.step, m.dense1_W);
  update_dense1_b(m.slot16, m.slot4, m.dense1_b_adam_v, m.dense1_b_adam_s, m.step, m.dense1_b);
  update_step(m.step);
}

/** Program `predict`: 8 kernels. */
function runPredict(m: Memory, N: number, T: number): void {
  lstm_forward(N, m.c, m.slot12);
  lstm_forward(N, m.h, m.slot11);
  // examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
  for (let t = 0; t < T; t++) {
    lstm_forward2(N, T, t, m.embedding1_E, m.text, m.slot11, m.slot2);
    lstm_gates_forward(N, m.slot2, m.lstm_gates_W, m.lstm_gates_b, m.slot10);
    lstm_forward3(N, t, m.slot10, m.slot12, m.slot11, m.slot1);
  }
  logits_forward(N, T, m.slot1, m.dense1_W, m.dense1_b, m.slot2);
  log_softmax_forward(N, T, m.slot2, m.slot13);
  softmax_forward(N, T, m.slot2, m.slot13, m.slot3);
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   E := normal()
function init_embedding1_E(seed: Int32Array, step: Int32Array, E: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 2080; j++) {
    E[j] = randomNormal(seed_value, step_value, 1115368390, j);
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   W := 0.09449112 * (2 * uniform() - 1)
function init_lstm_gates_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 81920; j++) {
    W[j] = 0.0944911182523068 * (2 * randomUniform(seed_value, step_value, 406979059, j) - 1);
  }
}

// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   W := 0.1017973 * normal()
function init_dense1_W(seed: Int32Array, step: Int32Array, W: Float32Array): void {
  const seed_value = seed[0]!;
  const step_value = step[0]!;
  for (let j = 0; j < 8320; j++) {
    W[j] = 0.10179731971185751 * randomNormal(seed_value, step_value, 420837608, j);
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   v := 0
//   s := v
function init_embedding1_E_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 2080; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
//   v := 0
//   s := v
function init_lstm_gates_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 81920; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   b := 0
//   v := b
//   s := b
function init_lstm_gates_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 512; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
//   v := 0
//   s := v
function init_dense1_W_adam_v(v: Float32Array, s: Float32Array): void {
  for (let j = 0; j < 8320; j++) {
    v[j] = 0;
    s[j] = 0;
  }
}

// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   b := 0
//   v := b
//   s := b
function init_dense1_b(b: Float32Array, v: Float32Array, s: Float32Array): void {
  for (let i = 0; i < 65; i++) {
    b[i] = 0;
    v[i] = 0;
    s[i] = 0;
  }
}

//   c2 = c
function lstm_forward(N: number, c: Float32Array, c2: Float32Array): void {
  const size1 = 128 * N;
  for (let i = 0; i < size1; i++) {
    c2[i] = c[i]!;
  }
}

// examples/charlm/charlm.nnet:3  input text: index(65)[N, T]
// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   lstm = concat(take(E, text[:, t]), h)
function lstm_forward2(
  N: number,
  T: number,
  t: number,
  E: Float32Array,
  text: Int32Array,
  h: Float32Array,
  lstm: Float32Array,
): void {
  for (let n = 0; n < N; n++) {
    const lstm_row = n * 160;
    const E_row = text[n * T + t]! * 32;
    for (let i = 0; i < 32; i++) {
      lstm[lstm_row + i] = E[E_row + i]!;
    }
    const h_row = n * 128;
    const at1 = lstm_row + 32;
    for (let i = 0; i < 128; i++) {
      lstm[at1 + i] = h[h_row + i]!;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   gates = lstm @ W + b
function lstm_gates_forward(N: number, lstm: Float32Array, W: Float32Array, b: Float32Array, gates: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 128; i4++) {
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
      const lstm_row = n4 * 640;
      for (let k = 0; k < 160; k++) {
        const lstm_at = lstm_row + k;
        const lstm_value = lstm[lstm_at]!;
        const W_at2 = W_row + k * 512;
        const W_value = W[W_at2]!;
        sum_0_0 += lstm_value * W_value;
        const W_value2 = W[W_at2 + 1]!;
        sum_0_1 += lstm_value * W_value2;
        const W_value3 = W[W_at2 + 2]!;
        sum_0_2 += lstm_value * W_value3;
        const W_value4 = W[W_at2 + 3]!;
        sum_0_3 += lstm_value * W_value4;
        const lstm_value2 = lstm[lstm_at + 160]!;
        sum_1_0 += lstm_value2 * W_value;
        sum_1_1 += lstm_value2 * W_value2;
        sum_1_2 += lstm_value2 * W_value3;
        sum_1_3 += lstm_value2 * W_value4;
        const lstm_value3 = lstm[lstm_at + 320]!;
        sum_2_0 += lstm_value3 * W_value;
        sum_2_1 += lstm_value3 * W_value2;
        sum_2_2 += lstm_value3 * W_value3;
        sum_2_3 += lstm_value3 * W_value4;
        const lstm_value4 = lstm[lstm_at + 480]!;
        sum_3_0 += lstm_value4 * W_value;
        sum_3_1 += lstm_value4 * W_value2;
        sum_3_2 += lstm_value4 * W_value3;
        sum_3_3 += lstm_value4 * W_value4;
      }
      const gates_at2 = W_row + n4 * 2048;
      gates[gates_at2] = sum_0_0 + b_value;
      gates[gates_at2 + 512] = sum_1_0 + b_value;
      gates[gates_at2 + 1024] = sum_2_0 + b_value;
      gates[gates_at2 + 1536] = sum_3_0 + b_value;
      gates[gates_at2 + 1] = sum_0_1 + b_value2;
      gates[gates_at2 + 513] = sum_1_1 + b_value2;
      gates[gates_at2 + 1025] = sum_2_1 + b_value2;
      gates[gates_at2 + 1537] = sum_3_1 + b_value2;
      gates[gates_at2 + 2] = sum_0_2 + b_value3;
      gates[gates_at2 + 514] = sum_1_2 + b_value3;
      gates[gates_at2 + 1026] = sum_2_2 + b_value3;
      gates[gates_at2 + 1538] = sum_3_2 + b_value3;
      gates[gates_at2 + 3] = sum_0_3 + b_value4;
      gates[gates_at2 + 515] = sum_1_3 + b_value4;
      gates[gates_at2 + 1027] = sum_2_3 + b_value4;
      gates[gates_at2 + 1539] = sum_3_3 + b_value4;
    }
    for (let n = size2; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const lstm_row2 = n * 160;
      for (let k = 0; k < 160; k++) {
        const lstm_value5 = lstm[lstm_row2 + k]!;
        const W_at7 = W_row + k * 512;
        sum_0_4 += lstm_value5 * W[W_at7]!;
        sum_1_4 += lstm_value5 * W[W_at7 + 1]!;
        sum_2_4 += lstm_value5 * W[W_at7 + 2]!;
        sum_3_4 += lstm_value5 * W[W_at7 + 3]!;
      }
      const gates_at4 = W_row + n * 512;
      gates[gates_at4] = sum_0_4 + b_value;
      gates[gates_at4 + 1] = sum_1_4 + b_value2;
      gates[gates_at4 + 2] = sum_2_4 + b_value3;
      gates[gates_at4 + 3] = sum_3_4 + b_value4;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   c := sigmoid(slice(gates)) * c + sigmoid(slice(gates)) * tanh(slice(gates))
//   lstm := sigmoid(slice(gates)) * tanh(c)
//   lstm2[t] = lstm
function lstm_forward3(
  N: number,
  t: number,
  gates: Float32Array,
  c: Float32Array,
  lstm: Float32Array,
  lstm2: Float32Array,
): void {
  const size1 = 128 * N * t;
  for (let n = 0; n < N; n++) {
    const gates_row = n * 512;
    const c_row = n * 128;
    for (let i = 0; i < 128; i++) {
      const gates_at = gates_row + i;
      const gates_value = gates[gates_at + 128]!;
      const exp_value = Math.exp(-Math.abs(gates_value));
      const gates_value2 = gates[gates_at]!;
      const exp_value2 = Math.exp(-Math.abs(gates_value2));
      const lstm_value3 = (gates_value2 >= 0 ? 1 : exp_value2) / (1 + exp_value2);
      const c_at = c_row + i;
      const lstm_value6 = (gates_value >= 0 ? 1 : exp_value) / (1 + exp_value) * c[c_at]! + lstm_value3 * Math.tanh(gates[gates_at + 384]!);
      const gates_value3 = gates[gates_at + 256]!;
      const exp_value3 = Math.exp(-Math.abs(gates_value3));
      const lstm_value8 = (gates_value3 >= 0 ? 1 : exp_value3) / (1 + exp_value3) * Math.tanh(lstm_value6);
      c[c_at] = lstm_value6;
      lstm[c_at] = lstm_value8;
      lstm2[c_at + size1] = lstm_value8;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   logits = transpose(y) @ W + b
function logits_forward(
  N: number,
  T: number,
  y: Float32Array,
  W: Float32Array,
  b: Float32Array,
  logits: Float32Array,
): void {
  const b_value = b[64]!;
  const size1 = Math.floor(N / 4);
  const size2 = 260 * T;
  const size3 = 128 * N;
  const size4 = 65 * T;
  const size5 = 130 * T;
  const size6 = 195 * T;
  const size7 = 65 * T + 1;
  const size8 = 130 * T + 1;
  const size9 = 195 * T + 1;
  const size10 = 65 * T + 2;
  const size11 = 130 * T + 2;
  const size12 = 195 * T + 2;
  const size13 = 65 * T + 3;
  const size14 = 130 * T + 3;
  const size15 = 195 * T + 3;
  for (let n4 = 0; n4 < size1; n4++) {
    const y_row = n4 * 512;
    const logits_row = n4 * size2;
    const logits_row2 = logits_row + 64;
    for (let t = 0; t < T; t++) {
      const y_row2 = y_row + t * size3;
      const offset2 = t * 65;
      const logits_row3 = logits_row + offset2;
      for (let i4 = 0; i4 < 16; i4++) {
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
        const W_row = i4 * 4;
        for (let k = 0; k < 128; k++) {
          const y_at = y_row2 + k;
          const y_value = y[y_at]!;
          const W_at2 = W_row + k * 65;
          const W_value = W[W_at2]!;
          sum_0_0 += y_value * W_value;
          const W_value2 = W[W_at2 + 1]!;
          sum_0_1 += y_value * W_value2;
          const W_value3 = W[W_at2 + 2]!;
          sum_0_2 += y_value * W_value3;
          const W_value4 = W[W_at2 + 3]!;
          sum_0_3 += y_value * W_value4;
          const y_value2 = y[y_at + 128]!;
          sum_1_0 += y_value2 * W_value;
          sum_1_1 += y_value2 * W_value2;
          sum_1_2 += y_value2 * W_value3;
          sum_1_3 += y_value2 * W_value4;
          const y_value3 = y[y_at + 256]!;
          sum_2_0 += y_value3 * W_value;
          sum_2_1 += y_value3 * W_value2;
          sum_2_2 += y_value3 * W_value3;
          sum_2_3 += y_value3 * W_value4;
          const y_value4 = y[y_at + 384]!;
          sum_3_0 += y_value4 * W_value;
          sum_3_1 += y_value4 * W_value2;
          sum_3_2 += y_value4 * W_value3;
          sum_3_3 += y_value4 * W_value4;
        }
        const logits_at = logits_row3 + W_row;
        const b_value3 = b[W_row]!;
        logits[logits_at] = sum_0_0 + b_value3;
        logits[logits_at + size4] = sum_1_0 + b_value3;
        logits[logits_at + size5] = sum_2_0 + b_value3;
        logits[logits_at + size6] = sum_3_0 + b_value3;
        const b_value4 = b[W_row + 1]!;
        logits[logits_at + 1] = sum_0_1 + b_value4;
        logits[logits_at + size7] = sum_1_1 + b_value4;
        logits[logits_at + size8] = sum_2_1 + b_value4;
        logits[logits_at + size9] = sum_3_1 + b_value4;
        const b_value5 = b[W_row + 2]!;
        logits[logits_at + 2] = sum_0_2 + b_value5;
        logits[logits_at + size10] = sum_1_2 + b_value5;
        logits[logits_at + size11] = sum_2_2 + b_value5;
        logits[logits_at + size12] = sum_3_2 + b_value5;
        const b_value6 = b[W_row + 3]!;
        logits[logits_at + 3] = sum_0_3 + b_value6;
        logits[logits_at + size13] = sum_1_3 + b_value6;
        logits[logits_at + size14] = sum_2_3 + b_value6;
        logits[logits_at + size15] = sum_3_3 + b_value6;
      }
      let sum_0 = 0;
      let sum_1 = 0;
      let sum_2 = 0;
      let sum_3 = 0;
      for (let k = 0; k < 128; k++) {
        const y_at5 = y_row2 + k;
        const W_value5 = W[k * 65 + 64]!;
        sum_0 += y[y_at5]! * W_value5;
        sum_1 += y[y_at5 + 128]! * W_value5;
        sum_2 += y[y_at5 + 256]! * W_value5;
        sum_3 += y[y_at5 + 384]! * W_value5;
      }
      const logits_at2 = logits_row2 + offset2;
      logits[logits_at2] = sum_0 + b_value;
      logits[logits_at2 + size4] = sum_1 + b_value;
      logits[logits_at2 + size5] = sum_2 + b_value;
      logits[logits_at2 + size6] = sum_3 + b_value;
    }
  }
  const size16 = 65 * T;
  const size17 = 128 * N;
  for (let n = 4 * Math.floor(N / 4); n < N; n++) {
    const y_row4 = n * 128;
    const logits_row4 = n * size16;
    const logits_row5 = logits_row4 + 64;
    for (let t = 0; t < T; t++) {
      const y_row5 = y_row4 + t * size17;
      const offset4 = t * 65;
      const logits_row6 = logits_row4 + offset4;
      for (let i4_2 = 0; i4_2 < 16; i4_2++) {
        let sum_0_4 = 0;
        let sum_1_4 = 0;
        let sum_2_4 = 0;
        let sum_3_4 = 0;
        const W_row2 = i4_2 * 4;
        for (let k = 0; k < 128; k++) {
          const y_value5 = y[y_row5 + k]!;
          const W_at9 = W_row2 + k * 65;
          sum_0_4 += y_value5 * W[W_at9]!;
          sum_1_4 += y_value5 * W[W_at9 + 1]!;
          sum_2_4 += y_value5 * W[W_at9 + 2]!;
          sum_3_4 += y_value5 * W[W_at9 + 3]!;
        }
        const logits_at3 = logits_row6 + W_row2;
        logits[logits_at3] = sum_0_4 + b[W_row2]!;
        logits[logits_at3 + 1] = sum_1_4 + b[W_row2 + 1]!;
        logits[logits_at3 + 2] = sum_2_4 + b[W_row2 + 2]!;
        logits[logits_at3 + 3] = sum_3_4 + b[W_row2 + 3]!;
      }
      let sum = 0;
      for (let k = 0; k < 128; k++) {
        sum += y[y_row5 + k]! * W[k * 65 + 64]!;
      }
      logits[logits_row5 + offset4] = sum + b_value;
    }
  }
}

// examples/charlm/charlm.nnet:12  output probs      = softmax(logits)
//   log_softmax = logsumexp[k](logits)
function log_softmax_forward(N: number, T: number, logits: Float32Array, log_softmax: Float32Array): void {
  const size1 = N * T;
  for (let t = 0; t < size1; t++) {
    let max_ = -Infinity;
    let sum = 0;
    const logits_row = t * 65;
    for (let r = 0; r < 65; r++) {
      const logits_value = logits[logits_row + r]!;
      const next_sum = logits_value > max_ ? sum * Math.exp(max_ - logits_value) + 1 : logits_value === max_ ? sum + 1 : sum + Math.exp(logits_value - max_);
      max_ = Math.max(max_, logits_value);
      sum = next_sum;
    }
    log_softmax[t] = max_ + Math.log(sum);
  }
}

// examples/charlm/charlm.nnet:12  output probs      = softmax(logits)
//   softmax = softmax(logits)
function softmax_forward(
  N: number,
  T: number,
  logits: Float32Array,
  log_softmax: Float32Array,
  softmax: Float32Array,
): void {
  const size1 = N * T;
  for (let t = 0; t < size1; t++) {
    const softmax_row = t * 65;
    const log_softmax_value2 = log_softmax[t]!;
    for (let i = 0; i < 65; i++) {
      const softmax_at = softmax_row + i;
      softmax[softmax_at] = Math.exp(logits[softmax_at]! - log_softmax_value2);
    }
  }
}

// examples/charlm/charlm.nnet:15  loss   nll        = cross_entropy(logits, next)
//   cross_entropy = logsumexp[k](logits)
//   cross_entropy2 = sum[k](logits * onehot(next))
function cross_entropy_forward(
  N: number,
  T: number,
  logits: Float32Array,
  next: Int32Array,
  cross_entropy: Float32Array,
  cross_entropy2: Float32Array,
): void {
  const size1 = N * T;
  for (let t = 0; t < size1; t++) {
    let max_ = -Infinity;
    let sum = 0;
    let sum2 = 0;
    const logits_row = t * 65;
    const next_value = next[t]!;
    for (let r = 0; r < 65; r++) {
      const logits_value = logits[logits_row + r]!;
      const next_sum = logits_value > max_ ? sum * Math.exp(max_ - logits_value) + 1 : logits_value === max_ ? sum + 1 : sum + Math.exp(logits_value - max_);
      max_ = Math.max(max_, logits_value);
      sum = next_sum;
      sum2 += logits_value * (r === next_value ? 1 : 0);
    }
    cross_entropy[t] = max_ + Math.log(sum);
    cross_entropy2[t] = sum2;
  }
}

// examples/charlm/charlm.nnet:15  loss   nll        = cross_entropy(logits, next)
// examples/charlm/charlm.nnet:16  metric perplexity = exp(cross_entropy(logits, next))
//   nll = sum[i,j](cross_entropy - cross_entropy2) / (N*T)
//   perplexity = exp(nll)
function perplexity_forward(
  N: number,
  T: number,
  cross_entropy: Float32Array,
  cross_entropy2: Float32Array,
  nll: Float32Array,
  perplexity: Float32Array,
): void {
  let sum = 0;
  const size1 = N * T;
  for (let r2 = 0; r2 < size1; r2++) {
    sum += cross_entropy[r2]! - cross_entropy2[r2]!;
  }
  const nll_value = sum / (N * T);
  nll[0] = nll_value;
  perplexity[0] = Math.exp(nll_value);
}

//   c2[t] = c
function lstm_forward4(N: number, t: number, c: Float32Array, c2: Float32Array): void {
  const size1 = 128 * N;
  const size2 = 128 * N * t;
  for (let i = 0; i < size1; i++) {
    c2[i + size2] = c[i]!;
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   lstm[t] = sigmoid(slice(gates))
//   lstm2[t] = sigmoid(slice(gates))
//   lstm3[t] = tanh(slice(gates))
//   c := lstm[t] * c + lstm2[t] * lstm3[t]
//   lstm4[t] = sigmoid(slice(gates))
//   lstm5[t] = tanh(c)
//   lstm6 := lstm4[t] * lstm5[t]
//   lstm7[t] = lstm6
function lstm_forward5(
  N: number,
  t: number,
  gates: Float32Array,
  lstm: Float32Array,
  c: Float32Array,
  lstm2: Float32Array,
  lstm3: Float32Array,
  lstm4: Float32Array,
  lstm5: Float32Array,
  lstm6: Float32Array,
  lstm7: Float32Array,
): void {
  const size1 = 128 * N * t;
  for (let n = 0; n < N; n++) {
    const gates_row = n * 512;
    const c_row = n * 128;
    for (let i = 0; i < 128; i++) {
      const gates_at = gates_row + i;
      const gates_value = gates[gates_at + 128]!;
      const exp_value = Math.exp(-Math.abs(gates_value));
      const lstm_value = (gates_value >= 0 ? 1 : exp_value) / (1 + exp_value);
      const gates_value2 = gates[gates_at]!;
      const exp_value2 = Math.exp(-Math.abs(gates_value2));
      const lstm_value2 = (gates_value2 >= 0 ? 1 : exp_value2) / (1 + exp_value2);
      const lstm_value3 = Math.tanh(gates[gates_at + 384]!);
      const c_at = c_row + i;
      const lstm_value4 = lstm_value * c[c_at]! + lstm_value2 * lstm_value3;
      const gates_value3 = gates[gates_at + 256]!;
      const exp_value3 = Math.exp(-Math.abs(gates_value3));
      const lstm_value5 = (gates_value3 >= 0 ? 1 : exp_value3) / (1 + exp_value3);
      const lstm_value6 = Math.tanh(lstm_value4);
      const lstm_value7 = lstm_value5 * lstm_value6;
      const lstm_at = c_at + size1;
      lstm[lstm_at] = lstm_value;
      lstm2[lstm_at] = lstm_value2;
      lstm3[lstm_at] = lstm_value3;
      c[c_at] = lstm_value4;
      lstm4[lstm_at] = lstm_value5;
      lstm5[lstm_at] = lstm_value6;
      lstm6[c_at] = lstm_value7;
      lstm7[lstm_at] = lstm_value7;
    }
  }
}

// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
// examples/charlm/charlm.nnet:15  loss   nll        = cross_entropy(logits, next)
//   d_logits = (softmax(logits) - onehot(next)) / (N*T)
function logits_backward(
  N: number,
  T: number,
  logits: Float32Array,
  cross_entropy: Float32Array,
  next: Int32Array,
  d_logits: Float32Array,
): void {
  const factor = 1 / (N * T);
  const size1 = N * T;
  for (let t = 0; t < size1; t++) {
    const logits_row = t * 65;
    const cross_entropy_value = cross_entropy[t]!;
    const next_value = next[t]!;
    for (let i = 0; i < 65; i++) {
      const logits_at = logits_row + i;
      d_logits[logits_at] = (Math.exp(logits[logits_at]! - cross_entropy_value) - (i === next_value ? 1 : 0)) * factor;
    }
  }
}

// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   d_b = sum[i,j](d_logits)
function dense1_b_backward(N: number, T: number, d_logits: Float32Array, d_b: Float32Array): void {
  const size1 = N * T;
  for (let i8 = 0; i8 < 8; i8++) {
    let sum_0 = 0;
    let sum_1 = 0;
    let sum_2 = 0;
    let sum_3 = 0;
    let sum_4 = 0;
    let sum_5 = 0;
    let sum_6 = 0;
    let sum_7 = 0;
    const d_logits_row = i8 * 8;
    for (let r2 = 0; r2 < size1; r2++) {
      const d_logits_at2 = d_logits_row + r2 * 65;
      sum_0 += d_logits[d_logits_at2]!;
      sum_1 += d_logits[d_logits_at2 + 1]!;
      sum_2 += d_logits[d_logits_at2 + 2]!;
      sum_3 += d_logits[d_logits_at2 + 3]!;
      sum_4 += d_logits[d_logits_at2 + 4]!;
      sum_5 += d_logits[d_logits_at2 + 5]!;
      sum_6 += d_logits[d_logits_at2 + 6]!;
      sum_7 += d_logits[d_logits_at2 + 7]!;
    }
    d_b[d_logits_row] = sum_0;
    d_b[d_logits_row + 1] = sum_1;
    d_b[d_logits_row + 2] = sum_2;
    d_b[d_logits_row + 3] = sum_3;
    d_b[d_logits_row + 4] = sum_4;
    d_b[d_logits_row + 5] = sum_5;
    d_b[d_logits_row + 6] = sum_6;
    d_b[d_logits_row + 7] = sum_7;
  }
  let sum = 0;
  const size2 = N * T;
  for (let r2 = 0; r2 < size2; r2++) {
    sum += d_logits[r2 * 65 + 64]!;
  }
  d_b[64] = sum;
}

// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   d_y = d_logits @ W^T
function y_backward(N: number, T: number, d_logits: Float32Array, W: Float32Array, d_y: Float32Array): void {
  const size1 = Math.floor(N * T / 4);
  for (let t4 = 0; t4 < size1; t4++) {
    const d_logits_row = t4 * 260;
    const d_y_row = t4 * 512;
    for (let i4 = 0; i4 < 32; i4++) {
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
      const W_row = i4 * 260;
      for (let k = 0; k < 65; k++) {
        const d_logits_at = d_logits_row + k;
        const d_logits_value = d_logits[d_logits_at]!;
        const W_at = W_row + k;
        const W_value = W[W_at]!;
        sum_0_0 += d_logits_value * W_value;
        const W_value2 = W[W_at + 65]!;
        sum_0_1 += d_logits_value * W_value2;
        const W_value3 = W[W_at + 130]!;
        sum_0_2 += d_logits_value * W_value3;
        const W_value4 = W[W_at + 195]!;
        sum_0_3 += d_logits_value * W_value4;
        const d_logits_value2 = d_logits[d_logits_at + 65]!;
        sum_1_0 += d_logits_value2 * W_value;
        sum_1_1 += d_logits_value2 * W_value2;
        sum_1_2 += d_logits_value2 * W_value3;
        sum_1_3 += d_logits_value2 * W_value4;
        const d_logits_value3 = d_logits[d_logits_at + 130]!;
        sum_2_0 += d_logits_value3 * W_value;
        sum_2_1 += d_logits_value3 * W_value2;
        sum_2_2 += d_logits_value3 * W_value3;
        sum_2_3 += d_logits_value3 * W_value4;
        const d_logits_value4 = d_logits[d_logits_at + 195]!;
        sum_3_0 += d_logits_value4 * W_value;
        sum_3_1 += d_logits_value4 * W_value2;
        sum_3_2 += d_logits_value4 * W_value3;
        sum_3_3 += d_logits_value4 * W_value4;
      }
      const d_y_at2 = d_y_row + i4 * 4;
      d_y[d_y_at2] = sum_0_0;
      d_y[d_y_at2 + 128] = sum_1_0;
      d_y[d_y_at2 + 256] = sum_2_0;
      d_y[d_y_at2 + 384] = sum_3_0;
      d_y[d_y_at2 + 1] = sum_0_1;
      d_y[d_y_at2 + 129] = sum_1_1;
      d_y[d_y_at2 + 257] = sum_2_1;
      d_y[d_y_at2 + 385] = sum_3_1;
      d_y[d_y_at2 + 2] = sum_0_2;
      d_y[d_y_at2 + 130] = sum_1_2;
      d_y[d_y_at2 + 258] = sum_2_2;
      d_y[d_y_at2 + 386] = sum_3_2;
      d_y[d_y_at2 + 3] = sum_0_3;
      d_y[d_y_at2 + 131] = sum_1_3;
      d_y[d_y_at2 + 259] = sum_2_3;
      d_y[d_y_at2 + 387] = sum_3_3;
    }
  }
  const size2 = N * T;
  for (let t = 4 * Math.floor(N * T / 4); t < size2; t++) {
    const d_logits_row2 = t * 65;
    const d_y_row2 = t * 128;
    for (let i4_2 = 0; i4_2 < 32; i4_2++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const W_row2 = i4_2 * 260;
      for (let k = 0; k < 65; k++) {
        const d_logits_value5 = d_logits[d_logits_row2 + k]!;
        const W_at5 = W_row2 + k;
        sum_0_4 += d_logits_value5 * W[W_at5]!;
        sum_1_4 += d_logits_value5 * W[W_at5 + 65]!;
        sum_2_4 += d_logits_value5 * W[W_at5 + 130]!;
        sum_3_4 += d_logits_value5 * W[W_at5 + 195]!;
      }
      const d_y_at4 = d_y_row2 + i4_2 * 4;
      d_y[d_y_at4] = sum_0_4;
      d_y[d_y_at4 + 1] = sum_1_4;
      d_y[d_y_at4 + 2] = sum_2_4;
      d_y[d_y_at4 + 3] = sum_3_4;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   d_W = dot(transpose(y), d_logits)
function dense1_W_backward(N: number, T: number, y: Float32Array, d_logits: Float32Array, d_W: Float32Array): void {
  const size1 = 128 * N;
  const size2 = 65 * T;
  for (let i4 = 0; i4 < 32; i4++) {
    const y_row = i4 * 4;
    const d_W_row = i4 * 260;
    for (let j4 = 0; j4 < 16; j4++) {
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
      const d_logits_row = j4 * 4;
      for (let k2 = 0; k2 < T; k2++) {
        const y_row2 = y_row + k2 * size1;
        const d_logits_row2 = d_logits_row + k2 * 65;
        for (let k = 0; k < N; k++) {
          const y_at2 = y_row2 + k * 128;
          const y_value = y[y_at2]!;
          const d_logits_at2 = d_logits_row2 + k * size2;
          const d_logits_value = d_logits[d_logits_at2]!;
          sum_0_0 += y_value * d_logits_value;
          const d_logits_value2 = d_logits[d_logits_at2 + 1]!;
          sum_0_1 += y_value * d_logits_value2;
          const d_logits_value3 = d_logits[d_logits_at2 + 2]!;
          sum_0_2 += y_value * d_logits_value3;
          const d_logits_value4 = d_logits[d_logits_at2 + 3]!;
          sum_0_3 += y_value * d_logits_value4;
          const y_value2 = y[y_at2 + 1]!;
          sum_1_0 += y_value2 * d_logits_value;
          sum_1_1 += y_value2 * d_logits_value2;
          sum_1_2 += y_value2 * d_logits_value3;
          sum_1_3 += y_value2 * d_logits_value4;
          const y_value3 = y[y_at2 + 2]!;
          sum_2_0 += y_value3 * d_logits_value;
          sum_2_1 += y_value3 * d_logits_value2;
          sum_2_2 += y_value3 * d_logits_value3;
          sum_2_3 += y_value3 * d_logits_value4;
          const y_value4 = y[y_at2 + 3]!;
          sum_3_0 += y_value4 * d_logits_value;
          sum_3_1 += y_value4 * d_logits_value2;
          sum_3_2 += y_value4 * d_logits_value3;
          sum_3_3 += y_value4 * d_logits_value4;
        }
      }
      const d_W_at = d_W_row + d_logits_row;
      d_W[d_W_at] = sum_0_0;
      d_W[d_W_at + 65] = sum_1_0;
      d_W[d_W_at + 130] = sum_2_0;
      d_W[d_W_at + 195] = sum_3_0;
      d_W[d_W_at + 1] = sum_0_1;
      d_W[d_W_at + 66] = sum_1_1;
      d_W[d_W_at + 131] = sum_2_1;
      d_W[d_W_at + 196] = sum_3_1;
      d_W[d_W_at + 2] = sum_0_2;
      d_W[d_W_at + 67] = sum_1_2;
      d_W[d_W_at + 132] = sum_2_2;
      d_W[d_W_at + 197] = sum_3_2;
      d_W[d_W_at + 3] = sum_0_3;
      d_W[d_W_at + 68] = sum_1_3;
      d_W[d_W_at + 133] = sum_2_3;
      d_W[d_W_at + 198] = sum_3_3;
    }
    let sum_0 = 0;
    let sum_1 = 0;
    let sum_2 = 0;
    let sum_3 = 0;
    for (let k2 = 0; k2 < T; k2++) {
      const y_row4 = y_row + k2 * size1;
      const d_logits_row3 = k2 * 65 + 64;
      for (let k = 0; k < N; k++) {
        const y_at7 = y_row4 + k * 128;
        const d_logits_value5 = d_logits[d_logits_row3 + k * size2]!;
        sum_0 += y[y_at7]! * d_logits_value5;
        sum_1 += y[y_at7 + 1]! * d_logits_value5;
        sum_2 += y[y_at7 + 2]! * d_logits_value5;
        sum_3 += y[y_at7 + 3]! * d_logits_value5;
      }
    }
    d_W[d_W_row + 64] = sum_0;
    d_W[d_W_row + 129] = sum_1;
    d_W[d_W_row + 194] = sum_2;
    d_W[d_W_row + 259] = sum_3;
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   t = 0
function train_step(N: number, t: Float32Array): void {
  const size1 = 128 * N;
  for (let i = 0; i < size1; i++) {
    t[i] = 0;
  }
}

// examples/charlm/charlm.nnet:3  input text: index(65)[N, T]
// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   lstm[t] = concat(take(E, text[:, t]), h[t])
function lstm_forward6(
  N: number,
  T: number,
  t: number,
  E: Float32Array,
  text: Int32Array,
  h: Float32Array,
  lstm: Float32Array,
): void {
  const size1 = 160 * N * t;
  const size2 = 128 * N * t;
  for (let n = 0; n < N; n++) {
    const lstm_row = n * 160 + size1;
    const E_row = text[n * T + t]! * 32;
    for (let i = 0; i < 32; i++) {
      lstm[lstm_row + i] = E[E_row + i]!;
    }
    const h_row = n * 128 + size2;
    const at1 = lstm_row + 32;
    for (let i = 0; i < 128; i++) {
      lstm[at1 + i] = h[h_row + i]!;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
// examples/charlm/charlm.nnet:10  logits  = y |> Dense(65, init: glorot_normal)
//   d_lstm = carry_1 + d_y[:, t]
//   d_lstm2 = carry_0 + d_lstm * lstm[t] * (1 - lstm2[t] * lstm2[t])
//   carry_0 := d_lstm2 * lstm3[t]
function lstm_backward(
  N: number,
  T: number,
  t: number,
  carry_1: Float32Array,
  d_y: Float32Array,
  d_lstm: Float32Array,
  lstm: Float32Array,
  lstm2: Float32Array,
  carry_0: Float32Array,
  d_lstm2: Float32Array,
  lstm3: Float32Array,
): void {
  const size1 = 128 * T;
  const size2 = 128 * t;
  const size3 = 128 * N * t;
  for (let n = 0; n < N; n++) {
    const carry_1_row = n * 128;
    const d_y_row = n * size1 + size2;
    for (let i = 0; i < 128; i++) {
      const carry_1_at = carry_1_row + i;
      const d_lstm_value = carry_1[carry_1_at]! + d_y[d_y_row + i]!;
      const lstm_at = carry_1_at + size3;
      const lstm2_value = lstm2[lstm_at]!;
      const d_lstm_value4 = carry_0[carry_1_at]! + d_lstm_value * lstm[lstm_at]! * (1 - lstm2_value * lstm2_value);
      d_lstm[carry_1_at] = d_lstm_value;
      d_lstm2[carry_1_at] = d_lstm_value4;
      carry_0[carry_1_at] = d_lstm_value4 * lstm3[lstm_at]!;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_gates[t] = concat(d_lstm * ... * ... * ..., d_lstm * ... * ... * ..., d_lstm2 * ... * ... * ..., d_lstm * ... * (... - ...))
function lstm_gates_backward(
  N: number,
  t: number,
  d_lstm: Float32Array,
  lstm: Float32Array,
  lstm2: Float32Array,
  c: Float32Array,
  lstm3: Float32Array,
  d_lstm2: Float32Array,
  lstm4: Float32Array,
  lstm5: Float32Array,
  d_gates: Float32Array,
): void {
  const size1 = 512 * N * t;
  const size2 = 128 * N * t;
  for (let n = 0; n < N; n++) {
    const d_lstm_row = n * 128;
    const d_gates_row = n * 512 + size1;
    for (let i = 0; i < 128; i++) {
      const d_lstm_at = d_lstm_row + i;
      const lstm_at = d_lstm_at + size2;
      const lstm2_value = lstm2[lstm_at]!;
      d_gates[d_gates_row + i] = d_lstm[d_lstm_at]! * lstm[lstm_at]! * (lstm2_value * (1 - lstm2_value));
    }
    const at1 = d_gates_row + 128;
    for (let i = 0; i < 128; i++) {
      const d_lstm_at2 = d_lstm_row + i;
      const c_at = d_lstm_at2 + size2;
      const lstm3_value = lstm3[c_at]!;
      d_gates[at1 + i] = d_lstm[d_lstm_at2]! * c[c_at]! * (lstm3_value * (1 - lstm3_value));
    }
    const at2 = d_gates_row + 256;
    for (let i = 0; i < 128; i++) {
      const d_lstm2_at = d_lstm_row + i;
      const lstm4_at = d_lstm2_at + size2;
      const lstm5_value = lstm5[lstm4_at]!;
      d_gates[at2 + i] = d_lstm2[d_lstm2_at]! * lstm4[lstm4_at]! * (lstm5_value * (1 - lstm5_value));
    }
    const at3 = d_gates_row + 384;
    for (let i = 0; i < 128; i++) {
      const d_lstm_at3 = d_lstm_row + i;
      const lstm2_at = d_lstm_at3 + size2;
      const lstm_value = lstm[lstm2_at]!;
      d_gates[at3 + i] = d_lstm[d_lstm_at3]! * lstm2[lstm2_at]! * (1 - lstm_value * lstm_value);
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_lstm = d_gates[t] @ W^T
function lstm_backward2(N: number, t: number, d_gates: Float32Array, W: Float32Array, d_lstm: Float32Array): void {
  const size1 = Math.floor(N / 4);
  const size2 = 512 * N * t;
  const size3 = 4 * Math.floor(N / 4);
  for (let i4 = 0; i4 < 40; i4++) {
    const W_row = i4 * 2048;
    const d_lstm_row = i4 * 4;
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
      const d_gates_row = n4 * 2048 + size2;
      for (let k = 0; k < 512; k++) {
        const d_gates_at = d_gates_row + k;
        const d_gates_value = d_gates[d_gates_at]!;
        const W_at = W_row + k;
        const W_value = W[W_at]!;
        sum_0_0 += d_gates_value * W_value;
        const W_value2 = W[W_at + 512]!;
        sum_0_1 += d_gates_value * W_value2;
        const W_value3 = W[W_at + 1024]!;
        sum_0_2 += d_gates_value * W_value3;
        const W_value4 = W[W_at + 1536]!;
        sum_0_3 += d_gates_value * W_value4;
        const d_gates_value2 = d_gates[d_gates_at + 512]!;
        sum_1_0 += d_gates_value2 * W_value;
        sum_1_1 += d_gates_value2 * W_value2;
        sum_1_2 += d_gates_value2 * W_value3;
        sum_1_3 += d_gates_value2 * W_value4;
        const d_gates_value3 = d_gates[d_gates_at + 1024]!;
        sum_2_0 += d_gates_value3 * W_value;
        sum_2_1 += d_gates_value3 * W_value2;
        sum_2_2 += d_gates_value3 * W_value3;
        sum_2_3 += d_gates_value3 * W_value4;
        const d_gates_value4 = d_gates[d_gates_at + 1536]!;
        sum_3_0 += d_gates_value4 * W_value;
        sum_3_1 += d_gates_value4 * W_value2;
        sum_3_2 += d_gates_value4 * W_value3;
        sum_3_3 += d_gates_value4 * W_value4;
      }
      const d_lstm_at2 = d_lstm_row + n4 * 640;
      d_lstm[d_lstm_at2] = sum_0_0;
      d_lstm[d_lstm_at2 + 160] = sum_1_0;
      d_lstm[d_lstm_at2 + 320] = sum_2_0;
      d_lstm[d_lstm_at2 + 480] = sum_3_0;
      d_lstm[d_lstm_at2 + 1] = sum_0_1;
      d_lstm[d_lstm_at2 + 161] = sum_1_1;
      d_lstm[d_lstm_at2 + 321] = sum_2_1;
      d_lstm[d_lstm_at2 + 481] = sum_3_1;
      d_lstm[d_lstm_at2 + 2] = sum_0_2;
      d_lstm[d_lstm_at2 + 162] = sum_1_2;
      d_lstm[d_lstm_at2 + 322] = sum_2_2;
      d_lstm[d_lstm_at2 + 482] = sum_3_2;
      d_lstm[d_lstm_at2 + 3] = sum_0_3;
      d_lstm[d_lstm_at2 + 163] = sum_1_3;
      d_lstm[d_lstm_at2 + 323] = sum_2_3;
      d_lstm[d_lstm_at2 + 483] = sum_3_3;
    }
    for (let n = size3; n < N; n++) {
      let sum_0_4 = 0;
      let sum_1_4 = 0;
      let sum_2_4 = 0;
      let sum_3_4 = 0;
      const d_gates_row2 = n * 512 + size2;
      for (let k = 0; k < 512; k++) {
        const d_gates_value5 = d_gates[d_gates_row2 + k]!;
        const W_at5 = W_row + k;
        sum_0_4 += d_gates_value5 * W[W_at5]!;
        sum_1_4 += d_gates_value5 * W[W_at5 + 512]!;
        sum_2_4 += d_gates_value5 * W[W_at5 + 1024]!;
        sum_3_4 += d_gates_value5 * W[W_at5 + 1536]!;
      }
      const d_lstm_at4 = d_lstm_row + n * 160;
      d_lstm[d_lstm_at4] = sum_0_4;
      d_lstm[d_lstm_at4 + 1] = sum_1_4;
      d_lstm[d_lstm_at4 + 2] = sum_2_4;
      d_lstm[d_lstm_at4 + 3] = sum_3_4;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_embedding1[t] = slice(d_lstm)
function embedding1_backward(N: number, t: number, d_lstm: Float32Array, d_embedding1: Float32Array): void {
  const size1 = 32 * N * t;
  for (let n = 0; n < N; n++) {
    const d_embedding1_row = n * 32 + size1;
    const d_lstm_row = n * 160;
    for (let i = 0; i < 32; i++) {
      d_embedding1[d_embedding1_row + i] = d_lstm[d_lstm_row + i]!;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_h := slice(d_lstm)
function lstm_h_backward(N: number, d_lstm: Float32Array, d_h: Float32Array): void {
  for (let n = 0; n < N; n++) {
    const d_h_row = n * 128;
    const d_lstm_row = n * 160 + 32;
    for (let i = 0; i < 128; i++) {
      d_h[d_h_row + i] = d_lstm[d_lstm_row + i]!;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_W = dot(transpose(lstm), transpose(d_gates))
function lstm_gates_W_backward(N: number, T: number, lstm: Float32Array, d_gates: Float32Array, d_W: Float32Array): void {
  const size1 = N * T;
  for (let j4 = 0; j4 < 128; j4++) {
    const d_gates_row = j4 * 4;
    for (let i4 = 0; i4 < 40; i4++) {
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
      const lstm_row = i4 * 4;
      for (let k2 = 0; k2 < size1; k2++) {
        const lstm_at2 = lstm_row + k2 * 160;
        const lstm_value = lstm[lstm_at2]!;
        const d_gates_at2 = d_gates_row + k2 * 512;
        const d_gates_value = d_gates[d_gates_at2]!;
        sum_0_0 += lstm_value * d_gates_value;
        const d_gates_value2 = d_gates[d_gates_at2 + 1]!;
        sum_0_1 += lstm_value * d_gates_value2;
        const d_gates_value3 = d_gates[d_gates_at2 + 2]!;
        sum_0_2 += lstm_value * d_gates_value3;
        const d_gates_value4 = d_gates[d_gates_at2 + 3]!;
        sum_0_3 += lstm_value * d_gates_value4;
        const lstm_value2 = lstm[lstm_at2 + 1]!;
        sum_1_0 += lstm_value2 * d_gates_value;
        sum_1_1 += lstm_value2 * d_gates_value2;
        sum_1_2 += lstm_value2 * d_gates_value3;
        sum_1_3 += lstm_value2 * d_gates_value4;
        const lstm_value3 = lstm[lstm_at2 + 2]!;
        sum_2_0 += lstm_value3 * d_gates_value;
        sum_2_1 += lstm_value3 * d_gates_value2;
        sum_2_2 += lstm_value3 * d_gates_value3;
        sum_2_3 += lstm_value3 * d_gates_value4;
        const lstm_value4 = lstm[lstm_at2 + 3]!;
        sum_3_0 += lstm_value4 * d_gates_value;
        sum_3_1 += lstm_value4 * d_gates_value2;
        sum_3_2 += lstm_value4 * d_gates_value3;
        sum_3_3 += lstm_value4 * d_gates_value4;
      }
      const d_W_at2 = d_gates_row + i4 * 2048;
      d_W[d_W_at2] = sum_0_0;
      d_W[d_W_at2 + 512] = sum_1_0;
      d_W[d_W_at2 + 1024] = sum_2_0;
      d_W[d_W_at2 + 1536] = sum_3_0;
      d_W[d_W_at2 + 1] = sum_0_1;
      d_W[d_W_at2 + 513] = sum_1_1;
      d_W[d_W_at2 + 1025] = sum_2_1;
      d_W[d_W_at2 + 1537] = sum_3_1;
      d_W[d_W_at2 + 2] = sum_0_2;
      d_W[d_W_at2 + 514] = sum_1_2;
      d_W[d_W_at2 + 1026] = sum_2_2;
      d_W[d_W_at2 + 1538] = sum_3_2;
      d_W[d_W_at2 + 3] = sum_0_3;
      d_W[d_W_at2 + 515] = sum_1_3;
      d_W[d_W_at2 + 1027] = sum_2_3;
      d_W[d_W_at2 + 1539] = sum_3_3;
    }
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_b = sum[j,i](transpose(d_gates))
function lstm_gates_b_backward(N: number, T: number, d_gates: Float32Array, d_b: Float32Array): void {
  const size1 = 512 * N;
  for (let i8 = 0; i8 < 64; i8++) {
    let sum_0 = 0;
    let sum_1 = 0;
    let sum_2 = 0;
    let sum_3 = 0;
    let sum_4 = 0;
    let sum_5 = 0;
    let sum_6 = 0;
    let sum_7 = 0;
    const d_gates_row = i8 * 8;
    for (let r2 = 0; r2 < T; r2++) {
      const d_gates_row2 = d_gates_row + r2 * size1;
      for (let r = 0; r < N; r++) {
        const d_gates_at2 = d_gates_row2 + r * 512;
        sum_0 += d_gates[d_gates_at2]!;
        sum_1 += d_gates[d_gates_at2 + 1]!;
        sum_2 += d_gates[d_gates_at2 + 2]!;
        sum_3 += d_gates[d_gates_at2 + 3]!;
        sum_4 += d_gates[d_gates_at2 + 4]!;
        sum_5 += d_gates[d_gates_at2 + 5]!;
        sum_6 += d_gates[d_gates_at2 + 6]!;
        sum_7 += d_gates[d_gates_at2 + 7]!;
      }
    }
    d_b[d_gates_row] = sum_0;
    d_b[d_gates_row + 1] = sum_1;
    d_b[d_gates_row + 2] = sum_2;
    d_b[d_gates_row + 3] = sum_3;
    d_b[d_gates_row + 4] = sum_4;
    d_b[d_gates_row + 5] = sum_5;
    d_b[d_gates_row + 6] = sum_6;
    d_b[d_gates_row + 7] = sum_7;
  }
}

// examples/charlm/charlm.nnet:9  y, h, c = text |> Embedding(32) |> lstm(start: h, cell: c)
//   d_E = scatter_add(text, transpose(d_embedding1))
function embedding1_E_backward(
  N: number,
  T: number,
  text: Int32Array,
  d_embedding1: Float32Array,
  d_E: Float32Array,
): void {
  for (let j = 0; j < 2080; j++) {
    d_E[j] = 0;
  }
  const size1 = 32 * N;
  for (let u = 0; u < N; u++) {
    const text_row2 = u * T;
    const d_embedding1_row3 = u * 32;
    for (let u2 = 0; u2 < T; u2++) {
      const d_E_row2 = text[text_row2 + u2]! * 32;
      const d_embedding1_row4 = d_embedding1_row3 + u2 * size1;
      for (let u3 = 0; u3 < 32; u3++) {
        const d_E_at2 = d_E_row2 + u3;
        d_E[d_E_at2] = d_E[d_E_at2]! + d_embedding1[d_embedding1_row4 + u3]!;
      }
    }
  }
}

// examples/charlm/charlm.nnet:21  clip     norm(5)
//   clip = sum[i,j](d_W * d_W)
function clip_forward(d_W: Float32Array, clip: Float32Array): void {
  let sum = 0;
  for (let r2 = 0; r2 < 81920; r2++) {
    const d_W_value = d_W[r2]!;
    sum += d_W_value * d_W_value;
  }
  clip[0] = sum;
}

// examples/charlm/charlm.nnet:21  clip     norm(5)
//   clip = sum[i](d_b * d_b)
function clip_forward2(d_b: Float32Array, clip: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < 512; r++) {
    const d_b_value = d_b[r]!;
    sum += d_b_value * d_b_value;
  }
  clip[0] = sum;
}

// examples/charlm/charlm.nnet:21  clip     norm(5)
//   clip = sum[i,j](d_W * d_W)
function clip_forward3(d_W: Float32Array, clip: Float32Array): void {
  let sum = 0;
  for (let r2 = 0; r2 < 8320; r2++) {
    const d_W_value = d_W[r2]!;
    sum += d_W_value * d_W_value;
  }
  clip[0] = sum;
}

// examples/charlm/charlm.nnet:21  clip     norm(5)
//   clip = sum[i](d_b * d_b)
function clip_forward4(d_b: Float32Array, clip: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < 65; r++) {
    const d_b_value = d_b[r]!;
    sum += d_b_value * d_b_value;
  }
  clip[0] = sum;
}

// examples/charlm/charlm.nnet:21  clip     norm(5)
//   clip5 = min(1, 5 / (sqrt(sum[i,j](d_E * d_E) + clip + clip2 + clip3 + clip4) + 0.000001))
function clip_forward5(
  d_E: Float32Array,
  clip: Float32Array,
  clip2: Float32Array,
  clip3: Float32Array,
  clip4: Float32Array,
  clip5: Float32Array,
): void {
  let sum = 0;
  for (let r2 = 0; r2 < 2080; r2++) {
    const d_E_value = d_E[r2]!;
    sum += d_E_value * d_E_value;
  }
  clip5[0] = Math.min(1, 5 / (Math.sqrt(sum + clip[0]! + clip2[0]! + clip3[0]! + clip4[0]!) + 0.000001));
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
// examples/charlm/charlm.nnet:21  clip     norm(5)
//   v := 0.9 * v + 0.1 * d_E * clip
//   s := 0.999 * s + 0.001 * d_E * clip * d_E * clip
//   E := E - (0.0001 + 0.00195 * (1 + cos(... * ... / 3920))) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_embedding1_E(
  d_E: Float32Array,
  clip: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  E: Float32Array,
): void {
  const clip_value2 = clip[0]!;
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.0001 + 0.0019500000000000001 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 3920) / 3920));
  for (let j = 0; j < 2080; j++) {
    const clip_value = d_E[j]! * clip_value2;
    const E_value2 = 0.9 * v[j]! + 0.09999999999999998 * clip_value;
    const E_value3 = Math.abs(E_value2) < 1e-30 ? 0 : E_value2;
    const E_value6 = 0.999 * s[j]! + 0.0010000000000000009 * (clip_value * clip_value);
    const E_value7 = Math.abs(E_value6) < 1e-30 ? 0 : E_value6;
    v[j] = E_value3;
    s[j] = E_value7;
    E[j] = E[j]! - factor3 * (E_value3 * factor) / (Math.sqrt(E_value7 * factor2) + 1e-8);
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
// examples/charlm/charlm.nnet:21  clip     norm(5)
//   v := 0.9 * v + 0.1 * d_W * clip
//   s := 0.999 * s + 0.001 * d_W * clip * d_W * clip
//   W := W - (0.0001 + 0.00195 * (1 + cos(... * ... / 3920))) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_lstm_gates_W(
  d_W: Float32Array,
  clip: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const clip_value2 = clip[0]!;
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.0001 + 0.0019500000000000001 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 3920) / 3920));
  for (let j = 0; j < 81920; j++) {
    const clip_value = d_W[j]! * clip_value2;
    const W_value2 = 0.9 * v[j]! + 0.09999999999999998 * clip_value;
    const W_value3 = Math.abs(W_value2) < 1e-30 ? 0 : W_value2;
    const W_value6 = 0.999 * s[j]! + 0.0010000000000000009 * (clip_value * clip_value);
    const W_value7 = Math.abs(W_value6) < 1e-30 ? 0 : W_value6;
    v[j] = W_value3;
    s[j] = W_value7;
    W[j] = W[j]! - factor3 * (W_value3 * factor) / (Math.sqrt(W_value7 * factor2) + 1e-8);
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
// examples/charlm/charlm.nnet:21  clip     norm(5)
//   v := 0.9 * v + 0.1 * d_b * clip
//   s := 0.999 * s + 0.001 * d_b * clip * d_b * clip
//   b := b - (0.0001 + 0.00195 * (1 + cos(... * ... / 3920))) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_lstm_gates_b(
  d_b: Float32Array,
  clip: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const clip_value2 = clip[0]!;
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.0001 + 0.0019500000000000001 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 3920) / 3920));
  for (let i = 0; i < 512; i++) {
    const clip_value = d_b[i]! * clip_value2;
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * clip_value;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (clip_value * clip_value);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - factor3 * (b_value3 * factor) / (Math.sqrt(b_value7 * factor2) + 1e-8);
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
// examples/charlm/charlm.nnet:21  clip     norm(5)
//   v := 0.9 * v + 0.1 * d_W * clip
//   s := 0.999 * s + 0.001 * d_W * clip * d_W * clip
//   W := W - (0.0001 + 0.00195 * (1 + cos(... * ... / 3920))) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_dense1_W(
  d_W: Float32Array,
  clip: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  W: Float32Array,
): void {
  const clip_value2 = clip[0]!;
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.0001 + 0.0019500000000000001 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 3920) / 3920));
  for (let j = 0; j < 8320; j++) {
    const clip_value = d_W[j]! * clip_value2;
    const W_value2 = 0.9 * v[j]! + 0.09999999999999998 * clip_value;
    const W_value3 = Math.abs(W_value2) < 1e-30 ? 0 : W_value2;
    const W_value6 = 0.999 * s[j]! + 0.0010000000000000009 * (clip_value * clip_value);
    const W_value7 = Math.abs(W_value6) < 1e-30 ? 0 : W_value6;
    v[j] = W_value3;
    s[j] = W_value7;
    W[j] = W[j]! - factor3 * (W_value3 * factor) / (Math.sqrt(W_value7 * factor2) + 1e-8);
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
// examples/charlm/charlm.nnet:21  clip     norm(5)
//   v := 0.9 * v + 0.1 * d_b * clip
//   s := 0.999 * s + 0.001 * d_b * clip * d_b * clip
//   b := b - (0.0001 + 0.00195 * (1 + cos(... * ... / 3920))) * (v / (1 - 0.9^(step + 1))) / (sqrt(s / (1 - 0.999^(step + 1))) + 1e-8)
function update_dense1_b(
  d_b: Float32Array,
  clip: Float32Array,
  v: Float32Array,
  s: Float32Array,
  step: Int32Array,
  b: Float32Array,
): void {
  const clip_value2 = clip[0]!;
  const factor4 = step[0]! + 1;
  const factor = 1 / (1 - Math.pow(0.9, factor4));
  const factor2 = 1 / (1 - Math.pow(0.999, factor4));
  const factor3 = 0.0001 + 0.0019500000000000001 * (1 + Math.cos(3.141592653589793 * Math.min(factor4, 3920) / 3920));
  for (let i = 0; i < 65; i++) {
    const clip_value = d_b[i]! * clip_value2;
    const b_value2 = 0.9 * v[i]! + 0.09999999999999998 * clip_value;
    const b_value3 = Math.abs(b_value2) < 1e-30 ? 0 : b_value2;
    const b_value6 = 0.999 * s[i]! + 0.0010000000000000009 * (clip_value * clip_value);
    const b_value7 = Math.abs(b_value6) < 1e-30 ? 0 : b_value6;
    v[i] = b_value3;
    s[i] = b_value7;
    b[i] = b[i]! - factor3 * (b_value3 * factor) / (Math.sqrt(b_value7 * factor2) + 1e-8);
  }
}

// examples/charlm/charlm.nnet:20  using    adam(lr: cosine(4e-3, steps: 3920, last: 1e-4))
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
