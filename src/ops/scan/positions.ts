import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import { lift } from "../lift.ts";
import type { Lifted } from "../op.ts";
import type { Body } from "./body.ts";
import { stackAxis, type Layout } from "./layout.ts";

/** The values of a body at all positions at once, as far as they are given or kept. */
export class Positions {
  /** What is not the same at all positions. */
  private readonly varying = new Set<Node>();

  constructor({ builder }: Body) {
    for (const node of builder.nodes) {
      const { argument } = node.op.traits;
      if (argument ? argument !== "outer" : node.inputs.some((input) => this.varying.has(input))) this.varying.add(node);
    }
  }

  /** Whether an operation, seen through views, adds up the values of this node at all positions. */
  hasTotal(node: Node): boolean {
    return isView(node) ? this.hasTotal(node.inputs[0]!) : this.varying.has(node) && node.op.total !== undefined;
  }

  /** What must be kept of each position for that. */
  needed(node: Node): ReadonlySet<Node> {
    const needed = new Set<Node>();
    const need = (value: Node): void => {
      if (!this.varying.has(value) || value.op.traits.argument === "element") return;
      if (isView(value) && value.op.lift) value.inputs.forEach(need);
      else needed.add(value);
    };
    (isView(node) ? this.needed(node.inputs[0]!) : node.inputs).forEach(need);
    return needed;
  }

  /** Makes the sum over all positions of a node that has one, in the graph around the scan. */
  totals({ axis, elements, outers }: Layout, stacks: ReadonlyMap<Node, Node>, builder: Builder): (node: Node) => Node {
    const lifted = (value: Node): Lifted => {
      const { argument } = value.op.traits;
      const stack = argument === "element" ? elements[number(value.attributes, "index")]! : stacks.get(value);
      if (stack) return { node: stack, axis: stackAxis(axis, value.type.shape.length) };
      if (argument === "outer") return { node: outers[number(value.attributes, "index")]! };
      return lift(value, value.inputs.map(lifted), builder)!;
    };
    const total = (node: Node): Node => {
      if (isView(node)) return builder.copy(node, node.inputs.map(total));
      const inputs = node.inputs.map(lifted);
      builder.origin = node.origin;
      return node.op.total!(node, inputs, builder);
    };
    return total;
  }
}

/** The sum of a view of something is a view of its sum. */
function isView({ op, inputs }: Node): boolean {
  return op.traits.view === true && inputs.length === 1;
}
