import { Command } from "commander";
import { catalogue, type Code } from "../diagnostics/catalogue/index.ts";
import type { Paint } from "../diagnostics/render/index.ts";
import { fail } from "../diagnostics/report.ts";
import { didYouMean } from "../base/closest.ts";
import { page } from "./package.ts";
import { out, paintFor } from "./terminal.ts";

export const explain = new Command("explain")
  .description("Prints the page of an error code: what it means, a wrong and a right example.")
  .argument("[code]", "the code in brackets, as `window-too-large`; nothing: the list of codes")
  .action((code: string | undefined) => {
    if (code === undefined) return out(`${codes().join("\n")}\n`);
    // As it is printed, brackets and all, or in capitals.
    const name = code.replace(/^\w+\[(.*)\]$/, "$1").toLowerCase();
    if (!isCode(name)) return fail("unknown-code", { code }, { help: "`nnc explain` lists the codes", ...didYouMean(name, codes()) });
    const text = page(name);
    if (text === undefined) return fail("missing-file", { path: `docs/errors/${name}.md` }, { help: "this installation has no docs" });
    out(styled(text, paintFor(process.stdout)));
  });

function codes(): string[] {
  return Object.keys(catalogue).sort();
}

function isCode(name: string): name is Code {
  return Object.hasOwn(catalogue, name);
}

/** Markdown for a terminal: headings bold, code indented instead of fenced. */
function styled(markdown: string, paint: Paint): string {
  let inCode = false;
  const lines = markdown.trimEnd().split("\n").flatMap((line) => {
    if (line.startsWith("```")) {
      inCode = !inCode;
      return [];
    }
    if (inCode) return [`    ${paint(["cyan"], line)}`];
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    return [heading === undefined ? line : paint(["bold"], heading)];
  });
  return `${lines.join("\n")}\n`;
}
