import type { Builder } from "../graph/builder.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { consumers, timesHandedOut } from "../graph/uses.ts";
import type { Uses } from "../ops/op.ts";
import { sameType, typeText } from "../types/tensor.ts";
import { withoutDead } from "./dce.ts";
import { NumberingBuilder } from "./numbering.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Rules that undo each other would run for ever; no real program needs nearly as many rounds. */
const mostRounds = 24;
const mostSteps = 24;

/** Algebraic simplification by the ops' `simplify` rules. */
export const simplify: Pass = {
  name: "simplify",
  doc: "Replaces values by equal, simpler ones, by the ops' own rules, until nothing changes.",
  run: everywhere((graph) => {
    // The rules may drop what only differentiation sees.
    if (graph.nodes.some((n) => n.op.traits.differential)) throw new Error("derivatives must be expanded before values are simplified");
    let current = graph;
    for (let round = 0; round < mostRounds; round += 1) {
      const next = simplifyOnce(current);
      if (next === current) break;
      current = next;
    }
    return current;
  }),
};

/** One sweep. Rules compare operands by identity, so equal values are made once (`NumberingBuilder`). */
function simplifyOnce(graph: Graph): Graph {
  let changed = false;
  const before = usesIn(graph);
  const counts = new Map<Node, number>();
  const uses: Uses = (node) => counts.get(node) ?? 0;
  const next = rewrite(
    graph,
    (node, inputs, builder) => {
      const copy = builder.copy(node, inputs);
      counts.set(copy, Math.max(uses(copy), before(node)));
      const simple = simplest(copy, builder, uses);
      if (simple !== copy) {
        changed = true;
        counts.set(simple, uses(simple) + before(node));
      }
      return simple;
    },
    new NumberingBuilder(),
  );
  return changed ? withoutDead(next) : graph;
}

function usesIn(graph: Graph): Uses {
  const [readers, outside] = [consumers(graph), timesHandedOut(graph)];
  return (node) => (readers.get(node)?.length ?? 0) + (outside.get(node) ?? 0);
}

function simplest(node: Node, builder: Builder, uses: Uses): Node {
  let current = node;
  for (let step = 0; step < mostSteps; step += 1) {
    const simpler = current.op.simplify?.(current, builder, uses);
    if (!simpler || simpler === current) break;
    if (!sameType(simpler.type, node.type)) {
      throw new Error(`the simplify rule of ${current.op.name} turned ${typeText(node.type)} into ${typeText(simpler.type)}`);
    }
    current = simpler;
  }
  return current;
}
