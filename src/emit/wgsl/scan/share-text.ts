import type { Helper } from "../helpers.ts";
import type { Combination } from "../team.ts";
import { ofTwo, type Partial } from "../team-text.ts";
import { scanThreads } from "./sharing.ts";

/** The function that combines what some threads of a workgroup have: a tree, the same in every run. All threads call it together. */
export function shareText(by: Combination, type: Partial, helper: (name: Helper) => string): string {
  const shares = `shares_${by}_${type}`;
  const combined = ofTwo(by, type, `${shares}[lane]`, `${shares}[lane + half * distance]`, helper);
  return `var<workgroup> ${shares}: array<${type}, ${scanThreads}>;

fn ${shareName(by, type)}(lane: u32, part: u32, parts: u32, distance: u32, value: ${type}) -> ${type} {
  ${shares}[lane] = value;
  workgroupBarrier();
  for (var half = parts / 2u; half > 0u; half >>= 1u) {
    if (part < half) {
      ${shares}[lane] = ${combined};
    }
    workgroupBarrier();
  }
  let all = ${shares}[lane - part * distance];
  workgroupBarrier();
  return all;
}
`;
}

export function shareName(by: Combination, type: Partial): string {
  return `share_${by}_${type}`;
}

/** What these functions are called, and their memory. */
export const shareNames: readonly string[] = (["add", "mul", "min", "max"] as const).flatMap((by) => (["f32", "i32", "vec4f", "vec4i"] as const).flatMap((type) => [shareName(by, type), `shares_${by}_${type}`]));
