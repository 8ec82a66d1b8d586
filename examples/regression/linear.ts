// Linear, compiled by nnc from examples/regression/linear.nnet. TypeScript; stands alone, no imports.
//
//     const model = await Linear.create({ N: 150, seed: 1 });
//     const { mse } = model.train({ x, y });
//     const { prediction } = model.predict({ x });
//     const bytes = model.save(); // and later: model.load(bytes)

/** A batch: flat arrays, row-major, of finite numbers. */
export interface LinearInputs {
  /** [N, 1] */
  readonly x: ArrayLike<number>;
  /** [N] */
  readonly y: ArrayLike<number>;
}

/** For `create`: the largest sizes that calls will use. */
export interface LinearOptions {
  /** The largest N; 150 unless given. */
  readonly N?: number;
  /** Of all random numbers: initial weights, dropout; 0 unless given. */
  readonly seed?: number;
}

/** For a call: sizes that the lengths of its inputs do not tell. */
export interface LinearSizes {
  readonly N?: number;
}

/** Losses and metrics. */
export interface LinearQuantities {
  readonly mse: number;
}

/** Outputs in test mode: fresh arrays, row-major. */
export interface LinearOutputs {
  /** [N] */
  readonly prediction: Float32Array;
}

/** The model Linear. */
export class Linear {
  /** What the model takes and gives, for tools. Sizes that are not fixed have their names. */
  static readonly info = {
    name: "Linear",
    sizes: { N: 150 },
    inputs: [
      { name: "x", dtype: "f32", shape: ["N", 1] },
      { name: "y", dtype: "f32", shape: ["N"] },
    ],
    outputs: [
      { name: "prediction", dtype: "f32", shape: ["N"] },
    ],
    losses: [
      { name: "mse", dtype: "f32", shape: [] },
    ],
    metrics: [],
    parameters: [
      { name: "line.W", dtype: "f32", shape: [1, 1], role: "param" },
      { name: "line.b", dtype: "f32", shape: [1], role: "param" },
    ],
    phases: [
      { name: "", batch: 150, epochs: 400 },
    ],
  } as const;

  readonly #memory: Memory;
  readonly #largest: { readonly N: number };

  private constructor(memory: Memory, largest: { readonly N: number }) {
    this.#memory = memory;
    this.#largest = largest;
  }

  /** A model with fresh weights. All its memory is made here. */
  static async create(options: LinearOptions = {}): Promise<Linear> {
    const N = createdSize("N", options.N ?? 150);
    const memory = allocate(N);
    memory.seed[0] = countingNumber("seed", options.seed ?? 0);
    runInit(memory);
    return new Linear(memory, { N });
  }

  /** One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite. */
  train(batch: LinearInputs, options: { readonly sizes?: LinearSizes } = {}): LinearQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "x", "[N, 1]", batch.x, 1);
    const m = this.#memory;
    copyReals("x", "[N, 1]", batch.x, m.x, N, areFinite);
    copyReals("y", "[N]", batch.y, m.y, N, areFinite);
    runTrain(m, N);
    return { mse: m.slot0[0]! };
  }

  /** Losses and metrics in test mode; nothing changes. */
  evaluate(batch: LinearInputs, options: { readonly sizes?: LinearSizes } = {}): LinearQuantities {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "x", "[N, 1]", batch.x, 1);
    const m = this.#memory;
    copyReals("x", "[N, 1]", batch.x, m.x, N, areFinite);
    copyReals("y", "[N]", batch.y, m.y, N, areFinite);
    runEvaluate(m, N);
    return { mse: m.slot1[0]! };
  }

  /** The outputs in test mode. */
  predict(batch: Pick<LinearInputs, "x">, options: { readonly sizes?: LinearSizes } = {}): LinearOutputs {
    const N = sizeFromLength("N", options.sizes?.N, this.#largest.N, "x", "[N, 1]", batch.x, 1);
    const m = this.#memory;
    copyReals("x", "[N, 1]", batch.x, m.x, N, areFinite);
    runPredict(m, N);
    return { prediction: m.slot0.slice(0, N) };
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
    return saveTensors(this.#memory.stored, { format: "nnc", model: "Linear" });
  }

  /** Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly. */
  load(file: Uint8Array): void {
    loadTensors(this.#memory.stored, file);
  }
}

/** What this module throws. */
export { ModelError as LinearError };

/** All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share. */
function allocate(N: number) {
  const layout = new Layout();
  const line_W = layout.reserve(1);
  const line_b = layout.reserve(1);
  const line_W_sgd_v = layout.reserve(1);
  const line_b_sgd_v = layout.reserve(1);
  const step = layout.reserve(1);
  const epoch = layout.reserve(1);
  const seed = layout.reserve(1);
  const input_x = layout.reserve(N);
  const input_y = layout.reserve(N);
  const slot0 = layout.reserve(N);
  const slot1 = layout.reserve(N);
  const slot2 = layout.reserve(N);
  const buffer = new ArrayBuffer(layout.bytes);
  return {
    /** line.W: [1, 1] */
    line_W: reals(buffer, line_W),
    /** line.b: [1] */
    line_b: reals(buffer, line_b),
    /** line.W/sgd.v: [1, 1] */
    line_W_sgd_v: reals(buffer, line_W_sgd_v),
    /** line.b/sgd.v: [1] */
    line_b_sgd_v: reals(buffer, line_b_sgd_v),
    /** step: int[] */
    step: wholes(buffer, step),
    /** epoch: int[] */
    epoch: wholes(buffer, epoch),
    /** seed: int[] */
    seed: wholes(buffer, seed),
    /** x: [N, 1] */
    x: reals(buffer, input_x),
    /** y: [N] */
    y: reals(buffer, input_y),
    slot0: reals(buffer, slot0),
    slot1: reals(buffer, slot1),
    slot2: reals(buffer, slot2),
    /** What a file holds: parameters, states, slots of the optimizer, and the clock. */
    stored: [
      { name: "line.W", shape: [1, 1], data: reals(buffer, line_W) },
      { name: "line.b", shape: [1], data: reals(buffer, line_b) },
      { name: "line.W/sgd.v", shape: [1, 1], data: reals(buffer, line_W_sgd_v) },
      { name: "line.b/sgd.v", shape: [1], data: reals(buffer, line_b_sgd_v) },
      { name: "step", shape: [], data: wholes(buffer, step) },
      { name: "epoch", shape: [], data: wholes(buffer, epoch) },
      { name: "seed", shape: [], data: wholes(buffer, seed) },
    ],
  };
}

type Memory = ReturnType<typeof allocate>;

/** Program `init`: 2 kernels. */
function runInit(m: Memory): void {
  init_line(m.line_W, m.line_W_sgd_v);
  init_line(m.line_b, m.line_b_sgd_v);
}

/** Program `evaluate`: 2 kernels. */
function runEvaluate(m: Memory, N: number): void {
  line_forward2(N, m.x, m.line_W, m.slot0);
  mse_forward(N, m.slot0, m.line_b, m.y, m.slot1);
}

/** Program `train`: 6 kernels. */
function runTrain(m: Memory, N: number): void {
  line_forward2(N, m.x, m.line_W, m.slot0);
  squared_error_backward(N, m.slot0, m.line_b, m.y, m.slot1, m.slot2);
  mse_forward2(N, m.slot1, m.slot0);
  refuseLoss("mse", m.slot0[0]!, m.step[0]! + 1);
  update_line_W(N, m.x, m.slot2, m.line_W_sgd_v, m.line_W);
  update_line_b(N, m.slot2, m.line_b_sgd_v, m.line_b);
  update_step(m.step);
}

/** Program `predict`: 1 kernel. */
function runPredict(m: Memory, N: number): void {
  line_forward(N, m.x, m.line_W, m.line_b, m.slot0);
}

// examples/regression/linear.nnet:6  line = Dense(1, init: zeros)
// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
//   W := 0
//   v := W
function init_line(W: Float32Array, v: Float32Array): void {
  W[0] = 0;
  v[0] = 0;
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
//   line = x @ W + b
function line_forward(N: number, x: Float32Array, W: Float32Array, b: Float32Array, line: Float32Array): void {
  const W_value = W[0]!;
  const b_value = b[0]!;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    sum += x[n]! * W_value;
    line[n] = sum + b_value;
  }
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
//   line = x @ W
function line_forward2(N: number, x: Float32Array, W: Float32Array, line: Float32Array): void {
  const W_value = W[0]!;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    sum += x[n]! * W_value;
    line[n] = sum;
  }
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
// examples/regression/linear.nnet:9  loss   mse        = squared_error(prediction, y)
//   mse = sum[i]((line + b - y) * (line + b - y)) / N
function mse_forward(N: number, line: Float32Array, b: Float32Array, y: Float32Array, mse: Float32Array): void {
  let sum = 0;
  const b_value = b[0]!;
  for (let r = 0; r < N; r++) {
    const y_term = line[r]! + b_value - y[r]!;
    sum += y_term * y_term;
  }
  mse[0] = sum / N;
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
// examples/regression/linear.nnet:9  loss   mse        = squared_error(prediction, y)
//   squared_error = line + b - y
//   d_squared_error = 1 / N * 2 * squared_error
function squared_error_backward(
  N: number,
  line: Float32Array,
  b: Float32Array,
  y: Float32Array,
  squared_error: Float32Array,
  d_squared_error: Float32Array,
): void {
  const b_value = b[0]!;
  const factor = 1 / N;
  for (let n = 0; n < N; n++) {
    const squared_error_value = line[n]! + b_value - y[n]!;
    squared_error[n] = squared_error_value;
    d_squared_error[n] = factor * (2 * squared_error_value);
  }
}

// examples/regression/linear.nnet:9  loss   mse        = squared_error(prediction, y)
//   mse = sum[i](squared_error * squared_error) / N
function mse_forward2(N: number, squared_error: Float32Array, mse: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    const squared_error_value2 = squared_error[r]!;
    sum += squared_error_value2 * squared_error_value2;
  }
  mse[0] = sum / N;
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
// examples/regression/linear.nnet:13  using    sgd(lr: 0.03, momentum: 0.9)
//   v := 0.9 * v + x^T @ d_squared_error
//   W := W - 0.03 * v
function update_line_W(
  N: number,
  x: Float32Array,
  d_squared_error: Float32Array,
  v: Float32Array,
  W: Float32Array,
): void {
  let sum = 0;
  for (let k = 0; k < N; k++) {
    sum += x[k]! * d_squared_error[k]!;
  }
  const W_value = 0.9 * v[0]! + sum;
  const W_value2 = Math.abs(W_value) < 1e-30 ? 0 : W_value;
  v[0] = W_value2;
  W[0] = W[0]! - 0.03 * W_value2;
}

// examples/regression/linear.nnet:8  output prediction = line(x)[:, 0]
// examples/regression/linear.nnet:13  using    sgd(lr: 0.03, momentum: 0.9)
//   v := 0.9 * v + sum[i](d_squared_error)
//   b := b - 0.03 * v
function update_line_b(N: number, d_squared_error: Float32Array, v: Float32Array, b: Float32Array): void {
  let sum = 0;
  for (let r = 0; r < N; r++) {
    sum += d_squared_error[r]!;
  }
  const b_value = 0.9 * v[0]! + sum;
  const b_value2 = Math.abs(b_value) < 1e-30 ? 0 : b_value;
  v[0] = b_value2;
  b[0] = b[0]! - 0.03 * b_value2;
}

// examples/regression/linear.nnet:13  using    sgd(lr: 0.03, momentum: 0.9)
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
