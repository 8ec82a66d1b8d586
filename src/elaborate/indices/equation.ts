import { textOf, type Span } from "../../base/source.ts";
import type * as ast from "../../syntax/ast.ts";
import { invoke } from "../call.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { binary, chooseElements, unary } from "../operators.ts";
import type { Scope } from "../scope.ts";
import { asTensor } from "../tensors.ts";
import { atFixed } from "../subscript.ts";
import { asSize } from "../types.ts";
import { list, number, tensor, type Argument, type Value } from "../value.ts";
import { sumOfProducts } from "./contraction.ts";
import { affineOf, indexOf, Indices, mentions, plain, type Affine, type Index } from "./index.ts";
import { access, labelled, spreadOver, union, type Labelled } from "./labelled.ts";
import { lookUp } from "./look-up.ts";
import { inferRanges, type Introduced } from "./ranges.ts";

type Meaning = Value | Labelled;

/** One evaluation of an equation: what every part of it needs to know. */
interface Equation {
  readonly context: Context;
  readonly scope: Scope;
  readonly introduced: Introduced;
}

/** `y[n, o] = e`: the value of y. */
export function evaluateEquation(context: Context, target: ast.Target, value: ast.Expression, scope: Scope): Value {
  const own = (target.indices ?? []).map(indexOf);
  const twice = own.find((index, i) => own.findIndex((other) => other.name === index.name) < i);
  if (twice) context.fail("duplicate-name", { name: twice.name }, twice.span);
  return labelledTensor(context, value, scope, own);
}

/** `sum[i] e` where no other index is in force. */
export function evaluateReduction(context: Context, expression: ast.Expression, scope: Scope): Value {
  return labelledTensor(context, expression, scope, []);
}

function labelledTensor(context: Context, value: ast.Expression, scope: Scope, own: readonly Index[]): Value {
  const indices = new Indices(own);
  const equation = { context, scope, introduced: inferRanges(context, value, indices, own, scope) };
  const result = asLabelled(equation, evaluateWithin(equation, value, indices), value.span);
  const stray = result.indices.find((index) => !own.includes(index));
  if (stray) throw new Error(`the index ${stray.name} was not summed`);
  return tensor(spreadOver(context, result, own, value.span), result.trail);
}

function evaluateWithin(equation: Equation, expression: ast.Expression, indices: Indices): Meaning {
  const { context, scope } = equation;
  switch (expression.kind) {
    case "identifier": {
      const index = indices.find(expression.name);
      if (!index) return whole(equation, evaluate(context, expression, scope), expression);
      return labelled(context.make("iota", [], { shape: [index.range!], axis: 0 }, expression.span), [index]);
    }
    case "unary": {
      const operand = evaluateWithin(equation, expression.operand, indices);
      return relabel(equation, [operand], expression.span, ([x]) => unary(context, expression.operator, x!, expression.span));
    }
    case "binary": {
      const [left, right] = [expression.left, expression.right].map((e) => evaluateWithin(equation, e, indices)) as [Meaning, Meaning];
      if (expression.operator === "@" && (left.kind === "labelled" || right.kind === "labelled")) {
        return context.fail("product-of-indices", {}, expression.span, { help: "write it out: `sum[i] a[n, i] * b[i, m]`" });
      }
      return relabel(equation, [left, right], expression.span, ([a, b]) =>
        binary(context, expression.operator, { value: a!, span: expression.left.span }, { value: b!, span: expression.right.span }, expression.span),
      );
    }
    case "conditional": {
      const condition = evaluateWithin(equation, expression.condition, indices);
      if (condition.kind === "boolean") return evaluateWithin(equation, condition.value ? expression.then : expression.else, indices);
      const parts = [condition, evaluateWithin(equation, expression.then, indices), evaluateWithin(equation, expression.else, indices)];
      const spans = [expression.condition.span, expression.then.span, expression.else.span];
      return relabel(equation, parts, expression.span, (values) => {
        const [c, a, b] = values.map((value, i) => ({ value, span: spans[i]! }));
        return chooseElements(context, c!, a!, b!, expression.span);
      });
    }
    case "reduction": {
      const named = equation.introduced.get(expression) ?? [];
      return reduction(equation, expression.operator, expression.value, named, new Indices(named, indices), expression.span);
    }
    case "subscript": return subscript(equation, expression, indices);
    case "call": return call(equation, expression, indices);
    case "pipe": {
      const { target, value } = expression;
      const [callee, given] = target.kind === "call" ? [target.callee, target.arguments] : [target, []];
      const first: ast.Argument = { kind: "argument", value, span: value.span };
      return call(equation, { kind: "call", callee, arguments: [first, ...given], span: expression.span }, indices);
    }
    default: return evaluate(context, expression, scope);
  }
}

/** A tensor that is used without subscripts must be a scalar here. */
function whole({ context }: Equation, value: Value, expression: ast.Expression): Value {
  if (value.kind === "tensor" && value.node.type.shape.length > 0) {
    const axes = value.node.type.shape.map((_, i) => "ijklmn"[i] ?? "…").join(", ");
    context.fail("missing-indices", { name: textOf(expression.span) }, expression.span, { help: `name its axes: \`${textOf(expression.span)}[${axes}]\`` });
  }
  return value;
}

/** Applies something elementwise to tensors brought to one order of indices; numbers stay as they are. */
function relabel({ context }: Equation, parts: readonly Meaning[], span: Span, apply: (values: readonly Value[]) => Value): Meaning {
  const tensors = parts.filter((part) => part.kind === "labelled");
  const indices = union(tensors);
  const values = parts.map((part) => (part.kind === "labelled" ? tensor(spreadOver(context, part, indices, span), part.trail) : part));
  const result = apply(values);
  if (tensors.length === 0) return result;
  const made = asTensor(context, { value: result, span });
  if (made.node.type.shape.length !== indices.length || made.node.type.shape.some((s, i) => !s.equals(indices[i]!.range!))) {
    context.fail("not-elementwise", { what: textOf(span) }, span);
  }
  return labelled(made.node, indices, made.trail);
}

/** `max[i] e`: the function of that name over the axis of i. A sum of a product is a contraction. */
function reduction(equation: Equation, operator: ast.Identifier, body: ast.Expression, named: readonly Index[], inside: Indices, span: Span): Meaning {
  const { context, scope } = equation;
  const callee = evaluate(context, operator, scope);
  if (callee.kind === "intrinsic" && callee.intrinsic.name === "sum") {
    const { labels, scalars } = factorsOf(equation, body, inside);
    if (labels.length > 0) return scaled(equation, sumOfProducts(context, withAll(equation, labels, named, span), named, span), scalars, span);
  }
  const value = asLabelled(equation, evaluateWithin(equation, body, inside), body.span);
  const kept = union([value]).filter((index) => !named.includes(index));
  const order = [...kept, ...named];
  const given: Argument[] = [
    { value: tensor(spreadOver(context, value, order, span), value.trail), span: body.span },
    { name: "axis", value: list(named.map((_, i) => number(kept.length + i))), span },
  ];
  const result = asTensor(context, { value: invoke(context, callee, given, { span }), span });
  return labelled(result.node, kept, result.trail);
}

/** An index that no factor has still counts: `sum[i] c` is c times the range of i. */
function withAll({ context }: Equation, labels: readonly Labelled[], named: readonly Index[], span: Span): Labelled[] {
  const missing = named.filter((index) => !labels.some((l) => l.indices.includes(index)));
  if (missing.length === 0) return [...labels];
  const [first, ...others] = labels as [Labelled, ...Labelled[]];
  const indices = [...first.indices, ...missing];
  return [labelled(spreadOver(context, first, indices, span), indices, first.trail), ...others];
}

/** The factors of `a * b * c`, labelled ones apart from scalars. */
function factorsOf(equation: Equation, body: ast.Expression, inside: Indices): { labels: Labelled[]; scalars: Argument[] } {
  const labels: Labelled[] = [];
  const scalars: Argument[] = [];
  const visit = (e: ast.Expression): void => {
    if (e.kind === "binary" && e.operator === "*") {
      visit(e.left);
      visit(e.right);
      return;
    }
    const value = evaluateWithin(equation, e, inside);
    if (value.kind === "labelled" && value.indices.length > 0) labels.push(real(equation, value, e.span));
    else scalars.push({ value: value.kind === "labelled" ? tensor(value.node) : value, span: e.span });
  };
  visit(body);
  return { labels, scalars };
}

function real({ context }: Equation, part: Labelled, span: Span): Labelled {
  if (part.node.type.dtype === "f32") return part;
  return labelled(context.make("convert", [part.node], { dtype: "f32" }, span), part.indices, part.trail);
}

function scaled({ context }: Equation, part: Labelled, scalars: readonly Argument[], span: Span): Labelled {
  return scalars.reduce((product, scalar) => {
    const value = asTensor(context, { value: binary(context, "*", { value: tensor(product.node), span }, scalar, span), span });
    return labelled(value.node, product.indices, product.trail);
  }, part);
}

function subscript(equation: Equation, expression: ast.Subscript, indices: Indices): Meaning {
  const { context, scope } = equation;
  if (!mentions(expression, indices)) return whole(equation, evaluate(context, expression, scope), expression);
  const target = evaluate(context, expression.target, scope);
  if (target.kind !== "tensor") return evaluate(context, expression, scope);
  const { shape } = target.node.type;
  if (expression.items.length !== shape.length) {
    context.fail("wrong-count", { names: shape.length, values: expression.items.length }, expression.span, { help: "in an equation every axis has its index" });
  }
  const fixed = expression.items.map((item) => (item.kind === "slice" || item.kind === "ellipsis" || mentions(item, indices) ? undefined : evaluate(context, item, scope)));
  const source = atFixed(context, target, fixed, expression.items.map((item) => item.span), expression.span);
  const forms: Affine[] = [];
  let lookedUp: { readonly axis: number; readonly at: Labelled } | undefined;
  for (const [i, item] of expression.items.entries()) {
    if (item.kind === "slice" || item.kind === "ellipsis") return context.fail("bad-index", { what: textOf(item.span) }, item.span);
    if (isPosition(fixed[i])) continue;
    const form = affineOf(item, indices, (e) => asSize(context, evaluate(context, e, scope), e.span));
    if (form) forms.push(form);
    else {
      const at = asLabelled(equation, evaluateWithin(equation, item, indices), item.span);
      if (lookedUp) context.fail("bad-index", { what: textOf(expression.span) }, expression.span);
      lookedUp = { axis: forms.length, at };
    }
  }
  if (!lookedUp) return access(context, source, forms, target.trail, expression.span);
  // `E[id[n], d]`: one axis is looked up by a tensor of positions, the others by lone indices.
  const lone = forms.map((form) => plain(form) ?? context.fail("bad-index", { what: textOf(expression.span) }, expression.span));
  if (lookedUp.at.node.type.dtype !== "i32") context.fail("element-type", { what: "an index", expected: "whole numbers", found: "other values" }, expression.span);
  return lookUp(context, source, lone, lookedUp.axis, lookedUp.at, expression.span);
}

function isPosition(value: Value | undefined): boolean {
  return value?.kind === "number" || value?.kind === "size" || value?.kind === "position";
}

/** A function of elements, or, as `softmax[s](e)`, of the axis of s. */
function call(equation: Equation, expression: ast.Call, indices: Indices): Meaning {
  const { context, scope } = equation;
  const { callee } = expression;
  const named = equation.introduced.get(expression);
  if (named && callee.kind === "subscript" && callee.target.kind === "identifier" && expression.arguments.length === 1) {
    return reduction(equation, callee.target, expression.arguments[0]!.value, named, new Indices(named, indices), expression.span);
  }
  const along = callee.kind === "subscript" ? callee.items.flatMap((item) => (item.kind === "identifier" ? (indices.find(item.name) ?? []) : [])) : [];
  const [axis] = along;
  const parts = expression.arguments.map((argument) => evaluateWithin(equation, argument.value, indices));
  const make = (values: readonly Value[]): Value => {
    const given = expression.arguments.map(({ name }, i): Argument => ({ value: values[i]!, span: expression.arguments[i]!.value.span, ...(name && { name: name.name }) }));
    return invoke(context, evaluate(context, axis && callee.kind === "subscript" ? callee.target : callee, scope), given, expression);
  };
  if (!axis) return relabel(equation, parts, expression.span, make);
  return alongAxis(equation, parts, axis, expression.span, make);
}

/** The axis in question is put last, where functions such as `softmax` work. */
function alongAxis({ context }: Equation, parts: readonly Meaning[], axis: Index, span: Span, apply: (values: readonly Value[]) => Value): Meaning {
  const all = union(parts.filter((part) => part.kind === "labelled"));
  const order = [...all.filter((index) => index !== axis), axis];
  const values = parts.map((part) => (part.kind === "labelled" ? tensor(spreadOver(context, part, order, span), part.trail) : part));
  const result = asTensor(context, { value: apply(values), span });
  const rank = result.node.type.shape.length;
  if (rank !== order.length) context.fail("not-elementwise", { what: textOf(span) }, span);
  return labelled(result.node, order, result.trail);
}

function asLabelled({ context }: Equation, meaning: Meaning, span: Span): Labelled {
  if (meaning.kind === "labelled") return meaning;
  const value = asTensor(context, { value: meaning, span });
  return labelled(value.node, [], value.trail);
}

