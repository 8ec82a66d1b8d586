import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { nominalElements, nominalSize } from "../../types/nominal.ts";
import { number } from "../attributes.ts";
import { flopsOf } from "../flops.ts";
import { lift, withPositions } from "../lift.ts";
import type { Lifted } from "../op.ts";
import { layout, stackAxis, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/** Operations for each element that is then kept for all positions; for fewer, keeping it takes longer than computing it. */
export const leastWork = 64;

/**
 * The scan without products of what it is given at each position alone: one product of whole stacks makes them for all
 * positions, and they come in as elements.
 */
export function spreadFromScan(node: Node, builder: Builder): Node | undefined {
  const from = layout(node);
  // As for `hoist`: a derivative by an outer value is one by what the region does with it.
  if (from.region.nodes.some((n) => n.op.traits.differential)) return undefined;
  const lifted = liftedNodes(from, builder);
  const moved = new Set(worthMoving(from, lifted));
  if (moved.size === 0) return undefined;
  builder.origin = node.origin;
  return rebuild(node, from, builder, {
    replace: (value, assembly) => {
      if (!moved.has(value)) return undefined;
      const stack = withPositions(lifted.get(value)!, stackAxis(from.axis, value.type.shape.length), from.extent, builder);
      return () => assembly.element(stack, value.origin);
    },
  });
}

/** What depends on no carry and no position, at all positions at once, in the graph around the scan. */
function liftedNodes({ region, elements, outers, axis }: Layout, builder: Builder): ReadonlyMap<Node, Lifted> {
  const lifted = new Map<Node, Lifted>();
  for (const node of region.nodes) {
    const made = ((): Lifted | undefined => {
      const { argument } = node.op.traits;
      if (argument === "element") return { node: elements[number(node.attributes, "index")]!, axis: stackAxis(axis, node.type.shape.length) };
      if (argument === "outer") return { node: outers[number(node.attributes, "index")]! };
      const inputs = node.inputs.flatMap((input) => lifted.get(input) ?? []);
      return argument || inputs.length < node.inputs.length ? undefined : lift(node, inputs, builder);
    })();
    if (made) lifted.set(node, made);
  }
  return lifted;
}

/** What others, or the results, read, as far as much work is done for each of its elements. What only moves elements stays. */
function worthMoving({ region }: Layout, lifted: ReadonlyMap<Node, Lifted>): readonly Node[] {
  const varies = (node: Node): boolean => lifted.get(node)?.axis !== undefined;
  const work = new Map<Node, number>();
  for (const node of region.nodes) if (varies(node)) work.set(node, node.inputs.reduce((sum, input) => sum + (work.get(input) ?? 0), nominalSize(flopsOf(node))));
  const moved = new Set<Node>();
  const seen = new Set<Node>();
  const read = (value: Node): void => {
    if (!varies(value) || seen.has(value)) return;
    seen.add(value);
    if (!value.op.traits.view && work.get(value)! >= leastWork * nominalElements(value.type)) moved.add(value);
    else value.inputs.forEach(read);
  };
  for (const node of region.nodes) if (!varies(node)) node.inputs.forEach(read);
  for (const { node } of region.results) read(node);
  return [...moved];
}
