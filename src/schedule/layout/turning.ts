import type { Graph, Node } from "../../graph/graph.ts";
import { timesHandedOut } from "../../graph/uses.ts";
import { type Arrangement, inPlace, keepsPlace, type Order, plainOrder, withLast } from "./arranged.ts";
import type { AxisClasses } from "./axis-classes.ts";
import type { LayoutChoice } from "../choice.ts";
import { computationKind } from "../computation.ts";
import { copyCost, type FoldCosts } from "./fold-cost.ts";
import { nominalElements } from "../nominal.ts";

/** A change must save this part of what it touches: estimates are no better. */
const leastGain = 0.1;

/** Values that lie in memory alike, because one is computed element by element from another. */
interface Family {
  readonly nodes: Node[];
  /** Whether something that only knows the order of the axes reads or makes one of them. */
  fixed: boolean;
  /** In instructions, if the family is turned: for what comes or must go in the order of the axes. */
  copies: number;
  readonly folds: Set<Node>;
}

/** A family that more folds read or make stays as it is: each question about it asks them all, and each of them asks. */
const mostFolds = 256;

/** What has to do with one class of axes: in a deep network, a few of very many nodes. */
export interface Neighbourhood {
  /** Those that have such an axis or read one that has, in the order of the graph. */
  readonly nodes: readonly Node[];
  /** How often each node of the graph is a result or an update. */
  readonly handedOut: ReadonlyMap<Node, number>;
}

/** Of each class of axes. */
export function neighbourhoods(graph: Graph, classes: AxisClasses): (axisClass: number) => Neighbourhood {
  const byClass = new Map<number, Node[]>();
  for (const node of graph.nodes) {
    for (const axisClass of new Set([node, ...node.inputs].flatMap((n) => classes.of(n)))) {
      const known = byClass.get(axisClass);
      if (known) known.push(node);
      else byClass.set(axisClass, [node]);
    }
  }
  const counts = timesHandedOut(graph);
  return (axisClass) => ({ nodes: byClass.get(axisClass) ?? [], handedOut: counts });
}

/**
 * Finds the values of which an axis of one class should be innermost in memory, such as the examples of a batch where
 * channels are too few to fill lanes, by what it costs to compute all reductions that read or make them.
 * A family is turned if that pays for those around it, alone or together with other families of one reduction.
 */
export function turnedAlong({ nodes, handedOut }: Neighbourhood, classes: AxisClasses, axisClass: number, costs: FoldCosts, told?: (choice: LayoutChoice) => void): ReadonlyMap<Node, Order> {
  const orders = new Map<Node, Order>();
  for (const node of nodes) {
    const axes = classes.of(node).flatMap((c, axis) => (c === axisClass ? [axis] : []));
    if (axes.length === 1) orders.set(node, withLast(node.type.shape.length, axes[0]!));
  }
  const families = familiesOf({ nodes, handedOut }, orders, costs);
  const turned = new Set<Family>();
  const orderOf = (node: Node): Order => {
    const family = families.get(node);
    return family && turned.has(family) ? orders.get(node)! : plainOrder(node);
  };
  const arrangementOf = (fold: Node): Arrangement => ({ result: orderOf(fold), operands: fold.inputs.map(orderOf) });
  const cost = (touched: ReadonlySet<Family>): number => {
    const folds = new Set([...touched].flatMap((family) => [...family.folds]));
    const reductions = [...folds].reduce((sum, fold) => sum + costs.of(fold, arrangementOf(fold))!.instructions, 0);
    return [...touched].reduce((sum, family) => sum + (turned.has(family) ? family.copies : 0), reductions);
  };
  const toggle = (family: Family): void => void (turned.delete(family) || turned.add(family));
  const gainOf = (changed: ReadonlySet<Family>): number => {
    const before = cost(changed);
    changed.forEach(toggle);
    const after = cost(changed);
    changed.forEach(toggle);
    return after < before * (1 - leastGain) ? before - after : 0;
  };
  const folds = nodes.filter((node) => node.op.lower && computationKind(node) === "fold");
  // Each turn of this loop may make the next family worth turning; none is tried for ever.
  for (let round = 0, improved = true; improved && round < 4; round++) {
    improved = false;
    for (const fold of folds) {
      if (!costs.isPoor(fold, arrangementOf(fold))) continue;
      const around = [...new Set([fold, ...fold.inputs].flatMap((n) => families.get(n) ?? []))].filter((family) => !family.fixed);
      const candidates = subsets(around).map((changed) => ({ changed, gain: gainOf(changed) }));
      const best = candidates.toSorted((a, b) => b.gain - a.gain)[0];
      if (!best || best.gain === 0) continue;
      best.changed.forEach(toggle);
      improved = true;
    }
  }
  const result = new Map([...turned].flatMap((family) => family.nodes.map((node): [Node, Order] => [node, orders.get(node)!])));
  if (told && result.size > 0) {
    const all = new Set(turned);
    const after = cost(all);
    turned.clear();
    told({ kind: "turned", values: [...result].map(([node, order]) => ({ node, order })), before: cost(all), after });
  }
  return result;
}

function familiesOf({ nodes, handedOut }: Neighbourhood, orders: ReadonlyMap<Node, Order>, costs: FoldCosts): ReadonlyMap<Node, Family> {
  const families = new Map<Node, Family>();
  const join = (a: Node, b: Node): void => {
    const [x, y] = [families.get(a)!, families.get(b)!];
    if (x === y) return;
    const [into, from] = x.nodes.length < y.nodes.length ? [y, x] : [x, y];
    into.nodes.push(...from.nodes);
    into.fixed ||= from.fixed;
    for (const node of from.nodes) families.set(node, into);
  };
  for (const node of orders.keys()) families.set(node, { nodes: [node], fixed: node.type.parts !== undefined, copies: 0, folds: new Set() });
  for (const node of nodes) {
    if (!node.op.lower || computationKind(node) !== "point" || !families.has(node)) continue;
    for (const input of node.inputs) {
      if (!families.has(input)) continue;
      join(node, input);
      if (node.op.traits.alias && !keepsPlace(input, orders.get(input)!, node, orders.get(node)!)) families.get(node)!.fixed = true;
    }
  }
  const copied = (node: Node, times: number): void => {
    const family = families.get(node);
    if (family) family.copies += times * copyCost * nominalElements(node.type);
  };
  const fix = (around: readonly Node[]): void => {
    for (const node of around) {
      const family = families.get(node);
      if (family) family.fixed = true;
    }
  };
  for (const node of nodes) {
    const { lower, traits } = node.op;
    if (!lower) {
      if (traits.memory) copied(node, 1);
      else fix([node]);
      for (const input of node.inputs) copied(input, 1);
    } else if (computationKind(node) !== "point") {
      const around = [node, ...node.inputs];
      if (computationKind(node) === "fold" && costs.of(node, inPlace(node)) !== undefined) for (const n of around) families.get(n)?.folds.add(node);
      else fix(around);
    }
  }
  for (const family of new Set(families.values())) family.fixed ||= family.folds.size > mostFolds;
  for (const node of orders.keys()) copied(node, handedOut.get(node) ?? 0);
  return families;
}

/** All but the empty one; of more than three things only the single ones. */
function subsets<T>(items: readonly T[]): readonly ReadonlySet<T>[] {
  if (items.length > 3) return items.map((item) => new Set([item]));
  return Array.from({ length: 2 ** items.length - 1 }, (_, bits) => new Set(items.filter((_, i) => ((bits + 1) >> i) & 1)));
}
