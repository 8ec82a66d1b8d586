import { k } from "./build.ts";
import type { Fresh } from "./computation.ts";
import { effectsOf, isCompound, isSpeculable, isUntouched, type Effects } from "./effects.ts";
import type { Expression, Statement } from "./kernel.ts";
import { printExpression } from "./print.ts";
import { sortIndices } from "./sort-indices.ts";
import { mapStatement, parts, withParts } from "./visit.ts";

/** Moves what a loop does not change before the loop: `x_row = n * 784`, loads, functions. */
export function hoist(body: readonly Statement[], fresh: Fresh): readonly Statement[] {
  return hoistBlock(sortIndices(body), fresh);
}

function hoistBlock(body: readonly Statement[], fresh: Fresh): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    if (statement.kind === "if") return [mapStatement(statement, (e) => e, (b) => hoistBlock(b, fresh))];
    if (statement.kind !== "for") return [statement];
    const invariants = new Invariants(effectsOf([statement]), statement.lanes !== true, fresh);
    const inner = invariants.removeFrom(statement.body, false);
    return [...invariants.lets, { ...statement, body: hoistBlock(inner, fresh) }];
  });
}

/** What the body of one loop computes again and again with the same result. */
class Invariants {
  readonly lets: Statement[] = [];
  private readonly names = new Map<string, Expression>();
  private readonly effects: Effects;
  private readonly repeats: boolean;
  private readonly fresh: Fresh;

  /** `repeats`: whether turns come one after another. */
  constructor(effects: Effects, repeats: boolean, fresh: Fresh) {
    this.effects = effects;
    this.repeats = repeats;
    this.fresh = fresh;
  }

  removeFrom(body: readonly Statement[], conditional: boolean): readonly Statement[] {
    return body.map((s) => {
      const hint = s.kind === "store" ? s.buffer : undefined;
      if (s.kind === "store") return { ...s, index: this.replace(s.index, conditional, hint), value: this.replace(s.value, conditional) };
      return mapStatement(
        s,
        (e) => this.replace(e, conditional),
        (b) => this.removeFrom(b, conditional || s.kind === "if"),
      );
    });
  }

  /** `buffer`: whose index the expression is in. */
  private replace(expression: Expression, conditional: boolean, buffer?: string): Expression {
    if (!isCompound(expression)) return expression;
    if (isUntouched(expression, this.effects) && (!conditional || isSpeculable(expression))) return this.named(expression, buffer);
    switch (expression.kind) {
      case "load":
        return { ...expression, index: this.replace(expression.index, conditional, expression.buffer) };
      case "select":
        return {
          ...expression,
          condition: this.replace(expression.condition, conditional),
          then: this.replace(expression.then, true),
          else: this.replace(expression.else, true),
        };
      case "binary": {
        if (this.isReciprocal(expression, conditional)) return k.mul(this.replace(expression.left, conditional), this.named(k.div(k.const(1), expression.right), buffer));
        const lazy = expression.operator === "and" || expression.operator === "or";
        return { ...expression, left: this.replace(expression.left, conditional, buffer), right: this.replace(expression.right, conditional || lazy, buffer) };
      }
      default:
        return withParts(expression, (part) => this.replace(part, conditional, buffer));
    }
  }

  /** One division before the loop, whose turns multiply: a quotient may then differ in its last bit, and a divisor below 3e-39, of whose reciprocal there is no f32, gives an infinity. */
  private isReciprocal({ operator, type, right }: Expression & { kind: "binary" }, conditional: boolean): boolean {
    return operator === "div" && type === "f32" && this.repeats && right.kind !== "const" && isUntouched(right, this.effects) && (!conditional || isSpeculable(right));
  }

  private named(expression: Expression, buffer: string | undefined): Expression {
    // Negated numbers and converted locals are not worth a name.
    if (expression.kind === "unary" && !isCompound(expression.operand)) return expression;
    const key = `${expression.type} ${printExpression(expression)}`;
    const known = this.names.get(key);
    if (known) return known;
    const name = this.fresh(hintFor(expression, buffer));
    const local: Expression = { kind: "local", type: expression.type, name };
    this.lets.push({ kind: "let", name, value: expression });
    this.names.set(key, local);
    return local;
  }
}

/** `x_row` for an index, `x_value` for a load, the function's name for a call. */
export function hintFor(expression: Expression, buffer: string | undefined): string {
  if (expression.kind === "load") return `${expression.buffer}_value`;
  if (expression.kind === "call") return `${expression.intrinsic}_value`;
  if (expression.type === "bool") return "condition";
  if (expression.type === "i32") return buffer === undefined ? "offset" : `${buffer}_row`;
  const load = parts(expression).find((part) => part.kind === "load");
  return load?.kind === "load" ? `${load.buffer}_term` : "factor";
}
