import type { Builder } from "../../graph/builder.ts";
import { extract } from "../../graph/extract.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import { Assembly } from "./assembly.ts";
import { carry, standingFor } from "./arguments.ts";
import type { Layout } from "./layout.ts";

export interface Changes {
  /** Which carries and yields stay; all by default. */
  readonly carries?: readonly number[];
  readonly yields?: readonly number[];
  /** What stands in the new region for a node of the old one; by default an equal node. */
  readonly replace?: (node: Node, assembly: Assembly) => (() => Node) | undefined;
}

/** A scan with some changes. Inputs that its region does not use any more are left out, and equal ones taken once. */
export function rebuild(node: Node, from: Layout, builder: Builder, changes: Changes): Node {
  const { carries = [...from.next.keys()], yields = [...from.yields.keys()], replace } = changes;
  const assembly = new Assembly(from);
  const places = new Map(carries.map((old, i) => [old, i]));
  const results = { next: carries.map((i) => from.next[i]!), yields: yields.map((i) => from.yields[i]!) };
  const copies = extract(from.region.nodes, [...results.next, ...results.yields], assembly.region, (old) => {
    const other = replace?.(old, assembly);
    if (other) return other;
    const { type, origin, attributes, op } = old;
    switch (op.traits.argument) {
      case "carry":
        return () => assembly.region.make(carry, [], standingFor(type, places.get(number(attributes, "index"))!), origin);
      case "element":
        return () => assembly.element(from.elements[number(attributes, "index")]!, origin);
      case "outer":
        return () => assembly.outer(from.outers[number(attributes, "index")]!, origin);
      default:
        return undefined;
    }
  });
  const of = (old: Node): Node => copies.get(old)!;
  return assembly.finish(builder, carries.map((i) => from.inits[i]!), results.next.map(of), results.yields.map(of), node.origin);
}
