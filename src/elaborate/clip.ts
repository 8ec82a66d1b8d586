import type { Node } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { evaluateNumber } from "./evaluate.ts";
import { pointwise } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { tensor } from "./value.ts";

/** By norm: g * min(1, limit / (|g| + 1e-6)) with the norm of all gradients together; by value: each element to [-limit, limit]. */
export function clip(context: Context, gradients: readonly Node[], statement: ast.Train, scope: Scope): readonly Node[] {
  const rule = statement.clip;
  if (!rule) return gradients;
  const { span } = rule;
  const limit = evaluateNumber(context, rule.limit, scope);
  if (!(limit > 0)) context.fail("bad-number", { what: "the limit of `clip`", found: String(limit), expected: "a number above 0" }, rule.limit.span);
  const constant = (value: number): Node => context.constant(value, span);
  const on = (op: string, a: Node, b: Node): Node => pointwise(context, op, "number", [tensor(a), tensor(b)], [span, span], "`clip`", span).node;
  return context.within({ label: "clip" }, () => {
    if (rule.by === "value") return gradients.map((g) => on("minimum", on("maximum", g, constant(-limit)), constant(limit)));
    const squares = gradients.map((g) => {
      const square = on("mul", g, g);
      const axes = g.type.shape.map((_, i) => i);
      return axes.length === 0 ? square : context.make("reduce_sum", [square], { axes }, span);
    });
    const norm = context.make("sqrt", [squares.reduce((a, b) => on("add", a, b))], {}, span);
    const scale = on("minimum", constant(1), on("div", constant(limit), on("add", norm, constant(1e-6))));
    return gradients.map((g) => on("mul", g, scale));
  });
}
