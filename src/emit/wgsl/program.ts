import type { Phase, Place, Program, Storage } from "../../schedule/plan.ts";
import { elements } from "../../types/tensor.ts";
import type { Host } from "../host/host.ts";
import { callsOf, loopsOf } from "../host/loops.ts";
import { blockOf } from "../host/memory.ts";
import { guarded, lossesOf, writes } from "../host/guarded.ts";
import { commentText, stringLiteral } from "../typescript/text.ts";
import { type Dispatches, isUpdate } from "./dispatches.ts";
import type { Dispatched } from "./sharing/sharing.ts";
import type { CallRow, Tables } from "./tables.ts";

/** What the statements of a program need to know of the module. */
export interface Numbering {
  readonly tables: Tables;
  /** The number of a block; undefined for what no program touches. */
  readonly block: (name: string) => number | undefined;
  /** The statements of a dispatch, or of a loop over dispatches. */
  readonly statements: (dispatched: Dispatched) => readonly string[];
  readonly dispatches: (program: Program) => Dispatches;
}

/** The body of a program's function: writes what is given, encodes the steps, submits them, and checks the losses when they are here. */
export function programLines(host: Host, program: Program, { tables, block, statements, dispatches }: Numbering): readonly string[] {
  const { steps, before, losses, behind } = dispatches(program);
  const ends = program.results.map(({ place, type }) => `[${block(blockOf(place))}, ${host.size(elements(type))}]`);
  const ticks = program.steps.some((step) => writes(step, "step"));
  const clock = steps.some((step) => writes(step, "step")) ? block("step") : undefined;
  const needed = sizesOf(program);
  return [
    "const { gpu } = m;",
    `gpu.begin([${host.module.sizes.map((symbol) => (needed.has(symbol) ? host.sizeName(symbol) : "1")).join(", ")}]);`,
    ...clocksOf(host, steps).map(({ name, type }) => `gpu.writeClock(${block(name)}, ${host.view({ kind: "storage", name, type })}[0]!);`),
    ...inputsOf(host, program).map((place) => `gpu.write(${block(blockOf(place))}, ${host.view(place)}, ${host.size(elements(place.type))});`),
    ...before.flatMap(statements),
    ...losses.map(({ place }) => runText(tables.check(place), "1", [])),
    ...behind.flatMap(statements),
    ...(ticks || isStep(host, program) ? ["m.step[0] = m.step[0]! + 1;"] : []),
    ...(clock !== undefined ? [`gpu.noteClock(${clock}, m.step[0]!);`] : []),
    ...answer(host, program, ends),
  ];
}

function phaseOf(host: Host, program: Program): Phase | undefined {
  return host.module.phases.find((phase) => phase.program === program.name);
}

/** Whether it is a whole training step. */
function isStep(host: Host, program: Program): boolean {
  const phase = phaseOf(host, program);
  return phase !== undefined && !phase.parts;
}

/** Runs a call in so many workgroups. */
export function runText({ number, kernel }: CallRow, count: string, positions: readonly string[]): string {
  return `gpu.run(${[number, count, ...positions].join(", ")}); // ${commentText(kernel.name)}`;
}

function answer(host: Host, program: Program, ends: readonly string[]): readonly string[] {
  const losses = lossesOf(host, program);
  const checks = (refuse: string): string[] =>
    losses.map(({ name }) => {
      const i = program.results.findIndex((result) => result.name === name);
      return `${host.runtime.name(refuse)}(${stringLiteral(name)}, new Float32Array(results[${i}]!)[0]!, step);`;
    });
  if (phaseOf(host, program)?.parts) return ["const step = m.step[0]! + 1;", `const results = await gpu.end(${ends.join(", ")});`, ...checks("refuseLoss"), "return results;"];
  if (isUpdate(host, program) || (isStep(host, program) && guarded(host, program).guard)) {
    return [
      "const step = m.step[0]!;",
      `const { results, taken } = await gpu.endGuarded(${["m.step", ...ends].join(", ")});`,
      ...checks("refuseLoss"),
      `${host.runtime.name("refuseUntaken")}(taken, step);`,
      "return results;",
    ];
  }
  if (losses.length === 0) return [`return gpu.end(${ends.join(", ")});`];
  return ["const step = m.step[0]!;", `const results = await gpu.end(${ends.join(", ")});`, ...checks("refuseLateLoss"), "return results;"];
}

function inputsOf(host: Host, program: Program): readonly Place[] {
  return host.module.inputs.filter(({ name }) => program.inputs.includes(name)).map(({ name, type }) => ({ kind: "input", name, type }));
}

/** Whole numbers that are set here and read there. */
function clocksOf(host: Host, steps: Program["steps"]): readonly Pick<Storage, "name" | "type">[] {
  const touched = new Set(callsOf(steps).flatMap(({ places }) => places.flatMap((place) => (place.kind === "storage" ? [place.name] : []))));
  const parts = new Set(host.module.phases.map((phase) => phase.parts?.part));
  return host.module.storages.filter(({ name, role }) => touched.has(name) && (role === "clock" || parts.has(name)));
}

function sizesOf({ steps, results }: Program): ReadonlySet<string> {
  return new Set([...callsOf(steps).flatMap(({ kernel }) => [...kernel.sizes]), ...loopsOf(steps).flatMap(({ extent }) => extent.symbols()), ...results.flatMap(({ type }) => type.shape.flatMap((size) => size.symbols()))]);
}
