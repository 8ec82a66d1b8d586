import type { Requirement } from "../../src/graph/graph.ts";
import type { Random } from "../support/random.ts";

export type Sizes = Readonly<Record<string, number>>;

/** Small sizes, different ones where possible, for which the model is valid; undefined if there are none below 13. */
export function validSizes(names: readonly string[], requirements: readonly Requirement[], random: Random, least: Sizes = {}): Sizes | undefined {
  for (let tries = 0; tries < 2000; tries += 1) {
    const span = 3 + Math.floor(tries / 200);
    const sizes = Object.fromEntries(names.map((name) => [name, random.whole(0, span) + (least[name] ?? (name === "N" ? 1 : 2))]));
    const different = new Set(Object.values(sizes)).size === names.length || tries > 100;
    if (different && requirements.every((r) => holds(r, sizes))) return sizes;
  }
  return undefined;
}

function holds(requirement: Requirement, sizes: Sizes): boolean {
  const value = requirement.size.evaluate(sizes);
  switch (requirement.kind) {
    case "at-least": return value >= requirement.least;
    case "divisible": return value % requirement.divisor === 0;
    case "equal": return value === requirement.other.evaluate(sizes);
  }
}
