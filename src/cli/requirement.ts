import type { Requirement } from "../graph/graph.ts";

/** `H >= 32   for the 5x5 window of Conv`. */
export function requirementText(requirement: Requirement): string {
  return `${condition(requirement)}   for ${requirement.why}`;
}

function condition(requirement: Requirement): string {
  switch (requirement.kind) {
    case "at-least":
      return `${requirement.size} >= ${requirement.least}`;
    case "divisible":
      return `${requirement.size} is a multiple of ${requirement.divisor}`;
    case "equal":
      return `${requirement.size} = ${requirement.other}`;
  }
}
