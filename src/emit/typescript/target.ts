import { moduleText } from "../host/module.ts";
import type { Engine } from "../host/engine.ts";
import { emittedPrograms } from "../host/public.ts";
import type { Target } from "../target.ts";
import { kernelText } from "./kernel.ts";
import { wrapped } from "./layout.ts";

export const typescript: Target = {
  name: "ts",
  doc: "Plain TypeScript: one function per kernel.",
  emit: (plan) => moduleText(plan, engine),
};

const engine: Engine = {
  title: "TypeScript",
  run: (steps, host) =>
    steps.map(({ kernel, places }) => wrapped(`${host.kernelName(kernel.name)}(`, [...kernel.sizes.map(host.sizeName), ...places.map(host.view)], ");", 2)),
  sections: (host) => {
    const used = new Set(emittedPrograms(host).flatMap((program) => program.steps.map((step) => step.kernel)));
    return host.plan.kernels.filter((kernel) => used.has(kernel)).map((kernel) => kernelText(kernel, host.kernelName(kernel.name), host.runtime));
  },
};
