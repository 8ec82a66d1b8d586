import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandCodes, commandFindings } from "../diagnostics/catalogue/command.ts";
import { DiagnosticError, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../diagnostics/render/text.ts";
import { diagnose } from "../diagnostics/report.ts";
import { lastGraph } from "./last-graph.ts";
import { version } from "./package.ts";
import { paintFor, say } from "./terminal.ts";

/** Prints what a command threw and sets the exit code. */
export function reportFailure(thrown: unknown): void {
  const diagnostics = thrown instanceof DiagnosticError ? thrown.diagnostics : [internal(thrown)];
  printDiagnostics(diagnostics);
  process.exitCode = exitCodeOf(diagnostics);
}

export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  say(diagnostics.map((d) => renderDiagnostic(d, paintFor(process.stderr))).join("\n"));
}

/** 2 if all that is wrong is how the command was called, 1 for findings, 0 for warnings alone. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 {
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length === 0) return 0;
  return errors.every((d) => Object.hasOwn(commandCodes, d.code) && !commandFindings.has(d.code)) ? 2 : 1;
}

/** A failure of ours. The stack goes to a file together with the last graph, not to the terminal. */
function internal(thrown: unknown): Diagnostic {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? what) : what;
  // A pass that fails says what it was given; of a later failure the last graph is known.
  const graph = thrown instanceof Error && "before" in thrown && typeof thrown.before === "string" ? thrown.before : lastGraph();
  const report = [`nnc ${version()}, Node ${process.version}`, `nnc ${process.argv.slice(2).join(" ")}`, stack, ...(graph === undefined ? [] : ["", graph])];
  const notes = [{ name: "version", text: `nnc ${version()}, Node ${process.version}, ${process.platform} ${process.arch}` }];
  const path = join(tmpdir(), `nnc-failure-${process.pid}.txt`);
  try {
    writeFileSync(path, `${report.join("\n")}\n`);
    notes.push({ name: "dump", text: `${path}   the stack${graph === undefined ? "" : " and the graph before the failure"}` });
  } catch {
    notes.push({ name: "dump", text: `${path} could not be written` });
  }
  return diagnose("internal-error", { what }, { notes, help: "this is a mistake in nnc: please report it with that file and the source" });
}
