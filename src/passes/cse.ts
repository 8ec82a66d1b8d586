import { rewrite } from "../graph/rewrite.ts";
import { NumberingBuilder } from "./numbering.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Common subexpression elimination, by value numbering. */
export const cse: Pass = {
  name: "cse",
  doc: "Computes equal values once.",
  run: everywhere((graph) => {
    const merged = rewrite(graph, () => undefined, new NumberingBuilder());
    return merged.nodes.length === graph.nodes.length ? graph : merged;
  }),
};
