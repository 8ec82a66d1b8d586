import type { Span } from "../base/source.ts";
import type { Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { visit } from "../syntax/visit.ts";
import type { Context } from "./context.ts";
import { initialize } from "./initial.ts";
import type { Scope } from "./scope.ts";
import { convert } from "./tensors.ts";
import { tensor, type Tensor } from "./value.ts";

/**
 * How often an optimizer has updated this very parameter, this time included: what corrects averages must know their own age,
 * which in a model of several phases is not that of the model. Nothing if the optimizer has no averages or does not ask.
 */
export function ageOf(context: Context, declaration: ast.Optimizer, parameter: Storage, scope: Scope, span: Span): Tensor | undefined {
  const time = declaration.inputs[2]?.name.name;
  let asked = false;
  let remembers = false;
  visit(declaration.body, {
    identifier: ({ name }) => void (asked ||= name === time),
    state: () => void (remembers = true),
  });
  if (!asked || !remembers) return undefined;
  const name = `${parameter.name}/${declaration.name.name}.${time}`;
  const storage: Storage = context.storages.get(name) ?? { name, type: { dtype: "i32", shape: [] }, role: "slot", origin: { name, span } };
  context.storages.set(name, storage);
  initialize(context, storage, undefined, scope, span);
  return context.within({ label: name }, () => {
    const next = context.make("add", [context.program.read(storage), context.constant(1, span, "i32")], {}, span);
    context.program.update(storage, next, span);
    return tensor(convert(context, next, "f32", span));
  });
}
