/**
 * The compiler as a library. `check` finds every error of a source; `compile` makes a plan of each model, and a target
 * makes a TypeScript module of a plan:
 *
 *     const target = targets.get("wasm");
 *     const { diagnostics, plans } = compile({ name: "digits.nnet", text }, { load: () => undefined, target });
 *     const module = target.emit(plans[0]);
 *
 * Nothing here touches process, terminal or file system: texts come in, texts go out.
 */
export { check, compile, optimize, type Compilation, type CompileOptions } from "./compile.ts";
export { targets } from "./emit/targets.ts";
export type { Target } from "./emit/target.ts";
export { format } from "./syntax/format.ts";
export { renderers } from "./diagnostics/render/index.ts";
export { DiagnosticError, type Diagnostic, type Fix, type Note } from "./diagnostics/diagnostic.ts";
export { interpret, type Outcome } from "./interpret/interpret.ts";
export type { Environment } from "./ops/environment.ts";
export { positionOf, type Position, type Source, type Span } from "./base/source.ts";
export type { Module, Phase, Requirement } from "./graph/graph.ts";
export type { Plan } from "./schedule/plan.ts";
export { beamSearch, type BeamOptions, type Hypothesis } from "./decode/beam.ts";
export { bleu, modifiedPrecision, type Judged } from "./decode/bleu.ts";
export { ctcBeamSearch, ctcBestPath } from "./decode/ctc.ts";
export type { Next } from "./decode/next.ts";
export { draw, sample, type SampleOptions } from "./decode/sample.ts";
export type { CreateOptions, GeneratedClass, GeneratedModel } from "./runtime/model.ts";
