import type { Builder } from "../../graph/builder.ts";
import { extract } from "../../graph/extract.ts";
import type { Node } from "../../graph/graph.ts";
import { nominalElements } from "../../types/nominal.ts";
import { number } from "../attributes.ts";
import { layout, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/**
 * The scan without what is the same at all positions: that is computed once, outside, and comes in as an outer value. What
 * costs nothing (a repetition, a view) stays, so that only what it is made of has to be kept.
 */
export function hoistFromScan(node: Node, builder: Builder): Node | undefined {
  const from = layout(node);
  // A derivative by an outer value is one by what the region does with it; outside it would be another.
  if (from.region.nodes.some((n) => n.op.traits.differential)) return undefined;
  const moved = worthMoving(from);
  if (moved.length === 0) return undefined;
  const outside = extract(from.region.nodes, moved, builder, (value) => {
    const outer = value.op.traits.argument === "outer" ? from.outers[number(value.attributes, "index")] : undefined;
    return outer && (() => outer);
  });
  const values = new Set(moved);
  return rebuild(node, from, builder, {
    replace: (value, assembly) => (values.has(value) ? () => assembly.outer(outside.get(value)!, value.origin) : undefined),
  });
}

/** What costs work, or leaves elements out: its derivative then adds up no zeros for those. */
function isKeptOutside({ op: { traits }, inputs: [first], type }: Node): boolean {
  const { leaf, cheap, view } = traits;
  if (leaf || cheap) return false;
  return !view || nominalElements(type) < nominalElements(first!.type);
}

/** Invariant values that others, or the results, read. */
function worthMoving({ region }: Layout): readonly Node[] {
  const invariant = new Set<Node>();
  for (const node of region.nodes) {
    const { leaf, argument } = node.op.traits;
    if (leaf ? argument === undefined || argument === "outer" : node.inputs.every((input) => invariant.has(input))) invariant.add(node);
  }
  const moved = new Set<Node>();
  const stays = new Set<Node>();
  const read = (value: Node): void => {
    if (!invariant.has(value)) return;
    if (isKeptOutside(value)) moved.add(value);
    else if (!stays.has(value)) {
      stays.add(value);
      value.inputs.forEach(read);
    }
  };
  for (const node of region.nodes) if (!invariant.has(node)) node.inputs.forEach(read);
  for (const { node } of region.results) read(node);
  return region.nodes.filter((node) => moved.has(node));
}
