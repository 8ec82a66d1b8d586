import type { Requirement } from "../graph/graph.ts";
import { Size } from "../types/size.ts";
import { ofSymbol } from "./multiples.ts";

/** Sizes up to this are tried when a requirement is solved for its only symbol. */
const largestTried = 1 << 16;

/** The requirements a user needs to know: solved for the symbol where there is one, the strongest of each kind. */
export function strongest(requirements: readonly Requirement[]): Requirement[] {
  const kept = new Map<string, Requirement>();
  for (const requirement of requirements.map(solve)) {
    if (requirement.kind === "at-least" && requirement.size.atLeast(requirement.least) === true) continue;
    const key = `${requirement.kind} ${requirement.size.key} ${requirement.kind === "divisible" ? requirement.divisor : requirement.kind === "equal" ? requirement.other.key : ""}`;
    const known = kept.get(key);
    if (known?.kind === "at-least" && requirement.kind === "at-least" && known.least >= requirement.least) continue;
    kept.set(key, requirement);
  }
  const all = [...kept.values()];
  return all.filter((r) => !all.some((other) => implies(other, r)));
}

/** Whether one that speaks of the same size and divides more says it, too. */
function implies(one: Requirement, other: Requirement): boolean {
  return one.kind === "divisible" && other.kind === "divisible" && one.size.equals(other.size) && one.divisor > other.divisor && one.divisor % other.divisor === 0;
}

/** `floor((H - 5)/2) + 1 >= 1` becomes `H >= 5`: such sizes grow with their symbol, so the least is found by bisection. */
function solve(requirement: Requirement): Requirement {
  if (requirement.kind !== "at-least") return ofSymbol(requirement) ?? requirement;
  const size = requirement.size.inSymbols();
  const [symbol, second] = size.symbols();
  if (symbol === undefined || second !== undefined) return requirement;
  const holds = (n: number): boolean => size.evaluate({ [symbol]: n }) >= requirement.least;
  if (!holds(largestTried)) return requirement;
  let low = 0;
  let high = largestTried;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return { ...requirement, size: Size.symbol(symbol), least: high };
}

/** `H >= 32   for `Conv(120, 5)` on line 7`, `W is even   for `W/2``. */
export function requirementText(requirement: Requirement): string {
  return `${condition(requirement)}   for ${requirement.why}`;
}

function condition(requirement: Requirement): string {
  switch (requirement.kind) {
    case "at-least": return `${requirement.size} >= ${requirement.least}`;
    case "divisible": return requirement.divisor === 2 ? `${requirement.size} is even` : `${requirement.size} is a multiple of ${requirement.divisor}`;
    case "equal": return `${requirement.size} = ${requirement.other}`;
  }
}
