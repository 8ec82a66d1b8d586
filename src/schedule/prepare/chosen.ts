import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { neededUses, type Use } from "../../graph/uses.ts";
import { isLight } from "../cost.ts";

/**
 * Where `w = if c then e else z` exists, whoever reads e only to choose it where c holds can as well read w: e then has
 * no reader but w and is never stored. A masked softmax is read by its derivative behind the same mask.
 */
export function withChosenOnly(graph: Graph): Graph {
  const choices = graph.nodes.filter((n) => n.op.traits.choice);
  if (choices.length === 0) return graph;
  const uses = neededUses(graph);
  const given = new Map<Node, ReadonlySet<Node>>();
  const always: ReadonlySet<Node> = new Set();
  /** The conditions that hold wherever it matters what a reader finds in this operand. */
  const around = ({ reader, operand }: Use): ReadonlySet<Node> => {
    if (!reader.op.traits.pointwise) return always;
    const own = given.get(reader) ?? always;
    return reader.op.traits.choice && operand === 1 ? new Set([...own, reader.inputs[0]!]) : own;
  };
  const handedOut = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  for (const node of graph.nodes.toReversed()) {
    const [first, ...more] = handedOut.has(node) ? [] : (uses.get(node) ?? []).map(around);
    given.set(node, first ? new Set([...first].filter((condition) => more.every((other) => other.has(condition)))) : always);
  }
  /** What to read in the place of a value, by reader. */
  const instead = new Map<Node, ReadonlyMap<Node, Node>>();
  for (const choice of choices) {
    const [condition, value] = choice.inputs as [Node, Node];
    const others = (uses.get(value) ?? []).filter(({ reader }) => reader !== choice);
    const replaceable = others.every((use) => use.reader.id > choice.id && around(use).has(condition));
    if (others.length === 0 || !replaceable || handedOut.has(value) || !isWorthSharing(value)) continue;
    for (const { reader } of others) instead.set(reader, new Map([...(instead.get(reader) ?? []), [value, choice]]));
  }
  if (instead.size === 0) return graph;
  const made = new Map<Node, Node>();
  return rewrite(graph, (node, inputs, builder) => {
    const replaced = instead.get(node);
    const result = builder.copy(node, inputs.map((input, i) => made.get(replaced?.get(node.inputs[i]!) ?? node) ?? input));
    made.set(node, result);
    return result;
  });
}

/** What is light is as well computed again. */
function isWorthSharing(node: Node): boolean {
  const { leaf, view, cheap } = node.op.traits;
  return !leaf && !view && !cheap && !node.region && !isLight(node);
}
