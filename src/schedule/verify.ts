import { elements } from "../types/tensor.ts";
import type { Place, Plan } from "./plan.ts";

/** Throws an Error if places do not fit the kernels they are bound to, or an input would be written. */
export function verifyPlan(plan: Plan): void {
  const names = new Set<string>();
  const kernels = new Set(plan.kernels);
  for (const { name } of plan.kernels) {
    if (names.has(name)) throw new Error(`two kernels are called ${name}`);
    names.add(name);
  }
  for (const program of plan.programs) {
    const wrong = (message: string): never => {
      throw new Error(`program ${program.name}: ${message}`);
    };
    for (const { kernel, places } of program.steps) {
      if (!kernels.has(kernel)) wrong(`${kernel.name} is not in the list of kernels`);
      if (places.length !== kernel.buffers.length) wrong(`${kernel.name} has ${kernel.buffers.length} buffers and ${places.length} places`);
      const taken = new Set<string>();
      kernel.buffers.forEach((buffer, i) => {
        const place = places[i]!;
        if (place.type.dtype !== buffer.dtype) wrong(`${kernel.name}: ${buffer.name} is ${buffer.dtype}, its place ${place.type.dtype}`);
        if (!elements(place.type).equals(buffer.length)) wrong(`${kernel.name}: ${buffer.name} has ${buffer.length} elements, its place ${elements(place.type)}`);
        if (place.kind === "input" && buffer.access !== "read") wrong(`${kernel.name} writes the input ${place.name}`);
        if (place.kind === "slot" && !plan.slots[place.slot]) wrong(`${kernel.name} uses the slot ${place.slot}, which does not exist`);
        const key = placeKey(place);
        if (taken.has(key)) wrong(`${kernel.name}: two buffers share ${key}`);
        taken.add(key);
      });
    }
  }
}

export function placeKey(place: Place): string {
  return place.kind === "slot" ? `slot ${place.slot}` : `${place.kind} ${place.name}`;
}
