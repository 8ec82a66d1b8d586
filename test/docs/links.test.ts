import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./blocks.ts";

const pages = ["README.md", ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];

/** GitHub's name for a heading: lower case, without punctuation, with dashes for spaces. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}

/** Links of a page that lead nowhere: to files that are not there, to headings that are not in the page. */
function broken(page: string, markdown: string): string[] {
  const prose = markdown.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, (code) => (code.includes("](") ? "" : code));
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]!).filter((to) => !/^https?:/.test(to));
  return targets.filter((to) => {
    const [path = "", heading] = to.split("#");
    const file = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (path !== "" && !existsSync(file)) return true;
    if (heading === undefined) return false;
    const text = path === "" ? markdown : readFileSync(file, "utf8");
    return ![...text.matchAll(/^#+ (.*)$/gm)].some((m) => anchor(m[1]!) === heading);
  });
}

test("links within the documentation lead somewhere", () => {
  expect(pages.length).toBeGreaterThan(50);
  const found = pages.flatMap((page) => broken(page, readFileSync(join(root, page), "utf8")).map((to) => `${page}: ${to}`));
  expect(found).toEqual([]);
});

test("links that lead nowhere are found", () => {
  expect(broken("docs/planted.md", "# A b\n\n[x](language.md) [y](nowhere.md) [z](#a-b) [w](#c)")).toEqual(["nowhere.md", "#c"]);
});

test("each decision is listed, with its three parts", () => {
  const folder = join(root, "docs/decisions");
  const records = readdirSync(folder).filter((name) => name !== "README.md").toSorted();
  expect(records.length).toBeGreaterThan(8);
  const index = readFileSync(join(folder, "README.md"), "utf8");
  expect([...index.matchAll(/\]\((\S+)\)$/gm)].map((m) => m[1])).toEqual(records);
  for (const record of records) {
    const headings = [...readFileSync(join(folder, record), "utf8").matchAll(/^#+ .*$/gm)].map((m) => m[0]);
    expect(headings.slice(1)).toEqual(["## Context", "## Decision", "## Consequences"]);
  }
});
