import type { InputDeclaration, Phase, Plan, Program, Variant } from "../../schedule/plan.ts";
import type { Host } from "./host.ts";

/** A program that users call: `predict`, `evaluate`, `measure`, or `train` with its phase. */
export interface PublicProgram {
  readonly program: Program;
  readonly phase?: Phase;
}

/** Of the programs of a plan, those that users call: evaluate, then the phases, then predict, then measure. */
export function publicPrograms(host: Host): readonly PublicProgram[] {
  const find = (name: string): Program[] => host.plan.programs.filter((p) => p.name === name);
  return [
    ...find("evaluate").map((program) => ({ program })),
    ...host.module.phases.flatMap((phase) => find(phase.program).map((program) => ({ program, phase }))),
    ...["predict", "measure"].flatMap(find).map((program) => ({ program })),
  ];
}

/** The programs of the module: `init`, then those that users call, with their variants, and with the updates of batches in parts. */
export function emittedPrograms(host: Host): readonly (Program | Variant)[] {
  const init = host.plan.programs.filter((p) => p.name === "init");
  const updates = host.plan.programs.filter((p) => host.module.phases.some(({ parts }) => parts?.update === p.name));
  return [...init, ...publicPrograms(host).flatMap(({ program }) => [program, ...(program.variants ?? [])]), ...updates];
}

/** What tells a program from all others, its variants included. */
export function programKey(program: Program | Variant): string {
  return "key" in program ? program.key : program.name;
}

/** The inputs that programs read: what one is declared for may be worth nothing. */
export function inputsRead({ module, programs }: Pick<Plan, "module" | "programs">): readonly InputDeclaration[] {
  return module.inputs.filter(({ name }) => programs.some(({ inputs }) => inputs.includes(name)));
}
