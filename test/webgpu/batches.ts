import type { Plan } from "../../src/schedule/plan.ts";
import type { Batch } from "../../src/runtime/model.ts";
import { elements } from "../../src/types/tensor.ts";
import { generator } from "../schedule/support.ts";

/** Random inputs for a program: reals from -1 to 1, whole numbers below their bounds. */
export function batchFor(plan: Plan, program: string, sizes: Readonly<Record<string, number>>, seed: number): Batch {
  const random = generator(seed);
  const inputs = plan.programs.find(({ name }) => name === program)?.inputs ?? [];
  return Object.fromEntries(
    plan.module.inputs.filter(({ name }) => inputs.includes(name)).map(({ name, type }) => {
      const below = type.dtype === "bool" ? 2 : (type.bound?.evaluate(sizes) ?? 5);
      return [name, Array.from({ length: elements(type).evaluate(sizes) }, () => (type.dtype === "f32" ? 2 * random() - 1 : Math.floor(random() * below)))];
    }),
  );
}
