import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { nominalElements, nominalSize } from "../../types/nominal.ts";
import { number } from "../attributes.ts";
import { flopsOf } from "../flops.ts";
import { lift, withPositions } from "../lift.ts";
import type { Lifted } from "../op.ts";
import { takenApart } from "./apart.ts";
import { layout, stackAxis, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/** Operations that must be saved for each element that is then kept for all positions: to write and to read it takes as long. */
const leastGain = 64;
/** What reading an element again for each position takes, in operations of a product. */
const readAgain = 16;

/**
 * The scan without what one computation for all positions makes with less work: products with rows of a table, which is multiplied
 * instead, and products with so few rows at each position that reading the weights takes longer than multiplying. They come in as elements.
 */
export function spreadFromScan(node: Node, builder: Builder): Node | undefined {
  // As for `hoist`: a derivative by an outer value is one by what the region does with it.
  if (node.region!.nodes.some((n) => n.op.traits.differential)) return undefined;
  const all = takenApart(node.region!, () => true);
  const first = chosen(node, all.region, builder);
  const useful = new Set([...all.terms].flatMap(([product, terms]) => (terms.some((term) => first.gains(term)) ? [product] : [])));
  if (first.moved.size === 0 && useful.size === 0) return undefined;
  if (useful.size === all.terms.size) return without(first, builder);
  const { region } = takenApart(node.region!, (product) => useful.has(product));
  const second = chosen(node, region, builder);
  return second.moved.size > 0 || useful.size > 0 ? without(second, builder) : undefined;
}

/** What is to leave a scan. */
interface Choice {
  readonly node: Node;
  readonly from: Layout;
  readonly lifted: ReadonlyMap<Node, Lifted>;
  readonly moved: ReadonlySet<Node>;
  /** Whether it pays that a node of the region does not wait for a carry. */
  readonly gains: (term: Node) => boolean;
}

function chosen(scan: Node, region: Graph, builder: Builder): Choice {
  builder.origin = scan.origin;
  const node = builder.copy(scan, scan.inputs, region);
  const from = layout(node);
  const lifted = liftedNodes(from, builder);
  const gains = gainsOf(from, lifted, builder);
  const moved = worthMoving(from, lifted, gains);
  // What is the same at all positions is computed once, by `hoist`.
  const isConstant = (term: Node): boolean => lifted.has(term) && lifted.get(term)!.axis === undefined;
  return { node, from, lifted, moved, gains: (term) => moved.has(term) || isConstant(term) || paysFor(term, gains) };
}

function without({ node, from, lifted, moved }: Choice, builder: Builder): Node {
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

/** The operations that are saved for one position if a value is computed for all, with all that it is made of. */
function gainsOf({ region, extent }: Layout, lifted: ReadonlyMap<Node, Lifted>, builder: Builder): ReadonlyMap<Node, number> {
  const gains = new Map<Node, number>();
  for (const node of region.nodes) {
    const whole = lifted.get(node);
    if (whole?.axis === undefined) continue;
    const work = nominalSize(flopsOf(node));
    const same = node.inputs.flatMap((input) => (lifted.get(input)?.axis === undefined ? [nominalElements(input.type)] : []));
    const read = same.length > 0 && work > nominalElements(node.type) ? readAgain * Math.max(...same) - work : 0;
    const table = whole.node.op.lookUp?.(whole.node, builder)?.inputs[0];
    const looked = table ? work - nominalSize(flopsOf(table)) / nominalSize(extent) : 0;
    gains.set(node, Math.max(0, read, looked) + node.inputs.reduce((sum, input) => sum + (gains.get(input) ?? 0), 0));
  }
  return gains;
}

function paysFor(value: Node, gains: ReadonlyMap<Node, number>): boolean {
  return (gains.get(value) ?? 0) >= leastGain * nominalElements(value.type);
}

/** What others, or the results, read, as far as it pays. What only moves elements stays. */
function worthMoving({ region }: Layout, lifted: ReadonlyMap<Node, Lifted>, gains: ReadonlyMap<Node, number>): ReadonlySet<Node> {
  const varies = (node: Node): boolean => lifted.get(node)?.axis !== undefined;
  const moved = new Set<Node>();
  const seen = new Set<Node>();
  const read = (value: Node): void => {
    if (!varies(value) || seen.has(value)) return;
    seen.add(value);
    if (!value.op.traits.view && paysFor(value, gains)) moved.add(value);
    else value.inputs.forEach(read);
  };
  for (const node of region.nodes) if (!varies(node)) node.inputs.forEach(read);
  for (const { node } of region.results) read(node);
  return moved;
}
