import type { Expression, Statement } from "../../../kernel/kernel.ts";
import { parts } from "../../../kernel/visit.ts";
import { inlined, type Linear, linear, type Surroundings, turnsOf, where } from "./linear.ts";

/** A load or a store. */
export interface Access {
  readonly buffer: string;
  readonly isStore: boolean;
  /** Where it goes; undefined for an index that is no sum of multiples. */
  readonly index: Linear | undefined;
  readonly ranges: Surroundings["ranges"];
}

/** All that a body loads and stores, each with what the conditions around it leave of the loops. */
export function accessesOf(body: readonly Statement[], around: Surroundings): readonly Access[] {
  const found: Access[] = [];
  const note = (buffer: string, isStore: boolean, index: Expression, here: Surroundings): void => void found.push({ buffer, isStore, index: linear(index, here), ranges: here.ranges });
  const expression = (e: Expression, here: Surroundings): void => {
    if (e.kind === "load") note(e.buffer, false, e.index, here);
    if (e.kind === "select") {
      expression(e.condition, here);
      expression(e.then, where(here, e.condition, true));
      expression(e.else, where(here, e.condition, false));
    } else if (e.kind === "binary" && (e.operator === "and" || e.operator === "or")) {
      expression(e.left, here);
      expression(e.right, where(here, e.left, e.operator === "and"));
    } else for (const part of parts(e)) expression(part, here);
  };
  const block = (statements: readonly Statement[], outer: Surroundings): void => {
    const values = new Map(outer.values);
    const here: Surroundings = { ...outer, values };
    for (const s of statements) {
      switch (s.kind) {
        case "let":
          expression(s.value, here);
          if (s.value.type !== "f32") values.set(s.name, inlined(s.value, here));
          break;
        case "var":
        case "assign":
          expression(s.value, here);
          break;
        case "store":
          expression(s.index, here);
          expression(s.value, here);
          note(s.buffer, true, s.index, here);
          break;
        case "if":
          expression(s.condition, here);
          block(s.then, where(here, s.condition, true));
          break;
        case "for": {
          expression(s.from, here);
          expression(s.to, here);
          const range = turnsOf(s.from, s.to, here);
          block(s.body, range ? { ...here, ranges: new Map(here.ranges).set(s.index, range) } : here);
        }
      }
    }
  };
  block(body, around);
  return found;
}
