import type { Span } from "../base/source.ts";
import type { Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { unapplied } from "./instance.ts";
import type { Scope } from "./scope.ts";
import { kindText, type Optimizer, type Value } from "./value.ts";

/** The parameters that one optimizer updates. */
export interface Rule {
  readonly parameters: readonly Storage[];
  readonly optimizer: Optimizer;
  readonly span: Span;
}

/** `over net, head using adam`, `over all except stem using sgd`, or `using sgd` for every parameter; no parameter is in two rules. */
export function rulesOf(context: Context, statement: ast.Train, scope: Scope): readonly Rule[] {
  const all = [...context.storages.values()].filter((s) => s.role === "param");
  if (all.length === 0) context.fail("nothing-to-train", {}, statement.minimize.span, { help: "a `param`, or a layer that has some (`Dense`, `Conv`), is what training changes" });
  const { over, using } = statement;
  if (using.length === 0) context.fail("missing-optimizer", {}, keyword(statement), { help: "add a line `using adam(lr: 1e-3)` or `using sgd(lr: 0.1)`" });
  const rules = using.map((optimizer, i): Rule => {
    const parts = over[i];
    return { parameters: parts ? chosen(context, parts, all, scope) : all, optimizer: optimizerOf(context, optimizer, scope), span: optimizer.span };
  });
  const taken = new Set<string>();
  for (const [i, { parameters }] of rules.entries()) {
    const twice = parameters.find(({ name }) => taken.has(name));
    if (twice) context.fail("trained-twice", { name: twice.name }, over[i]?.span ?? rules[i]!.span, { help: "leave it out of one of them: `over all except …`" });
    for (const { name } of parameters) taken.add(name);
  }
  return rules;
}

/** The word `train` and the name of the phase. */
export function keyword({ span, name }: ast.Train): Span {
  return { ...span, end: name?.span.end ?? span.start + "train".length };
}

function chosen(context: Context, over: ast.Over, all: readonly Storage[], scope: Scope): readonly Storage[] {
  const listed = new Set(over.items.flatMap((item) => parametersOf(context, evaluate(context, item, scope), item.span)));
  const parameters = all.filter((s) => listed.has(s.name) !== over.except);
  if (parameters.length === 0) context.fail("nothing-to-train", {}, over.span, { help: over.except ? "nothing is left: name fewer parts after `except`" : undefined });
  return parameters;
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

function optimizerOf(context: Context, using: ast.Expression, scope: Scope): Optimizer {
  const value = evaluate(context, using, scope);
  if (value.kind !== "optimizer") return context.fail("not-an-optimizer", { found: kindText(value) }, using.span, { help: "write `using adam(lr: 1e-3)` or `using sgd(lr: 0.1)`" });
  if (!value.open) return value;
  const needed = value.declaration.hyper.find((h) => !h.default);
  if (needed) context.fail("argument-missing", { callee: value.declaration.name.name, name: needed.name.name }, using.span);
  const bound = value.scope.inner();
  for (const hyper of value.declaration.hyper) if (hyper.default) bound.define(hyper.name.name, evaluate(context, hyper.default, bound));
  return { ...value, scope: bound, open: false };
}
