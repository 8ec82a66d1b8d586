import type { Op } from "../ops/op.ts";
import type { Attributes, Graph, Node, Origin, Requirement, Result, Update } from "./graph.ts";

/** Makes nodes: runs the type rule of the op, the only place that computes a shape. */
export class Builder {
  readonly nodes: Node[] = [];
  /** Given to nodes that are made without one of their own. */
  origin: Origin | undefined;
  /** Told what symbolic sizes must satisfy; elaboration collects it, passes do not care. */
  private readonly require: (requirement: Requirement) => void;

  constructor(require: (requirement: Requirement) => void = () => {}) {
    this.require = require;
  }

  /** Throws `TypeRuleError` if the inputs do not fit. */
  make(op: Op, inputs: readonly Node[], attributes: Attributes = {}, origin = this.origin): Node {
    const type = op.type(inputs.map((n) => n.type), attributes, this.require);
    const node: Node = { id: this.nodes.length, op, inputs, attributes, type, ...(origin && { origin }) };
    this.nodes.push(node);
    return node;
  }

  graph(name: string, results: readonly Result[], updates: readonly Update[]): Graph {
    return { name, nodes: this.nodes, results, updates };
  }
}
