import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { number, numbers } from "../../ops/attributes.ts";
import { others } from "../../ops/make.ts";
import { inverse } from "../../ops/movement/order.ts";
import { transpose } from "../../ops/movement/transpose.ts";

/**
 * The same program in which the positions of every scan are the first axis of what it is given and of what it stacks, so
 * that what belongs to one lies side by side in memory. Who reads a stack around the scan reads it through a transposition.
 */
export function withPositionsFirst(graph: Graph): Graph {
  if (!graph.nodes.some((node) => node.region)) return graph;
  const axes = new Map<Node, number>();
  return rewrite(graph, (node, inputs, builder) => {
    const { region, attributes, op } = node;
    if (region) {
      const [carries, elements, axis] = [number(attributes, "carries"), number(attributes, "elements"), number(attributes, "axis")];
      const isElement = (i: number): boolean => i >= carries && i < carries + elements;
      const given = inputs.map((input, i) => (isElement(i) ? moved(builder, input, axis, 0) : input));
      const made = builder.make(op, given, { ...attributes, axis: 0 }, node.origin, withPositionsFirst(region));
      axes.set(made, axis);
      return made;
    }
    const axis = op.traits.part ? axes.get(inputs[0]!) : undefined;
    if (axis === undefined || number(attributes, "index") < number(inputs[0]!.attributes, "carries")) return undefined;
    return moved(builder, builder.copy(node, inputs), 0, axis);
  });
}

/** The value with one of its axes at another place; seen through if that undoes a transposition. */
function moved(builder: Builder, node: Node, from: number, to: number): Node {
  const rank = node.type.shape.length;
  const [first, last] = [Math.min(from, rank - 1), Math.min(to, rank - 1)];
  const permutation = others(rank, [first]).toSpliced(last, 0, first);
  if (permutation.every((axis, i) => axis === i)) return node;
  const source = node.op === transpose ? node.inputs[0]! : undefined;
  if (source && inverse(numbers(node.attributes, "permutation")).every((axis, i) => axis === permutation[i])) return source;
  return builder.make(transpose, [node], { permutation }, node.origin);
}
