import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import type { Op } from "../../ops/op.ts";
import { copy, isLoop, lateCopy } from "../own-ops.ts";

/**
 * Inserts copies where a result or an update needs a value in another place than where it is: updates with what is in
 * memory already, one value for two storages, results that are the old value of an updated storage, and, for the
 * storages in `late`, updates that cannot be written while their old value is still read.
 */
export function insertCopies(graph: Graph, late: ReadonlySet<string>): Graph {
  const updates = graph.updates.filter((u) => !(memoryName(u.node, "storage") === u.storage && u.node.op.traits.memory));
  const changed = new Set(updates.map((u) => u.storage));
  const { nodes, results } = graph;
  const written = new Set<Node>();
  const wrapped = new Map<object, readonly Op[]>();
  for (const result of results) {
    const storage = memoryName(result.node, "storage");
    if (storage !== undefined && changed.has(storage)) wrapped.set(result, [copy]);
  }
  for (const update of updates) {
    const root = rootOf(update.node);
    const isElsewhere = root.op.traits.memory !== undefined || isLoop(root);
    if (late.has(update.storage)) wrapped.set(update, isElsewhere ? [copy, lateCopy] : [lateCopy]);
    else if (isElsewhere || written.has(root)) wrapped.set(update, [copy]);
    else {
      wrapped.set(update, []);
      written.add(root);
    }
  }
  if ([...wrapped.values()].every((ops) => ops.length === 0)) return { name: graph.name, nodes, results, updates };
  // Copies go behind all nodes.
  const plain = { name: graph.name, nodes, results, updates };
  const copied = rewrite(plain, () => undefined);
  const made = [...copied.nodes];
  const behind = (of: object, node: Node): Node =>
    (wrapped.get(of) ?? []).reduce((input, op) => {
      const { origin } = input;
      const next: Node = { id: made.length, op, inputs: [input], attributes: {}, type: input.type, ...(origin && { origin }) };
      made.push(next);
      return next;
    }, node);
  return {
    name: graph.name,
    results: results.map((r, i) => ({ ...r, node: behind(r, copied.results[i]!.node) })),
    updates: updates.map((u, i) => ({ ...u, node: behind(u, copied.updates[i]!.node) })),
    nodes: made,
  };
}

function rootOf(node: Node): Node {
  return node.op.traits.alias ? rootOf(node.inputs[0]!) : node;
}

/** The name of the memory a value is in, if it is a leaf or an alias of one. */
function memoryName(node: Node, role: "input" | "storage"): string | undefined {
  const { op, attributes } = rootOf(node);
  const name = attributes["name"];
  return op.traits.memory === role && typeof name === "string" ? name : undefined;
}
