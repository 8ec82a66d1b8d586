import type { Atom, Size } from "../../types/size.ts";
import { atLeast, atom, call, infix, prefix, strength, type Text } from "../printer/text.ts";

/** A size as an expression: `64 * N`, `Math.floor(H / 2) - 1`. `symbol` spells the symbols, `quotient` what a division of numbers >= 0 gives without its fraction. */
export function sizeText(size: Size, symbol: (name: string) => string, quotient = floorText): Text {
  const [first, ...rest] = size.inSymbols().terms;
  if (!first) return atom("0");
  const start = first.coefficient < 0 ? negative(termText(first.atoms, -first.coefficient, symbol, quotient)) : termText(first.atoms, first.coefficient, symbol, quotient);
  return rest.reduce<Text>(
    (sum, { coefficient, atoms }) => infix(sum, coefficient < 0 ? "-" : "+", termText(atoms, Math.abs(coefficient), symbol, quotient), strength.sum),
    start,
  );
}

function negative(value: Text): Text {
  return prefix("-", { text: atLeast(value, strength.unary), strength: strength.unary });
}

function termText(atoms: readonly Atom[], magnitude: number, symbol: (name: string) => string, quotient: typeof floorText): Text {
  const factors = atoms.map((a) => atomText(a, symbol, quotient));
  if (magnitude !== 1 || factors.length === 0) factors.unshift(atom(String(magnitude)));
  return factors.reduce((product, factor) => infix(product, "*", factor, strength.product));
}

function atomText(a: Atom, symbol: (name: string) => string, quotient: typeof floorText): Text {
  if (a.kind === "symbol") return atom(symbol(a.name));
  return quotient(sizeText(a.numerator, symbol, quotient), sizeText(a.divisor, symbol, quotient));
}

function floorText(numerator: Text, divisor: Text): Text {
  return call("Math.floor", [infix(numerator, "/", divisor, strength.product)]);
}
