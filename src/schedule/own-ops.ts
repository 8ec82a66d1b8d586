import type { Node } from "../graph/graph.ts";
import { k } from "../kernel/build.ts";
import { number, size } from "../ops/attributes.ts";
import { wrapped } from "../ops/equation.ts";
import type { Op } from "../ops/op.ts";

// Operations that only the schedule makes.

/** The same value in memory of its own. Only the schedule makes it. */
export const copy: Op = {
  name: "copy",
  family: "movement",
  doc: "The same value in memory of its own.",
  traits: { pointwise: true },
  type: ([x]) => x!,
  reference: ([x]) => x!,
  lower: ({ inputs: [x] }) => ({ kind: "point", value: (index) => x!(index) }),
  equation: ([x]) => x!,
  samples: [{ inputs: [] }],
};

/** A copy that shares a kernel with nothing else, so that it can run last. */
export const lateCopy: Op = { ...copy, name: "late_copy", traits: {} };

/** A copy for the sake of the order of its elements in memory: always stored. */
export const packed: Op = { ...copy, name: "packed", doc: "The same value, for the sake of its order in memory.", traits: {} };

/** The first value of what a loop carries, in the memory in which the loop then changes it. */
export const start: Op = { ...copy, name: "start", doc: "The first value of what a loop carries." };

/**
 * Runs its region for each position, which `index` names. Inputs: the starts of the carries, then what is read of
 * outside. The region updates the carries, in their order, and then stacks, of which it writes slabs along their first axis.
 */
export const loop: Op = opaque("loop", "Runs its region once for each position.");

/** What a loop leaves behind: the last value of carry number `carry`, or what was written into the stack of the name `stack`. */
export const outcome: Op = opaque("outcome", "What a loop leaves behind.");

/** The memory of input `input` of the loop, under a name that only the region knows. */
export const outside: Op = { ...opaque("outside", "A value from outside of the loop."), traits: { leaf: true, memory: "input" } };

/** The value of a carry when the position began. */
export const carried: Op = { ...opaque("carried", "The value that a loop carries."), traits: { leaf: true, memory: "storage" } };

/** The slab of a tensor that belongs to the position. */
export const slab: Op = {
  name: "slab",
  family: "movement",
  doc: "The elements of a tensor at one index of an axis.",
  traits: { view: true },
  type: ([x], attributes) => ({ ...x!, shape: x!.shape.toSpliced(number(attributes, "axis"), 1) }),
  reference: noReference,
  lower: ({ inputs: [x], attributes }) => {
    const [axis, position] = [number(attributes, "axis"), size(attributes, "position")];
    return { kind: "point", value: (index) => x!(index.toSpliced(axis, 0, k.size(position))) };
  },
  equation: ([x], { attributes }) => ({ text: slabText(wrapped(x!, 5), number(attributes, "axis"), String(size(attributes, "position"))), strength: 5 }),
  samples: [],
};

/** `x[:, t]`; axes after the index need no colon. */
export function slabText(text: string, axis: number, position: string): string {
  return `${text}[${":, ".repeat(axis)}${position}]`;
}

/** Whether a node runs as a loop over kernels, or belongs to one that does. */
export function isLoop(node: Node): boolean {
  return node.op === loop || node.op === outcome;
}

function opaque(name: string, doc: string): Op {
  return { name, family: "scan", doc, traits: {}, type: noType, reference: noReference, samples: [] };
}

function noType(): never {
  throw new Error("only the schedule knows this type");
}

function noReference(): never {
  throw new Error("loops of the schedule are not interpreted");
}
