import type { Target } from "./target.ts";
import { wasm } from "./wasm/target.ts";
import { typescript } from "./typescript/target.ts";
import { wgsl } from "./wgsl/target.ts";

/** By the name that `--target` takes. */
export const targets: ReadonlyMap<string, Target> = new Map([typescript, wasm, wgsl].map((target) => [target.name, target]));

/** Those whose modules need nothing but a processor, and answer at once. */
export const processorTargets: ReadonlyMap<string, Target> = new Map([...targets].filter(([, { device }]) => device === undefined));
