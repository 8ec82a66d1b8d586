import type { Graph, Node } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { dce } from "../../src/passes/dce.ts";
import { numericGradient, relativeError } from "./numeric-gradient.ts";
import type { RecurrentModel } from "./recurrent-models.ts";

/** The loss and, named after what it is differentiated by, its gradients. */
export function withGradients({ sketch, loss, by }: RecurrentModel): Graph {
  return sketch.graph({ loss, ...Object.fromEntries(by.map((x) => [nameOf(x), sketch.gradient(loss, x)])) });
}

/** The largest relative error of such a graph's gradients, once expanded; those that differences cannot decide are counted. */
export function gradientErrors(expanded: Graph, { by, sketch: { env } }: RecurrentModel): { worst: number; checked: number; undecided: number } {
  const { results } = interpret(expanded, env);
  const loss = dce.run({ ...expanded, results: expanded.results.filter((r) => r.name === "loss"), updates: [] });
  const counts = { worst: 0, checked: 0, undecided: 0 };
  for (const name of by.map(nameOf)) {
    const exact = results.get(name)!.data;
    const [coarse, fine] = [1e-3, 2.5e-4].map((h) => numericGradient(loss, env, "loss", name, h));
    const scale = Math.hypot(...exact) + Math.hypot(...fine!);
    // Where two step widths disagree, the function is too steep for differences to be a measure.
    if (scale > 1e-9 && relativeError(coarse!, fine!) > 2.5e-8) counts.undecided += 1;
    else {
      counts.checked += 1;
      // Differences of a constant are zero up to rounding.
      counts.worst = Math.max(counts.worst, scale < 1e-9 ? 0 : relativeError(exact, fine!));
    }
  }
  return counts;
}

/** All nodes, those of regions too. */
export function allNodes(graph: Graph): readonly Node[] {
  return graph.nodes.flatMap((node) => [node, ...(node.region ? allNodes(node.region) : [])]);
}

function nameOf(x: Node): string {
  return String(x.attributes["name"]);
}
