import type { InputDeclaration } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { sameShape, typeText } from "../types/tensor.ts";
import { orPoison } from "./apply.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { asTensor } from "./tensors.ts";
import { kindText, poison, tensor } from "./value.ts";

/**
 * `sample x, y = waves()`: in training, these inputs are not given but drawn, anew in each step. The draws are keyed by
 * seed, step and place like all others, so a run can be repeated.
 */
export function sample(context: Context, { inputs: names, value: expression, span }: ast.Sample, scope: Scope, inputs: readonly InputDeclaration[]): void {
  const drawn = new Map<string, typeof poison>(names.map(({ name }) => [name, poison]));
  orPoison(() => {
    for (const { name, span: at } of names) {
      if (inputs.some((input) => input.name === name)) continue;
      if (scope.find(name)?.kind === "poison") return poison;
      context.fail("unknown-name", { name }, at, { help: `\`sample\` draws inputs: ${inputs.map((i) => `\`${i.name}\``).join(", ")}` });
    }
    const value = context.within({ label: names[0]!.name }, () => evaluate(context, expression, scope));
    const several = value.kind === "list" ? value.items : [value];
    if (names.length > 1 && value.kind !== "list") context.fail("not-several", { found: kindText(value), wanted: names.length }, expression.span);
    if (several.length !== names.length) context.fail("wrong-count", { names: names.length, values: several.length }, expression.span);
    several.forEach((each, i) => {
      const { name, type } = inputs.find((input) => input.name === names[i]!.name)!;
      const made = asTensor(context, { value: each, span: expression.span });
      const found = made.node.type;
      if (found.dtype !== type.dtype || !sameShape(found.shape.map((size) => size.inSymbols()), type.shape) || (type.bound && !found.bound?.equals(type.bound))) {
        context.fail("type-mismatch", { what: name, of: "`sample`", expected: typeText(type), found: typeText(found) }, expression.span, {
          help: type.bound && found.dtype === "i32" ? `\`argmax(rand([…, ${type.bound}]))\` draws whole numbers below ${type.bound}` : undefined,
        });
      }
      drawn.set(name, tensor(made.node, { label: name, origin: "input", type, span }));
    });
    return poison;
  });
  for (const [name, value] of drawn) scope.define(name, value);
}
