import { textOf } from "../base/source.ts";
import type * as ast from "../syntax/ast.ts";
import { sameShape, typeText } from "../types/tensor.ts";
import { orPoison } from "./apply.ts";
import { invoke } from "./call.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { asTensor } from "./tensors.ts";
import { kindText, poison, tensor } from "./value.ts";

/**
 * `augment mirror`: in training, the input that the function's first tensor is called after is replaced by what the
 * function makes of the batch. Its random numbers are keyed like all others, so a run can be repeated.
 */
export function augment(context: Context, expression: ast.Expression, scope: Scope): void {
  orPoison(() => {
    const value = evaluate(context, expression, scope);
    if (value.kind !== "function") return context.fail("not-a-batch-function", { found: kindText(value) }, expression.span);
    const ready = value.open ? invoke(context, value, [], expression) : value;
    const names = value.declaration.inputs.map((input) => input.name.name);
    const given = names.map((name) => {
      const input = scope.owns(name) ? scope.find(name) : undefined;
      if (input?.kind === "tensor") return { value: input, span: expression.span };
      return context.fail("not-a-batch-function", { found: `\`${textOf(expression.span)}\`, whose \`${name}\` is no input of the model` }, expression.span);
    });
    const [first] = given;
    if (!first) return context.fail("not-a-batch-function", { found: "a function of nothing" }, expression.span);
    const changed = asTensor(context, { value: context.within({ label: names[0] }, () => invoke(context, ready, given, expression)), span: expression.span });
    const { type } = first.value.node;
    if (changed.node.type.dtype !== type.dtype || !sameShape(changed.node.type.shape, type.shape)) {
      context.fail("type-mismatch", { what: textOf(expression.span), of: "augment", expected: typeText(type), found: typeText(changed.node.type) }, expression.span);
    }
    scope.define(names[0]!, tensor(changed.node, first.value.trail));
    return poison;
  });
}
