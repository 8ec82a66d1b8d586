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

/** Groups whose folds have the same loops and read a value in common that is larger than what they compute. */
export function foldsOverTheSame(groups: readonly Group[], values: Values): readonly (readonly Group[])[] {
  const siblings = new Map<string, Map<Node, Group[]>>();
  for (const group of groups) {
    const fold = group.nodes.find((node) => computationKind(node) === "fold");
    const key = fold && loopsKey(fold);
    if (!fold || key === undefined) continue;
    const byValue = siblings.get(key) ?? new Map<Node, Group[]>();
    siblings.set(key, byValue);
    for (const { node } of values.dependencies(fold)) {
      if (nominalElements(node.type) <= nominalElements(fold.type)) continue;
      byValue.set(node, [...(byValue.get(node) ?? []), group]);
    }
  }
  const seen = new Set<Group>();
  return [...siblings.values()].flatMap((byValue) =>
    [...byValue.values()].flatMap((all) => {
      const fresh = all.filter((group) => !seen.has(group));
      fresh.forEach((group) => seen.add(group));
      return fresh.length > 1 ? [fresh] : [];
    }),
  );
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
