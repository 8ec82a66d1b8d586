import { contextCount } from "./elements.ts";

/** How probable bits are, by those that there were: the arithmetic of `unpackBytes`, to the last digit. */
export class Chances {
  private readonly chances = new Float64Array(contextCount).fill(0.5);
  private readonly seen = new Uint8Array(contextCount);

  /** That of a 1. */
  of(context: number): number {
    return this.chances[context]!;
  }

  note(context: number, bit: number): void {
    this.chances[context]! += (bit - this.chances[context]!) / (this.seen[context]! + 2.5);
    if (this.seen[context]! < 30) this.seen[context]! += 1;
  }

  /** What each bit would take, in bits: of a context, first a 0, then a 1. */
  prices(): Float64Array {
    const prices = new Float64Array(2 * contextCount);
    for (let context = 0; context < contextCount; context++) {
      prices[2 * context] = priceOf(1 - this.of(context));
      prices[2 * context + 1] = priceOf(this.of(context));
    }
    return prices;
  }
}

/** Not more than what no bit takes more than. */
function priceOf(chance: number): number {
  return chance === 0.5 ? 1 : -Math.log2(Math.max(chance, 1e-4));
}
