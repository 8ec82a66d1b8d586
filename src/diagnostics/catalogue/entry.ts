export type Severity = "error" | "warning" | "info";

/** One code: its severity and its message as a function of typed parameters. Its page is `docs/errors/<code>.md`. */
export interface Entry<P> {
  readonly severity: Severity;
  readonly message: (parameters: P) => string;
}

export function error<P = Record<never, never>>(message: (parameters: P) => string): Entry<P> {
  return { severity: "error", message };
}

export function info<P = Record<never, never>>(message: (parameters: P) => string): Entry<P> {
  return { severity: "info", message };
}

export function warning<P = Record<never, never>>(message: (parameters: P) => string): Entry<P> {
  return { severity: "warning", message };
}
