import type { Span } from "../base/source.ts";
import type { InputDeclaration, Node, Phase, Result, Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { average } from "./average.ts";
import { clip } from "./clip.ts";
import { clock } from "./clock.ts";
import type { Context } from "./context.ts";
import { evaluate, evaluateWhole } from "./evaluate.ts";
import { optimize, timeOf } from "./optimizer.ts";
import { batchSize, divide, dividedPhase } from "./parts.ts";
import type { Program } from "./program.ts";
import type { Scope } from "./scope.ts";
import { asTensor } from "./tensors.ts";
import { rulesOf } from "./trained.ts";
import { shapeText } from "../types/tensor.ts";

/** What a `train` block adds to its program: gradients of what is minimized, and the updates made of them. */
export interface Trained {
  readonly phase: Phase;
  readonly parameters: readonly Storage[];
  /** `objective` and `d <parameter>`: what a gradient check looks at. */
  readonly gradients: readonly Result[];
  /** The program that makes the updates: that of the block, or for a batch in parts one of its own. */
  readonly update: Program;
}

/** The model's quantities in the program of a `train` block. */
interface Quantities {
  readonly inputs: readonly InputDeclaration[];
  readonly losses: readonly Result[];
  readonly metrics: readonly Result[];
}

export function train(context: Context, statement: ast.Train, scope: Scope, suffix: string, { inputs, losses, metrics }: Quantities): Trained {
  const objective = scalarLoss(context, statement.minimize, scope);
  const rules = rulesOf(context, statement, scope);
  const parameters = [...context.storages.values()].filter((s) => rules.some((rule) => rule.parameters.includes(s)));
  warnOfUnused(context, objective, parameters, statement);
  const span = rules[0]?.span ?? statement.span;
  const raw = parameters.map((p) => differentiate(context, objective, p, statement.minimize.span));
  const { parts: count } = context.program;
  const batch = count > 1 ? batchSize(context, inputs, [...losses, ...metrics], statement.parts?.span ?? span) : undefined;
  const divided = batch === undefined ? undefined : divide(context, raw, parameters, `update${suffix}`, batch, span);
  const update = divided?.program ?? context.program;
  context.within({ program: update }, () => {
    const gradients = clip(context, divided?.gradients ?? raw, statement, scope);
    const time = timeOf(context, span);
    for (const rule of rules) {
      for (const parameter of rule.parameters) optimize(context, rule.optimizer, parameter, gradients[parameters.indexOf(parameter)]!, time, rule.span, statement.name !== undefined);
    }
    average(context, statement, parameters, scope);
    const next = context.within({ label: "step" }, () => context.make("add", [update.read(clock.step), context.constant(1, span, "i32")], {}, span));
    update.update(clock.step, next);
  });
  return {
    phase: { ...settings(context, statement, scope, `train${suffix}`, parameters), ...(batch !== undefined && dividedPhase(count, batch, update.name)) },
    parameters,
    gradients: [{ name: "objective", node: objective }, ...parameters.map((p, i) => ({ name: `d ${p.name}`, node: raw[i]! }))],
    update,
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

function settings(context: Context, statement: ast.Train, scope: Scope, program: string, trained: readonly Storage[]): Phase {
  const whole = (expression: ast.Expression | undefined, fallback: number, what: string, least: number): number => {
    if (!expression) return fallback;
    const value = evaluateWhole(context, expression, scope);
    if (value < least) context.fail("bad-number", { what, found: String(value), expected: `at least ${least}` }, expression.span);
    return value;
  };
  const { stop } = statement;
  return {
    name: statement.name?.name ?? "",
    program,
    batch: whole(statement.batch, 32, "`batch`", 1),
    epochs: whole(statement.epochs, 1, "`epochs`", 1),
    seed: whole(statement.seed, 0, "`seed`", 0),
    ...(statement.after?.kind === "identifier" && { after: statement.after.name }),
    over: trained.map((p) => p.name),
    ...(stop && { stop: { split: stop.split.name, quantity: stop.quantity.name, epochs: whole(stop.epochs, 1, "`stop`", 1) } }),
  };
}

