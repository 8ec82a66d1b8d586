import type { Program, Requirement } from "../../schedule/plan.ts";
import type { Size } from "../../types/size.ts";
import { stringLiteral } from "../typescript/text.ts";
import type { Host } from "./host.ts";
import { callsOf, loopsOf } from "./loops.ts";
import { publicPrograms } from "./public.ts";

/** The symbolic sizes of a program, in the order of the module: those of its steps, its inputs and its results. */
export function programSizes(host: Host, program: Program): string[] {
  const inputs = host.module.inputs.filter(({ name }) => program.inputs.includes(name));
  const used = new Set([
    ...stepSizes(host, program),
    ...inputs.flatMap(({ type }) => symbolsOf([...type.shape, ...(type.bound ? [type.bound] : [])])),
    ...program.results.flatMap(({ type }) => symbolsOf(type.shape)),
  ]);
  return host.module.sizes.filter((symbol) => used.has(symbol));
}

/** Those of any program that can be called. */
export function calledSizes(host: Host): string[] {
  const divided = host.module.phases.flatMap(({ parts }) => (parts ? [parts.batch] : []));
  const used = new Set([...divided, ...publicPrograms(host).flatMap(({ program }) => programSizes(host, program))]);
  return host.module.sizes.filter((symbol) => used.has(symbol));
}

/** Those that its steps need. */
export function stepSizes(host: Host, { steps }: Program): string[] {
  const used = new Set([...callsOf(steps).flatMap(({ kernel }) => [...kernel.sizes]), ...loopsOf(steps).flatMap(({ extent }) => extent.symbols())]);
  return host.module.sizes.filter((symbol) => used.has(symbol));
}

/** Checks of the requirements that concern these sizes only. */
export function requirementStatements(host: Host, sizes: readonly string[]): string[] {
  return host.module.requirements
    .filter((requirement) => requirementSymbols(requirement).every((symbol) => sizes.includes(symbol)))
    .map((requirement) => {
      const { holds, rule } = requirementText(host, requirement);
      const values = [holds, stringLiteral(requirement.size.toString()), host.size(requirement.size), stringLiteral(rule), stringLiteral(requirement.why)];
      return `${host.runtime.name("requireSize")}(${values.join(", ")});`;
    });
}

/** Those that requirements speak of. */
export function requiredSizes(host: Host): string[] {
  return host.module.requirements.flatMap(requirementSymbols);
}

/** What must hold of a size, as sentences: `H must be at least 6, for max_pool(2) on line 3.` One of several sizes belongs to the last of them. */
export function requirementSentences(host: Host, symbol: string): string[] {
  const { sizes, requirements } = host.module;
  return requirements
    .filter((requirement) => sizes.findLast((name) => requirementSymbols(requirement).includes(name)) === symbol)
    .map((requirement) => `${requirement.size} must be ${requirementText(host, requirement).rule}, for ${requirement.why}.`);
}

function requirementText(host: Host, r: Requirement): { readonly holds: string; readonly rule: string } {
  const size = host.size(r.size);
  switch (r.kind) {
    case "at-least":
      return { holds: `${size} >= ${r.least}`, rule: `at least ${r.least}` };
    case "divisible":
      return { holds: `(${size}) % ${r.divisor} === 0`, rule: `a multiple of ${r.divisor}` };
    case "equal":
      return { holds: `${size} === ${host.size(r.other)}`, rule: `equal to ${r.other}` };
  }
}

function requirementSymbols(r: Requirement): string[] {
  return symbolsOf(r.kind === "equal" ? [r.size, r.other] : [r.size]);
}

export function symbolsOf(sizes: readonly Size[]): string[] {
  return sizes.flatMap((size) => size.symbols());
}
