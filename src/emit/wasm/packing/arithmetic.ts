import { Chances } from "./chances.ts";

/**
 * Printable characters that need no escape between double quotes, without the one that could end a page's script. Many, as
 * the text around them has nearly all of them, too: a compressor that counts how frequent characters are counts both as one.
 */
const characters = Array.from({ length: 92 }, (_, i) => String.fromCharCode(0x23 + i)).filter((character) => character !== "<" && character !== "\\");
const radix = characters.length;
/** The range is this at least, whenever a bit is put, and less than `radix` times as much. */
const least = radix ** 3;

/** An arithmetic code of bits, as text: a number from 0 to 1 that is within the range of all of them. */
export class ArithmeticCode {
  readonly chances = new Chances();
  private readonly digits: number[] = [];
  private low = 0;
  private range = least;

  put(context: number, bit: number): void {
    while (this.range < least) this.shift();
    // No bit is impossible.
    const part = 32 + Math.floor((this.range - 64) * this.chances.of(context));
    if (bit === 0) this.low += part;
    this.range = bit === 1 ? part : this.range - part;
    this.chances.note(context, bit);
  }

  finish(): string {
    for (let i = 0; i < 4; i++) this.shift();
    // The first digit is the 0 before the point.
    return this.digits.slice(1).map((digit) => characters[digit]!).join("");
  }

  /** The uppermost of four digits is settled, but for what later sums carry over. */
  private shift(): void {
    const { digits } = this;
    const top = Math.floor(this.low / least);
    for (let i = top >= radix ? digits.length - 1 : -1; i >= 0; i--) {
      digits[i] = (digits[i]! + 1) % radix;
      if (digits[i] !== 0) break;
    }
    digits.push(top % radix);
    this.low = (this.low % least) * radix;
    this.range *= radix;
  }
}
