import { kernelCalls } from "../host/loops.ts";
import { moduleText } from "../host/module.ts";
import type { Target } from "../target.ts";
import { wasmEngine } from "./engine.ts";

export const wasm: Target = {
  name: "wasm",
  doc: "TypeScript with an embedded WebAssembly SIMD binary.",
  // Engines keep one of the sixteen vector registers for themselves. Threads meet within half a microsecond.
  machine: { lanes: 4, registers: 15, threads: { leastWork: 2000 } },
  calls: kernelCalls,
  emit: (plan, options) => moduleText(plan, wasmEngine, options),
};
