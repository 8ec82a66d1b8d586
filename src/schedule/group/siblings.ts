import type { Node } from "../../graph/graph.ts";
import { k } from "../../kernel/build.ts";
import type { Fold } from "../../kernel/computation.ts";
import { printExpression } from "../../kernel/print.ts";
import { computationKind, computationOf, counting, placeholder, visits } from "../computation.ts";
import type { Group } from "./group.ts";
import { nominalElements } from "../nominal.ts";
import type { Values } from "./values.ts";

/** More accumulators than this for one result would leave no registers for tiles. */
const mostAccumulators = 4;

/** Whether one loop can take in the terms of all these folds: they have the same loops, and are bound by what they read. */
export function canRunTogether(folds: readonly Node[]): boolean {
  const kinds = folds.map(kindOf);
  const accumulators = kinds.reduce((sum, kind) => sum + (kind?.accumulators ?? 0), 0);
  return accumulators <= mostAccumulators && kinds.every((kind) => kind !== undefined && kind.loops === kinds[0]!.loops);
}

/** Pairs of folds that have the same loops and read a value in common that is larger than what they compute. */
export function foldsOverTheSame(groups: readonly Group[], values: Values): readonly (readonly [Node, Node])[] {
  const readers = new Map<string, Map<Node, Node[]>>();
  const pairs: (readonly [Node, Node])[] = [];
  for (const fold of groups.flatMap((group) => group.nodes.filter((node) => computationKind(node) === "fold"))) {
    const loops = kindOf(fold)?.loops;
    if (loops === undefined) continue;
    const byValue = readers.get(loops) ?? new Map<Node, Node[]>();
    readers.set(loops, byValue);
    for (const { node } of values.dependencies(fold)) {
      if (nominalElements(node.type) <= nominalElements(fold.type)) continue;
      const others = byValue.get(node) ?? [];
      byValue.set(node, [...others, fold].slice(-mostAccumulators));
      for (const other of others) pairs.push([other, fold]);
    }
  }
  return pairs;
}

interface Kind {
  /** Equal for folds of one shape with the same loops. */
  readonly loops: string;
  readonly accumulators: number;
}

const kinds = new WeakMap<Node, { readonly kind: Kind | undefined }>();

/** Undefined where an element is read several times, or a term is taken in on a condition. */
function kindOf(node: Node): Kind | undefined {
  const known = kinds.get(node);
  if (known) return known.kind;
  const computation = computationOf(node, node.inputs.map(placeholder));
  const fold = computation.kind === "fold" ? computation.at(node.type.shape.map((_, axis) => k.local(`result${axis}`, "i32")), counting()) : undefined;
  const isPlain = fold && !fold.guard && node.inputs.every((_, operand) => visits(node, operand) <= 1);
  const kind = isPlain ? { loops: `${node.type.shape.map((s) => s.key).join()} ${loopsText(fold)}`, accumulators: fold.accumulators.length } : undefined;
  kinds.set(node, { kind });
  return kind;
}

/** Equal for folds whose loops have the same bounds, whatever their names. */
export function loopsText({ loops }: Fold): string {
  return loops.map(({ from, to }) => `${printExpression(from)}..${printExpression(to)}`).join();
}
