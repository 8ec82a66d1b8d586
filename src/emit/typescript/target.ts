import type { Loop, Step } from "../../schedule/plan.ts";
import type { Engine } from "../host/engine.ts";
import type { Host } from "../host/host.ts";
import { callsOf, kernelCalls, loopStatements } from "../host/loops.ts";
import { moduleText } from "../host/module.ts";
import { emittedPrograms } from "../host/public.ts";
import type { Target } from "../target.ts";
import { kernelText } from "./kernel.ts";
import { wrapped } from "./layout.ts";

export const typescript: Target = {
  name: "ts",
  doc: "Plain TypeScript: one function per kernel.",
  machine: { lanes: 1, registers: 24 },
  calls: kernelCalls,
  emit: (plan, options) => moduleText(plan, engineOf, options),
};

const engineOf = (host: Host): Engine => ({
  title: "TypeScript",
  memory: { asynchronous: false, options: [], statements: ["const buffer = new ArrayBuffer(layout.bytes);"], members: [] },
  run: ({ steps, guard }, refuse) => {
    const all = (list: typeof steps): string[] => list.flatMap((step) => statements(step, host));
    return [...all(steps), ...refuse, ...all(guard?.steps ?? [])];
  },
  step: (step) => statements(step, host),
  sections: () => {
    const used = new Set(emittedPrograms(host).flatMap((program) => callsOf(program.steps).map((step) => step.kernel)));
    return host.plan.kernels.filter((kernel) => used.has(kernel)).map((kernel) => kernelText(kernel, host.kernelName(kernel.name), host.runtime));
  },
});

function statements(step: Step | Loop, host: Host): readonly string[] {
  if (step.kind === "loop") return loopStatements(step, host, step.steps.flatMap((inner) => statements(inner, host)));
  const { kernel, places } = step;
  return [wrapped(`${host.kernelName(kernel.name)}(`, [...kernel.sizes.map(host.sizeName), ...places.map(host.view)], ");", 2)];
}
