import type { Target } from "./target.ts";
import { wasm } from "./wasm/target.ts";
import { typescript } from "./typescript/target.ts";

/** By the name that `--target` takes. */
export const targets: ReadonlyMap<string, Target> = new Map([typescript, wasm].map((target) => [target.name, target]));
