import { catalogue, type Code, type Parameters } from "./catalogue/index.ts";
import type { Entry } from "./catalogue/entry.ts";
import { DiagnosticError, type Diagnostic } from "./diagnostic.ts";

type Details = Omit<Diagnostic, "code" | "severity" | "message">;

/** The only maker of diagnostics: `diagnose("unknown-name", { name }, { span })`. */
export function diagnose<C extends Code>(code: C, parameters: Parameters<C>, details: Details = {}): Diagnostic {
  const { severity, message } = catalogue[code] as unknown as Entry<Parameters<C>>;
  return { code, severity, message: message(parameters), ...details };
}

/** Throws one diagnostic. */
export function fail<C extends Code>(code: C, parameters: Parameters<C>, details: Details = {}): never {
  throw new DiagnosticError([diagnose(code, parameters, details)]);
}
