import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { reshapeTo } from "../../ops/make.ts";
import { inverse } from "../../ops/movement/order.ts";
import { transpose } from "../../ops/movement/transpose.ts";
import { arranged, inOrder, keepsPlace, type Order } from "./arranged.ts";
import { packed } from "../own-ops.ts";

/**
 * The same program with these values in other orders of their axes. What reads them finds their elements where they
 * are; what only knows the order of the axes reads them through a transpose.
 */
export function rearrange(graph: Graph, orders: ReadonlyMap<Node, Order>): Graph {
  if (orders.size === 0) return graph;
  const moved = new Map<Node, Node>();
  return rewrite(graph, (node, inputs, builder) => {
    const order = orders.get(node);
    const places = node.inputs.map((input) => moved.get(input));
    if (!order && (!node.op.lower || places.every((place) => place === undefined))) return undefined;
    const made = inPlace(builder, node, order, inputs, places, orders);
    if (!order) return made;
    moved.set(node, made);
    return builder.make(transpose, [made], { permutation: inverse(order) });
  });
}

/** The node in its order, from operands that are in theirs. */
function inPlace(builder: Builder, node: Node, order: Order | undefined, inputs: readonly Node[], places: readonly (Node | undefined)[], orders: ReadonlyMap<Node, Order>): Node {
  const { op, attributes, type } = node;
  if (order && op.traits.memory) return builder.make(packed, [builder.make(transpose, [builder.copy(node, inputs)], { permutation: order })]);
  const source = node.inputs[0];
  if (order && source && places[0] && op.traits.alias && keepsPlace(source, orders.get(source)!, node, order)) return reshapeTo(builder, places[0], inOrder(type, order).shape);
  // At one index before and after.
  if (order && op.traits.pointwise) {
    const isThere = (input: Node): boolean => orders.get(input)?.every((axis, i) => axis === order[i]) === true;
    const turned = inputs.map((input, i) => (isThere(node.inputs[i]!) ? places[i]! : builder.make(transpose, [input], { permutation: order })));
    return builder.make(op, turned, attributes);
  }
  const operands = node.inputs.map((input, i) => (places[i] ? orders.get(input)! : input.type.shape.map((_, axis) => axis)));
  const own = type.shape.map((_, axis) => axis);
  return builder.make(arranged(op, { result: order ?? own, operands }), inputs.map((input, i) => places[i] ?? input), attributes);
}
