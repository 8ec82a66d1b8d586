import { float, signed, unsigned, word } from "./bytes.ts";
import { Folding } from "./folding.ts";
import { fusible, looksFusible } from "./fusible.ts";
import { type Local, Locals } from "./locals.ts";
import { laneOpcodes, memoryOpcodes, opcodes, typeCodes, type Instruction, type LaneInstruction, type MemoryInstruction, type Opcode, type ValueType } from "./opcodes.ts";
import { Unread } from "./unread.ts";

export type { Local };

/** What a call needs to know of a function; its number is settled by the module. */
export interface Signature {
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/**
 * Writes the body of one function. Every instruction is checked against the types on the stack: a mistake of the
 * compiler throws here, with the function's name, and not in the engine.
 */
export class FunctionBuilder {
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly results: readonly ValueType[];
  private readonly code: number[] = [];
  private readonly locals: Locals;
  private stack: ValueType[] = [];
  private depth = 0;
  private readonly unread = new Unread();
  private readonly folding: Folding;
  /** By their keys. */
  private readonly keeps: Map<string, { readonly local: Local; readonly compute: () => void }>[] = [];

  constructor(name: string, parameters: readonly ValueType[], results: readonly ValueType[] = []) {
    this.name = name;
    this.parameters = parameters.map((type, index) => ({ index, type }));
    this.results = results;
    this.locals = new Locals(parameters.length);
    this.folding = new Folding(this.code);
  }

  /** A local that nobody else uses until it is released; its first value is unknown. */
  local(type: ValueType): Local {
    return this.locals.take(type);
  }

  release(...locals: readonly Local[]): void {
    this.locals.release(locals);
  }

  op(name: Instruction): this {
    const opcode: Opcode = opcodes[name];
    if (!this.folding.fold(name)) return this.instruction(name, opcode, []);
    this.take(name, opcode.takes);
    if (opcode.gives) this.stack.push(opcode.gives);
    return this;
  }

  /** Sets a local that does not change while it is read. Without a reader, what computes its value is left out. */
  define(local: Local, write: () => void): this {
    const start = this.code.length;
    write();
    this.set(local);
    this.unread.defined(local, start, this.code.length);
    return this;
  }

  /** A load or store at an address on the stack plus `offset` bytes. */
  memory(name: MemoryInstruction, offset = 0): this {
    const opcode = memoryOpcodes[name];
    return this.instruction(name, opcode, [opcode.align, ...unsigned(offset)]);
  }

  lane(name: LaneInstruction, lane: number): this {
    return this.instruction(name, laneOpcodes[name], [lane]);
  }

  /** The 16 bytes with these numbers, of the 32 that two vectors have together. */
  shuffle(bytes: readonly number[]): this {
    return this.instruction("i8x16.shuffle", { code: [0xfd, 13], takes: ["v", "v"], gives: "v" }, bytes);
  }

  get(local: Local): this {
    this.unread.reads(local, this.code.length);
    return this.instruction(`local.get ${local.index}`, { code: [0x20], takes: [], gives: local.type }, unsigned(local.index));
  }

  set(local: Local): this {
    this.unread.changed(local);
    return this.instruction(`local.set ${local.index}`, { code: [0x21], takes: [local.type], gives: undefined }, unsigned(local.index));
  }

  tee(local: Local): this {
    this.unread.changed(local);
    return this.instruction(`local.tee ${local.index}`, { code: [0x22], takes: [local.type], gives: local.type }, unsigned(local.index));
  }

  /** An i32 global. */
  global(index: number): this {
    return this.instruction(`global.get ${index}`, { code: [0x23], takes: [], gives: "i" }, unsigned(index));
  }

  i32(value: number): this {
    const start = this.code.length;
    this.instruction("i32.const", { code: [0x41], takes: [], gives: "i" }, signed(BigInt(value | 0)));
    this.folding.constant(start, value | 0);
    return this;
  }

  i64(value: bigint): this {
    return this.instruction("i64.const", { code: [0x42], takes: [], gives: "l" }, signed(value));
  }

  f32(value: number): this {
    const bytes = float(value);
    if (looksFusible(bytes)) return this.i32(new DataView(new Uint8Array(bytes).buffer).getInt32(0, true)).op("f32.reinterpret_i32");
    return this.instruction("f32.const", { code: [0x43], takes: [], gives: "f" }, bytes);
  }

  /** Four lanes of i32. */
  i32x4(lanes: readonly number[]): this {
    return this.v128(lanes.flatMap(word));
  }

  /** Four equal lanes of f32. */
  f32x4(value: number): this {
    return this.v128([value, value, value, value].flatMap(float));
  }

  /** `a * b + c` on four lanes: written so that the module can turn it into one fused instruction of the same length. */
  multiplyAdd(a: () => void, b: () => void, c: () => void): this {
    a();
    b();
    this.instruction("f32x4.mul", fusible(opcodes["f32x4.mul"]), []);
    c();
    return this.instruction("f32x4.add", fusible(opcodes["f32x4.add"]), []);
  }

  call(target: Signature): this {
    const gives = target.results[0];
    return this.instruction(`call ${target.index}`, { code: [0x10], takes: target.parameters, gives }, unsigned(target.index));
  }

  /** Takes the top value off the stack. */
  drop(): this {
    return this.instruction("drop", { code: [0x1a], takes: [this.stack.at(-1) ?? this.wrong("drop finds an empty stack")], gives: undefined }, []);
  }

  /** Leaves the function with its results, which are on the stack. */
  return(): this {
    return this.instruction("return", { code: [0x0f], takes: this.results, gives: undefined }, []);
  }

  /** Takes a condition off the stack, and two values below it: the first where it holds. */
  select(type: ValueType): this {
    return type === "v"
      ? this.instruction("select v128", { code: [0x1c, 1, typeCodes.v], takes: ["v", "v", "i"], gives: "v" }, [])
      : this.instruction("select", { code: [0x1b], takes: [type, type, "i"], gives: type }, []);
  }

  /** `if` with a condition from the stack. With a result type, each branch leaves one value. */
  if(result: ValueType | undefined, then: () => void, otherwise?: () => void): this {
    this.take("if", ["i"]);
    this.code.push(0x04, result ? typeCodes[result] : 0x40);
    this.nested("then", result, then);
    if (otherwise) {
      this.code.push(0x05);
      if (result) this.take("else", [result]);
      this.nested("else", result, otherwise);
    }
    this.code.push(0x0b);
    return this;
  }

  /** A block whose start `continueIf(0)` goes back to. */
  loop(body: () => void): this {
    this.code.push(0x03, 0x40);
    this.nested("loop", undefined, body);
    this.code.push(0x0b);
    return this;
  }

  /** Takes a condition; where it holds, goes to the end of the block that is `depth` levels out, or the start of a loop. */
  branchIf(depth: number): this {
    if (depth >= this.depth) this.wrong(`br_if leaves the function`);
    return this.instruction("br_if", { code: [0x0d], takes: ["i"], gives: undefined }, unsigned(depth));
  }

  /** Writes code before which is done, once, all that it has `kept`. */
  keeping(write: () => void): this {
    const keeps: (typeof this.keeps)[number] = new Map();
    const start = this.code.length;
    this.keeps.push(keeps);
    write();
    const outer = this.keeps.splice(0);
    const move = this.unread.from(start);
    const rest = this.code.splice(start);
    this.folding.forget();
    for (const { local, compute } of keeps.values()) {
      compute();
      this.set(local);
    }
    this.keeps.push(...outer.slice(0, -1));
    move(this.code.length - start);
    for (const byte of rest) this.code.push(byte);
    this.folding.forget();
    this.release(...[...keeps.values()].map(({ local }) => local));
    return this;
  }

  /**
   * A vector that is the same whenever it is computed; equal ones have equal keys. Inside of `keeping`, it is computed once:
   * before the innermost, or if it needs nothing before the outermost.
   */
  kept(key: string, compute: () => void, needsNothing = false): this {
    const keeps = this.keeps.at(needsNothing ? 0 : -1);
    if (!keeps) {
      compute();
      return this;
    }
    // What was released inside of the loop is written to again in its next turn.
    const known = keeps.get(key) ?? { local: this.locals.unused("v"), compute };
    keeps.set(key, known);
    return this.get(known.local);
  }

  /** The body as the binary format has it, locals first. */
  finish(): readonly number[] {
    this.take("end", this.results);
    if (this.stack.length > 0) this.wrong(`${this.stack.length} values are left on the stack`);
    const body = this.locals.declaration();
    for (const byte of this.unread.without(this.code)) body.push(byte);
    body.push(0x0b);
    return body;
  }

  /** Engines put a constant together anew, by some instructions, wherever it stands; zeros are one, which needs nothing. One number in all lanes is spelled in less. */
  private v128(bytes: readonly number[]): this {
    const write = (): void => {
      if (bytes.every((byte, i) => byte === bytes[i % 4])) return void this.i32(new DataView(new Uint8Array(bytes).buffer).getInt32(0, true)).op("i32x4.splat");
      const plain = (of: readonly number[]): this => this.instruction("v128.const", { code: [0xfd, 12], takes: [], gives: "v" }, of);
      if (looksFusible(bytes)) plain(bytes.map((byte) => byte ^ 255)).op("v128.not");
      else plain(bytes);
    };
    if (bytes.some((byte) => byte !== 0)) return this.kept(bytes.join(), write, true);
    write();
    return this;
  }

  private instruction(name: string, { code, takes, gives }: Opcode, immediate: readonly number[]): this {
    this.take(name, takes);
    for (const byte of code) this.code.push(byte);
    for (const byte of immediate) this.code.push(byte);
    if (gives) this.stack.push(gives);
    return this;
  }

  private take(name: string, types: readonly ValueType[]): void {
    for (const type of types.toReversed()) {
      const found = this.stack.pop();
      if (found !== type) this.wrong(`${name} needs ${types.join("") || "nothing"}, but finds ${found ?? "an empty stack"}`);
    }
  }

  /** A block sees nothing of the stack outside. */
  private nested(name: string, result: ValueType | undefined, body: () => void): void {
    const outer = this.stack;
    this.stack = [];
    this.depth += 1;
    body();
    this.depth -= 1;
    if (result) this.take(name, [result]);
    if (this.stack.length > 0) this.wrong(`${name} leaves ${this.stack.length} values on the stack`);
    this.stack = outer;
    if (result) this.stack.push(result);
  }

  private wrong(message: string): never {
    throw new Error(`function ${this.name}: ${message}`);
  }
}
