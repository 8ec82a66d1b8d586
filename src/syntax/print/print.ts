import { printer as documents } from "prettier/doc";
import type { Token } from "../../../grammar/token.ts";
import type { File } from "../ast.ts";
import type { Kind, Node, Nodes } from "../visit.ts";
import { attach } from "./comments.ts";
import { rules } from "./nodes.ts";
import { commentText, hardline, join, type Doc, type Printer } from "./printer.ts";

/** The text of a file: two spaces, every comment kept, lines of `width` columns where they can be broken. */
export function print(file: File, comments: readonly Token[], width = 100): string {
  const { text } = file.span.source;
  const attached = attach(text, file, comments);
  const printer: Printer = { text, comments: attached, print: (node) => apply(node.kind, node, printer) };
  const alone = join(hardline, attached.inside(file).map(commentText));
  const printed: Doc = file.declarations.length > 0 ? printer.print(file) : attached.inside(file).length > 0 ? [alone, hardline] : "";
  return documents.printDocToString(printed, { printWidth: width, tabWidth: 2, useTabs: false }).formatted;
}

/** The rule of a kind takes nodes of that kind, by the type of the table. */
function apply<K extends Kind>(kind: K, node: Node, printer: Printer): Doc {
  return rules[kind](node as Nodes[K], printer);
}
