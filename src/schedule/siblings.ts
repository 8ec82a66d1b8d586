import type { Node } from "../graph/graph.ts";
import { k } from "../kernel/build.ts";
import type { Fold } from "../kernel/computation.ts";
import { printExpression } from "../kernel/print.ts";
import { computationKind, computationOf, counting, placeholder, visits } from "./computation.ts";
import type { Group } from "./group.ts";
import { nominalElements } from "./nominal.ts";
import type { Values } from "./values.ts";

/** More accumulators than this for one result would leave no registers for tiles. */
const mostTogether = 4;

/** Whether one loop can take in the terms of all these folds: they have the same loops, and are bound by what they read. */
export function canRunTogether(folds: readonly Node[]): boolean {
  const keys = folds.map(loopsKey);
  return folds.length <= mostTogether && keys[0] !== undefined && keys.every((key) => key === keys[0]);
}

/** Pairs of folds that have the same loops and read a value in common that is larger than what they compute. */
export function foldsOverTheSame(groups: readonly Group[], values: Values): readonly (readonly [Node, Node])[] {
  const readers = new Map<string, Map<Node, Node[]>>();
  const pairs: (readonly [Node, Node])[] = [];
  for (const fold of groups.flatMap((group) => group.nodes.filter((node) => computationKind(node) === "fold"))) {
    const key = loopsKey(fold);
    if (key === undefined) continue;
    const byValue = readers.get(key) ?? new Map<Node, Node[]>();
    readers.set(key, byValue);
    for (const { node } of values.dependencies(fold)) {
      if (nominalElements(node.type) <= nominalElements(fold.type)) continue;
      const others = byValue.get(node) ?? [];
      byValue.set(node, [...others, fold].slice(-mostTogether));
      for (const other of others) pairs.push([other, fold]);
    }
  }
  return pairs;
}

const keys = new WeakMap<Node, string>();

/** Equal for folds of one shape with the same loops; undefined where an element is read several times, or the fold is no plain one. */
function loopsKey(node: Node): string | undefined {
  const known = keys.get(node);
  if (known !== undefined) return known === "" ? undefined : known;
  const computation = computationOf(node, node.inputs.map(placeholder));
  const fold = computation.kind === "fold" ? computation.at(node.type.shape.map((_, axis) => k.local(`result${axis}`, "i32")), counting()) : undefined;
  const key = fold && isPlain(fold) && node.inputs.every((_, operand) => visits(node, operand) <= 1) ? `${node.type.shape.map((s) => s.key).join()} ${loopsText(fold)}` : "";
  keys.set(node, key);
  return key === "" ? undefined : key;
}

function isPlain({ accumulators, guard }: Fold): boolean {
  return accumulators.length === 1 && guard === undefined;
}

/** Equal for folds whose loops have the same bounds, whatever their names. */
export function loopsText({ loops }: Fold): string {
  return loops.map(({ from, to }) => `${printExpression(from)}..${printExpression(to)}`).join();
}
