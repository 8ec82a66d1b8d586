import type { Graph } from "../graph/graph.ts";
import { type Environment, valueNamed } from "../ops/environment.ts";
import type { NdArray } from "../ops/op.ts";
import { evaluator } from "./evaluator.ts";

/** By name. Storages are not changed: `updates` holds what they become after the step. */
export interface Outcome {
  readonly results: Map<string, NdArray>;
  readonly updates: Map<string, NdArray>;
}

/** Runs one program in f64. Throws an Error that names the node if a leaf has no value or a value has the wrong shape. */
export function interpret(graph: Graph, env: Environment): Outcome {
  const leaf = (role: "input" | "storage", name: string): NdArray => {
    const value = valueNamed(role === "input" ? env.inputs : env.storages, name);
    if (!value) throw new Error(`the ${role} ${JSON.stringify(name)} has no value`);
    return value;
  };
  const value = evaluator(graph, env.sizes)({ leaf });
  return {
    results: new Map(graph.results.map((r) => [r.name, value(r.node)])),
    updates: new Map(graph.updates.map((u) => [u.storage, value(u.node)])),
  };
}
