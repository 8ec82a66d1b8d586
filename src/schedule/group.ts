import type { Graph, Node } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import { sameShape } from "../types/tensor.ts";
import { computationKind } from "./computation.ts";
import type { Values } from "./values.ts";

/** Nodes that one kernel computes, element after element of `shape`. */
export interface Group {
  readonly shape: readonly Size[];
  /** In the order of the graph; each reads the ones before at the same index only. */
  nodes: Node[];
}

/** Partitions the computed nodes into groups that do not depend on each other in a circle. */
export function groupNodes(graph: Graph, values: Values): Groups {
  const groups = new Groups(values);
  for (const node of graph.nodes) {
    if (!values.isNeeded(node) || values.residence(node) !== "computed") continue;
    const group = groups.create(node);
    if (!node.op.traits.pointwise) continue;
    const producers = new Set(values.dependencies(node).flatMap((d) => (d.sameIndex ? (groups.of(d.node) ?? []) : [])));
    // The group with the fold first: what follows it is its epilogue.
    const ordered = [...producers].toSorted((a, b) => Number(isHeavy(b)) - Number(isHeavy(a)));
    for (const producer of ordered) groups.tryMerge(producer, groups.of(node) ?? group);
  }
  return groups;
}

/** The groups of a graph as they grow. */
export class Groups {
  private readonly values: Values;
  private readonly byNode = new Map<Node, Group>();
  private readonly all = new Set<Group>();

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
    const group = { shape: node.type.shape, nodes: [node] };
    this.byNode.set(node, group);
    this.all.add(group);
    return group;
  }

  /** Puts the nodes of `b` into `a` if one kernel can compute both. */
  tryMerge(a: Group, b: Group): boolean {
    if (a === b || !this.fit(a, b)) return false;
    a.nodes = [...a.nodes, ...b.nodes].toSorted((x, y) => x.id - y.id);
    for (const node of b.nodes) this.byNode.set(node, a);
    this.all.delete(b);
    return true;
  }

  /** The groups whose values a group reads. */
  sources(group: Group): ReadonlySet<Group> {
    const found = new Set<Group>();
    for (const node of group.nodes)
      for (const { node: dependency } of this.values.dependencies(node)) {
        const source = this.byNode.get(dependency);
        if (source && source !== group) found.add(source);
      }
    return found;
  }

  private fit(a: Group, b: Group): boolean {
    if (!sameShape(a.shape, b.shape)) return false;
    const heavy = [...a.nodes, ...b.nodes].filter((n) => computationKind(n) !== "point");
    if (heavy.length > 1 || heavy.some((n) => computationKind(n) === "scatter")) return false;
    return this.readsAtSameIndex(a, b) && this.readsAtSameIndex(b, a) && !this.isBetween(a, b) && !this.isBetween(b, a);
  }

  private readsAtSameIndex(reader: Group, producer: Group): boolean {
    return reader.nodes.every((n) => this.values.dependencies(n).every((d) => d.sameIndex || this.byNode.get(d.node) !== producer));
  }

  /** Whether a third group reads `first` and is read, directly or not, by `last`. */
  private isBetween(first: Group, last: Group): boolean {
    const seen = new Set<Group>([last]);
    const reaches = (group: Group): boolean => {
      if (group === first) return true;
      if (seen.has(group)) return false;
      seen.add(group);
      return [...this.sources(group)].some(reaches);
    };
    return [...this.sources(last)].some((source) => source !== first && reaches(source));
  }
}

function isHeavy(group: Group): boolean {
  return group.nodes.some((n) => computationKind(n) !== "point");
}
