import type { Node } from "../graph/graph.ts";

/** What a kernel's buffer is bound to, before slots are given out. */
export type Memory =
  | { readonly kind: "input"; readonly name: string; readonly node: Node }
  | { readonly kind: "storage"; readonly name: string; readonly node: Node }
  /** A value that lives within the step. */
  | { readonly kind: "value"; readonly node: Node };

export function memoryKey(memory: Memory): string {
  return memory.kind === "value" ? `value ${memory.node.id}` : `${memory.kind} ${memory.name}`;
}

/** The memory that a leaf names. */
export function leafMemory(node: Node): Memory {
  const name = node.attributes["name"];
  const kind = node.op.traits.memory;
  if (kind === undefined || typeof name !== "string") throw new Error(`node ${node.id} (${node.op.name}) names no memory`);
  return { kind, name, node };
}
