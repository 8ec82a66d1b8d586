import type { Node } from "../../graph/graph.ts";
import type { Operand } from "../../ops/op.ts";
import type { Group } from "../group/group.ts";
import { slabOf } from "../memory/memory.ts";
import { slabText } from "../own-ops.ts";
import type { Tasks } from "../group/tasks.ts";

/** Longer equations are cut short at their deepest operands. */
const longest = 140;

/** `d_logits = (probs - onehot) / N`, one for each stored value, in the names of the buffers; `:=` where a storage changes. */
export function equations(group: Group, tasks: Tasks, bufferOf: (root: Node) => string | undefined): readonly string[] {
  return group.nodes.filter((n) => tasks.stored.has(n)).map((output) => new Equation(output, tasks, bufferOf).text());
}

class Equation {
  private readonly output: Node;
  private readonly tasks: Tasks;
  private readonly bufferOf: (root: Node) => string | undefined;

  constructor(output: Node, tasks: Tasks, bufferOf: (root: Node) => string | undefined) {
    this.output = output;
    this.tasks = tasks;
    this.bufferOf = bufferOf;
  }

  text(): string {
    const { output, tasks } = this;
    const memory = tasks.memory(output);
    const changes = memory.kind === "storage" || (memory.kind === "value" && memory.node !== output && !memory.at);
    const left = `${this.placeOf(output) ?? "result"} ${changes ? ":=" : "="}`;
    for (let depth = 12; ; depth--) {
      const text = `${left} ${this.operand(output, depth).text}`;
      if (text.length <= longest || depth === 1) return text;
    }
  }

  /** `depth` operations may still be written inside each other. */
  private operand(node: Node, depth: number): Operand {
    const name = node === this.output ? undefined : this.nameOf(node);
    if (name !== undefined) return { text: name, strength: 5 };
    if (depth === 0) return { text: "...", strength: 5 };
    const operands = node.inputs.map((n) => this.operand(n, depth - 1));
    return node.op.equation?.(operands, node) ?? { text: `${node.op.name}(${operands.map((o) => o.text).join(", ")})`, strength: 5 };
  }

  /** Of what is in memory: what other kernels computed, or the left side of another equation. */
  private nameOf(node: Node): string | undefined {
    const { memory } = node.op.traits;
    if (!memory && (this.tasks.values.residence(node) !== "computed" || !this.tasks.stored.has(node))) return undefined;
    return this.placeOf(node);
  }

  /** `h`, or `states[t]` for a value that is a slab of a larger one. */
  private placeOf(node: Node): string | undefined {
    const name = this.bufferOf(node);
    const position = slabOf(this.tasks.memory(node));
    return name !== undefined && position ? slabText(name, 0, String(position)) : name;
  }
}
