// Writes what follows from the grammar: the types of its syntax tree and the railroad diagram.
import { generateCstDts } from "chevrotain";
import { NnetParser } from "../grammar/parser.ts";
import { railroad } from "./railroad.ts";
import { writeDerived } from "./derived.ts";

/** File name, relative to the project, to its text; test/syntax/grammar.test.ts says that they are fresh. */
export function derived(): Readonly<Record<string, string>> {
  const parser = new NnetParser();
  const header = "// Derived from the rules by scripts/derive-grammar.ts; do not edit.\n";
  return {
    "grammar/cst.generated.ts": `${header}${generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false }).replace("ICstVisitor, ", "")}\n`,
    "grammar/railroad.html": railroad(parser.getSerializedGastProductions()),
  };
}

if (import.meta.main) writeDerived(derived());
