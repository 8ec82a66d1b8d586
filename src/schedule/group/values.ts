import type { Graph, Node } from "../../graph/graph.ts";
import { type Experience, residences, type Residence } from "./inline.ts";

/** A value that a computed node reads from outside itself. */
export interface Dependency {
  /** Computed, or a leaf that names memory. */
  readonly node: Node;
  /** Whether it is only read at the index of the element that is computed. */
  readonly sameIndex: boolean;
}

/** Where the values of one graph are, and who reads whom. */
export class Values {
  private readonly decisions: ReadonlyMap<Node, Residence>;
  private readonly known = new Map<Node, readonly Dependency[]>();

  constructor(graph: Graph, experience?: Experience) {
    this.decisions = residences(graph, experience);
  }

  residence(node: Node): Residence {
    const found = this.decisions.get(node);
    if (!found) throw new Error(`node ${node.id} is not needed by the program`);
    return found;
  }

  isNeeded(node: Node): boolean {
    return this.decisions.has(node);
  }

  /** The node whose memory holds this value; undefined if it is nowhere. */
  root(node: Node): Node | undefined {
    if (this.residence(node) !== "inline") return node;
    return node.op.traits.alias ? this.root(node.inputs[0]!) : undefined;
  }

  /** What a node's own computation reads. */
  dependencies(node: Node): readonly Dependency[] {
    const known = this.known.get(node);
    if (known) return known;
    const same = new Map<Node, boolean>();
    const note = (dependency: Node, sameIndex: boolean): void => void same.set(dependency, sameIndex && (same.get(dependency) ?? true));
    for (const input of node.inputs) {
      for (const { node: dependency, sameIndex } of this.reading(input)) note(dependency, sameIndex && node.op.traits.pointwise === true);
    }
    const found = [...same].map(([dependency, sameIndex]) => ({ node: dependency, sameIndex }));
    this.known.set(node, found);
    return found;
  }

  /** What is read to get at an operand. */
  reading(operand: Node): readonly Dependency[] {
    return this.residence(operand) === "inline" ? this.dependencies(operand) : [{ node: operand, sameIndex: true }];
  }
}
