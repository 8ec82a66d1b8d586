import type { Graph } from "../graph/graph.ts";

export interface Pass {
  /** As in `--print-after=cse`. */
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  /** A graph with the same results and updates; `graph` itself if there is nothing to do. */
  readonly run: (graph: Graph) => Graph;
}
