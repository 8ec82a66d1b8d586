import type { Source } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import type { Module, Requirement } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { Findings } from "./context.ts";
import { buildData } from "./data.ts";
import { Files, type Load, type LoadedFile } from "./files.ts";
import { ModelState } from "./model.ts";
import { buildModule } from "./module.ts";
import { multiplesIn, ofSymbol } from "./multiples.ts";
import { smallestInput } from "./smallest.ts";
import { checkNames, checkTwice } from "./names.ts";

export interface Elaborated {
  readonly diagnostics: readonly Diagnostic[];
  /** One for each model of the file; only what had no error. */
  readonly modules: readonly Module[];
}

/** From a source to typed graphs. Never throws for bad input: whatever is wrong with it is a diagnostic. */
export function elaborate(source: Source, load: Load, sizes: Readonly<Record<string, number>> = {}): Elaborated {
  const findings = new Findings();
  const file = new Files((path) => load(path), findings).open(source);
  // What recovery made of broken text would only be blamed again.
  if (findings.hasErrors) return { diagnostics: findings.all(), modules: [] };
  checkNames(file, findings);
  // Of two parameters with one name nobody can say which is meant.
  if (checkTwice(file, findings)) return { diagnostics: findings.all(), modules: [] };
  const fixed = new Map(Object.entries(sizes).map(([name, value]) => [name, Size.of(value)]));
  const modules = file.tree.declarations.filter((d) => d.kind === "model").flatMap((model) => elaborateModel(model, file, fixed, findings));
  return { diagnostics: findings.all(), modules: findings.hasErrors ? [] : modules };
}

function elaborateModel(model: ast.Model, file: LoadedFile, sizes: ReadonlyMap<string, Size>, findings: Findings): Module[] {
  let [own, state, module] = evaluated(model, file, sizes, []);
  // What must divide a size is known everywhere only if it was known from the beginning: the model is evaluated again.
  for (let round = 0; round < mostRounds && isNews(module.requirements, state.required); round += 1) {
    [own, state, module] = evaluated(model, file, sizes, module.requirements.filter((r) => ofSymbol(r)));
  }
  for (const diagnostic of own.all()) {
    const smallest = diagnostic.code === "window-too-large" ? smallestInput(model, file.scope, sizes, diagnostic) : undefined;
    findings.add(diagnostic.code === "window-too-large" ? { ...diagnostic, help: [smallest, "write `pad: same` here"].filter(Boolean).join("; or ") } : diagnostic);
  }
  // Of sizes that `--set` fixes there is nothing to write.
  if (sizes.size === 0) for (const diagnostic of own.blanks.diagnostics()) findings.add(diagnostic);
  if (own.hasErrors) return [];
  for (const name of sizes.keys()) {
    if (module.inputs.length > 0 && !state.introduced.has(name)) findings.add(diagnose("unknown-size", { name, model: module.name }, { place: `--set ${name}` }));
  }
  const data = buildData(file.tree, file.scope, module.inputs, findings);
  return findings.hasErrors ? [] : [{ ...module, data }];
}

/** Each round finds further divisions of what the one before has divided. */
const mostRounds = 8;

function evaluated(model: ast.Model, file: LoadedFile, sizes: ReadonlyMap<string, Size>, required: readonly Requirement[]): [Findings, ModelState, ReturnType<typeof buildModule>] {
  const own = new Findings();
  const state = new ModelState(model, file.scope, own, sizes, undefined, required);
  return [own, state, buildModule(state)];
}

/** Whether the requirements make multiples of symbols that were not known to be. */
function isNews(requirements: readonly Requirement[], known: readonly Requirement[]): boolean {
  const before = multiplesIn(known);
  return [...multiplesIn(requirements)].some(([symbol, factor]) => before.get(symbol) !== factor);
}
