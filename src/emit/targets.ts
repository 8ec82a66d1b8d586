import type { Target } from "./target.ts";
import { typescript } from "./typescript/target.ts";

/** By the name that `--target` takes. */
export const targets: ReadonlyMap<string, Target> = new Map([typescript].map((target) => [target.name, target]));
