import { levelOf, prefixLevels, PRIMARY } from "../build/precedence.ts";
import type { Expression } from "../ast.ts";
import { bindingOf } from "./sequences.ts";

/** Where an expression stands, as far as parentheses go. */
export type Place =
  | { readonly side: "left" | "right"; readonly level: number; readonly rightAssociative: boolean; readonly comparison: boolean }
  | { readonly side: "operand"; readonly of: "-" | "not" | "reduction" }
  | { readonly side: "target" }
  | { readonly side: "branch" };

/** Whether the tree would be read back differently without parentheses, or only by people: `and` within `or`. */
export function needsParentheses(node: Expression, place: Place): boolean {
  if (node.kind === "conditional") return true;
  switch (place.side) {
    case "branch":
      return false;
    case "target":
      return tightness(node) < PRIMARY;
    case "operand":
      return operandNeeds(node, place.of);
    case "left":
    case "right":
      return sideNeeds(node, place);
  }
}

function sideNeeds(node: Expression, { side, level, rightAssociative, comparison }: Extract<Place, { level: number }>): boolean {
  // A prefix takes what follows into its operand: it may end a looser operator, and `-` may follow any.
  if (node.kind === "unary" && node.operator === "-") return side === "left" && level >= prefixLevels["-"];
  if (node.kind === "unary") return level >= prefixLevels.not;
  if (node.kind === "reduction") return level >= prefixLevels.reduction;
  const own = tightness(node);
  if (own === levelOf("and") && level === levelOf("or")) return true;
  const equalIsFine = comparison ? false : (side === "right") === rightAssociative;
  return own < level || (own === level && !equalIsFine);
}

function operandNeeds(node: Expression, of: "-" | "not" | "reduction"): boolean {
  if (of === "reduction") {
    // After `sum[i]`, a `-` would subtract and a `[` would subscript.
    const first = leftmost(node);
    if (first.kind === "unary" || first.kind === "list") return true;
  }
  if (node.kind === "unary" || node.kind === "reduction") return of !== "not" || node.kind === "reduction";
  return tightness(node) < prefixLevels[of];
}

/** How tightly the outermost operator binds. */
function tightness(node: Expression): number {
  switch (node.kind) {
    case "binary":
    case "pipe":
      return bindingOf(node).level;
    case "range":
      return levelOf("..");
    case "unary":
      return prefixLevels[node.operator];
    case "reduction":
      return prefixLevels.reduction;
    case "conditional":
      return -1;
    default:
      return PRIMARY;
  }
}

/** The expression that the text begins with. */
export function leftmost(node: Expression): Expression {
  let first = node;
  for (;;) {
    if (first.kind === "binary") first = first.left;
    else if (first.kind === "pipe" || first.kind === "from") first = first.value;
    else if (first.kind === "call") first = first.callee;
    else if (first.kind === "subscript") first = first.target;
    else if (first.kind === "range") first = first.from;
    else return first;
  }
}
