import { textOf, type Span } from "../base/source.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { typeText } from "../types/tensor.ts";
import { bindArguments } from "./bind.ts";
import { Abort, type Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Intrinsic } from "./intrinsics/intrinsic.ts";
import type { Scope } from "./scope.ts";
import { runBlock } from "./statements.ts";
import { asTensor, broadcastTo } from "./tensors.ts";
import { whence, type Trail } from "./trail.ts";
import { bindType, resolveType, type Demand } from "./types.ts";
import { list, poison, tensor, type Argument, type Tensor, type Value } from "./value.ts";

type Applicable = Extract<Value, { kind: "instance" | "function" }>;

/** Calls deeper than this are a recursion, which the language does not have. */
const deepest = 100;

/** Runs a layer or a function on tensors: its body is evaluated anew for these very shapes. */
export function apply(context: Context, callee: Applicable, given: readonly Argument[], span: Span): Value {
  const declaration = callee.kind === "instance" ? callee.instance.declaration : callee.declaration;
  const name = declaration.name.name;
  if (context.frames.length > deepest) context.fail("recursion", { name }, span);
  const scope = (callee.kind === "instance" ? callee.instance.scope : callee.scope).inner();
  const inside =
    callee.kind === "instance"
      ? { instance: callee.instance, label: callee.instance.path, pure: false }
      : { label: context.instance.join(name), pure: true };
  const isUsers = !span.source.library;
  if (callee.kind === "instance") callee.instance.applied = true;
  const result = context.within({ ...inside, frame: { span, name, library: declaration.span.source.library === true } }, () => {
    bindTensors(context, declaration, scope, given, span);
    const value = runBlock(context, declaration.body, scope);
    if (value === undefined) return context.fail("no-result", { name }, declaration.name.span, { help: missingReturn(declaration.body) });
    if (value.kind === "poison") throw new Abort();
    if (declaration.result) checkResult(context, declaration, declaration.result, value, scope);
    return value;
  });
  if (!isUsers) return result;
  const hyper = callee.kind === "instance" ? callee.instance.scope : callee.scope;
  const label = callee.kind === "instance" ? callee.instance.label : functionLabel(callee.scope, name);
  return withStep(result, { label, ...causeIn(hyper) }, given, span);
}

function missingReturn({ statements }: ast.Block): string {
  const last = statements.at(-1);
  if (last?.kind === "if-statement") return "no `return` is reached: add one after the `if`";
  const name = last?.kind === "assignment" && last.targets.length === 1 ? last.targets[0]!.name.name : "…";
  return `end it with \`return ${name}\``;
}

/** The stride, if it is not 1 and not that of the size, which the label tells. */
function causeIn(scope: Scope): Pick<Trail, "cause"> {
  if (!scope.owns("stride")) return {};
  const [value, span] = [scope.find("stride"), scope.site("stride")];
  if (!span || span.source.library || span === scope.site("size")) return {};
  if (value?.kind === "number") return value.value === 1 ? {} : { cause: { text: `stride: ${value.value}`, span } };
  return { cause: { text: `stride: ${textOf(span)}`, span } };
}

function functionLabel(scope: Scope, name: string): string {
  const size = scope.owns("size") ? scope.find("size") : undefined;
  return size?.kind === "number" ? `${name} ${size.value}` : name;
}

function bindTensors(context: Context, declaration: ast.Layer | ast.Fn, scope: Scope, given: readonly Argument[], span: Span): void {
  const name = declaration.name.name;
  const parameters = declaration.inputs.map((p) => ({ name: p.name.name, optional: p.default !== undefined }));
  const bound = bindArguments(context, name, parameters, given, span);
  const values = new Map<string, Value>();
  const notes = (): Note[] =>
    [...bound.values()].flatMap((a) => {
      if (a.value.kind !== "tensor") return [];
      return [{ name: textOf(a.span), text: [typeText(a.value.node.type), whence(a.value.trail)].filter(Boolean).join("   ") }];
    });
  for (const parameter of declaration.inputs) {
    const argument = bound.get(parameter.name.name);
    const value = argument?.value ?? (parameter.default && evaluate(context, parameter.default, scope));
    if (value?.kind === "poison") throw new Abort();
    if (value === undefined) continue;
    values.set(parameter.name.name, parameter.type ? typed(context, parameter.type, value, scope, { name: parameter.name.name, of: name, span: argument?.span ?? span, notes }, argument === undefined) : value);
  }
  // Bound last, so that a parameter named like a size of another's type does not hide it.
  for (const [key, value] of values) scope.define(key, entering(value, declaration), bound.get(key)?.span);
}

function typed(context: Context, type: ast.TypeExpression, value: Value, scope: Scope, demand: Demand, isDefault: boolean): Value {
  const written = asTensor(context, { value, span: demand.span });
  // A default such as `true` stands for a whole tensor of it; the inputs before it have settled its sizes.
  const fills = isDefault && written.node.type.shape.length === 0 && type.dimensions.length > 0;
  const actual = fills ? tensor(broadcastTo(context, written.node, resolveType(context, type, scope).shape, demand.span)) : written;
  bindType(context, type, actual.node.type, scope, demand);
  return actual;
}

/** Inside a user's layer, sizes come first of all from its own input. */
function entering(value: Value, declaration: ast.Layer | ast.Fn): Value {
  if (value.kind !== "tensor" || declaration.span.source.library) return value;
  const step: Trail = { label: declaration.name.name, origin: "parameter-of", type: value.node.type, span: declaration.name.span, previous: value.trail };
  return tensor(value.node, step);
}

function checkResult(context: Context, declaration: ast.Layer | ast.Fn, type: ast.TypeExpression, value: Value, scope: Scope): void {
  const result = asTensor(context, { value, span: type.span });
  bindType(context, type, result.node.type, scope, { name: "the result", of: declaration.name.name, span: type.span, settled: true });
}

/** A call of the user is a step in the history of sizes. */
function withStep(value: Value, step: Pick<Trail, "label" | "cause">, given: readonly Argument[], span: Span): Value {
  if (value.kind === "list") return list(value.items.map((item) => withStep(item, step, given, span)));
  if (value.kind !== "tensor") return value;
  const from = given.find((a): a is Argument & { value: Tensor } => a.value.kind === "tensor");
  const trail: Trail = { ...step, origin: "call", type: value.node.type, span, ...(from?.value.trail && { previous: from.value.trail }) };
  return { ...tensor(value.node, trail), ...(value.further && { further: value.further.map((item) => withStep(item, step, given, span)) }) };
}

export function applyIntrinsic(context: Context, intrinsic: Intrinsic, given: readonly Argument[], span: Span): Value {
  const bound = bindArguments(context, intrinsic.name, intrinsic.parameters, given, span);
  const label = span.source.library ? context.label : context.instance.join(intrinsic.name);
  const run = (): Value => intrinsic.apply(context, bound, span);
  if (span.source.library) return run();
  return withStep(context.within({ label, frame: { span, name: intrinsic.name, library: true } }, run), { label: intrinsic.name }, given, span);
}

/** The value itself, or silence where an error was already reported. */
export function orPoison(body: () => Value): Value {
  try {
    return body();
  } catch (failure) {
    if (failure instanceof Abort) return poison;
    throw failure;
  }
}
