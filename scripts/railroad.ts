import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createSyntaxDiagramsCode, type ISerializedGast } from "chevrotain";

/** The diagram page of Chevrotain with its scripts and styles written into it, so that it opens without a network. */
export function railroad(rules: ISerializedGast[]): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve("chevrotain")), "../../diagrams/");
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return createSyntaxDiagramsCode(rules, { resourceBase: "", css: "diagrams.css" })
    .replace(/<link rel='stylesheet' href='([^']+)'>/, (_, name: string) => `<style>\n${read(name)}</style>`)
    .replace(/<script src='([^']+)'><\/script>/g, (_, name: string) => `<script>\n${read(name)}</script>`);
}
