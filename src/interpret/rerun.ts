import type { Graph, Node } from "../graph/graph.ts";
import { type Environment, valueNamed } from "../ops/environment.ts";
import type { NdArray } from "../ops/op.ts";
import { valueOf } from "./evaluator.ts";

/**
 * One value of a graph, evaluated again and again with one storage changed: only what depends on it is computed anew.
 * Central differences of a thousand elements are out of reach otherwise.
 */
export class Rerun {
  private readonly base = new Map<Node, NdArray>();
  /** Nodes that the target depends on, in order, by the storages that they depend on themselves. */
  private readonly nodes: readonly Node[];
  private readonly dependsOn = new Map<Node, Set<string>>();
  private readonly target: Node;
  private readonly env: Environment;

  constructor(graph: Graph, target: Node, env: Environment) {
    this.target = target;
    this.env = env;
    const needed = new Set<Node>([target]);
    for (const node of graph.nodes.toReversed()) if (needed.has(node)) for (const input of node.inputs) needed.add(input);
    this.nodes = graph.nodes.filter((node) => needed.has(node));
    for (const node of this.nodes) {
      const reads = new Set(node.inputs.flatMap((input) => [...(this.dependsOn.get(input) ?? [])]));
      this.base.set(node, this.evaluate(node, this.base, (name) => (reads.add(name), this.storage(name))));
      this.dependsOn.set(node, reads);
    }
  }

  /** The target with all storages as they are. */
  value(): NdArray {
    return this.base.get(this.target)!;
  }

  /** The target with another value of one storage. */
  with(name: string, value: NdArray): NdArray {
    const changed = new Map<Node, NdArray>();
    const lookUp = { get: (node: Node) => changed.get(node) ?? this.base.get(node) };
    for (const node of this.nodes) {
      if (!this.dependsOn.get(node)!.has(name)) continue;
      changed.set(node, this.evaluate(node, lookUp, (other) => (other === name ? value : this.storage(other))));
    }
    return changed.get(this.target) ?? this.value();
  }

  private storage(name: string): NdArray {
    const value = valueNamed(this.env.storages, name);
    if (!value) throw new Error(`the storage ${JSON.stringify(name)} has no value`);
    return value;
  }

  private evaluate(node: Node, values: { get(node: Node): NdArray | undefined }, storage: (name: string) => NdArray): NdArray {
    const leaf = (role: "input" | "storage", name: string): NdArray => {
      if (role === "storage") return storage(name);
      const input = valueNamed(this.env.inputs, name);
      if (!input) throw new Error(`the input ${JSON.stringify(name)} has no value`);
      return input;
    };
    return valueOf(node, node.inputs.map((input) => values.get(input)!), { leaf }, this.env.sizes);
  }
}
