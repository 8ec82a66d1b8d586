import { textOf, type Span } from "../base/source.ts";
import type * as ast from "../syntax/ast.ts";
import { apply, applyIntrinsic } from "./apply.ts";
import { bindArguments } from "./bind.ts";
import { blame } from "./blame.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { Instance } from "./instance.ts";
import type { Scope } from "./scope.ts";
import { kindText, type Argument, type Value } from "./value.ts";

export function evaluateCall(context: Context, call: ast.Call, scope: Scope): Value {
  const callee = evaluate(context, call.callee, scope);
  return invoke(context, callee, evaluateArguments(context, call, scope), call, calleeOf(call.callee, scope));
}

/** `x |> f`, `x |> f(1)`, `x |> Layer(1)`: a constructor makes an anonymous layer in place. */
export function evaluatePipe(context: Context, pipe: ast.Pipe, scope: Scope): Value {
  const value: Argument = { value: evaluate(context, pipe.value, scope), span: blame(pipe.value, scope) };
  const { target } = pipe;
  const callee = evaluate(context, target.kind === "call" ? target.callee : target, scope);
  const given = target.kind === "call" ? evaluateArguments(context, target, scope) : [];
  if (callee.kind === "layer" || ((callee.kind === "function" || callee.kind === "optimizer") && callee.open)) {
    return invoke(context, invoke(context, callee, given, target), [value], target);
  }
  return invoke(context, callee, [value, ...given], target, calleeOf(target.kind === "call" ? target.callee : target, scope));
}

/** What is called, as it is written. */
interface Callee {
  readonly span: Span;
  /** Why it may be something else than its writer thinks. */
  readonly help?: string | undefined;
}

/** A name may stand for a value that hides what could be called: `metric accuracy = …`, and below it `accuracy(…)`. */
function calleeOf(expression: ast.Expression, scope: Scope): Callee {
  const { span } = expression;
  if (expression.kind !== "identifier") return { span };
  const hidden = scope.hidden(expression.name);
  const callable = hidden?.kind === "function" || hidden?.kind === "intrinsic" || hidden?.kind === "layer";
  return { span, ...(callable && { help: `here \`${expression.name}\` is the value defined above, which hides the ${hidden.kind === "layer" ? "layer" : "function"} of this name: give that value another one` }) };
}

function evaluateArguments(context: Context, call: ast.Call, scope: Scope): Argument[] {
  return call.arguments.map(({ name, value }) => ({
    value: evaluate(context, value, scope),
    span: blame(value, scope),
    ...(name && { name: name.name, nameSpan: name.span }),
  }));
}

/** What a value does with arguments: constructs, takes its hyper-parameters, or is applied. */
export function invoke(context: Context, callee: Value, given: readonly Argument[], site: ast.Base, called: Callee = { span: site.span }): Value {
  switch (callee.kind) {
    case "layer": return construct(context, callee, given, site);
    case "instance": return apply(context, callee, given, site.span);
    case "intrinsic": return applyIntrinsic(context, callee.intrinsic, given, site.span);
    case "function":
      if (!callee.open) return apply(context, callee, given, site.span);
      return { ...callee, scope: bindHyper(context, callee.declaration, callee.scope, given, site.span), open: false };
    case "optimizer":
      if (!callee.open) break;
      return { ...callee, scope: bindHyper(context, callee.declaration, callee.scope, given, site.span), open: false };
    default:
  }
  return context.fail("not-callable", { found: kindText(callee) }, called.span, { help: callee.kind === "optimizer" ? "an optimizer stands after `using` in a `train` block" : called.help });
}

function construct(context: Context, layer: Extract<Value, { kind: "layer" }>, given: readonly Argument[], site: ast.Base): Value {
  const { declaration } = layer;
  const name = declaration.name.name;
  if (context.pure) {
    context.fail("layer-in-function", { layer: name }, site.span, { help: "a `fn` owns no parameters: make this a `layer`, or pass the instance in" });
  }
  if (context.ownerless) {
    context.fail("misplaced", { what: `the layer \`${name}\``, where: context.ownerless }, site.span, { help: `apply it in the model: \`input |> ${name}\`; what it learns is part of the weights` });
  }
  const scope = bindHyper(context, declaration, layer.scope, given, site.span);
  const size = scope.find("size");
  const label = size?.kind === "number" && scope.owns("size") ? `${name} ${size.value}` : name;
  const instance = context.instance.child(site, name, hints.get(site), (path) => new Instance(declaration, scope, path, label));
  return { kind: "instance", instance };
}

/** The variable that a constructor call is assigned to: its instance's name. */
const hints = new WeakMap<ast.Base, string>();

export function nameConstructedAt(expression: ast.Expression, name: string): void {
  hints.set(expression.kind === "from" ? expression.value : expression, name);
}

interface WithHyper {
  readonly name: ast.Identifier;
  readonly hyper: readonly ast.HyperParameter[];
}

/** A scope with the hyper-parameters; a default may use the parameters before it. */
export function bindHyper(context: Context, declaration: WithHyper, outer: Scope, given: readonly Argument[], span: Span): Scope {
  const parameters = declaration.hyper.map((p) => ({ name: p.name.name, optional: p.default !== undefined }));
  const bound = bindArguments(context, declaration.name.name, parameters, given, span);
  const scope = outer.inner();
  for (const { name, default: fallback } of declaration.hyper) {
    const argument = bound.get(name.name);
    if (argument?.value.kind === "tensor") {
      context.fail("tensor-as-hyper-parameter", { callee: declaration.name.name, name: name.name }, argument.span, {
        help: `first the hyper-parameters, then the tensors: \`${declaration.name.name}(…)(${textOf(argument.span)})\``,
      });
    }
    if (argument) scope.define(name.name, argument.value, argument.span);
    else if (fallback) scope.define(name.name, evaluate(context, fallback, scope), blame(fallback, scope));
  }
  return scope;
}
