import { textOf, type Span } from "../base/source.ts";
import type { Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { sameType, typeText } from "../types/tensor.ts";
import { orPoison } from "./apply.ts";
import { clock } from "./clock.ts";
import { nameConstructedAt } from "./call.ts";
import { Abort, type Context } from "./context.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { evaluateYield } from "./scan.ts";
import { evaluateEquation } from "./indices/equation.ts";
import { initialize } from "./initial.ts";
import type { Scope } from "./scope.ts";
import { asTensor, broadcasts, broadcastTo, convert } from "./tensors.ts";
import { bindType, resolveType } from "./types.ts";
import { kindText, list, poison, tensor, type Value } from "./value.ts";

/** Runs statements in order; the value of the first `return` that is reached, undefined if there is none. */
export function runBlock(context: Context, block: ast.Block, scope: Scope): Value | undefined {
  for (const statement of block.statements) {
    if (statement.kind === "assignment") for (const { name } of statement.targets) scope.announce(name.name, name.span);
  }
  for (const statement of block.statements) {
    const result = runStatement(context, statement, scope);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** One statement; an error inside it was recorded and makes the names it defines poison. */
export function runStatement(context: Context, statement: ast.Statement, scope: Scope): Value | undefined {
  switch (statement.kind) {
    case "assignment": return void assign(context, statement, scope);
    case "param": return void scope.define(statement.name.name, orPoison(() => parameter(context, statement, scope)));
    case "state": return void scope.define(statement.name.name, orPoison(() => state(context, statement, scope)));
    case "update": return void quietly(() => update(context, statement, scope));
    case "return": return orPoison(() => returned(context, statement, scope));
    case "if-statement": return runIf(context, statement, scope);
    case "fn": return void scope.define(statement.name.name, { kind: "function", declaration: statement, scope, open: statement.hyper.length > 0 });
    case "yield": return void quietly(() => evaluateYield(context, statement, scope));
    // A scan without a value leaves its final carries.
    case "expression-statement": if (statement.value.kind === "scan") return void quietly(() => void evaluate(context, statement.value, scope));
      return void quietly(() => context.fail("unused-value", {}, statement.span));
  }
}

/** `return y with h, c`: the tensor y, which brings h and c along. */
function returned(context: Context, { value, further }: ast.Return, scope: Scope): Value {
  const first = evaluate(context, value, scope);
  if (further.length === 0) return first;
  return { ...asTensor(context, { value: first, span: value.span }), further: further.map((each) => evaluate(context, each, scope)) };
}

function quietly(body: () => void): void {
  orPoison(() => {
    body();
    return poison;
  });
}

function runIf(context: Context, statement: ast.IfStatement, scope: Scope): Value | undefined {
  try {
    const chosen = evaluateCondition(context, statement.condition, scope) ? statement.then : statement.else;
    if (!chosen) return undefined;
    return chosen.kind === "block" ? runBlock(context, chosen, scope) : runIf(context, chosen, scope);
  } catch (failure) {
    if (failure instanceof Abort) return poison;
    throw failure;
  }
}

function assign(context: Context, statement: ast.Assignment, scope: Scope): void {
  const { targets } = statement;
  const first = context.program.builder.nodes.length;
  const values = orPoison(() => {
    const [only] = targets;
    if (targets.length === 1 && only?.indices) return evaluateEquation(context, only, statement.value, scope);
    const indexed = targets.find((t) => t.indices);
    if (indexed) context.fail("bad-index", { what: textOf(indexed.span) }, indexed.span, { help: "an index equation gives one tensor" });
    if (!context.pure) refuseHidden(context, targets);
    if (targets.length === 1) nameConstructedAt(statement.value, targets[0]!.name.name);
    const evaluated = evaluate(context, statement.value, scope);
    if (targets.length === 1) return evaluated.kind === "tensor" ? tensor(evaluated.node, evaluated.trail) : evaluated;
    const value = severalOf(evaluated, targets.length);
    if (value.kind !== "list") context.fail("not-several", { found: kindText(value), wanted: targets.length }, statement.value.span, {
        help: value.kind === "tensor" ? `\`split(${textOf(statement.value.span)}, ${targets.length})\` cuts its last axis into ${targets.length} parts` : undefined,
      });
    if (value.items.length !== targets.length) {
      context.fail("wrong-count", { names: targets.length, values: value.items.length }, statement.value.span);
    }
    return value;
  });
  for (const [i, target] of targets.entries()) {
    const value = targets.length === 1 || values.kind !== "list" ? values : values.items[i]!;
    const { name } = target.name;
    scope.define(name, orPoison(() => context.program.assigned(context, name, annotated(context, target, value, scope), scope, target.span)));
    // The user's name for a value is what a reader of the generated code wants to see.
    if (value.kind === "tensor" && value.node.id >= first && !target.span.source.library) {
      context.program.builder.rename(value.node, context.instance.join(name));
    }
  }
}

/** A tensor with what it brings along, as many as are taken. */
function severalOf(value: Value, count: number): Value {
  if (value.kind !== "tensor" || !value.further) return value;
  return list([value, ...value.further].slice(0, count));
}

/** `mean = …` where `mean := …` was meant would leave the state as it is. */
function refuseHidden(context: Context, targets: readonly ast.Target[]): void {
  for (const { name } of targets) {
    if (context.instance.storages.get(name.name)?.role === "state") {
      context.fail("equals-for-update", { name: name.name }, name.span, { help: `write \`${name.name} := …\`: the state has its new value after the step` });
    }
  }
}

function annotated(context: Context, target: ast.Target, value: Value, scope: Scope): Value {
  if (!target.type || value.kind === "poison") return value;
  const result = asTensor(context, { value, span: target.span });
  bindType(context, target.type, result.node.type, scope, { name: target.name.name, of: context.instance.declaration.name.name, span: target.type.span, settled: true });
  return result;
}

function parameter(context: Context, statement: ast.Param, scope: Scope): Value {
  const { name } = statement.name;
  if (context.pure) context.fail("parameter-in-function", { name }, statement.name.span, { help: "a `fn` owns nothing: make it a `layer`" });
  const type = resolveType(context, statement.type, scope);
  const fresh = type.shape.find((s) => s.constant() === undefined);
  if (fresh) {
    const names = [...new Set(type.shape.flatMap((s) => s.symbols()))].join(" and ");
    context.fail("symbolic-parameter", { name, of: context.instance.declaration.name.name, size: names }, statement.type.span, {
      label: `${name}: ${typeText(type)}`,
      help: `a parameter has a fixed shape: give the input numbers in place of ${names}, or reduce over these axes first (\`global_avg_pool\`, \`mean\`)`,
    });
  }
  const storage = own(context, { name: context.instance.join(name), type, role: "param", origin: { name: context.instance.join(name), span: context.userSpan(statement.span) }, ...(statement.doc && { doc: statement.doc }) }, name, statement.name.span);
  initialize(context, storage, statement.init, scope);
  return tensor(context.program.read(storage), { label: name, origin: "param", type, span: statement.name.span });
}

function state(context: Context, statement: ast.State, scope: Scope): Value {
  const { name } = statement.name;
  if (context.pure) context.fail("parameter-in-function", { name }, statement.name.span, { help: "a `fn` owns nothing: make it a `layer`" });
  const type = statement.type ? resolveType(context, statement.type, scope) : { dtype: "f32" as const, shape: [] };
  const fresh = type.shape.find((s) => s.constant() === undefined);
  if (fresh) context.fail("symbolic-parameter", { name, of: context.instance.declaration.name.name, size: fresh.symbols().join(" and ") }, statement.span, { label: `${name}: ${typeText(type)}` });
  const storage = own(context, { name: context.instance.join(name), type, role: "state", origin: { name: context.instance.join(name), span: context.userSpan(statement.span) }, ...(statement.doc && { doc: statement.doc }) }, name, statement.name.span);
  initialize(context, storage, statement.init, scope);
  return tensor(context.program.latest(storage));
}

/** The storage of a parameter: made at the first use of the instance, and the same for every further one. */
function own(context: Context, storage: Storage, name: string, span: Span): Storage {
  const known = context.instance.storages.get(name);
  if (!known) {
    if (Object.values(clock).some((c) => c.name === storage.name)) {
      context.fail("reserved-name", { name: storage.name }, span, { help: `choose another name, such as \`${name}s\`` });
    }
    context.instance.storages.set(name, storage);
    context.storages.set(storage.name, storage);
    return storage;
  }
  if (!sameType(known.type, storage.type)) {
    context.fail("shared-weights", { name: storage.name, first: typeText(known.type), now: typeText(storage.type) }, span, {
      help: "one instance has one set of weights: use it on inputs of one shape, or construct a second instance",
    });
  }
  return known;
}

function update(context: Context, statement: ast.Update, scope: Scope): void {
  const { name, span } = statement.target;
  const storage = context.instance.storages.get(name);
  if (!storage || storage.role !== "state") {
    if (scope.find(name)?.kind === "poison") throw new Abort();
    context.fail("not-a-state", { name }, span, { help: scope.find(name) ? `\`:=\` updates a \`state\`; write \`${name} = …\` to give a value a name` : `declare it first: \`state ${name}: […] = 0\`` });
  }
  const value = asTensor(context, { value: evaluate(context, statement.value, scope), span: statement.value.span });
  const { shape, dtype } = storage.type;
  if (!broadcasts(value.node.type.shape, shape)) {
    context.fail("type-mismatch", { what: name, of: context.instance.declaration.name.name, expected: typeText(storage.type), found: typeText(value.node.type) }, statement.value.span, {
      help: "a state keeps its shape: reduce the new value, such as by `mean(…, axis: 0)`",
    });
  }
  const node = broadcastTo(context, convert(context, value.node, dtype, span), shape, span);
  context.program.update(storage, node, span);
}
