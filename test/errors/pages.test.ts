import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { catalogue } from "../../src/diagnostics/catalogue/index.ts";

const folder = join(import.meta.dirname, "../../docs/errors");
const codes = Object.keys(catalogue).sort();
const pages = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md").map((name) => name.slice(0, -3)).sort();

interface Block {
  readonly language: string;
  readonly text: string;
}

/** The page `# code`, a paragraph, `## Wrong` and `## Right` with at least a block each. */
function parse(code: string): { readonly heading: string; readonly paragraph: string; readonly wrong: Block[]; readonly right: Block[] } {
  const markdown = readFileSync(join(folder, `${code}.md`), "utf8");
  const [, heading = "", paragraph = "", wrong = "", right = ""] = /^# (\S+)\n\n(.+?)\n\n## Wrong\n(.+?)\n## Right\n(.+)$/s.exec(markdown) ?? [];
  return { heading, paragraph, wrong: blocks(wrong), right: blocks(right) };
}

function blocks(section: string): Block[] {
  return [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language: language!, text: text! }));
}

/** The codes that the last `nnet` block gives. Blocks before it are files that it imports, named in their first line: `// layers.nnet`. */
function codesOf(section: readonly Block[]): readonly string[] | undefined {
  const sources = section.filter((b) => b.language === "nnet");
  const main = sources.at(-1);
  if (!main) return undefined;
  const files = new Map(sources.slice(0, -1).map(({ text }) => [/^\/\/ (\S+)/.exec(text)?.[1] ?? "", text]));
  const load = (name: string) => (files.has(name) ? { name, text: files.get(name)! } : undefined);
  return check({ name: "page.nnet", text: main.text }, { load }).diagnostics.map((d) => d.code);
}

test("each code has a page and each page a code", () => {
  expect(codes.length).toBeGreaterThan(50);
  expect(pages).toEqual(codes);
});

test("the index lists every page", () => {
  const index = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...index.matchAll(/^- \[`([\w-]+)`\]\(\1\.md\)/gm)].map((m) => m[1]);
  expect(listed.toSorted()).toEqual(codes);
});

let compiled = 0;

describe("the examples of a page do what it says", () => {
  test.each(pages)("%s", (code) => {
    const { heading, paragraph, wrong, right } = parse(code);
    expect(heading).toBe(code);
    expect(paragraph.length).toBeGreaterThan(20);
    for (const section of [wrong, right]) {
      expect(section.length).toBeGreaterThan(0);
      for (const { language } of section) expect(["nnet", "sh", "text"]).toContain(language);
    }
    const found = codesOf(wrong);
    if (found) {
      compiled += 1;
      expect(found).toEqual([code]);
    }
    expect(codesOf(right) ?? []).toEqual([]);
  });
});

test("examples were compiled", () => {
  expect(compiled).toBeGreaterThan(30);
});
