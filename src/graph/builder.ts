import type { Op } from "../ops/op.ts";
import type { TensorType } from "../types/tensor.ts";
import type { Attributes, Graph, Node, Origin, Requirement, Result, Update } from "./graph.ts";

/** What all regions are called; their text has no name. */
export const regionName = "region";

/** A node while its graph is being made. */
type Draft = Node & { origin?: Origin; type: TensorType; region?: Graph };

/** Makes nodes: runs the type rule of the op, the only place that computes a shape. */
export class Builder {
  readonly nodes: Draft[] = [];
  /** Given to nodes that are made without one of their own. */
  origin: Origin | undefined;
  /** Told what symbolic sizes must satisfy; elaboration collects it, passes do not care. */
  readonly require: (requirement: Requirement) => void;

  constructor(require: (requirement: Requirement) => void = () => {}) {
    this.require = require;
  }

  /** Throws `TypeRuleError` if the inputs do not fit. */
  make(op: Op, inputs: readonly Node[], attributes: Attributes = {}, origin = this.origin, region?: Graph): Node {
    return this.add(op, inputs, attributes, origin, region, () => op.type(inputs.map((n) => n.type), attributes, this.require, region));
  }

  /** `node` with other inputs, or another region. The type rule runs only if a type changed. */
  copy(node: Node, inputs: readonly Node[], region = node.region): Node {
    const { op, attributes, origin } = node;
    if (region !== node.region || node.inputs.some((old, i) => old.type !== inputs[i]?.type)) return this.make(op, inputs, attributes, origin, region);
    return this.add(op, inputs, attributes, origin, region, () => node.type);
  }

  protected add(
    op: Op,
    inputs: readonly Node[],
    attributes: Attributes,
    origin: Origin | undefined,
    region: Graph | undefined,
    type: () => TensorType,
  ): Node {
    const node: Draft = { id: this.nodes.length, op, inputs, attributes, type: type(), ...(origin && { origin }), ...(region && { region }) };
    this.nodes.push(node);
    return node;
  }

  /** Gives a value the name a reader knows it by, once that is known. */
  rename(node: Node, name: string): void {
    const own = this.nodes[node.id];
    if (own === node) own.origin = { ...own.origin, name };
  }

  /**
   * Gives a scan a region that yields more: its results begin with those it has, so that all parts stay what they are.
   * Derivatives ask for values of the forward code after that has been made, and nothing shall be computed twice.
   */
  extend(node: Node, region: Graph): void {
    const own = this.nodes[node.id];
    if (own !== node) throw new Error("only a node of this graph can be extended");
    own.type = node.op.type(node.inputs.map((n) => n.type), node.attributes, this.require, region);
    own.region = region;
  }

  graph(name: string, results: readonly Result[], updates: readonly Update[]): Graph {
    return { name, nodes: this.nodes, results, updates };
  }

  /** What was made, as the body of a scan: first what its carries become, then what it yields. */
  region(next: readonly Node[], yields: readonly Node[]): Graph {
    const named = (what: string) => (node: Node, i: number): Result => ({ name: `${what} ${i}`, node });
    return this.graph(regionName, [...next.map(named("carry")), ...yields.map(named("yield"))], []);
  }
}
