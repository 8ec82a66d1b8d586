import type { Graph } from "../graph/graph.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Size } from "../types/size.ts";
import { Namer } from "./identifier.ts";
import { turnsBySizes } from "./layout/layout.ts";
import { shapeKey } from "./lower/dedupe.ts";
import type { Machine } from "./machine.ts";
import type { Loop, Plan, Program, Step, Variant } from "./plan.ts";
import { prepared } from "./schedule.ts";
import { callsOf } from "./steps.ts";
import { verifyPlan } from "./verify.ts";

/**
 * The plan with programs of another one of the same model, made for `sizes`, as variants of its own: calls that have these
 * sizes run them. Equal kernels are one; as no two programs run at once, slots are shared, whatever lies in them. The plan
 * as it is, where the model stores other things for these sizes.
 */
export function withPlanFor(plan: Plan, fixed: Plan, sizes: Readonly<Record<string, number>>): Plan {
  if (storagesText(plan) !== storagesText(fixed)) return plan;
  const kernelOf = shared(plan.kernels);
  const moved = (step: Step | Loop): Step | Loop => (step.kind === "loop" ? { ...step, steps: step.steps.map(moved) } : { ...step, kernel: kernelOf.of(step.kernel) });
  const programs = plan.programs.map((program): Program => {
    const own = fixed.programs.find(({ name }) => name === program.name);
    if (!own) return program;
    const key = `${own.name} for ${Object.entries(sizes).map(([name, n]) => `${name} = ${n}`).join(", ")}`;
    const variant: Variant = { ...own, sizes, key, steps: own.steps.map(moved) };
    // What does not depend on these sizes.
    if (kernelsOf(variant).every((kernel, i) => kernel === kernelsOf(program)[i])) return program;
    return { ...program, variants: [...(program.variants ?? []), variant] };
  });
  const slots = Array.from({ length: Math.max(plan.slots.length, fixed.slots.length) }, (_, i) => ({ bytes: [plan, fixed].flatMap((each) => each.slots[i]?.bytes ?? []) }));
  const made = { ...plan, slots, programs, kernels: kernelOf.all };
  verifyPlan(made);
  return made;
}

function kernelsOf({ steps }: Program | Variant): readonly Kernel[] {
  return callsOf(steps).map(({ kernel }) => kernel);
}

/**
 * Whether a program is laid out in another way if it knows these sizes: with values side by side along an axis of such an
 * extent. If it is not, its kernels are about as fast.
 */
export function gainsBySizes(graph: Graph, machine: Machine, sizes: Readonly<Record<string, number>>): boolean {
  return turnsBySizes(prepared(graph, machine), machine, new Map(Object.entries(sizes).map(([name, n]) => [name, Size.of(n)])));
}

/** Kernels, to which those of another plan are added under names that are free. */
function shared(kernels: readonly Kernel[]): { readonly all: readonly Kernel[]; readonly of: (kernel: Kernel) => Kernel } {
  const all = [...kernels];
  const byShape = new Map(all.map((kernel) => [shapeKey(kernel), kernel]));
  const namer = new Namer(all.map(({ name }) => name));
  const made = new Map<Kernel, Kernel>();
  const add = (kernel: Kernel): Kernel => {
    const renamed = { ...kernel, name: namer.fresh(kernel.name) };
    all.push(renamed);
    return renamed;
  };
  const of = (kernel: Kernel): Kernel => {
    const known = made.get(kernel) ?? byShape.get(shapeKey(kernel)) ?? add(kernel);
    made.set(kernel, known);
    return known;
  };
  return { all, of };
}

function storagesText({ module }: Plan): string {
  return module.storages.map(({ name, type: { dtype, shape } }) => `${name} ${dtype} ${shape.join(" ")}`).join("\n");
}
