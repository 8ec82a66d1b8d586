import type { Expression, Statement } from "./kernel.ts";
import { bodyOf } from "./visit.ts";

/** Tells whether an i32 expression of a kernel is proven to be at least 0; then division may truncate. */
export type Signs = (e: Expression) => boolean;

export function signsOf(body: readonly Statement[]): Signs {
  const atLeastZero = new Map<string, boolean>();
  const signs: Signs = (e) => {
    switch (e.kind) {
      case "const":
        return e.value >= 0;
      case "size":
        return e.size.atLeast(0) === true;
      case "local":
        return atLeastZero.get(e.name) ?? false;
      case "binary":
        if (e.operator === "mod") return signs(e.right);
        if (e.operator === "max") return signs(e.left) || signs(e.right);
        return ["add", "mul", "div", "min"].includes(e.operator) && signs(e.left) && signs(e.right);
      case "select":
        return signs(e.then) && signs(e.else);
      default:
        return false;
    }
  };
  const note = (name: string, value: boolean): void => {
    // Siblings may reuse a name; then it must hold for all of them.
    atLeastZero.set(name, value && (atLeastZero.get(name) ?? true));
  };
  const visit = (statement: Statement): void => {
    if (statement.kind === "for") note(statement.index, signs(statement.from));
    if (statement.kind === "let") note(statement.name, signs(statement.value));
    if (statement.kind === "var" || statement.kind === "assign") note(statement.name, false);
    bodyOf(statement).forEach(visit);
  };
  body.forEach(visit);
  return signs;
}
