import type { Statement } from "../../../kernel/kernel.ts";
import { walkStatements } from "../../../kernel/visit.ts";
import type { Loop, Step } from "../../../schedule/plan.ts";
import type { Size } from "../../../types/size.ts";
import { blockOf } from "../../host/memory.ts";
import { count } from "../axis.ts";
import { nestsOf } from "../stage.ts";

/** A place where a step of a loop touches a block. */
interface Touch {
  readonly step: Step;
  readonly buffer: number;
  readonly length: Size;
}

/**
 * Values that share a slot in each turn, but for the last of them: by steps, and by the number of the buffer, the number of
 * the value. Each is written anew before it is read, so that nobody misses it where it is kept elsewhere.
 */
export function passingValues(loop: Loop): ReadonlyMap<Step, ReadonlyMap<number, number>> {
  const found = new Map<Step, Map<number, number>>();
  for (const touches of slotsOf(loop).values()) {
    const starts = touches.flatMap((touch, i) => (isWhole(touch) ? [i] : []));
    const values = starts.map((start, i) => touches.slice(start, starts[i + 1]));
    // Values of one length may have the same rows, and then do not disturb each other.
    if (starts[0] !== 0 || values.some((value) => value.some(({ length }) => !length.equals(value[0]!.length))) || new Set(values.map(([first]) => first!.length.key)).size < 2) continue;
    values.slice(0, -1).forEach((value, number) => {
      for (const { step, buffer } of value) found.set(step, (found.get(step) ?? new Map()).set(buffer, number));
    });
  }
  return new Map([...found, ...loop.steps.flatMap((step) => (step.kind === "loop" ? [...passingValues(step)] : []))]);
}

/** The slots that are touched by steps of the loop, but by none in loops inside of it. */
function slotsOf({ steps }: Loop): ReadonlyMap<string, readonly Touch[]> {
  const slots = new Map<string, Touch[]>();
  const others = new Set<string>();
  const blocks = (step: Step | Loop): readonly string[] => (step.kind === "loop" ? step.steps.flatMap(blocks) : step.places.map(blockOf));
  for (const step of steps) {
    if (step.kind === "loop") for (const block of blocks(step)) others.add(block);
    else {
      step.places.forEach((place, buffer) => {
        const block = blockOf(place);
        // What one step does with a slot twice is in no order.
        if (place.kind !== "slot" || slots.get(block)?.at(-1)?.step === step) others.add(block);
        slots.set(block, [...(slots.get(block) ?? []), { step, buffer, length: step.kernel.buffers[buffer]!.length }]);
      });
    }
  }
  return new Map([...slots].filter(([block]) => !others.has(block)));
}

/** Whether all of a value is written: once at each place of a grid that has as many as it has elements, whatever happens. */
function isWhole({ step: { kernel }, buffer, length }: Touch): boolean {
  const { name, access } = kernel.buffers[buffer]!;
  if (access !== "write") return false;
  const nests = nestsOf(kernel.body).filter(({ body }) => storesTo(body, name) > 0);
  const [nest] = nests;
  return nests.length === 1 && storesTo(nest!.body, name) === 1 && nest!.body.some((s) => s.kind === "store" && s.buffer === name) && count(nest!.grid).equals(length);
}

function storesTo(body: readonly Statement[], buffer: string): number {
  let stores = 0;
  walkStatements(body, (s) => void (s.kind === "store" && s.buffer === buffer && (stores += 1)));
  return stores;
}
