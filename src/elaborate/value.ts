import type { Span } from "../base/source.ts";
import type { Node } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Size } from "../types/size.ts";
import type { Instance } from "./instance.ts";
import type { Intrinsic } from "./intrinsics/intrinsic.ts";
import type { Scope } from "./scope.ts";
import type { Region } from "./region.ts";
import type { Trail } from "./trail.ts";

/** What an expression is worth at compile time. */
export type Value =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** A size of a shape. It stays a size when it is a constant, so that it can name an axis. */
  | { readonly kind: "size"; readonly size: Size }
  | Tensor
  | List
  /** A word with a meaning to those who take it: `same`, `valid`, `leading`. */
  | { readonly kind: "word"; readonly name: string }
  | Function
  | { readonly kind: "intrinsic"; readonly intrinsic: Intrinsic }
  | { readonly kind: "layer"; readonly declaration: ast.Layer; readonly scope: Scope }
  | { readonly kind: "instance"; readonly instance: Instance }
  | Optimizer
  /** A range `a..b`, both ends included. */
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  /** The current position of a scan. */
  | { readonly kind: "position"; readonly region: Region }
  /** An error was reported where it was made. */
  | { readonly kind: "poison" };

export interface Tensor {
  readonly kind: "tensor";
  readonly node: Node;
  readonly trail: Trail | undefined;
  /** What stood behind `with` where it was returned: for an assignment to several names, and for nobody else. */
  readonly further?: readonly Value[];
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
}

export interface Function {
  readonly kind: "function";
  readonly declaration: ast.Fn;
  /** Where the function was declared; holds the hyper-parameters once they are bound. */
  readonly scope: Scope;
  /** True while the first of two parameter lists is still to be given. */
  readonly open: boolean;
}

export interface Optimizer {
  readonly kind: "optimizer";
  readonly declaration: ast.Optimizer;
  readonly scope: Scope;
  readonly open: boolean;
}

/** An argument, evaluated. */
export interface Argument {
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly value: Value;
  readonly span: Span;
}

export const poison: Value = { kind: "poison" };

export function number(value: number): Value {
  return { kind: "number", value };
}

export function size(value: Size): Value {
  return { kind: "size", size: value };
}

export function list(items: readonly Value[]): List {
  return { kind: "list", items };
}

export function tensor(node: Node, trail?: Trail): Tensor {
  return { kind: "tensor", node, trail };
}

/** `a number`, `a tensor`, `a layer`: for messages. */
export function kindText(value: Value): string {
  switch (value.kind) {
    case "number": return `the number ${value.value}`;
    case "boolean": return `\`${value.value}\``;
    case "string": return "a string";
    case "size": return `the size ${value.size}`;
    case "tensor": return "a tensor";
    case "list": return `a list of ${value.items.length}`;
    case "word": return `the word \`${value.name}\``;
    case "function": return `the function \`${value.declaration.name.name}\``;
    case "intrinsic": return `the function \`${value.intrinsic.name}\``;
    case "layer": return `the layer \`${value.declaration.name.name}\``;
    case "instance": return `an instance of \`${value.instance.declaration.name.name}\``;
    case "optimizer": return `the optimizer \`${value.declaration.name.name}\``;
    case "range": return "a range";
    case "position": return "the position of a scan";
    case "poison": return "an error";
  }
}
