import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { numbers } from "../../ops/attributes.ts";
import { inverse } from "../../ops/movement/order.ts";
import { transpose } from "../../ops/movement/transpose.ts";
import type { Op } from "../../ops/op.ts";
import { arranged, type Order, plainOrder } from "./arranged.ts";

/** These nodes as readers of what lies in memory, where they read it through a transposition: all who ask in which order elements lie see it then. */
export function withTranspositionsSeenThrough(graph: Graph, readers: (node: Node) => boolean): Graph {
  if (!graph.nodes.some((node) => node.op === transpose)) return graph;
  return rewrite(graph, (node, inputs, builder) => {
    if (!inputs.some((input) => input.op === transpose) || !readers(node)) return undefined;
    const operands = inputs.map((input): Order => (input.op === transpose ? inverse(numbers(input.attributes, "permutation")) : plainOrder(input)));
    const sources = inputs.map((input) => (input.op === transpose ? input.inputs[0]! : input));
    const { equation } = node.op;
    const op = arranged(node.op, { result: plainOrder(node), operands });
    const named: Op["equation"] = equation && ((texts, made) => equation(texts.map((text, i) => (inputs[i]!.op === transpose ? transpose.equation!([text], inputs[i]!) : text)), made));
    return builder.make(named ? { ...op, equation: named } : op, sources, node.attributes);
  });
}
