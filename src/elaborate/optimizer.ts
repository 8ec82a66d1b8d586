import type { Span } from "../base/source.ts";
import type { Node, Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { ageOf } from "./age.ts";
import { invoke } from "./call.ts";
import { clock } from "./clock.ts";
import type { Context } from "./context.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { initialize } from "./initial.ts";
import type { Scope } from "./scope.ts";
import { runStatement } from "./statements.ts";
import { asTensor, broadcasts, broadcastTo, convert } from "./tensors.ts";
import { shapeText } from "../types/tensor.ts";
import { tensor, type Function, type Optimizer, type Tensor, type Value } from "./value.ts";

/** The clock as optimizers and schedules see it: `t` counts steps from 1, `epoch` from 0; both are scalars. */
export interface Time {
  readonly t: Tensor;
  readonly epoch: Tensor;
}

export function timeOf(context: Context, span: Span): Time {
  const real = (storage: Storage): Node => convert(context, context.program.read(storage), "f32", span);
  return context.within({ label: "t" }, () => ({
    t: tensor(context.make("add", [real(clock.step), context.constant(1, span)], {}, span)),
    epoch: tensor(real(clock.epoch)),
  }));
}

/**
 * Runs the optimizer's equations for one parameter: its slots are new storages, its `:=` updates of the program. With
 * `phases`, where steps need not be updates of this parameter, its `t` counts those; that of schedules is always the step.
 */
export function optimize(context: Context, optimizer: Optimizer, parameter: Storage, gradient: Node, time: Time, span: Span, phases: boolean): void {
  const { declaration } = optimizer;
  const scope = optimizer.scope.inner();
  applySchedules(context, declaration, optimizer.scope, scope, time, span);
  const age = phases ? ageOf(context, declaration, parameter, scope, span) : undefined;
  const given = [tensor(context.program.read(parameter)), tensor(gradient), age ?? time.t, time.epoch];
  for (const [i, { name }] of declaration.inputs.entries()) {
    const value = given[i];
    if (!value) context.fail("extra-argument", { callee: declaration.name.name, takes: given.length, given: declaration.inputs.length }, name.span);
    scope.define(name.name, value);
  }
  const weight = declaration.inputs[0]?.name.name;
  const targets = new Map<string, Storage>(weight === undefined ? [] : [[weight, parameter]]);
  context.within({ label: parameter.name, pure: true, frame: { span, name: declaration.name.name, library: declaration.span.source.library === true } }, () => {
    run(context, declaration.body, scope, targets, { parameter, optimizer: declaration.name.name });
  });
}

interface Subject {
  readonly parameter: Storage;
  readonly optimizer: string;
}

function run(context: Context, block: ast.Block, scope: Scope, targets: Map<string, Storage>, subject: Subject): void {
  for (const statement of block.statements) {
    if (statement.kind === "assignment") refuseHidden(context, statement, targets);
    if (statement.kind === "state") slot(context, statement, scope, targets, subject);
    else if (statement.kind === "update") update(context, statement, scope, targets);
    else if (statement.kind === "if-statement") {
      const chosen = evaluateCondition(context, statement.condition, scope) ? statement.then : statement.else;
      if (chosen?.kind === "block") run(context, chosen, scope, targets, subject);
      else if (chosen) run(context, { kind: "block", statements: [chosen], span: chosen.span }, scope, targets, subject);
    } else runStatement(context, statement, scope);
  }
}

/** `w = …` where `w := …` was meant would leave the parameter as it is. */
function refuseHidden(context: Context, statement: ast.Assignment, targets: ReadonlyMap<string, Storage>): void {
  for (const { name } of statement.targets) if (targets.has(name.name)) context.fail("equals-for-update", { name: name.name }, name.span, { help: `write \`${name.name} := …\`` });
}

/** `state v = 0`: memory of the parameter's own shape. */
function slot(context: Context, statement: ast.State, scope: Scope, targets: Map<string, Storage>, { parameter, optimizer }: Subject): void {
  const { name } = statement.name;
  const full = `${parameter.name}/${optimizer}.${name}`;
  const storage: Storage = context.storages.get(full) ?? { name: full, type: parameter.type, role: "slot", origin: { name: full, span: context.userSpan(statement.span) } };
  context.storages.set(full, storage);
  targets.set(name, storage);
  initialize(context, storage, statement.init, scope);
  scope.define(name, tensor(context.program.read(storage)));
}

/** `v := e`: from here on `v` is the new value, as in the lecture's equations. */
function update(context: Context, statement: ast.Update, scope: Scope, targets: ReadonlyMap<string, Storage>): void {
  const { name, span } = statement.target;
  const storage = targets.get(name);
  if (!storage) context.fail("not-a-state", { name }, span, { help: "an optimizer updates its first tensor and its own `state`" });
  const value = asTensor(context, { value: evaluate(context, statement.value, scope), span: statement.value.span });
  const { shape, dtype } = storage.type;
  if (!broadcasts(value.node.type.shape, shape)) {
    context.fail("type-mismatch", { what: "the new value", of: name, expected: shapeText(shape), found: shapeText(value.node.type.shape) }, statement.value.span);
  }
  const whole = broadcastTo(context, convert(context, value.node, dtype, span), shape, span);
  const node = storage.role === "slot" && dtype === "f32" ? context.make("settle", [whole], {}, span) : whole;
  context.program.update(storage, node, span);
  scope.define(name, tensor(node));
}

/** A hyper-parameter may be a schedule: a function of `t` or `epoch`, run anew at each step. */
function applySchedules(context: Context, declaration: ast.Optimizer, bound: Scope, scope: Scope, time: Time, span: Span): void {
  for (const { name } of declaration.hyper) {
    const value = bound.find(name.name);
    if (value?.kind !== "function") continue;
    const given = bound.site(name.name);
    scope.define(name.name, context.within({ label: name.name }, () => settle(context, value, time, given && !given.source.library ? given : span)), given);
  }
}

/** The value of a schedule now; its own hyper-parameters may be schedules too: `warmup(cosine(0.1, 1000), 100)`. */
function settle(context: Context, given: Function, time: Time, span: Span): Value {
  const ready = given.open ? invoke(context, given, [], { span }) : given;
  const schedule = ready.kind === "function" ? ready : given;
  const { declaration } = schedule;
  const scope = schedule.scope.inner();
  for (const { name } of declaration.hyper) {
    const inner = scope.find(name.name);
    if (inner?.kind === "function") scope.define(name.name, settle(context, inner, time, span));
  }
  const now = declaration.inputs.map(({ name: { name } }) => {
    if (name === "t" || name === "epoch") return { value: time[name], span };
    return context.fail("bad-schedule", { name: declaration.name.name, input: name }, span, {
      help: `call its input \`t\` (steps, from 1) or \`epoch\` (from 0)`,
    });
  });
  return invoke(context, { ...schedule, scope }, now, { span });
}
