import type { Span } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Statements } from "./statements.ts";

/** The mistakes of one file: the first one added of each statement, so that no mistake is told twice. */
export class Findings {
  readonly statements: Statements;
  private readonly kept: Diagnostic[] = [];
  private readonly seen = new Set<number>();

  constructor(statements: Statements, diagnostics: readonly Diagnostic[]) {
    this.statements = statements;
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  add(diagnostic: Diagnostic): void {
    const id = this.statements.at(start(diagnostic));
    if (this.seen.has(id)) return;
    this.seen.add(id);
    this.kept.push(diagnostic);
  }

  /** Whether something in this part of the text is already known to be wrong. */
  within(span: Span): boolean {
    return this.kept.some((known) => known.span && known.span.start >= span.start && known.span.end <= span.end);
  }

  sorted(): readonly Diagnostic[] {
    return this.kept.sort(byPlace);
  }
}

function start(diagnostic: Diagnostic): number {
  return diagnostic.span?.start ?? 0;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return start(a) - start(b);
}
