import type { Node } from "../graph/graph.ts";
import { k, linear } from "../kernel/build.ts";
import type { Expression } from "../kernel/kernel.ts";
import type { Size } from "../types/size.ts";

/** What a kernel's buffer is bound to, before slots are given out. */
export type Memory =
  | NamedMemory
  /** A value that lives within the program, as long as that of `node`; with `at`, the slab of it that belongs to one position of a loop. */
  | { readonly kind: "value"; readonly node: Node; readonly at?: Slab };

export interface NamedMemory {
  readonly kind: "input" | "storage";
  readonly name: string;
  readonly node: Node;
}

/** `memory[:, position]`, for axis 1. */
export interface Slab {
  readonly axis: number;
  readonly position: Size;
}

/** Equal for memories that are one buffer of a kernel. */
export function memoryKey(memory: Memory): Node | string {
  return memory.kind === "value" ? memory.node : `${memory.kind} ${memory.name}`;
}

export function slabOf(memory: Memory): Slab | undefined {
  return memory.kind === "value" ? memory.at : undefined;
}

/** The place in its memory of an element of a value, which may be seen under another shape of as many elements. */
export function placeIn(memory: Memory, index: readonly Expression[], shape: readonly Size[]): Expression {
  const slab = slabOf(memory);
  if (!slab) return linear(index, shape);
  const { shape: whole } = memory.node.type;
  if (whole.length !== shape.length + 1) throw new Error(`node ${memory.node.id} is seen under another shape in a slab`);
  return linear(index.toSpliced(slab.axis, 0, k.size(slab.position)), whole);
}

/** The memory that a leaf names. */
export function leafMemory(node: Node): NamedMemory {
  const name = node.attributes["name"];
  const kind = node.op.traits.memory;
  if (kind === undefined || typeof name !== "string") throw new Error(`node ${node.id} (${node.op.name}) names no memory`);
  return { kind, name, node };
}
