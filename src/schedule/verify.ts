import { elements } from "../types/tensor.ts";
import { placeKey, type Plan, type Program, type Step, withVariants } from "./plan.ts";

/** Throws an Error if places do not fit the kernels they are bound to, an input would be written, or a loop's index is misused. */
export function verifyPlan(plan: Plan): void {
  const names = new Set<string>();
  const kernels = new Set(plan.kernels);
  for (const { name } of plan.kernels) {
    if (names.has(name)) throw new Error(`two kernels are called ${name}`);
    names.add(name);
  }
  for (const program of plan.programs.flatMap(withVariants)) {
    const wrong = (message: string): never => {
      throw new Error(`program ${program.name}: ${message}`);
    };
    const verifyCall = ({ kernel, places }: Step): void => {
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
    };
    /** `indices`: of the loops around. Outside of a loop its index has no value. */
    const verifySteps = (steps: Program["steps"], indices: readonly string[]): void => {
      for (const step of steps) {
        if (step.kind === "loop") {
          const { index, extent } = step;
          if (plan.module.sizes.includes(index) || indices.includes(index)) wrong(`the index ${index} of a loop is the name of a size, or of a loop around it`);
          if (extent.symbols().some((symbol) => loopIndices.has(symbol))) wrong(`the extent ${extent} of a loop depends on the index of a loop`);
          verifySteps(step.steps, [...indices, index]);
        } else {
          const unknown = step.kernel.sizes.find((symbol) => loopIndices.has(symbol) && !indices.includes(symbol));
          if (unknown !== undefined) wrong(`${step.kernel.name} takes ${unknown} outside of its loop`);
          verifyCall(step);
        }
      }
    };
    const loopIndices = indicesOf(program.steps);
    verifySteps(program.steps, []);
  }
}

function indicesOf(steps: Program["steps"]): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.kind === "loop" ? [step.index, ...indicesOf(step.steps)] : [])));
}
