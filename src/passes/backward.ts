import type { Builder } from "../graph/builder.ts";
import type { Node, Origin } from "../graph/graph.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { filled } from "../ops/make.ts";
import type { Op } from "../ops/op.ts";
import { sameType, typeText } from "../types/tensor.ts";

/**
 * One backward sweep: the derivatives of the sum of `loss` by each of `targets`; a target that does not lead to the loss
 * is absent. Only nodes on a path from a target to the loss get a cotangent, so what is frozen costs nothing.
 *
 * Contributions to a cotangent are added in the order in which the sweep meets them (last use first), so the same graph
 * always gives the same sums.
 */
export function backward(builder: Builder, loss: Node, targets: ReadonlySet<Node>): ReadonlyMap<Node, Node> {
  const path = nodesBetween(targets, loss);
  const contributions = new Map<Node, Node[]>();
  const gradients = new Map<Node, Node>();
  if (path.length === 0) return gradients;

  const onPath = new Set(path);
  builder.origin = cotangentOrigin(loss, loss);
  contributions.set(loss, [filled(builder, loss, 1)]);
  for (const node of path.toReversed()) {
    const parts = contributions.get(node);
    if (!parts) continue;
    builder.origin = cotangentOrigin(node, node);
    const ct = parts.reduce((sum, part) => builder.make(add, [sum, part]));
    if (targets.has(node)) gradients.set(node, ct);
    if (!node.op.vjp || !node.inputs.some((input) => onPath.has(input))) continue;
    cotangentsOfInputs(builder, node, node.op.vjp, ct).forEach((part, i) => {
      const input = node.inputs[i]!;
      if (!part || !onPath.has(input)) return;
      const list = contributions.get(input);
      if (list) list.push(part);
      else contributions.set(input, [part]);
    });
  }
  return gradients;
}

/** What depends on a target and leads to the loss through ops that have derivatives, in topological order. */
function nodesBetween(targets: ReadonlySet<Node>, loss: Node): readonly Node[] {
  const ancestors = new Set([loss]);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const node of ancestors) for (const input of node.inputs) ancestors.add(input);
  const dependent = new Set<Node>();
  for (const node of [...ancestors].sort((a, b) => a.id - b.id)) {
    const differentiable = node.type.dtype === "f32" && node.op.vjp !== undefined;
    if (targets.has(node) || (differentiable && node.inputs.some((input) => dependent.has(input)))) dependent.add(node);
  }
  return dependent.has(loss) ? [...dependent] : [];
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
  parts.forEach((part, i) => {
    const input = node.inputs[i];
    if (!part || !input) return;
    if (!sameType(part.type, input.type)) {
      throw new Error(`the derivative rule of ${node.op.name} gave ${typeText(part.type)} for input ${i}, which is ${typeText(input.type)}`);
    }
    // Only now is it known which of the rule's nodes is the cotangent of which input.
    const origin = origins.get(part);
    if (origin && input.origin) origin.name = `d ${input.origin.name}`;
  });
  return parts;
}

/** The cotangent of `of`, made for the statement that `by` came from. */
function cotangentOrigin(of: Node, by: Node): (Origin & { name: string }) | undefined {
  return of.origin && { name: `d ${of.origin.name}`, ...(by.origin?.span && { span: by.origin.span }) };
}
