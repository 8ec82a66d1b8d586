import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** A fenced block of a page. GitHub shows the language alone; what follows it is for the tests. */
export interface Block {
  /** `README.md:30`, for messages. */
  readonly place: string;
  readonly language: string;
  /** What stands after the language in the fence. */
  readonly info: string;
  readonly text: string;
}

export function blocksOf(page: string): Block[] {
  return blocksIn(readFileSync(join(root, page), "utf8"), page);
}

export function blocksIn(markdown: string, page: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) *([^\n]*)\n(.*?)^```$/gms)].map((m) => ({
    place: `${page}:${markdown.slice(0, m.index).split("\n").length}`,
    language: m[1]!,
    info: m[2]!,
    text: m[3]!,
  }));
}

/** Declarations stand at the top of a file; everything else in a model. */
const declaration = /^(?:\/\/[^\n]*\n)*(?:layer|fn|optimizer|import|data|split|model)\b/;

/**
 * A fragment as a whole file. `given x: [N, 8]; k: index(3)[N]` after the language says which inputs it speaks of; paragraphs that
 * are not declarations become statements of a model.
 */
export function wholeFile(block: Block): string {
  const given = /^given *(.*)$/.exec(block.info)?.[1];
  if (given === undefined) return block.text;
  const paragraphs = block.text.split(/\n\n+/).map((p) => p.trimEnd());
  const statements = paragraphs.filter((p) => !declaration.test(p));
  const inputs = given.split(";").map((i) => i.trim()).filter((i) => i !== "").map((i) => `input ${i}`);
  const model = `model Example {\n${[...inputs, ...statements].join("\n")}\n}\n`;
  return [...paragraphs.filter((p) => declaration.test(p)), model].join("\n\n");
}
