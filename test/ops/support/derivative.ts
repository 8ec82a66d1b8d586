import type { Builder } from "../../../src/graph/builder.ts";
import type { Node } from "../../../src/graph/graph.ts";
import type { Environment } from "../../../src/ops/environment.ts";
import { mul } from "../../../src/ops/elementwise/arithmetic.ts";
import type { NdArray } from "../../../src/ops/op.ts";
import { reduce_sum } from "../../../src/ops/reduce/sum.ts";
import { evaluated, given, randomLike, withInput, type Case } from "./cases.ts";

/** sum(node * weight) with a fixed random weight. */
export interface Outcome {
  readonly node: Node;
  readonly weight: Node;
  readonly scalar: Node;
}

export function weighted({ builder, node, env }: Case): { readonly outcome: Outcome; readonly env: Environment } {
  return weightedNode(builder, node, env, "weight", 11);
}

export function weightedNode(builder: Builder, node: Node, env: Environment, name: string, seed: number): { readonly outcome: Outcome; readonly env: Environment } {
  const weight = given(builder, node, name);
  const scalar = builder.make(reduce_sum, [builder.make(mul, [node, weight])], { axes: node.type.shape.map((_, i) => i) });
  return { outcome: { node, weight, scalar }, env: withInput(env, name, randomLike(node, env, seed)) };
}

/** The nodes of the derivative of the scalar by the inputs of `node`, by the op's own rule. */
export function cotangentNodes(builder: Builder, { node, weight }: Outcome): readonly (Node | undefined)[] {
  return node.op.vjp!({ node, inputs: node.inputs, ct: weight, make: (op, inputs, attributes) => builder.make(op, inputs, attributes) });
}

/** Their values; the types must be those of the inputs. */
export function cotangents(builder: Builder, outcome: Outcome, inputs: readonly Node[], env: Environment): readonly (NdArray | undefined)[] {
  const nodes = cotangentNodes(builder, outcome);
  if (nodes.length !== inputs.length) throw new Error(`${nodes.length} cotangents for ${inputs.length} inputs`);
  nodes.forEach((ct, i) => {
    const input = inputs[i]!;
    if (ct && (ct.type.dtype !== input.type.dtype || String(ct.type.shape) !== String(input.type.shape))) throw new Error(`the cotangent of input ${i} has another type`);
  });
  const values = evaluated(builder, nodes.filter((n) => n !== undefined), env);
  let next = 0;
  return nodes.map((n) => n && values[next++]!);
}

/** Central differences of fourth order of a scalar by an input. */
export function numericCotangents(builder: Builder, scalar: Node, name: string, env: Environment, h = 1e-3): Float64Array {
  const x = env.inputs[name]!;
  const at = (i: number, shift: number): number => {
    const data = x.data.slice();
    data[i]! += shift;
    return evaluated(builder, [scalar], withInput(env, name, { shape: x.shape, data }))[0]!.data[0]!;
  };
  return x.data.map((_, i) => (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h));
}
