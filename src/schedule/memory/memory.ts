import type { Node } from "../../graph/graph.ts";
import { k, linear } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { Size } from "../../types/size.ts";

/** What a kernel's buffer is bound to, before slots are given out. */
export type Memory =
  | NamedMemory
  /** A value that lives within the program, as long as that of `node`; with `at`, the slab of it at that index of its first axis: one position of a loop. */
  | { readonly kind: "value"; readonly node: Node; readonly at?: Size };

export interface NamedMemory {
  readonly kind: "input" | "storage";
  readonly name: string;
  readonly node: Node;
}

/** Equal for memories that are one buffer of a kernel. */
export function memoryKey(memory: Memory): Node | string {
  return memory.kind === "value" ? memory.node : `${memory.kind} ${memory.name}`;
}

/** The position whose slab it is. */
export function slabOf(memory: Memory): Size | undefined {
  return memory.kind === "value" ? memory.at : undefined;
}

/** The place in its memory of an element of a value, which may be seen under another shape of as many elements. */
export function placeIn(memory: Memory, index: readonly Expression[], shape: readonly Size[]): Expression {
  const position = slabOf(memory);
  return position ? k.add(linear(index, shape), k.size(position.mul(Size.product(shape)))) : linear(index, shape);
}

/** The memory that a leaf names. */
export function leafMemory(node: Node): NamedMemory {
  const name = node.attributes["name"];
  const kind = node.op.traits.memory;
  if (kind === undefined || typeof name !== "string") throw new Error(`node ${node.id} (${node.op.name}) names no memory`);
  return { kind, name, node };
}
