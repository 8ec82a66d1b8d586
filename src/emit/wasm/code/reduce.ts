import type { Expression, Statement } from "../../../kernel/kernel.ts";
import type { Local } from "../assembler/function.ts";
import type { Instruction } from "../assembler/opcodes.ts";
import type { Code } from "./code.ts";
import { writeVector } from "./vector.ts";

const combinations: Record<"f32" | "i32", Partial<Record<string, { readonly lanes: Instruction; readonly scalar: Instruction }>>> = {
  f32: {
    add: { lanes: "f32x4.add", scalar: "f32.add" },
    mul: { lanes: "f32x4.mul", scalar: "f32.mul" },
    min: { lanes: "f32x4.min", scalar: "f32.min" },
    max: { lanes: "f32x4.max", scalar: "f32.max" },
  },
  i32: { add: { lanes: "i32x4.add", scalar: "i32.add" } },
};

/** `total = total + e`, done for all lanes: the lanes of e are combined in pairs, then with the total. */
export function writeReduced(c: Code, { name, value }: Extract<Statement, { kind: "assign" }>, total: Local): void {
  const { b } = c;
  const [operator, term] = termOf(name, value);
  const combination = value.type === "bool" ? undefined : combinations[value.type][operator];
  if (!combination || c.active !== 4) throw new Error(`function ${b.name}: the lanes of ${name} cannot be combined`);
  const real = value.type === "f32";
  const lanes = b.local("v");
  writeVector(c, term);
  b.tee(lanes).get(lanes).get(lanes).shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]).op(combination.lanes);
  b.tee(lanes).get(lanes).get(lanes).shuffle([4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11]).op(combination.lanes);
  b.lane(real ? "f32x4.extract_lane" : "i32x4.extract_lane", 0).get(total).op(combination.scalar).set(total);
  b.release(lanes);
}

function termOf(name: string, value: Expression): readonly [string, Expression] {
  if (value.kind === "binary" && value.left.kind === "local" && value.left.name === name) return [value.operator, value.right];
  if (value.kind === "binary" && value.right.kind === "local" && value.right.name === name) return [value.operator, value.left];
  throw new Error(`${name} is not combined with its old value`);
}
