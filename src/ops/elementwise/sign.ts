import type { Node } from "../../graph/graph.ts";
import { size } from "../leaf/sizes.ts";
import { scalarConstant } from "../make.ts";
import type { Op } from "../op.ts";
import { reduce_max, reduce_min } from "../reduce/extremes.ts";
import { reduce_sum } from "../reduce/sum.ts";
import { add, div, mul } from "./arithmetic.ts";
import { exp, pow, sqrt } from "./exponential.ts";
import { abs, maximum } from "./kinked.ts";
import { select } from "./select.ts";
import { sigmoid, softplus } from "./smooth.ts";

/** 2: surely above zero; 1: surely not below; 0: not known. */
type Sign = 0 | 1 | 2;

/** Whether no element is ever 0, as far as it shows within a few levels: `sqrt(var + eps)`, `2`, `N`. */
export function neverZero(node: Node): boolean {
  const known = scalarConstant(node);
  return known !== undefined ? known !== 0 : signOf(node) === 2;
}

function signOf(node: Node, depth = 8): Sign {
  const known = scalarConstant(node);
  if (known !== undefined) return known > 0 ? 2 : known === 0 ? 1 : 0;
  if (depth === 0) return 0;
  const of = (i: number): Sign => signOf(node.inputs[i]!, depth - 1);
  if (node.op.traits.view) return of(0);
  if (node.inputs.length === 2 && node.op === mul && node.inputs[0] === node.inputs[1]) return 1;
  return rules().get(node.op)?.(of, node) ?? 0;
}

type Rule = (of: (input: number) => Sign, node: Node) => Sign;

/** A function, as the records do not exist yet while modules load. exp may underflow, so it is only not below 0. */
function rules(): ReadonlyMap<Op, Rule> {
  return (table ??= new Map<Op, Rule>([
    [size, () => 2],
    ...[exp, abs, sigmoid, softplus].map((op): [Op, Rule] => [op, () => 1]),
    [sqrt, (of) => larger(1, of(0))],
    [pow, (_, node) => ((scalarConstant(node.inputs[1]!) ?? 1) % 2 === 0 ? 1 : 0)],
    [add, (of) => (of(0) === 0 || of(1) === 0 ? 0 : larger(of(0), of(1)))],
    [maximum, (of) => larger(of(0), of(1))],
    ...[mul, div].map((op): [Op, Rule] => [op, (of) => smaller(of(0), of(1))]),
    [select, (of) => smaller(of(1), of(2))],
    ...[reduce_sum, reduce_max, reduce_min].map((op): [Op, Rule] => [op, (of) => of(0)]),
  ]));
}

let table: ReadonlyMap<Op, Rule> | undefined;

function larger(a: Sign, b: Sign): Sign {
  return a > b ? a : b;
}

function smaller(a: Sign, b: Sign): Sign {
  return a < b ? a : b;
}
