import type { Graph, Node } from "../graph/graph.ts";
import type { Arguments, NdArray, ReferenceContext } from "../ops/op.ts";
import { Size } from "../types/size.ts";
import type { TensorType } from "../types/tensor.ts";

/** Where the values of leaves come from. */
export interface Leaves {
  readonly leaf: ReferenceContext["leaf"];
  readonly argument?: Arguments;
}

export type Sizes = Readonly<Record<string, number>>;

/**
 * Runs a graph, any number of times: given leaves, the values of its results and updates. Throws an Error that names
 * the node where something is wrong.
 */
export function evaluator(graph: Graph, sizes: Sizes): (leaves: Leaves) => (node: Node) => NdArray {
  const lastUsers = finalUses(graph);
  return (leaves) => {
    const values = new Map<Node, NdArray>();
    const known = (node: Node): NdArray => {
      const value = values.get(node);
      if (!value) throw new Error(`node %${node.id} is used before it is defined`);
      return value;
    };
    for (const node of graph.nodes) {
      try {
        values.set(node, valueOf(node, node.inputs.map(known), leaves, sizes));
      } catch (error) {
        throw new Error(`%${node.id} = ${node.op.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
      for (const dead of lastUsers.get(node) ?? []) values.delete(dead);
    }
    return known;
  };
}

/** What a node's reference gives for these inputs. Throws an Error if it has another shape than the node's type says. */
export function valueOf(node: Node, inputs: readonly NdArray[], leaves: Leaves, sizes: Sizes): NdArray {
  const { op, attributes, type, region } = node;
  if (op.traits.differential) throw new Error("derivatives must be expanded before a graph is interpreted: run autodiff first");
  const size = (value: Size | number): number => Size.of(value).evaluate(sizes);
  const value = op.reference(inputs, {
    attributes,
    shape: type.shape.map(size),
    dtype: type.dtype,
    size,
    ...leaves,
    ...(region && { region: regionOf(region, leaves.leaf, sizes) }),
    ...(type.parts && { parts: type.parts.map((part) => part.shape.map(size)) }),
  });
  expectType(value, type, sizes);
  return value;
}

/** Runs a region again and again. */
function regionOf(region: Graph, leaf: Leaves["leaf"], sizes: Sizes): (given: Arguments) => readonly NdArray[] {
  const run = evaluator(region, sizes);
  return (argument) => {
    const values = run({ leaf, argument });
    return region.results.map((r) => values(r.node));
  };
}

/** For each node, the values that nothing later reads. Large graphs would not fit into memory otherwise. */
function finalUses(graph: Graph): ReadonlyMap<Node, readonly Node[]> {
  const kept = new Set([...graph.results, ...graph.updates].map((r) => r.node));
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

function expectType(value: NdArray, type: TensorType, sizes: Sizes): void {
  if (type.parts) {
    if (value.parts?.length !== type.parts.length) throw new Error(`${value.parts?.length ?? 0} parts were given for ${type.parts.length}`);
    type.parts.forEach((part, i) => expectType(value.parts![i]!, part, sizes));
    return;
  }
  const shape = type.shape.map((s) => s.evaluate(sizes));
  const length = shape.reduce((a, b) => a * b, 1);
  if (value.data.length !== length || value.shape.length !== shape.length || value.shape.some((s, i) => s !== shape[i])) {
    throw new Error(`a value of shape [${value.shape.join(", ")}] with ${value.data.length} elements was given for [${shape.join(", ")}]`);
  }
}
