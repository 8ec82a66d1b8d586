import type { Graph } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { Environment } from "../../src/ops/environment.ts";
import type { NdArray } from "../../src/ops/op.ts";

/** The derivative of a scalar result by an input or storage: five-point central differences, error about h^4. */
export function numericGradient(graph: Graph, env: Environment, result: string, name: string, h = 1e-3): Float64Array {
  const role = Object.hasOwn(env.inputs, name) ? "inputs" : "storages";
  const x = (env[role] as Readonly<Record<string, NdArray>>)[name];
  if (!x) throw new Error(`there is no value ${name}`);
  const at = (i: number, shift: number): number => {
    const data = x.data.slice();
    data[i]! += shift;
    const changed = { ...env, [role]: { ...env[role], [name]: { shape: x.shape, data } } };
    return interpret(graph, changed).results.get(result)!.data[0]!;
  };
  return x.data.map((_, i) => (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h));
}

/** |a - b| / (|a| + |b|), the lecture's measure of a gradient check; 0 for two zeros. */
export function relativeError(a: Float64Array, b: Float64Array): number {
  const norm = (values: Float64Array): number => Math.hypot(...values);
  const scale = norm(a) + norm(b);
  return scale === 0 ? 0 : norm(a.map((x, i) => x - b[i]!)) / scale;
}
