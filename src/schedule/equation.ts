import type { Node } from "../graph/graph.ts";
import type { Operand } from "../ops/op.ts";
import type { Group } from "./group.ts";
import { displayName, shortName } from "./names.ts";
import type { Tasks } from "./tasks.ts";

/** Longer equations are cut short at their deepest operands. */
const longest = 140;

/** `d logits = (probs - onehot) / N`, one for each stored value; `:=` where a storage changes. */
export function equations(group: Group, tasks: Tasks): readonly string[] {
  const outputs = group.nodes.filter((n) => tasks.stored.has(n));
  return outputs.map((output) => {
    for (let depth = 12; ; depth--) {
      const text = `${left(output, tasks)} ${right(output, group, tasks, depth)}`;
      if (text.length <= longest || depth === 1) return text;
    }
  });
}

function left(node: Node, tasks: Tasks): string {
  return `${nameIn(node, tasks)} ${tasks.memory(node).kind === "storage" ? ":=" : "="}`;
}

function nameIn(node: Node, tasks: Tasks): string {
  const memory = tasks.memory(node);
  return memory.kind === "storage" ? shortName(memory.name) : nameOf(node);
}

function right(output: Node, group: Group, tasks: Tasks, depth: number): string {
  const operand = (node: Node, left: number): Operand => {
    if (node !== output && isNamed(node, output, group, tasks)) return { text: nameIn(node, tasks), strength: 5 };
    if (left === 0) return { text: displayName(node) === undefined ? "..." : nameOf(node), strength: 5 };
    const operands = node.inputs.map((n) => operand(n, left - 1));
    return node.op.equation?.(operands, node) ?? { text: `${node.op.name}(${operands.map((o) => o.text).join(", ")})`, strength: 5 };
  };
  return operand(output, depth).text;
}

/** Whether a reader of the equation knows the operand by its name: it is in memory, or the left side of another equation. */
function isNamed(node: Node, output: Node, group: Group, tasks: Tasks): boolean {
  if (node.op.traits.memory) return true;
  if (tasks.values.residence(node) !== "computed") return false;
  if (!group.nodes.includes(node)) return true;
  return tasks.stored.has(node) && nameIn(node, tasks) !== nameIn(output, tasks);
}

function nameOf(node: Node): string {
  return shortName(displayName(node) ?? `t${node.id}`);
}
