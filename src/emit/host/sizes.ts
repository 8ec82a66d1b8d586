import type { Program, Requirement } from "../../schedule/plan.ts";
import { elements, shapeText } from "../../types/tensor.ts";
import { Size } from "../../types/size.ts";
import { access, stringLiteral } from "../typescript/text.ts";
import type { Host } from "./host.ts";
import { callsOf, loopsOf } from "./loops.ts";
import { sizeKey } from "./options.ts";

/** The symbolic sizes that a program uses, in the order of the module. */
export function programSizes(host: Host, program: Program): string[] {
  const inputs = host.module.inputs.filter(({ name }) => program.inputs.includes(name));
  const used = new Set([
    ...inputs.flatMap(({ type }) => symbolsOf([...type.shape, ...(type.bound ? [type.bound] : [])])),
    ...callsOf(program.steps).flatMap(({ kernel }) => [...kernel.sizes]),
    ...loopsOf(program.steps).flatMap(({ extent }) => extent.symbols()),
    ...program.results.flatMap(({ type }) => symbolsOf(type.shape)),
  ]);
  return host.module.sizes.filter((symbol) => used.has(symbol));
}

/** Statements that define the sizes of a call as constants, from the lengths of its inputs where they tell them. */
export function sizeStatements(host: Host, program: Program): string[] {
  const lines: string[] = [];
  const known = new Set<string>();
  const open = programSizes(host, program);
  while (open.length > 0) {
    const told = open.map((symbol) => ({ symbol, by: teller(host, program, symbol, known) })).find(({ by }) => by !== undefined);
    // Where no length tells a size, the last one must be given: the batch size comes first and is told best.
    const symbol = told?.symbol ?? open[open.length - 1]!;
    const given = [stringLiteral(symbol), `options.sizes?.${bare(access(sizeKey(symbol)))}`, `this.#largest${access(symbol)}`];
    const call = told?.by
      ? `${host.runtime.name("sizeFromLength")}(${[...given, stringLiteral(told.by.input), stringLiteral(told.by.shape), `batch${access(told.by.input)}`, host.size(told.by.unit)].join(", ")})`
      : `${host.runtime.name("sizeFromOptions")}(${given.join(", ")})`;
    lines.push(`const ${host.sizeName(symbol)} = ${call};`);
    known.add(symbol);
    open.splice(open.indexOf(symbol), 1);
  }
  return lines;
}

interface Teller {
  readonly input: string;
  readonly shape: string;
  readonly unit: Size;
}

/** An input whose length is the symbol times what is known. */
function teller(host: Host, program: Program, symbol: string, known: ReadonlySet<string>): Teller | undefined {
  for (const { name, type } of host.module.inputs) {
    if (!program.inputs.includes(name)) continue;
    const unit = elements(type).exactDiv(Size.symbol(symbol));
    if (unit && symbolsOf([unit]).every((s) => known.has(s))) return { input: name, shape: shapeText(type.shape), unit };
  }
  return undefined;
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

function symbolsOf(sizes: readonly Size[]): string[] {
  return sizes.flatMap((size) => size.symbols());
}

/** `.N` after `?.` is `N`; `["a b"]` stays. */
function bare(text: string): string {
  return text.startsWith(".") ? text.slice(1) : text;
}
