import type { Graph, Node } from "../../graph/graph.ts";
import type { Size } from "../../types/size.ts";
import { sameShape } from "../../types/tensor.ts";
import { computationKind } from "../computation.ts";
import { loop, outcome } from "../own-ops.ts";
import { Precedence } from "./precedence.ts";
import { canRunTogether, foldsOverTheSame } from "./siblings.ts";
import type { Values } from "./values.ts";

/** Nodes that one kernel computes, element after element of `shape`. */
export interface Group {
  readonly shape: readonly Size[];
  /** In the order of the graph; each reads the ones before at the same index only. */
  nodes: Node[];
  /** Instead of a kernel: a loop over kernels, and the nodes for what it leaves behind. */
  readonly loop?: Node;
}

/** Nodes that a kernel may have: all zeros of a deep network's initial weights would be one endless kernel. */
const most = 32;

/** Partitions the computed nodes into groups that do not depend on each other in a circle. */
export function groupNodes(graph: Graph, values: Values): Groups {
  const groups = new Groups(values);
  for (const node of graph.nodes) {
    if (!values.isNeeded(node) || values.residence(node) !== "computed") continue;
    if (node.op === outcome) {
      groups.join(node, node.inputs[0]!);
      continue;
    }
    const group = groups.create(node);
    if (!node.op.traits.pointwise) continue;
    const producers = new Set(values.dependencies(node).flatMap((d) => (d.sameIndex ? (groups.of(d.node) ?? []) : [])));
    // The group with the fold first: what follows it is its epilogue.
    const ordered = [...producers].toSorted((a, b) => Number(isHeavy(b)) - Number(isHeavy(a)));
    for (const producer of ordered) groups.tryMerge(producer, groups.of(node) ?? group);
  }
  // What goes through the same elements should do so once: the two sums of a batch normalization's derivative, say.
  for (const [a, b] of foldsOverTheSame(groups.list(), values)) groups.tryMerge(groups.of(a)!, groups.of(b)!);
  return groups;
}

/** The groups of a graph as they grow. */
export class Groups {
  private readonly values: Values;
  private readonly byNode = new Map<Node, Group>();
  private readonly all = new Set<Group>();
  /** Groups come after those whose values they read. */
  readonly precedence = new Precedence<Group>();

  constructor(values: Values) {
    this.values = values;
  }

  list(): readonly Group[] {
    return [...this.all];
  }

  of(node: Node): Group | undefined {
    return this.byNode.get(node);
  }

  create(node: Node): Group {
    const group = { shape: node.type.shape, nodes: [node], ...(node.op === loop && { loop: node }) };
    this.byNode.set(node, group);
    this.all.add(group);
    const sources = this.values.dependencies(node).flatMap((d) => this.byNode.get(d.node) ?? []);
    this.precedence.add(group, sources);
    return group;
  }

  /** Puts a node into the group of another. */
  join(node: Node, other: Node): void {
    const group = this.byNode.get(other);
    if (!group) throw new Error(`node ${other.id} is in no group`);
    group.nodes.push(node);
    this.byNode.set(node, group);
  }

  /** Puts the nodes of `b` into `a` if one kernel can compute both. */
  tryMerge(a: Group, b: Group): boolean {
    if (a === b || !this.fit(a, b)) return false;
    a.nodes = [...a.nodes, ...b.nodes].toSorted((x, y) => x.id - y.id);
    for (const node of b.nodes) this.byNode.set(node, a);
    this.all.delete(b);
    this.precedence.merge(a, b);
    return true;
  }

  private fit(a: Group, b: Group): boolean {
    if (a.nodes.length + b.nodes.length > most || !sameShape(a.shape, b.shape)) return false;
    const heavy = [...a.nodes, ...b.nodes].filter((n) => computationKind(n) !== "point");
    if (heavy.some((n) => ["scatter", "loop"].includes(computationKind(n)))) return false;
    if (heavy.length > 1 && !canRunTogether(heavy)) return false;
    return this.readsAtSameIndex(a, b) && this.readsAtSameIndex(b, a) && !this.precedence.isBetween(a, b) && !this.precedence.isBetween(b, a);
  }

  private readsAtSameIndex(reader: Group, producer: Group): boolean {
    return reader.nodes.every((n) => this.values.dependencies(n).every((d) => d.sameIndex || this.byNode.get(d.node) !== producer));
  }
}

function isHeavy(group: Group): boolean {
  return group.nodes.some((n) => computationKind(n) !== "point");
}
