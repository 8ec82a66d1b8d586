import type { KernelDoc } from "../kernel/kernel.ts";
import type { Group } from "./group.ts";
import type { Tasks } from "./tasks.ts";

export function documentation(_group: Group, _tasks: Tasks): KernelDoc {
  return { source: [], equations: [] };
}
