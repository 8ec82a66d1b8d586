import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { count } from "../diagnostics/render/summary.ts";
import { readSource } from "./read.ts";
import { say } from "./terminal.ts";
import { writeWhole } from "./write.ts";

/** Writes the fixes of a file's findings into it; of two that meet, the first. Whether there was one. Standard input stays as it is. */
export function writeFixes(file: string, diagnostics: readonly Diagnostic[]): boolean {
  if (file === "-") return false;
  const { name, text } = readSource(file);
  let end = 0;
  let written = "";
  let fixes = 0;
  for (const { span, text: insert } of edits(name, diagnostics)) {
    if (span.start < end) continue;
    written += text.slice(end, span.start) + insert;
    end = span.end;
    fixes += 1;
  }
  if (fixes === 0) return false;
  writeWhole(file, written + text.slice(end));
  say(`${file}: ${count(fixes, "place")} changed\n`);
  return true;
}

/** Those of this file, in the order of its text. */
function edits(name: string, diagnostics: readonly Diagnostic[]): NonNullable<Diagnostic["fix"]>["edits"] {
  return diagnostics.flatMap((d) => d.fix?.edits ?? []).filter(({ span }) => span.source.name === name).toSorted((a, b) => a.span.start - b.span.start);
}
