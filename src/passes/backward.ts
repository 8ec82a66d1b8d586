import type { Builder } from "../graph/builder.ts";
import type { Node, Origin } from "../graph/graph.ts";
import { number } from "../ops/attributes.ts";
import { differentiable } from "../ops/differentiable.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import type { Op, Seed } from "../ops/op.ts";
import { sameType, typeText } from "../types/tensor.ts";

/**
 * One backward sweep: the derivatives by each of `targets` of the sum of each seed's node times its cotangent; a target
 * that does not lead to one of them is absent. Only nodes on a path from a target to a seed get a cotangent, so what is
 * frozen costs nothing.
 *
 * Contributions to a cotangent are added in the order in which the sweep meets them (last use first), so the same graph
 * always gives the same sums.
 */
export function backward(builder: Builder, seeds: readonly Seed[], targets: ReadonlySet<Node>): ReadonlyMap<Node, Node> {
  const path = nodesBetween(targets, seeds.map((seed) => seed.node));
  const onPath = new Set(path);
  const contributions = new Map<Node, Node[]>();
  /** Of tuples: those to each of their parts. */
  const ofParts = new Map<Node, Map<number, Node[]>>();
  const gradients = new Map<Node, Node>();
  for (const { node, ct } of seeds) if (onPath.has(node)) collect(contributions, node, ct());

  const total = (parts: readonly Node[]): Node => parts.reduce((sum, part) => builder.make(add, [sum, part]));
  const handOn = (node: Node, cotangents: readonly (Node | undefined)[]): void => {
    cotangents.forEach((part, i) => {
      const input = node.inputs[i]!;
      if (part && onPath.has(input)) collect(contributions, input, part);
    });
  };
  for (const node of path.toReversed()) {
    builder.origin = cotangentOrigin(node, node);
    const tuple = ofParts.get(node);
    if (tuple && node.op.regionVjp) {
      const parts = node.type.parts!.map((_, i) => tuple.get(i) && total(tuple.get(i)!));
      const wanted = node.inputs.map((input) => onPath.has(input));
      handOn(node, checked(node, node.op.regionVjp({ node, builder, parts, wanted, backward })));
      continue;
    }
    const list = contributions.get(node);
    if (!list) continue;
    const ct = total(list);
    if (targets.has(node)) gradients.set(node, ct);
    const [first] = node.inputs;
    if (node.op.traits.part && onPath.has(first!)) {
      const parts = ofParts.get(first!) ?? new Map<number, Node[]>();
      ofParts.set(first!, parts);
      collect(parts, number(node.attributes, "index"), ct);
    } else if (node.op.vjp && node.inputs.some((input) => onPath.has(input))) {
      handOn(node, cotangentsOfInputs(builder, node, node.op.vjp, ct));
    }
  }
  return gradients;
}

function collect<Key>(lists: Map<Key, Node[]>, key: Key, value: Node): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** What depends on a target and leads to one of `ends` through ops that have derivatives, in topological order. */
function nodesBetween(targets: ReadonlySet<Node>, ends: readonly Node[]): readonly Node[] {
  const ancestors = new Set(ends);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of ancestors) for (const input of node.inputs) ancestors.add(input);
  const dependent = new Set<Node>();
  for (const node of [...ancestors].sort((a, b) => a.id - b.id)) {
    if (targets.has(node) || (differentiable(node) && node.inputs.some((input) => dependent.has(input)))) dependent.add(node);
  }
  return [...dependent];
}

function cotangentsOfInputs(builder: Builder, node: Node, vjp: NonNullable<Op["vjp"]>, ct: Node): readonly (Node | undefined)[] {
  const origins = new Map<Node, { name: string }>();
  const parts = vjp({
    node,
    inputs: node.inputs,
    ct,
    make(op, inputs, attributes) {
      const origin = cotangentOrigin(node, node);
      const made = builder.make(op, inputs, attributes, origin);
      if (origin) origins.set(made, origin);
      return made;
    },
  });
  checked(node, parts).forEach((part, i) => {
    const input = node.inputs[i];
    // Only now is it known which of the rule's nodes is the cotangent of which input.
    const origin = part && origins.get(part);
    if (origin && input?.origin) origin.name = `d ${input.origin.name}`;
  });
  return parts;
}

function checked(node: Node, cotangents: readonly (Node | undefined)[]): readonly (Node | undefined)[] {
  cotangents.forEach((part, i) => {
    const input = node.inputs[i];
    if (!part || !input || sameType(part.type, input.type)) return;
    throw new Error(`the derivative rule of ${node.op.name} gave ${typeText(part.type)} for input ${i}, which is ${typeText(input.type)}`);
  });
  return cotangents;
}

/** The cotangent of `of`, made for the statement that `by` came from. */
export function cotangentOrigin(of: Node, by: Node): (Origin & { name: string }) | undefined {
  return of.origin && { name: `d ${of.origin.name}`, ...(by.origin?.span && { span: by.origin.span }), ...(by.origin && { rule: by.origin.name }) };
}
