import { identicalType, typeText, type TensorType } from "../types/tensor.ts";
import type { Graph, Node } from "./graph.ts";
import { nodeText } from "./print.ts";

/**
 * Throws an Error that names the first node that breaks an invariant: nodes are in topological order with growing ids,
 * types are what the ops' type rules say, results and updates are nodes of the graph, names are distinct. The same
 * holds in regions, which alone have arguments, and have no memory and no updates.
 */
export function verify(graph: Graph): void {
  verifyGraph(graph, false);
}

function verifyGraph(graph: Graph, isRegion: boolean): void {
  const seen = new Set<Node>();
  let last = -1;
  for (const node of graph.nodes) {
    if (node.id <= last) broken(node, `its id does not follow ${last}`);
    for (const input of node.inputs) {
      if (!seen.has(input)) broken(node, `%${input.id} is not an earlier node of this graph`);
      if (input.type.parts && !node.op.traits.part) broken(node, `%${input.id} is a tuple, which only a part reads`);
    }
    if (isRegion && node.op.traits.memory) broken(node, "a region has no memory of its own");
    if (!isRegion && node.op.traits.argument) broken(node, "there are arguments in regions only");
    if (node.region && !node.op.traits.region) broken(node, `${node.op.name} has no region`);
    if (node.region) verifyRegion(node, node.region);
    const type = derived(node);
    // Bounds count here: a pass must not lose one.
    if (!identicalType(type, node.type)) broken(node, `its type should be ${typeText(type)}`);
    seen.add(node);
    last = node.id;
  }
  distinct(graph.results.map((r) => ({ what: "result", name: r.name, node: r.node })), seen);
  distinct(graph.updates.map((u) => ({ what: "update", name: u.storage, node: u.node })), seen);
}

function verifyRegion(node: Node, region: Graph): void {
  if (region.updates.length > 0) broken(node, "a region updates nothing");
  try {
    verifyGraph(region, true);
  } catch (error) {
    throw new Error(`in the region of ${nodeText(node)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function derived(node: Node): TensorType {
  try {
    return node.op.type(node.inputs.map((n) => n.type), node.attributes, () => {}, node.region);
  } catch (error) {
    return broken(node, error instanceof Error ? error.message : String(error));
  }
}

function distinct(entries: readonly { what: string; name: string; node: Node }[], seen: ReadonlySet<Node>): void {
  const names = new Set<string>();
  for (const { what, name, node } of entries) {
    if (node.type.parts) broken(node, `the ${what} ${JSON.stringify(name)} is a tuple`);
    if (!seen.has(node)) broken(node, `the ${what} ${JSON.stringify(name)} is not a node of this graph`);
    if (names.has(name)) broken(node, `there are two ${what}s ${JSON.stringify(name)}`);
    names.add(name);
  }
}

function broken(node: Node, why: string): never {
  throw new Error(`${nodeText(node)}: ${why}`);
}
