import type { Graph, Node } from "../graph/graph.ts";
import type { NdArray, ReferenceContext } from "../ops/op.ts";
import { Size } from "../types/size.ts";

export interface Environment {
  /** A value for each input the graph reads, by name. */
  readonly inputs: Readonly<Record<string, NdArray>>;
  /** The values of storages before the step. */
  readonly storages: Readonly<Record<string, NdArray>> | ReadonlyMap<string, NdArray>;
  /** The values of symbolic sizes. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** By name. Storages are not changed: `updates` holds what they become after the step. */
export interface Outcome {
  readonly results: Map<string, NdArray>;
  readonly updates: Map<string, NdArray>;
}

/** Runs one program in f64. Throws an Error that names the node if a leaf has no value or a value has the wrong shape. */
export function interpret(graph: Graph, env: Environment): Outcome {
  const size = (value: Size | number): number => Size.of(value).evaluate(env.sizes);
  const leaf = (role: "input" | "storage", name: string): NdArray => {
    const value = lookUp(role === "input" ? env.inputs : env.storages, name);
    if (!value) throw new Error(`the ${role} ${JSON.stringify(name)} has no value`);
    return value;
  };
  const run = (node: Node, inputs: readonly NdArray[]): NdArray => {
    if (node.op.traits.differential) throw new Error("derivatives must be expanded before a graph is interpreted: run autodiff first");
    const shape = node.type.shape.map(size);
    const context: ReferenceContext = { attributes: node.attributes, shape, dtype: node.type.dtype, size, leaf };
    return checked(node.op.reference(inputs, context), shape);
  };

  const values = new Map<Node, NdArray>();
  const kept = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  const lastUsers = finalUses(graph, kept);
  const valueOf = (node: Node): NdArray => {
    const value = values.get(node);
    if (!value) throw new Error(`node %${node.id} is used before it is defined`);
    return value;
  };
  for (const node of graph.nodes) {
    try {
      values.set(node, run(node, node.inputs.map(valueOf)));
    } catch (error) {
      throw new Error(`%${node.id} = ${node.op.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    for (const dead of lastUsers.get(node) ?? []) values.delete(dead);
  }
  return {
    results: new Map(graph.results.map((r) => [r.name, valueOf(r.node)])),
    updates: new Map(graph.updates.map((u) => [u.storage, valueOf(u.node)])),
  };
}

/** For each node, the values that nothing later reads. Large graphs would not fit into memory otherwise. */
function finalUses(graph: Graph, kept: ReadonlySet<Node>): ReadonlyMap<Node, readonly Node[]> {
  const lastUser = new Map<Node, Node>();
  for (const node of graph.nodes) {
    lastUser.set(node, node);
    for (const input of node.inputs) lastUser.set(input, node);
  }
  const dead = new Map<Node, Node[]>();
  for (const [node, user] of lastUser) {
    if (kept.has(node)) continue;
    const list = dead.get(user);
    if (list) list.push(node);
    else dead.set(user, [node]);
  }
  return dead;
}

/** Names come from sources and may be `__proto__`: only own properties count. */
function lookUp(values: Readonly<Record<string, NdArray>> | ReadonlyMap<string, NdArray>, name: string): NdArray | undefined {
  if (isMap(values)) return values.get(name);
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isMap(values: Readonly<Record<string, NdArray>> | ReadonlyMap<string, NdArray>): values is ReadonlyMap<string, NdArray> {
  return values instanceof Map;
}

function checked(value: NdArray, shape: readonly number[]): NdArray {
  const length = shape.reduce((a, b) => a * b, 1);
  if (value.data.length !== length || value.shape.length !== shape.length || value.shape.some((s, i) => s !== shape[i])) {
    throw new Error(`a value of shape [${value.shape.join(", ")}] with ${value.data.length} elements was given for [${shape.join(", ")}]`);
  }
  return value;
}
