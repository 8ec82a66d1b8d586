import type { Span } from "../base/source.ts";
import { textOf } from "../base/source.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type { TensorType } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { shapeText, typeText } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { blame } from "./blame.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { list, size, type Value } from "./value.ts";

/** The name under which a scope keeps what `...` stands for. */
const rest = "...";

/** A written type with every size known: of a parameter, a state, a model's input. `unknown` makes a size of a new name. */
export function resolveType(context: Context, type: ast.TypeExpression, scope: Scope, unknown?: (name: string) => Size): TensorType {
  const shape = type.dimensions.flatMap((dimension) => {
    if (dimension.kind === "ellipsis") return restOf(context, dimension.span, scope);
    if (freeNames(dimension, scope).includes("_")) context.fail("bad-size", { size: "`_`", what: "the size of something new" }, dimension.span, { help: unknown ? "give it a name, such as `T`: what the model is given tells how large it is" : "write the number, or a name that stands for it" });
    if (dimension.kind === "identifier" && unknown && scope.find(dimension.name)?.kind !== "size" && scope.find(dimension.name)?.kind !== "number") {
      const made = unknown(dimension.name);
      scope.define(dimension.name, size(made));
      return [made];
    }
    if (unknown) for (const name of freeNames(dimension, scope)) scope.define(name, size(unknown(name)));
    return [evaluateSize(context, dimension, scope)];
  });
  for (const [i, s] of shape.entries()) {
    if (s.atLeast(1) === false) context.fail("bad-size", { size: String(s), what: "a size" }, blamed(type, i, scope));
  }
  const { element } = type;
  if (typeof element === "object") {
    const bound = evaluateSize(context, element.index, scope);
    if (bound.atLeast(1) === false) context.fail("bad-size", { size: String(bound), what: "a number of classes" }, blame(element.index, scope));
    return { dtype: "i32", shape, bound };
  }
  return { dtype: element === "f32" ? "f32" : element === "int" ? "i32" : "bool", shape };
}

function blamed(type: ast.TypeExpression, axis: number, scope: Scope): Span {
  const dimension = type.dimensions[axis];
  return dimension && dimension.kind !== "ellipsis" ? blame(dimension, scope) : type.span;
}

/** What a type is demanded of, for messages. */
export interface Demand {
  readonly name: string;
  /** `Conv`: a layer, a function. */
  readonly of: string;
  readonly span: Span;
  /** The shapes of everything that was given with it. */
  readonly notes?: () => readonly Note[];
  /** Of a value that is there already: its `_` are to be filled in. Of what is still to be given, `_` is any size. */
  readonly settled?: true;
}

/** Whether an actual type is as declared; binds the names of sizes that the declaration introduces. */
export function bindType(context: Context, declared: ast.TypeExpression, actual: TensorType, scope: Scope, what: Demand): void {
  const mismatch = (why: string): never =>
    context.fail("type-mismatch", { what: what.name, of: what.of, expected: textOf(declared.span), found: typeText(actual) }, what.span, {
      notes: [...(what.notes?.() ?? []), { name: "", text: why }],
      help: typeof declared.element === "object" ? labels(actual, knownBound(declared.element.index, scope)) : undefined,
    });
  const wanted = typeof declared.element === "object" ? "i32" : declared.element === "f32" ? "f32" : declared.element === "int" ? "i32" : "bool";
  if (actual.dtype !== wanted) mismatch(`its elements are ${elementText(actual.dtype)}, not ${elementText(wanted)}`);
  const ellipsis = declared.dimensions.findIndex((d) => d.kind === "ellipsis");
  const fixed = declared.dimensions.length - (ellipsis >= 0 ? 1 : 0);
  const spare = actual.shape.length - fixed;
  if (spare < 0 || (ellipsis < 0 && spare > 0)) {
    mismatch(`it has ${count(actual.shape.length, "axis", "axes")}, not ${ellipsis >= 0 ? "at least " : ""}${fixed}`);
  }
  let axis = 0;
  for (const dimension of declared.dimensions) {
    if (dimension.kind === "ellipsis") {
      bindRest(actual.shape.slice(axis, axis + spare), scope, mismatch);
      axis += spare;
    } else {
      if (what.settled && isBlank(dimension)) context.findings.blanks.add(dimension, actual.shape[axis]!, scope);
      bindSize(context, dimension, actual.shape[axis]!, scope, (expected) => mismatch(`axis ${axis} is ${actual.shape[axis]}, not ${expected}`));
      axis += 1;
    }
  }
  if (typeof declared.element === "object") {
    if (!actual.bound) return mismatch("it is `int`, whose values have no bound");
    bindSize(context, declared.element.index, actual.bound, scope, (expected) =>
      context.fail("index-bound", { what: textOf(what.span), found: String(actual.bound), expected }, what.span, { notes: what.notes?.() ?? [] }),
    );
  }
}

function knownBound(expression: ast.Expression, scope: Scope): string {
  const known = expression.kind === "identifier" ? scope.find(expression.name) : undefined;
  return known?.kind === "size" ? String(known.size) : textOf(expression.span);
}

/** Class numbers that were declared as plain numbers. */
function labels(actual: TensorType, classes: string): string | undefined {
  if (actual.bound || actual.dtype === "bool") return undefined;
  return `declare the labels as \`index(${classes})${shapeText(actual.shape)}\`: whole numbers from 0 to ${/^\d+$/.test(classes) ? Number(classes) - 1 : `${classes}-1`}`;
}

function bindRest(actual: readonly Size[], scope: Scope, mismatch: (why: string) => never): void {
  const known = scope.find(rest);
  if (known?.kind !== "list") return scope.define(rest, list(actual.map(size)));
  const sizes = known.items.map((v) => (v.kind === "size" ? v.size : Size.of(0)));
  if (sizes.length !== actual.length || sizes.some((s, i) => !s.equals(actual[i]!))) {
    mismatch(`its leading axes are [${actual.join(", ")}], those of the others [${sizes.join(", ")}]`);
  }
}

function isBlank(dimension: ast.Expression): boolean {
  return dimension.kind === "identifier" && dimension.name === "_";
}

function bindSize(context: Context, dimension: ast.Expression, actual: Size, scope: Scope, mismatch: (expected: string) => never): void {
  if (dimension.kind === "identifier") {
    if (isBlank(dimension)) return;
    const known = scope.find(dimension.name);
    if (known?.kind !== "size" && known?.kind !== "number") return scope.define(dimension.name, size(actual));
  }
  const free = freeNames(dimension, scope);
  const [unknown] = free;
  if (unknown !== undefined && free.length === 1) {
    const solved = solve(context, dimension, unknown, actual, scope);
    if (solved === undefined) return mismatch(textOf(dimension.span));
    return scope.define(unknown, size(solved));
  }
  const expected = evaluateSize(context, dimension, scope);
  if (!expected.equals(actual)) mismatch(sameText(textOf(dimension.span), String(expected)));
}

/** `2*h` against 28 gives h = 14: the dimension must be linear in its only unknown name. */
function solve(context: Context, dimension: ast.Expression, unknown: string, actual: Size, scope: Scope): Size | undefined {
  const at = (value: number): Size => {
    const trial = scope.inner();
    trial.define(unknown, size(Size.of(value)));
    return evaluateSize(context, dimension, trial);
  };
  const offset = at(0);
  const slope = at(1).sub(offset);
  const difference = actual.sub(offset);
  const exact = difference.exactDiv(slope);
  if (exact) return exact;
  const divisor = slope.constant();
  if (divisor === undefined || divisor < 1 || difference.constant() !== undefined) return undefined;
  context.program.builder.require({ kind: "divisible", size: difference, divisor, why: `the shape ${textOf(dimension.span)}` });
  return difference.floorDiv(slope);
}

function freeNames(expression: ast.Expression, scope: Scope): string[] {
  switch (expression.kind) {
    case "identifier": {
      const known = scope.find(expression.name)?.kind;
      return known === "size" || known === "number" ? [] : [expression.name];
    }
    case "binary": return [...new Set([...freeNames(expression.left, scope), ...freeNames(expression.right, scope)])];
    case "unary": return freeNames(expression.operand, scope);
    default: return [];
  }
}

/** A compile-time whole number, or a symbolic size. */
export function evaluateSize(context: Context, expression: ast.Expression, scope: Scope): Size {
  const value = evaluate(context, expression, scope);
  if (value.kind === "number" && !Number.isSafeInteger(value.value) && expression.kind === "binary" && expression.operator === "/") uneven(context, expression, scope);
  return asSize(context, value, blame(expression, scope));
}

/** `C / groups` that leaves a rest. */
function uneven(context: Context, { left, right, span }: ast.Binary, scope: Scope): void {
  const [a, b] = [evaluate(context, left, scope), evaluate(context, right, scope)];
  const text = (value: Value): string => (value.kind === "number" ? String(value.value) : value.kind === "size" ? String(value.size) : "?");
  context.fail("not-divisible", { what: `\`${textOf(left.span)}\``, size: text(a), by: text(b) }, blame({ kind: "binary", operator: "/", left, right, span }, scope), {
    label: `${textOf(span)} = ${text(a)}/${text(b)}`,
  });
}

export function asSize(context: Context, value: Value, span: Span): Size {
  if (value.kind === "size") return value.size;
  if (value.kind === "number") {
    if (!Number.isSafeInteger(value.value)) context.fail("bad-size", { size: String(value.value), what: "a size" }, span, { label: computed(span, String(value.value)) });
    return Size.of(value.value);
  }
  return context.fail("not-a-size", { found: textOf(span) }, span, { help: unquoted(value) });
}

/** `D / 2 = 2.5`, where the number does not stand in the source. */
function computed(span: Span, value: string): string | undefined {
  const text = textOf(span);
  return text === value || span.source.library || /\n/.test(text) ? undefined : `${text} = ${value}`;
}

/** Numbers and words are written without quotes. */
export function unquoted(value: Value): string | undefined {
  return value.kind === "string" && /^[\w.+-]+$/.test(value.value) ? `write \`${value.value}\`, without quotes` : undefined;
}

function restOf(context: Context, span: Span, scope: Scope): Size[] {
  const known = scope.find(rest);
  if (known?.kind !== "list") return context.fail("unbound-ellipsis", {}, span, { help: "write every axis out, as in `[N, T, 8]`" });
  return known.items.map((item) => asSize(context, item, span));
}

function elementText(dtype: TensorType["dtype"]): string {
  return dtype === "f32" ? "real numbers" : dtype === "i32" ? "whole numbers" : "booleans";
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

function sameText(written: string, value: string): string {
  return written === value ? value : `${written} = ${value}`;
}
