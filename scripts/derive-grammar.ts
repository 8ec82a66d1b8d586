// Writes what follows from the grammar: the types of its syntax tree and the railroad diagram.
import { readFileSync, writeFileSync } from "node:fs";
import { generateCstDts } from "chevrotain";
import { NnetParser } from "../grammar/parser.ts";
import { railroad } from "./railroad.ts";

/** File name, relative to the project, to its text; test/syntax/grammar.test.ts says that they are fresh. */
export function derived(): Readonly<Record<string, string>> {
  const parser = new NnetParser();
  const header = "// Derived from the rules by scripts/derive-grammar.ts; do not edit.\n";
  return {
    "grammar/cst.generated.ts": `${header}${generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false }).replace("ICstVisitor, ", "")}\n`,
    "grammar/railroad.html": railroad(parser.getSerializedGastProductions()),
  };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(derived())) {
    const file = new URL(`../${name}`, import.meta.url);
    let known = "";
    try {
      known = readFileSync(file, "utf8");
    } catch {
      // The first time there is none.
    }
    if (known !== text) writeFileSync(file, text);
  }
}
