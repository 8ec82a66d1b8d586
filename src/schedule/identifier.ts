/** Names that some target cannot use: words of TypeScript and WGSL, and functions that kernels call. */
const reserved = new Set(
  (
    "abstract any arguments array as asm async atomic await bitcast bool boolean break case catch class const constructor continue " +
    "continuing debugger declare default delete diagnostic discard do else enable enum eval export extends f16 f32 false final finally " +
    "fn for from function get global i32 if implements import in infer instanceof interface is keyof let loop mat module namespace " +
    "never new null number object of override package private protected ptr public require requires return sampler satisfies self " +
    "set static string struct super switch symbol target texture this throw true try type typeof u32 undefined unique unknown using " +
    "var vec void volatile while window with workgroup yield Math Number Array Object Float32Array Int32Array Infinity NaN globalThis " +
    "abs ceil cos erf exp floor log max min pow round select sign sin sqrt tanh"
  ).split(" "),
);

/** A legal identifier in every target, as close to the text as can be; hostile text becomes underscores. */
export function identifier(text: string): string {
  const cleaned = text
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/_{2,}/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 48)
    .replace(/_+$/, "");
  if (cleaned === "") return "value";
  const named = /^[0-9]/.test(cleaned) ? `v${cleaned}` : cleaned;
  return reserved.has(named) ? `${named}_` : named;
}

/** Gives each name once: `x`, `x2`, `x3`. */
export class Namer {
  private readonly taken: Set<string>;
  private readonly numbers = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  /** `hint` may be any text. */
  readonly fresh = (hint: string): string => {
    const base = identifier(hint);
    let name = base;
    // The numbers up to the last one that this base got are taken.
    let number = this.numbers.get(base) ?? 1;
    while (this.taken.has(name)) name = `${base}${/[0-9]$/.test(base) ? "_" : ""}${(number += 1)}`;
    this.numbers.set(base, number);
    this.taken.add(name);
    return name;
  };
}
