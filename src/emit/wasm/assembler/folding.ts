import { signed } from "./bytes.ts";
import type { Instruction } from "./opcodes.ts";

/** A constant, and the code that it is the end of: from `start`, where the constant's instruction begins. */
interface Constant {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

const operations: Partial<Record<Instruction, (a: number, b: number) => number>> = {
  "i32.add": (a, b) => (a + b) | 0,
  "i32.sub": (a, b) => (a - b) | 0,
  "i32.mul": Math.imul,
  "i32.shl": (a, b) => a << b,
};

/** The second operand that changes nothing. */
const neutral: Partial<Record<Instruction, number>> = { "i32.add": 0, "i32.sub": 0, "i32.mul": 1, "i32.shl": 0 };

/** Whole numbers that are known while code is written: `2 * 4`, `x + 0`, and `x * 3 * 4` as `x * 12`, by changing the end of the code. */
export class Folding {
  private readonly code: number[];
  /** The last constants, one right behind the other: two at most. */
  private constants: readonly Constant[] = [];
  /** `x * c` at the end of the code: the constant. */
  private product: Constant | undefined;

  constructor(code: number[]) {
    this.code = code;
  }

  /** The code was changed otherwise. */
  forget(): void {
    this.constants = [];
    this.product = undefined;
  }

  /** The last instruction is this constant. */
  constant(start: number, value: number): void {
    const last = this.constants.at(-1);
    this.constants = [...(last?.end === start ? [last] : []), { start, end: this.code.length, value }];
  }

  /** Does what an instruction would do, if that is known now. */
  fold(name: Instruction): boolean {
    const operation = operations[name];
    const last = this.constants.at(-1);
    if (!operation || last?.end !== this.code.length) return false;
    const [before] = this.constants;
    if (before && before !== last) {
      this.put(before.start, operation(before.value, last.value));
      return true;
    }
    if (last.value === neutral[name]) {
      this.code.length = last.start;
      this.constants = [];
      return true;
    }
    return (name === "i32.mul" || name === "i32.shl") && this.multiply(name, last);
  }

  /** A product with a constant, of what may be one already. */
  private multiply(name: "i32.mul" | "i32.shl", last: Constant): boolean {
    const inner = this.product?.end === last.start ? this.product : undefined;
    if (!inner && name === "i32.shl") return false;
    const factor = name === "i32.mul" ? last.value : 1 << last.value;
    const value = Math.imul(inner?.value ?? 1, factor);
    const start = inner?.start ?? last.start;
    this.put(start, value);
    this.constants = [];
    this.code.push(multiply);
    this.product = { start, end: this.code.length, value };
    return true;
  }

  private put(start: number, value: number): void {
    this.code.length = start;
    this.code.push(0x41, ...signed(BigInt(value)));
    this.constants = [{ start, end: this.code.length, value }];
  }
}

/** i32.mul */
const multiply = 0x6c;
