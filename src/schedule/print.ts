import { printKernel } from "../kernel/print.ts";
import { isShared } from "../kernel/share.ts";
import { typeText } from "../types/tensor.ts";
import { type Loop, type Place, type Plan, type Step, withVariants } from "./plan.ts";

/** A plan as text for people: kernels, slots and the steps of each program with their places. */
export function printPlan(plan: Plan): string {
  const slots = plan.slots.map(({ bytes }, i) => `slot ${i}: ${bytes.length === 1 ? bytes[0] : `max(${bytes.join(", ")})`} bytes\n`);
  const programs = plan.programs.flatMap(withVariants).map((program) => {
    const { inputs, steps, results } = program;
    const lines = steps.flatMap(stepLines).map((line) => `  ${line}\n`);
    const handed = results.map((r) => `  result ${r.name}: ${typeText(r.type)} = ${placeText(r.place)}\n`);
    return `program ${"key" in program ? program.key : program.name}(${inputs.join(", ")}) {\n${lines.join("")}${handed.join("")}}\n`;
  });
  return [...plan.kernels.map(printKernel), slots.join(""), ...programs].join("\n");
}

function stepLines(step: Step | Loop): readonly string[] {
  if (step.kind === "loop") {
    const { index, extent, reverse, source, steps } = step;
    return [`for ${index} in ${reverse ? `reverse ${extent}` : extent} {  // ${source}`, ...steps.flatMap(stepLines).map((line) => `  ${line}`), "}"];
  }
  const { kernel, places } = step;
  const bound = kernel.buffers.map((b, i) => `${b.name}${b.access === "read" ? " <- " : b.access === "write" ? " -> " : " <-> "}${placeText(places[i]!)}`);
  return [`${step.meets ? "meet; " : ""}${isShared(kernel) ? "share " : ""}${kernel.name}(${bound.join(", ")})`];
}

function placeText(place: Place): string {
  return place.kind === "slot" ? `slot ${place.slot}` : `${place.kind} ${place.name}`;
}
