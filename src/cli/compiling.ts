import type { Source } from "../base/source.ts";
import { check, compile, compileFor, type Compiled, type CompileOptions } from "../compile.ts";
import { DiagnosticError, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { fail } from "../diagnostics/report.ts";
import type { Module } from "../graph/graph.ts";
import type { MemoryLimit } from "../memory-limit.ts";
import type { PassTrace } from "../passes/pipeline.ts";
import type { Plan } from "../schedule/plan.ts";
import type { ScheduleTrace } from "../schedule/schedule.ts";
import type { Target } from "../emit/target.ts";
import { didYouMean } from "../base/closest.ts";
import { exitCodeOf, printDiagnostics } from "./failure.ts";
import { rememberGraph } from "./last-graph.ts";
import { loadSource, readSource } from "./read.ts";

interface Settings {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly memory?: MemoryLimit;
  readonly trace?: PassTrace;
  readonly scheduleTrace?: ScheduleTrace;
  /** What plans are made for. */
  readonly target?: Target;
  /** Told every file that is read, the first included. */
  readonly onRead?: (path: string) => void;
}

/** Compiles a file for a command: throws its errors, prints its warnings. */
export function compileFile(path: string, settings: Settings = {}): ReturnType<typeof compile> {
  return sound(compile(source(path, settings), options(settings)));
}

/** The plan of a file with programs of their own for calls of these sizes. */
export function compileFileFor(compiled: Compiled, path: string, sizes: Readonly<Record<string, number>>, settings: Settings & { readonly target: Target; readonly programs?: (name: string) => boolean }): Plan {
  return compileFor(compiled, source(path, settings), sizes, { ...options(settings), target: settings.target, ...(settings.programs && { programs: settings.programs }) });
}

/** The same without passes and plans. */
export function checkFile(path: string, settings: Settings = {}): readonly Module[] {
  return sound(check(source(path, settings), options(settings))).modules;
}

function source(path: string, { onRead }: Settings): Source {
  onRead?.(path);
  return readSource(path);
}

function options({ sizes, memory, trace, scheduleTrace, onRead, target }: Settings): CompileOptions {
  const load = (path: string): Source | undefined => {
    onRead?.(path);
    return loadSource(path);
  };
  const remembering: PassTrace = {
    after: (pass, before, after, milliseconds) => {
      rememberGraph(after);
      trace?.after(pass, before, after, milliseconds);
    },
  };
  return { load, ...(sizes && { sizes }), ...(memory && { memory }), ...(target && { target }), ...(scheduleTrace && { scheduleTrace }), trace: remembering };
}

function sound<C extends { readonly diagnostics: readonly Diagnostic[] }>(compilation: C): C {
  if (exitCodeOf(compilation.diagnostics) !== 0) throw new DiagnosticError(compilation.diagnostics);
  const warnings = compilation.diagnostics.filter((d) => d.severity !== "info");
  if (warnings.length > 0) printDiagnostics(warnings);
  return compilation;
}

/** The model that is meant: the one asked for, or the only one. */
export function chosen<M extends { readonly name: string }>(models: readonly M[], file: string, name?: string): M {
  const names = models.map((m) => m.name);
  if (name !== undefined) {
    const found = models.find((m) => m.name === name);
    return found ?? fail("unknown-model", { name, file }, { place: "--model", ...didYouMean(name, names) });
  }
  const [only] = models;
  if (!only) return fail("no-model", { file }, { place: file, help: "layers, functions and optimizers alone compile to nothing" });
  if (models.length > 1) return fail("several-models", { file }, { place: file, help: `choose one with \`--model\`: ${names.join(", ")}` });
  return only;
}
