import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { filled, sameValue, scalarConstant } from "../make.ts";
import { convert } from "./convert.ts";
import { not } from "./logic.ts";
import { select } from "./select.ts";

/** Laws of conditions and conversions; all exact. */
export function simplifySelect(node: Node, builder: Builder): Node | undefined {
  const [condition, a, b] = [node.inputs[0]!, node.inputs[1]!, node.inputs[2]!];
  const known = scalarConstant(condition);
  if (known !== undefined) return known !== 0 ? a : b;
  if (sameValue(a, b)) return a;
  if (condition.op === not) return builder.make(select, [condition.inputs[0]!, b, a]);
  // Truth as a number: 1 or 0.
  const [then, otherwise] = [scalarConstant(a), scalarConstant(b)];
  if (node.type.dtype !== "bool" && then === 1 && otherwise === 0) return builder.make(convert, [condition], { dtype: node.type.dtype });
  if (node.type.dtype !== "bool" && then === 0 && otherwise === 1) return builder.make(convert, [builder.make(not, [condition])], { dtype: node.type.dtype });
  // A choice within the branch of the same choice.
  if (a.op === select && sameValue(a.inputs[0]!, condition)) return builder.make(select, [condition, a.inputs[1]!, b]);
  if (b.op === select && sameValue(b.inputs[0]!, condition)) return builder.make(select, [condition, a, b.inputs[2]!]);
  return undefined;
}

export function simplifyAnd(node: Node, builder: Builder): Node | undefined {
  return withIdentity(node, 1, builder);
}

export function simplifyOr(node: Node, builder: Builder): Node | undefined {
  return withIdentity(node, 0, builder);
}

export function simplifyNot(node: Node): Node | undefined {
  const x = node.inputs[0]!;
  return x.op === not ? x.inputs[0] : undefined;
}

export function simplifyConvert(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const same = x.type.dtype === node.type.dtype && x.type.bound?.key === node.type.bound?.key;
  if (same) return x;
  const value = scalarConstant(x);
  if (value !== undefined && node.type.bound === undefined) return filled(builder, node, converted(value, node.type.dtype));
  // Every type holds true and false, so what is between may go.
  if (x.op === convert && x.inputs[0]!.type.dtype === "bool" && node.type.bound === undefined) return builder.make(convert, [x.inputs[0]!], { dtype: node.type.dtype });
  return undefined;
}

function converted(value: number, dtype: string): number {
  return dtype === "i32" ? Math.trunc(value) : dtype === "bool" ? Number(value !== 0) : value;
}

function withIdentity(node: Node, identity: number, builder: Builder): Node | undefined {
  const [a, b] = [node.inputs[0]!, node.inputs[1]!];
  for (const [x, c] of [[a, b], [b, a]] as const) {
    const value = scalarConstant(c);
    if (value !== undefined) return value === identity ? x : filled(builder, node, 1 - identity);
  }
  return sameValue(a, b) ? a : undefined;
}
