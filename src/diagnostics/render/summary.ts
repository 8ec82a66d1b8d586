import type { Diagnostic } from "../diagnostic.ts";

/** `2 errors and 1 warning in 1 file`, or `no errors in 3 files`. */
export function summary(diagnostics: readonly Diagnostic[], files: number): string {
  const errors = diagnostics.filter((d) => d.severity === "error").length;
  const warnings = diagnostics.filter((d) => d.severity === "warning").length;
  const counts = [errors === 0 ? "no errors" : count(errors, "error"), ...(warnings > 0 ? [count(warnings, "warning")] : [])];
  return `${counts.join(" and ")} in ${count(files, "file")}`;
}

/** `1 file`, `2 files`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
