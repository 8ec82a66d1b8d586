import type { Node } from "../../graph/graph.ts";
import type { Size } from "../../types/size.ts";
import { elements } from "../../types/tensor.ts";
import type { Life } from "./liveness.ts";
import { nominalSize } from "../nominal.ts";
import type { Slot } from "../plan.ts";

export interface Arena {
  readonly slots: readonly Slot[];
  readonly slotOf: ReadonlyMap<Node, number>;
}

/**
 * Shares slots between values whose lives do not meet; programs never run at the same time. The largest values (at
 * typical sizes) choose first, so a slot rarely has to grow; a slot of the very same size is taken before any other. Between
 * two values in a slot there are at least `rest` steps, but where they are so large that memory is dearer.
 */
export function planArena(programs: readonly (readonly Life[])[], rest = 0): Arena {
  const open: Open[] = [];
  const slotOf = new Map<Node, number>();
  const wanted = programs.flatMap((program, index) => program.map((life) => ({ ...life, program: index, bytes: elements(life.node.type).mul(4) })));
  const sized = wanted.map((life) => ({ life, nominal: nominalSize(life.bytes) })).toSorted((a, b) => b.nominal - a.nominal);
  const ordered = sized.map(({ life, nominal }) => ({ life: { ...life, rest: nominal <= mostRested ? rest : 0 }, nominal }));
  for (const { life, nominal } of ordered) {
    const free = open.filter((slot) => !slot.lives.some((other) => meet(life, other)));
    const same = free.find((slot) => slot.bytes.has(life.bytes.key));
    const chosen = same ?? free.toSorted((a, b) => a.nominal - b.nominal)[0] ?? started(open.length, nominal);
    if (chosen.number === open.length) open.push(chosen);
    chosen.bytes.set(life.bytes.key, life.bytes);
    chosen.lives.push(life);
    slotOf.set(life.node, chosen.number);
  }
  return { slots: open.map((slot) => ({ bytes: withoutSmaller([...slot.bytes.values()]) })), slotOf };
}

/** Bytes of a value, at typical sizes. */
const mostRested = 2 ** 22;

/** A slot begins where a line of the cache does, in bytes; the runtime's `Layout` sees to it. */
const line = 64;

/** What the slots take, in bytes, in a module for a processor that is created for these sizes. */
export function arenaBytes(slots: readonly Slot[], sizes: Readonly<Record<string, number>>): number {
  return slots.reduce((sum, { bytes }) => sum + line * Math.ceil(Math.max(0, ...bytes.map((size) => size.evaluate(sizes))) / line), 0);
}

interface Placed extends Life {
  readonly program: number;
  /** Steps before it, and behind it, in which others leave its slot alone. */
  readonly rest: number;
}

interface Open {
  readonly number: number;
  readonly nominal: number;
  readonly bytes: Map<string, Size>;
  readonly lives: Placed[];
}

function started(number: number, nominal: number): Open {
  return { number, nominal, bytes: new Map(), lives: [] };
}

function meet(a: Placed, b: Placed): boolean {
  const rest = Math.min(a.rest, b.rest);
  return a.program === b.program && a.from - rest <= b.to && b.from - rest <= a.to;
}

/** Sizes that are never larger than another of the list need not be asked. */
function withoutSmaller(sizes: readonly Size[]): Size[] {
  return sizes.filter((size, i) => !sizes.some((other, j) => j !== i && other.atLeast(size) === true && (j < i || size.atLeast(other) !== true)));
}
