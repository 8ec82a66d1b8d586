import type { Span } from "../base/source.ts";
import type { Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { shapeText } from "../types/tensor.ts";
import { blame } from "./blame.ts";
import { invoke } from "./call.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { asTensor, broadcasts, broadcastTo, convert } from "./tensors.ts";
import { list, size, type Value } from "./value.ts";

/**
 * Adds a storage's first value to the program `init`, once. What is written after `~` or `=` is a number, a tensor, or
 * a function of the shape: `zeros`, `he_normal`, `normal(0, 0.01)`.
 */
export function initialize(context: Context, storage: Storage, init: ast.Expression | undefined, scope: Scope, span: Span | undefined = init && blame(init, scope)): void {
  const { init: program } = context;
  if (program.isUpdated(storage)) return;
  const at = span ?? storage.origin?.span;
  if (!at) return;
  context.within({ program, label: storage.name, pure: true }, () => {
    const value = init ? ofShape(context, evaluate(context, init, scope), storage, at) : ({ kind: "number", value: 0 } as const);
    const made = asTensor(context, { value, span: at });
    const { shape, dtype } = storage.type;
    if (!broadcasts(made.node.type.shape, shape)) {
      context.fail("initial-shape", { name: storage.name, expected: shapeText(shape), found: shapeText(made.node.type.shape) }, at);
    }
    program.update(storage, broadcastTo(context, convert(context, made.node, dtype, at), shape, at));
  });
}

function ofShape(context: Context, value: Value, storage: Storage, span: Span): Value {
  if (value.kind !== "function" && value.kind !== "intrinsic") return value;
  const ready = value.kind === "function" && value.open ? invoke(context, value, [], { span }) : value;
  return invoke(context, ready, [{ value: list(storage.type.shape.map(size)), span }], { span });
}
