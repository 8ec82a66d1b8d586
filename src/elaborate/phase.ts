import type { Span } from "../base/source.ts";
import type { Node, Phase, Result, Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { clock } from "./clock.ts";
import { evaluate, evaluateNumber, evaluateWhole } from "./evaluate.ts";
import { optimize, timeOf } from "./optimizer.ts";
import type { Scope } from "./scope.ts";
import { asTensor } from "./tensors.ts";
import { unapplied } from "./instance.ts";
import { kindText, tensor, type Optimizer, type Value } from "./value.ts";
import { pointwise } from "./operators.ts";
import { shapeText } from "../types/tensor.ts";

/** What a `train` block adds to its program: gradients of what is minimized, and the updates made of them. */
export interface Trained {
  readonly phase: Phase;
  /** `objective` and `d <parameter>`: what a gradient check looks at. */
  readonly gradients: readonly Result[];
}

export function train(context: Context, statement: ast.Train, scope: Scope, program: string): Trained {
  const objective = scalarLoss(context, statement.minimize, scope);
  const trained = trainedParameters(context, statement, scope);
  warnOfUnused(context, objective, trained, statement);
  const optimizer = optimizerOf(context, statement, scope);
  const span = statement.using?.span ?? statement.span;
  const raw = trained.map((p) => differentiate(context, objective, p, statement.minimize.span));
  const gradients = clip(context, raw, statement, scope);
  const time = timeOf(context, span);
  for (const [i, parameter] of trained.entries()) optimize(context, optimizer, parameter, gradients[i]!, time, span, statement.name !== undefined);
  const next = context.within({ label: "step" }, () => context.make("add", [context.program.read(clock.step), context.constant(1, span, "i32")], {}, span));
  context.program.update(clock.step, next);
  return {
    phase: settings(context, statement, scope, program, trained),
    gradients: [{ name: "objective", node: objective }, ...trained.map((p, i) => ({ name: `d ${p.name}`, node: raw[i]! }))],
  };
}

/** The value of an expression that must be one real number. */
export function scalarLoss(context: Context, expression: ast.Expression, scope: Scope): Node {
  const value = asTensor(context, { value: evaluate(context, expression, scope), span: expression.span });
  const { shape, dtype } = value.node.type;
  if (shape.length > 0) {
    context.fail("loss-not-scalar", { found: shapeText(shape) }, expression.span, { help: "reduce it: `mean(…)` averages over all examples" });
  }
  if (dtype !== "f32") context.fail("element-type", { what: "a loss", expected: "real numbers", found: dtype === "bool" ? "booleans" : "whole numbers" }, expression.span, { help: "write `float(…)` to make real numbers of them" });
  return value.node;
}

function differentiate(context: Context, objective: Node, parameter: Storage, span: Span): Node {
  return context.within({ label: `d ${parameter.name}` }, () => context.make("gradient", [objective, context.program.read(parameter)], {}, span));
}

/** `over net, head`, `over all except stem`, or every parameter. */
function trainedParameters(context: Context, statement: ast.Train, scope: Scope): Storage[] {
  const all = [...context.storages.values()].filter((s) => s.role === "param");
  if (all.length === 0) context.fail("nothing-to-train", {}, statement.minimize.span, { help: "a `param`, or a layer that has some (`Dense`, `Conv`), is what training changes" });
  const { over } = statement;
  if (!over) return all;
  const listed = new Set(over.items.flatMap((item) => parametersOf(context, evaluate(context, item, scope), item.span)));
  const chosen = all.filter((s) => listed.has(s.name) !== over.except);
  if (chosen.length === 0) context.fail("nothing-to-train", {}, over.span, { help: over.except ? "nothing is left: name fewer parts after `except`" : undefined });
  return chosen;
}

function parametersOf(context: Context, value: Value, span: Span): string[] {
  if (value.kind === "list") return value.items.flatMap((item) => parametersOf(context, item, span));
  if (value.kind === "instance") {
    const names = value.instance.allStorages().filter((s) => s.role === "param").map((s) => s.name);
    if (names.length === 0) context.fail("no-parameters", { part: value.instance.path }, span, { help: value.instance.applied ? "only parts with parameters are trained: leave it out" : unapplied(value.instance) });
    return names;
  }
  if (value.kind === "tensor") {
    const storage = [...context.storages.values()].find((s) => s.role === "param" && context.program.read(s) === value.node);
    if (storage) return [storage.name];
  }
  return context.fail("not-a-part", { found: kindText(value) }, span, { help: "name a layer's instance (`net = LeNet(10)`) or a `param` of the model" });
}

/** A parameter on which the objective does not depend would stay as it is, at the cost of a silent surprise. */
function warnOfUnused(context: Context, objective: Node, trained: readonly Storage[], statement: ast.Train): void {
  const reached = new Set<Node>();
  const todo = [objective];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    todo.push(...node.inputs);
  }
  const unused = trained.filter((p) => !reached.has(context.program.read(p)));
  if (unused.length > 0) {
    context.warn("untrained-parameter", { names: unused.map((p) => p.name) }, statement.minimize.span);
  }
}

/** The word `train` and the name of the phase. */
export function keyword({ span, name }: ast.Train): Span {
  return { ...span, end: name?.span.end ?? span.start + "train".length };
}

function optimizerOf(context: Context, statement: ast.Train, scope: Scope): Optimizer {
  if (!statement.using) return context.fail("missing-optimizer", {}, keyword(statement), { help: "add a line `using adam(lr: 1e-3)` or `using sgd(lr: 0.1)`" });
  const value = evaluate(context, statement.using, scope);
  if (value.kind !== "optimizer") return context.fail("not-an-optimizer", { found: kindText(value) }, statement.using.span, { help: "write `using adam(lr: 1e-3)` or `using sgd(lr: 0.1)`" });
  if (value.open) {
    const needed = value.declaration.hyper.find((h) => !h.default);
    if (needed) context.fail("argument-missing", { callee: value.declaration.name.name, name: needed.name.name }, statement.using.span);
    const bound = value.scope.inner();
    for (const hyper of value.declaration.hyper) if (hyper.default) bound.define(hyper.name.name, evaluate(context, hyper.default, bound));
    return { ...value, scope: bound, open: false };
  }
  return value;
}

/** By norm: g * min(1, limit / (|g| + 1e-6)) with the norm of all gradients together; by value: each element to [-limit, limit]. */
function clip(context: Context, gradients: readonly Node[], statement: ast.Train, scope: Scope): readonly Node[] {
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

function settings(context: Context, statement: ast.Train, scope: Scope, program: string, trained: readonly Storage[]): Phase {
  const whole = (expression: ast.Expression | undefined, fallback: number, what: string, least: number): number => {
    if (!expression) return fallback;
    const value = evaluateWhole(context, expression, scope);
    if (value < least) context.fail("bad-number", { what, found: String(value), expected: `at least ${least}` }, expression.span);
    return value;
  };
  if (statement.sample) context.fail("unsupported", { what: "`sample`" }, statement.sample.span);
  const { stop } = statement;
  return {
    name: statement.name?.name ?? "",
    program,
    batch: whole(statement.batch, 32, "`batch`", 1),
    epochs: whole(statement.epochs, 1, "`epochs`", 1),
    seed: whole(statement.seed, 0, "`seed`", 0),
    over: trained.map((p) => p.name),
    ...(stop && { stop: { split: stop.split.name, quantity: stop.quantity.name, epochs: whole(stop.epochs, 1, "`stop`", 1) } }),
  };
}

