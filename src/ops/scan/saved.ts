import { Builder } from "../../graph/builder.ts";
import { extract } from "../../graph/extract.ts";
import type { Node } from "../../graph/graph.ts";
import type { Body } from "./body.ts";
import { scanAttributes } from "./layout.ts";
import { part } from "./part.ts";

/**
 * The values of the forward code that `wanted`, backward code of the same body, needs and that are worth keeping for it.
 * What is given anyway, only moves elements, or is cheap is computed again from what is kept.
 */
export function savedValues({ builder, size }: Body, wanted: Iterable<Node>): readonly Node[] {
  const saved = new Set<Node>();
  const seen = new Set<Node>(wanted);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of seen) {
    if (isForward(node, size) && !isRecomputed(node)) saved.add(node);
    else for (const input of node.inputs) seen.add(input);
  }
  // In order of the code, whatever the backward code meets first.
  return builder.nodes.filter((node) => saved.has(node));
}

/** Parts of an inner scan that were added for its own derivative belong to the forward code too. */
function isForward(node: Node, size: number): boolean {
  return node.id < size || (node.op.traits.part === true && isForward(node.inputs[0]!, size));
}

/** A carry is the one argument that is gone when the scan has gone on. A segment is run again, from the carries it began with. */
function isRecomputed({ op, inputs, region, attributes }: Node): boolean {
  const { leaf, argument, cheap, view } = op.traits;
  if (region) return scanAttributes(attributes).recompute;
  if (op.traits.part) return isRecomputed(inputs[0]!);
  if (leaf) return argument !== "carry";
  return cheap === true || view === true || op.family === "movement" || op.family === "random";
}

/** Lets a scan yield these values of its body too, as far as it does not; their stacks, in the scan's graph. */
export function saveStacks(scan: Node, builder: Builder, body: Body, values: readonly Node[]): ReadonlyMap<Node, Node> {
  const { next, yields } = body;
  const known = new Set(yields);
  const all = [...yields, ...values.filter((value) => !known.has(value))];
  if (all.length > yields.length) {
    const region = new Builder();
    const copies = extract(body.builder.nodes, [...next, ...all], region);
    const of = (value: Node): Node => copies.get(value)!;
    builder.extend(scan, region.region(next.map(of), all.map(of)));
  }
  const indices = new Map(all.map((value, i) => [value, next.length + i]));
  return new Map(values.map((value) => [value, builder.make(part, [scan], { index: indices.get(value)! }, value.origin)]));
}
