import { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import type { ArgumentRole } from "../op.ts";
import type { Layout } from "./layout.ts";

/** A copy of a region that more is built upon. Each argument is one node in it. */
export interface Body {
  readonly builder: Builder;
  /** How many of the builder's nodes are the copy. */
  readonly size: number;
  readonly next: readonly Node[];
  readonly yields: readonly Node[];
  /** The argument's node; absent if the region does not use it. */
  argument(role: ArgumentRole, index: number): Node | undefined;
}

export function bodyOf({ region, next, yields }: Layout): Body {
  const builder = new Builder();
  const leaves = new Map<string, Node>();
  const made = new Map<Node, Node>();
  const of = (node: Node): Node => made.get(node)!;
  for (const node of region.nodes) {
    const key = argumentKey(node);
    const copy = (key === undefined ? undefined : leaves.get(key)) ?? builder.copy(node, node.inputs.map(of));
    if (key !== undefined) leaves.set(key, copy);
    made.set(node, copy);
  }
  return {
    builder,
    size: builder.nodes.length,
    next: next.map(of),
    yields: yields.map(of),
    argument: (role, index) => leaves.get(`${role} ${index}`),
  };
}

/** Which argument a leaf stands for; undefined for other nodes. */
export function argumentKey({ op, attributes }: Node): string | undefined {
  const role = op.traits.argument;
  return role && `${role} ${role === "position" ? 0 : number(attributes, "index")}`;
}
