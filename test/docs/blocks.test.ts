import { describe, expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { check } from "../../src/compile.ts";
import { text } from "../../src/diagnostics/render/text.ts";
import { requirementText } from "../../src/elaborate/requirements.ts";
import { blocksIn, blocksOf, wholeFile, type Block } from "./blocks.ts";

const pages = ["README.md", "docs/language.md", "docs/architecture.md"];

/** What `nnc check` prints for a block. A block whose first line is `// layers.nnet` can be imported by those after it. */
async function checked(block: Block, name: string, files: ReadonlyMap<string, Source>): Promise<string> {
  const { diagnostics, modules } = check({ name, text: wholeFile(block) }, { load: (path) => files.get(path) });
  const remarks = modules.flatMap((m) => m.requirements.map((r) => ({ file: name, model: m.name, text: requirementText(r) })));
  return text.render({ diagnostics, remarks, files: 1, version: "0" });
}

function filesOf(blocks: readonly Block[]): Map<string, Source> {
  return new Map(blocks.flatMap(({ text: content }): [string, Source][] => {
    const name = /^\/\/ (\S+\.nnet)\b/.exec(content)?.[1];
    return name === undefined ? [] : [[name, { name, text: content }]];
  }));
}

/** The `text` block that shows what a check of this block prints: `$ npx nnc check flowers.nnet` and the answer. */
function shown(blocks: readonly Block[], at: number): { readonly name: string; readonly answer: string } | undefined {
  const next = blocks[at + 1];
  const match = next?.language === "text" ? /^\$ npx nnc check (\S+)\n(.*)$/s.exec(next.text) : undefined;
  return match ? { name: match[1]!, answer: match[2]! } : undefined;
}

let compiled = 0;
let answered = 0;

describe.each(pages)("%s", (page) => {
  const blocks = blocksOf(page);
  const files = filesOf(blocks);
  const nnet = blocks.flatMap((block, at) => (block.language === "nnet" ? [[block.place, block, at] as const] : []));
  test.each(nnet)("%s compiles", async (_, block, at) => {
    const answer = shown(blocks, at);
    const given = await checked(block, answer?.name ?? "page.nnet", files);
    if (answer) {
      answered += 1;
      expect(given).toBe(answer.answer);
    } else {
      compiled += 1;
      // Requirements of symbolic sizes may be told; findings may not.
      expect(given).toMatch(/^(?:\S+: \w+: .*\n)*no errors in 1 file\n$/);
    }
  });
});

test("blocks were compiled, and answers compared", () => {
  expect(compiled).toBeGreaterThan(15);
  expect(answered).toBeGreaterThan(3);
});

test("a wrong block is found", async () => {
  const [whole, fragment] = blocksIn("```nnet\nmodel M {\n  output y = rleu(1)\n}\n```\n\n```nnet given x: [N, 3]\ny = x + x[:, 0]\n```\n", "planted");
  expect(await checked(whole!, "planted.nnet", new Map())).toContain("error[unknown-name]");
  expect(await checked(fragment!, "planted.nnet", new Map())).toContain("error[shapes-differ]");
});
