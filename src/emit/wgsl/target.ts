import { moduleText } from "../host/module.ts";
import type { Target } from "../target.ts";
import { dispatchCount } from "./dispatches.ts";
import { wgslEngine } from "./engine.ts";
import { trafficOf } from "./traffic.ts";

export const wgsl: Target = {
  name: "wgsl",
  doc: "TypeScript with embedded WebGPU shaders; its methods are asynchronous.",
  machine: { lanes: 1, registers: 24, grid: true, rest: 2 },
  device: "gpu",
  calls: dispatchCount,
  traffic: trafficOf,
  emit: (plan, options) => moduleText(plan, wgslEngine, options),
};
