import { Command } from "commander";
import { DiagnosticError, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import { count } from "../diagnostics/render/summary.ts";
import { format } from "../syntax/format.ts";
import { expandFiles } from "./files.ts";
import { exitCodeOf } from "./failure.ts";
import { readSource } from "./read.ts";
import { out, say } from "./terminal.ts";
import { writeWhole } from "./write.ts";

export const fmt = new Command("fmt")
  .description("Formats sources in place. Comments stay where they are; a source with syntax errors is left alone.")
  .argument("[files...]", "sources, globs or folders; `-` formats standard input to standard output; nothing: all below this folder")
  .option("--check", "write nothing; exit with 1 if a file is not formatted")
  .action((patterns: readonly string[], { check = false }: { readonly check?: boolean }) => {
    const found: Diagnostic[] = [];
    let changed = 0;
    for (const path of expandFiles(patterns)) {
      const source = readSource(path);
      const { text, diagnostics } = format(source);
      found.push(...diagnostics);
      // A text that cannot be read stays as it is.
      if (exitCodeOf(diagnostics) !== 0) continue;
      if (check) {
        if (text !== source.text) found.push(diagnose("not-formatted", { path: source.name }, { place: source.name, help: `run \`nnc fmt ${path}\`` }));
      } else if (path === "-") out(text);
      else if (text !== source.text) {
        writeWhole(path, text);
        changed += 1;
        say(`formatted ${path}\n`);
      }
    }
    if (exitCodeOf(found) !== 0) throw new DiagnosticError(found);
    if (check) say("all files are formatted\n");
    else if (changed === 0 && !patterns.includes("-")) say(`${count(0, "file")} changed\n`);
  });
