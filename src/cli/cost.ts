import type { Graph, Module, Node, Storage } from "../graph/graph.ts";
import { flopsOf } from "../ops/flops.ts";
import { elements, type TensorType } from "../types/tensor.ts";

/** A layer, or a call between layers, with what it costs in one training step of the first phase. */
export interface LayerCost {
  /** `net.conv1`; `net.relu`; of a model-level value its name. */
  readonly name: string;
  /** Of its last value. */
  readonly type: TensorType;
  readonly parameters: number;
  /** Floating-point operations. */
  readonly forward: number;
  readonly backward: number;
}

export interface ModelCost {
  readonly layers: readonly LayerCost[];
  /** Clipping, the optimizer, and what belongs to no layer. */
  readonly update: number;
}

type Sizes = Readonly<Record<string, number>>;

interface Row {
  readonly name: string;
  readonly parameters: readonly Storage[];
  type: TensorType;
  forward: number;
  backward: number;
}

/**
 * What each layer costs. `gradient` is the check of a phase, whose first result is what is minimized, `train` the whole step; both
 * after the passes. What the first result depends on is the forward part, the rest of `gradient` the backward part.
 */
export function costOf(module: Module, sizes: Sizes, predict: Graph, gradient?: Graph, train?: Graph): ModelCost {
  const whole = gradient ?? predict;
  const forward = ancestors(gradient ? gradient.results.slice(0, 1).map((r) => r.node) : predict.results.map((r) => r.node));
  const owners = ownersOf(module);
  const owned = ownerOfNodes(whole, owners);
  const rows = new Map<string, Row>();
  // A derivative knows the value whose rule made it, and the call that value came from.
  const byValue = new Map<string, Row>();
  for (const node of whole.nodes) {
    if (node.op.traits.leaf) continue;
    const flops = flopsOf(node).evaluate(sizes);
    const owner = owned.get(node);
    if (!forward.has(node)) {
      const row = byValue.get(`${node.origin?.rule} ${spanKey(node)}`) ?? rows.get(owner ?? "");
      if (row) row.backward += flops;
      continue;
    }
    // What is minimized has no name of its own. Calls of one function at two places are two rows.
    const name = owner ?? (node.type.shape.length === 0 && node.origin?.name === "value" ? "objective" : (node.origin?.name ?? ""));
    const key = owner ?? (name === "objective" ? name : `${name} ${spanKey(node)}`);
    const row = rows.get(key) ?? { name, type: node.type, parameters: owner === undefined ? [] : owners.get(owner)!, forward: 0, backward: 0 };
    row.type = node.type;
    row.forward += flops;
    rows.set(key, row);
    byValue.set(`${node.origin?.name} ${spanKey(node)}`, row);
  }
  const layers = [...rows.values()]
    .filter((r) => r.parameters.length > 0 || r.forward + r.backward > 0)
    .map((r) => ({ ...r, parameters: r.parameters.reduce((sum, s) => sum + elements(s.type).evaluate({}), 0) }));
  const counted = layers.reduce((sum, l) => sum + l.forward + l.backward, 0);
  return { layers, update: train ? Math.max(0, totalFlops(train, sizes) - counted) : 0 };
}

function spanKey({ origin }: Node): string {
  return origin?.span ? `${origin.span.source.name}:${origin.span.start}-${origin.span.end}` : "";
}

export function totalFlops(graph: Graph, sizes: Sizes): number {
  return graph.nodes.reduce((sum, node) => sum + flopsOf(node).evaluate(sizes), 0);
}

/** The layers that own parameters: `net.conv1` of `net.conv1.W`; a parameter of the model itself owns itself. */
function ownersOf({ storages }: Module): Map<string, Storage[]> {
  const owners = new Map<string, Storage[]>();
  for (const storage of storages.filter((s) => s.role === "param")) {
    const dot = storage.name.lastIndexOf(".");
    const owner = dot < 0 ? storage.name : storage.name.slice(0, dot);
    owners.set(owner, [...(owners.get(owner) ?? []), storage]);
  }
  return owners;
}

/**
 * The layer of each node: by its name; and what puts a parameter to a value of the parameter's own layer belongs there, too,
 * though it has the name of the variable that the layer's result was given to.
 */
function ownerOfNodes(graph: Graph, owners: ReadonlyMap<string, unknown>): Map<Node, string> {
  const owned = new Map<Node, string>();
  const parameters = new Map<Node, string>();
  for (const node of graph.nodes) {
    const byName = ownerIn(owners, (node.origin?.name ?? "").replace(/^(d )+/, ""));
    const [first] = node.inputs;
    const isParameter = node.op.traits.leaf || (node.op.traits.view && first !== undefined && parameters.has(first));
    if (byName !== undefined && isParameter) parameters.set(node, byName);
    const shared = node.inputs.map((i) => parameters.get(i)).find((o) => o !== undefined && node.inputs.some((i) => !parameters.has(i) && owned.get(i) === o));
    const owner = byName ?? shared;
    if (owner !== undefined) owned.set(node, owner);
  }
  return owned;
}

function ownerIn(owners: ReadonlyMap<string, unknown>, name: string): string | undefined {
  for (let at = name; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) if (owners.has(at)) return at;
  return undefined;
}

function ancestors(nodes: readonly Node[]): Set<Node> {
  const seen = new Set(nodes);
  // A set is walked in order of insertion, so what is added meanwhile is visited, too.
  for (const node of seen) for (const input of node.inputs) seen.add(input);
  return seen;
}
