import { Builder } from "../../graph/builder.ts";
import type { Node, Origin } from "../../graph/graph.ts";
import { element, outer, standingFor } from "./arguments.ts";
import { unstacked, type Layout } from "./layout.ts";
import { scan } from "./scan.ts";

type Order = Pick<Layout, "axis" | "extent" | "reverse" | "recompute">;

/** A scan in the making: gives its region arguments and collects the inputs that they stand for, each once. */
export class Assembly {
  readonly region = new Builder();
  private readonly elements = new Map<Node, Node>();
  private readonly outers = new Map<Node, Node>();
  private readonly order: Order;

  constructor(order: Order) {
    this.order = order;
  }

  /** In the region: the slice of `stack` at the position. */
  element(stack: Node, origin = stack.origin): Node {
    const known = this.elements.get(stack) ?? this.region.make(element, [], standingFor(unstacked(stack.type, this.order.axis), this.elements.size), origin);
    this.elements.set(stack, known);
    return known;
  }

  /** In the region: `value`. */
  outer(value: Node, origin = value.origin): Node {
    const known = this.outers.get(value) ?? this.region.make(outer, [], standingFor(value.type, this.outers.size), origin);
    this.outers.set(value, known);
    return known;
  }

  /** The scan, in the graph that all inputs are in. */
  finish(builder: Builder, inits: readonly Node[], next: readonly Node[], yields: readonly Node[], origin: Origin | undefined): Node {
    const { axis, extent, reverse, recompute } = this.order;
    const attributes = { carries: inits.length, elements: this.elements.size, axis, extent, reverse, ...(recompute && { recompute }) };
    return builder.make(scan, [...inits, ...this.elements.keys(), ...this.outers.keys()], attributes, origin, this.region.region(next, yields));
  }
}
