import { gcd, type Atom, type Size, type Term } from "./size.ts";

/** As a user writes a size: `2*h`, `N`, `floor(H/2) - 1`; exact quotients as what they are: `W/2`. */
export function sizeText(size: Size): string {
  return joined(size.inSymbols().terms, (magnitude, atoms) => {
    const { over, under } = fraction(magnitude, atoms);
    return under === 1 ? over : `${over}/${under}`;
  });
}

/** All quotients as `floor(W/2)`, which reads back as the same size. */
export function plainText(size: Size): string {
  return joined(size.terms, (magnitude, atoms) => product(magnitude, atoms.map((a) => (a.kind === "symbol" ? a.name : `floor(${parenthesized(a.numerator, plainText)}/${parenthesized(a.divisor, plainText)})`))));
}

function joined(terms: readonly Term[], text: (magnitude: number, atoms: readonly Atom[]) => string): string {
  if (terms.length === 0) return "0";
  return terms.map(({ coefficient, atoms }, i) => (coefficient < 0 ? (i === 0 ? "-" : " - ") : i === 0 ? "" : " + ") + text(Math.abs(coefficient), atoms)).join("");
}

function product(magnitude: number, factors: readonly string[]): string {
  return (magnitude !== 1 || factors.length === 0 ? [String(magnitude), ...factors] : factors).join("*");
}

/** A term as one fraction in lowest terms: exact quotients give it a denominator. */
function fraction(magnitude: number, atoms: readonly Atom[]): { readonly over: string; readonly under: number } {
  const divided = atoms.map((a) => (a.kind === "floor" && a.exact ? { text: String(a.numerator), by: a.divisor.constant()! } : { text: atomText(a), by: 1 }));
  const by = divided.reduce((all, d) => all * d.by, 1);
  const shared = gcd(magnitude, by);
  return { over: product(magnitude / shared, divided.map((d) => d.text)), under: by / shared };
}

function atomText(atom: Atom): string {
  if (atom.kind === "symbol") return atom.name;
  const { numerator, divisor } = atom;
  const [term, second] = numerator.inSymbols().terms;
  const by = divisor.constant();
  // floor((W/2)/2) = floor(W/4).
  if (term && !second && by !== undefined && term.coefficient > 0) {
    const { over, under } = fraction(term.coefficient, term.atoms);
    return `floor(${over}/${under * by})`;
  }
  return `floor(${parenthesized(numerator, sizeText)}/${parenthesized(divisor, sizeText)})`;
}

function parenthesized(size: Size, text: (size: Size) => string): string {
  return size.terms.length > 1 ? `(${text(size)})` : text(size);
}
