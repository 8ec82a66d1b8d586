import { moduleText } from "../host/module.ts";
import type { Target } from "../target.ts";
import { wasmEngine } from "./engine.ts";

export const wasm: Target = {
  name: "wasm",
  doc: "TypeScript with an embedded WebAssembly SIMD binary.",
  // Sixteen registers of four lanes.
  machine: { lanes: 4, registers: 16 },
  emit: (plan) => moduleText(plan, wasmEngine),
};
