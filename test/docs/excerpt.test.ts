import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { derived } from "../../scripts/derive-excerpt.ts";
import { root } from "./blocks.ts";

test("the generated code in the README is what is generated", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(derived(readme), "run node scripts/derive-excerpt.ts").toBe(readme);
  expect(readme).toMatch(/^function logits_backward/m);
});
