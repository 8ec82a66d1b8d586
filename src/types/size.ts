import { plainText, sizeText } from "./size-text.ts";

/**
 * Symbolic sizes in normal form: polynomials with integer coefficients over atoms.
 *
 * An atom is a symbol (`N`) or a floor division that could not be carried out (`floor(H/2)`). Two sizes are equal for
 * all values of their symbols if their keys are equal (the reverse holds for polynomials without floor divisions).
 * Symbols stand for whole numbers >= 1, but for the indices of loops, which are >= 0.
 */
export type Atom =
  /** `least` is given for the index of a loop, which starts at 0. */
  | { readonly kind: "symbol"; readonly name: string; readonly key: string; readonly least?: 0 }
  /** `exact`: a symbol divided by what it is known to be a multiple of. */
  | { readonly kind: "floor"; readonly numerator: Size; readonly divisor: Size; readonly key: string; readonly exact?: true };

export interface Term {
  readonly coefficient: number;
  /** Sorted by key; repeated for powers. Empty in the constant term. */
  readonly atoms: readonly Atom[];
}

export type SizeLike = Size | number;

export class Size {
  /** Equal sizes have equal keys. */
  readonly key: string;
  readonly terms: readonly Term[];

  private constructor(terms: readonly Term[]) {
    this.terms = terms;
    this.key = terms.length === 0 ? "0" : terms.map(({ coefficient, atoms }) => `${coefficient}*${monomial(atoms)}`).join("+");
  }

  static of(value: SizeLike): Size {
    if (value instanceof Size) return value;
    if (!Number.isSafeInteger(value)) throw new RangeError(`a size must be a whole number, not ${value}`);
    return Size.number(value);
  }

  private static number(value: number): Size {
    return new Size(value === 0 ? [] : [{ coefficient: value, atoms: [] }]);
  }

  static symbol(name: string): Size {
    return new Size([{ coefficient: 1, atoms: [{ kind: "symbol", name, key: name }] }]);
  }

  /**
   * A symbol that is known to be a multiple of a number: `factor` times an exact quotient, so that what is divided and multiplied
   * again is the symbol. Whoever knows it must know it of all occurrences of the symbol.
   */
  static multiple(name: string, factor: number): Size {
    const [numerator, divisor] = [Size.symbol(name), Size.of(factor)];
    const key = floorKey(numerator, divisor);
    return new Size([{ coefficient: factor, atoms: [{ kind: "floor", numerator, divisor, key, exact: true }] }]);
  }

  /** The index of a loop that runs kernels again and again: a whole number >= 0. */
  static index(name: string): Size {
    return new Size([{ coefficient: 1, atoms: [{ kind: "symbol", name, key: name, least: 0 }] }]);
  }

  /** The product of several sizes; 1 for none. */
  static product(sizes: readonly SizeLike[]): Size {
    return sizes.reduce<Size>((a, b) => a.mul(b), Size.of(1));
  }

  private static collect(terms: readonly Term[]): Size {
    const byMonomial = new Map<string, Term>();
    for (const term of terms) {
      const key = monomial(term.atoms);
      const sum = (byMonomial.get(key)?.coefficient ?? 0) + term.coefficient;
      byMonomial.set(key, { coefficient: sum, atoms: term.atoms });
    }
    const kept = [...byMonomial.entries()].filter(([, term]) => term.coefficient !== 0);
    kept.sort(([a, s], [b, t]) => t.atoms.length - s.atoms.length || (a < b ? -1 : a > b ? 1 : 0));
    return new Size(kept.map(([, term]) => term));
  }

  // Most sizes are numbers, and this is what compiling a large network spends its time with.
  add(other: SizeLike): Size {
    const right = Size.of(other);
    if (right.isZero()) return this;
    if (this.isZero()) return right;
    const [a, b] = [this.constant(), right.constant()];
    return a !== undefined && b !== undefined ? Size.number(a + b) : Size.collect([...this.terms, ...right.terms]);
  }

  sub(other: SizeLike): Size {
    return this.add(Size.of(other).mul(-1));
  }

  mul(other: SizeLike): Size {
    const right = Size.of(other);
    const [a, b] = [this.constant(), right.constant()];
    if (b !== undefined) return this.times(b);
    if (a !== undefined) return right.times(a);
    const products = this.terms.flatMap((a) =>
      right.terms.map((b) => ({
        coefficient: a.coefficient * b.coefficient,
        atoms: [...a.atoms, ...b.atoms].sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0)),
      })),
    );
    return Size.collect(products);
  }

  private times(factor: number): Size {
    if (factor === 1) return this;
    return factor === 0 ? Size.number(0) : new Size(this.terms.map(({ coefficient, atoms }) => ({ coefficient: coefficient * factor, atoms })));
  }

  /** The quotient if every term is divisible by the single term of `other`, else undefined. */
  exactDiv(other: SizeLike): Size | undefined {
    const right = Size.of(other);
    if (right.equals(this) && !this.isZero()) return Size.of(1);
    const [divisor] = right.terms;
    if (right.terms.length !== 1 || divisor === undefined) return undefined;
    const quotient: Term[] = [];
    for (const term of this.terms) {
      if (term.coefficient % divisor.coefficient !== 0) return undefined;
      const atoms = without(term.atoms, divisor.atoms);
      if (atoms === undefined) return undefined;
      quotient.push({ coefficient: term.coefficient / divisor.coefficient, atoms });
    }
    return Size.collect(quotient);
  }

  /** floor(this / other), with what divides exactly carried out; `other` is assumed positive. */
  floorDiv(other: SizeLike): Size {
    const divisor = Size.of(other);
    const [a, b] = [this.constant(), divisor.constant()];
    if (a !== undefined && b !== undefined && b !== 0) return Size.of(Math.floor(a / b));
    const exact = this.exactDiv(divisor);
    if (exact) return exact;
    if (b === undefined) return Size.floorAtom(this, divisor);
    // floor((b*q + r)/b) = q + floor(r/b), term by term.
    const whole: Term[] = [];
    const rest: Term[] = [];
    for (const { coefficient, atoms } of this.terms) {
      const q = Math.floor(coefficient / b);
      const r = coefficient - q * b;
      if (q !== 0) whole.push({ coefficient: q, atoms });
      if (r !== 0) rest.push({ coefficient: r, atoms });
    }
    const remainder = Size.collect(rest);
    const tail = remainder.constant() !== undefined ? Size.of(Math.floor(remainder.constant()! / b)) : nestedFloor(remainder, b);
    return Size.collect([...whole, ...tail.terms]);
  }

  /** @internal */
  static floorAtom(numerator: Size, divisor: Size): Size {
    return new Size([{ coefficient: 1, atoms: [{ kind: "floor", numerator, divisor, key: floorKey(numerator, divisor) }] }]);
  }

  equals(other: SizeLike): boolean {
    return typeof other === "number" ? this.constant() === other : this.key === other.key;
  }

  isZero(): boolean {
    return this.terms.length === 0;
  }

  /** The value of a size without symbols. */
  constant(): number | undefined {
    if (this.terms.length === 0) return 0;
    const [term] = this.terms;
    return this.terms.length === 1 && term!.atoms.length === 0 ? term!.coefficient : undefined;
  }

  /** The number this size is for the given values of its symbols. Throws if one is missing. */
  evaluate(values: Readonly<Record<string, number>>): number {
    let sum = 0;
    for (const { coefficient, atoms } of this.terms) {
      let product = coefficient;
      for (const atom of atoms) {
        if (atom.kind === "floor") product *= Math.floor(atom.numerator.evaluate(values) / atom.divisor.evaluate(values));
        else {
          if (!Object.hasOwn(values, atom.name)) throw new RangeError(`the size ${atom.name} has no value`);
          product *= values[atom.name]!;
        }
      }
      sum += product;
    }
    return sum;
  }

  /** This size with some symbols replaced. */
  substitute(values: ReadonlyMap<string, Size>): Size {
    return this.terms.reduce<Size>((sum, { coefficient, atoms }) => {
      const product = atoms.reduce<Size>((p, atom) => {
        if (atom.kind === "symbol") return p.mul(values.get(atom.name) ?? new Size([{ coefficient: 1, atoms: [atom] }]));
        return p.mul(atom.numerator.substitute(values).floorDiv(atom.divisor.substitute(values)));
      }, Size.of(coefficient));
      return sum.add(product);
    }, Size.of(0));
  }

  /** The same for all values that the symbols can have, without exact quotients where whole multiples of them make symbols. */
  inSymbols(): Size {
    return this.terms.reduce((sum, { coefficient, atoms }) => {
      let rest = coefficient;
      const factors = atoms.map((atom) => {
        const factor = atom.kind === "floor" && atom.exact ? atom.divisor.constant()! : undefined;
        if (atom.kind !== "floor" || factor === undefined || rest % factor !== 0) return new Size([{ coefficient: 1, atoms: [atom] }]);
        rest /= factor;
        return atom.numerator;
      });
      return sum.add(Size.product([rest, ...factors]));
    }, Size.of(0));
  }

  /** The names of the symbols in it, sorted. */
  symbols(): string[] {
    const names = new Set<string>();
    const visit = (size: Size): void => {
      for (const { atoms } of size.terms)
        for (const atom of atoms) {
          if (atom.kind === "symbol") names.add(atom.name);
          else {
            visit(atom.numerator);
            visit(atom.divisor);
          }
        }
    };
    visit(this);
    return [...names].sort();
  }

  /**
   * Whether this size is >= `bound` for all values >= 1 of its symbols: true or false when it can be proven, undefined
   * when it depends on the values or is not known.
   */
  atLeast(bound: SizeLike): boolean | undefined {
    const difference = this.sub(bound);
    const constant = difference.constant();
    if (constant !== undefined) return constant >= 0;
    const below = difference.withoutFloors();
    const least = below.terms.reduce((sum, { coefficient, atoms }) => {
      if (atoms.length === 0) return sum + coefficient;
      if (coefficient < 0) return Number.NEGATIVE_INFINITY;
      return sum + (atoms.every((a) => (a.kind === "symbol" ? a.least === undefined : a.exact)) ? coefficient : 0);
    }, 0);
    return least >= 0 ? true : undefined;
  }

  /**
   * A size that is >= 0 only if this one is, with fewer floors: (n - d + 1)/d <= floor(n/d) <= n/d, and everything
   * multiplied by the divisors. Floors in products stay.
   */
  private withoutFloors(): Size {
    const at = this.terms.findIndex(({ atoms }) => atoms.length === 1 && atoms[0]!.kind === "floor" && !atoms[0]!.exact && (atoms[0]!.divisor.constant() ?? 0) > 0);
    const term = this.terms[at];
    const atom = term?.atoms[0];
    if (!term || atom?.kind !== "floor") return this;
    const divisor = atom.divisor.constant()!;
    const bound = term.coefficient > 0 ? atom.numerator.sub(divisor - 1) : atom.numerator;
    const others = new Size(this.terms.filter((_, i) => i !== at));
    return others.mul(divisor).add(bound.mul(term.coefficient)).withoutFloors();
  }

  /** As a user writes it: `2*h`, `N`, `floor(H/2) - 1`; `W/2` where W is known to be even. */
  toString(): string {
    return sizeText(this);
  }

  /** Text that reads back as this very size: `2*floor(W/2)` for a W that is known to be even. */
  plain(): string {
    return plainText(this);
  }
}

function floorKey(numerator: Size, divisor: Size): string {
  return `floor(${numerator.key}/${divisor.key})`;
}

function monomial(atoms: readonly Atom[]): string {
  return atoms.map((a) => a.key).join("*");
}

function without(atoms: readonly Atom[], removed: readonly Atom[]): Atom[] | undefined {
  const rest = [...atoms];
  for (const atom of removed) {
    const at = rest.findIndex((a) => a.key === atom.key);
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return rest;
}

/** floor(floor(n/a)/b) = floor(n/(a*b)) and floor(k*n/(k*a)) = floor(n/a): keeps chains of halvings short. */
function nestedFloor(remainder: Size, divisor: number): Size {
  const shared = remainder.terms.reduce((g, { coefficient }) => gcd(g, coefficient), divisor);
  if (shared > 1) return remainder.exactDiv(shared)!.floorDiv(divisor / shared);
  const [term] = remainder.terms;
  const [atom] = term?.atoms ?? [];
  if (remainder.terms.length === 1 && term!.coefficient === 1 && term!.atoms.length === 1 && atom?.kind === "floor" && !atom.exact) {
    return atom.numerator.floorDiv(atom.divisor.mul(divisor));
  }
  return Size.floorAtom(remainder, Size.of(divisor));
}

/** Of whole numbers, at least 1 unless both are 0. */
export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
