import type { Graph } from "../graph/graph.ts";
import { print } from "../graph/print.ts";

let last: Graph | undefined;

/** Remembers a graph that was sound, for the report of a failure after it. */
export function rememberGraph(graph: Graph): void {
  last = graph;
}

/** The text of that graph. */
export function lastGraph(): string | undefined {
  return last && print(last);
}
