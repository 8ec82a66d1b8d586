import type { Requirement } from "../graph/graph.ts";
import { gcd, Size } from "../types/size.ts";

type Divisible = Extract<Requirement, { kind: "divisible" }>;

/** `W/2 is even` as what it says of the symbol: W is a multiple of 4. Undefined where it speaks of more than one symbol, or in another way. */
export function ofSymbol(requirement: Requirement): Divisible | undefined {
  if (requirement.kind !== "divisible") return undefined;
  const { size, divisor } = requirement;
  const [term, ...others] = size.terms.filter(({ atoms, coefficient }) => atoms.length > 0 || coefficient % divisor !== 0);
  const [atom, second] = term?.atoms ?? [];
  if (!term || !atom || second || others.length > 0) return undefined;
  const own = divisor / gcd(term.coefficient, divisor);
  if (atom.kind === "symbol") return atom.least === 0 ? undefined : { ...requirement, size: Size.symbol(atom.name), divisor: own };
  return atom.exact ? { ...requirement, size: atom.numerator, divisor: atom.divisor.constant()! * own } : undefined;
}

/** The symbols that must be multiples of a number, each with the least number that all requirements agree with. */
export function multiplesIn(requirements: readonly Requirement[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { size, divisor } of requirements.flatMap((r) => ofSymbol(r) ?? [])) {
    const known = found.get(String(size)) ?? 1;
    found.set(String(size), (known / gcd(known, divisor)) * divisor);
  }
  return found;
}
