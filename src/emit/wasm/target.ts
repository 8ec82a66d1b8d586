import { moduleText } from "../host/module.ts";
import type { Target } from "../target.ts";
import { wasmEngine } from "./engine.ts";

export const wasm: Target = {
  name: "wasm",
  doc: "TypeScript with an embedded WebAssembly SIMD binary.",
<<<<<<< HEAD
  // Engines keep one of the sixteen vector registers for themselves.
  machine: { lanes: 4, registers: 15 },
  emit: (plan, options) => moduleText(plan, wasmEngine, options),
=======
  // Engines keep one of the sixteen vector registers for themselves. Threads meet within half a microsecond.
  machine: { lanes: 4, registers: 15, threads: { leastWork: 2000 } },
  emit: (plan) => moduleText(plan, wasmEngine),
>>>>>>> 1e9cf65 (Threads in the plan: which loops they divide among themselves, by cost, and where they meet; the evaluator runs them as late as they may)
};
