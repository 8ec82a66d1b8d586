import type { Loop, Program, Step, Storage } from "../../schedule/plan.ts";
import { elements } from "../../types/tensor.ts";
import type { Host } from "../host/host.ts";
import { callsOf, loopsOf } from "../host/loops.ts";
import { blockOf } from "../host/memory.ts";
import { guarded, lossesOf, writes } from "../host/guarded.ts";
import { stringLiteral } from "../typescript/text.ts";
import type { CallRow, Tables } from "./tables.ts";

/** What the statements of a program need to know of the module. */
export interface Numbering {
  readonly tables: Tables;
  /** The number of a block; undefined for what no program touches. */
  readonly block: (name: string) => number | undefined;
  /** The statements of a step. */
  readonly statements: (step: Step | Loop) => readonly string[];
}

/** The body of a program's function: writes what is given, encodes the steps, submits them, and checks the losses when they are here. */
export function programLines(host: Host, program: Program, { tables, block, statements }: Numbering): readonly string[] {
  const phase = host.module.phases.find((other) => other.program === program.name);
  const { steps, guard } = guarded(host, program);
  const ticks = program.steps.some((step) => writes(step, "step"));
  const isStep = ticks || (phase !== undefined && !phase.parts);
  const ends = program.results.map(({ place, type }) => `[${block(blockOf(place))}, ${host.size(elements(type))}]`);
  const clock = block("step");
  return [
    "const { gpu } = m;",
    `gpu.begin([${host.module.sizes.map((symbol) => (sizesOf(program).has(symbol) ? host.sizeName(symbol) : "1")).join(", ")}]);`,
    ...clocksOf(host, program).map(({ name, type }) => `gpu.writeClock(${block(name)}, ${host.view({ kind: "storage", name, type })}[0]!);`),
    ...host.module.inputs.filter(({ name }) => program.inputs.includes(name)).map(({ name, type }) => `gpu.write(${block(blockOf({ kind: "input", name, type }))}, ${host.view({ kind: "input", name, type })}, ${host.size(elements(type))});`),
    ...steps.flatMap(statements),
    ...(guard ? [...guard.losses.map(({ place }) => runText(tables.check(place), "1", [])), ...guard.steps.flatMap(statements)] : []),
    ...(isStep ? ["m.step[0] = m.step[0]! + 1;"] : []),
    ...(ticks && clock !== undefined ? [`gpu.noteClock(${clock}, m.step[0]!);`] : []),
    ...answer(host, program, guard !== undefined, ends),
  ];
}

/** Runs a call on so many threads. */
export function runText({ number, kernel }: CallRow, count: string, positions: readonly string[]): string {
  return `gpu.run(${[number, count, ...positions].join(", ")}); // ${kernel.name}`;
}

function answer(host: Host, program: Program, isGuarded: boolean, ends: readonly string[]): readonly string[] {
  const losses = lossesOf(host, program);
  const phase = host.module.phases.find((other) => other.program === program.name);
  if (losses.length === 0) return [`return gpu.end(${ends.join(", ")});`];
  const checks = (refuse: string): string[] =>
    losses.map(({ name }) => {
      const i = program.results.findIndex((result) => result.name === name);
      return `${host.runtime.name(refuse)}(${stringLiteral(name)}, new Float32Array(results[${i}]!)[0]!, step);`;
    });
  if (isGuarded) {
    return [
      "const step = m.step[0]!;",
      `const { results, taken } = await gpu.endGuarded(m.step, ${ends.join(", ")});`,
      ...checks("refuseLoss"),
      `${host.runtime.name("refuseUntaken")}(taken, step);`,
      "return results;",
    ];
  }
  return [`const step = m.step[0]!${phase?.parts ? " + 1" : ""};`, `const results = await gpu.end(${ends.join(", ")});`, ...checks(phase?.parts ? "refuseLoss" : "refuseLateLoss"), "return results;"];
}

/** Whole numbers that are set here and read there. */
function clocksOf(host: Host, program: Program): readonly Pick<Storage, "name" | "type">[] {
  const touched = new Set(callsOf(program.steps).flatMap(({ places }) => places.flatMap((place) => (place.kind === "storage" ? [place.name] : []))));
  const parts = new Set(host.module.phases.map((phase) => phase.parts?.part));
  return host.module.storages.filter(({ name, role }) => touched.has(name) && (role === "clock" || parts.has(name)));
}

function sizesOf({ steps, results }: Program): ReadonlySet<string> {
  return new Set([...callsOf(steps).flatMap(({ kernel }) => [...kernel.sizes]), ...loopsOf(steps).flatMap(({ extent }) => extent.symbols()), ...results.flatMap(({ type }) => type.shape.flatMap((size) => size.symbols()))]);
}
