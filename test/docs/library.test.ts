import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { derived, namesOf } from "../../scripts/derive-library.ts";
import { libraryNames } from "../../src/elaborate/library.ts";
import { stdSources } from "../../src/std/sources.generated.ts";
import { root } from "./blocks.ts";

test("the page of the library is fresh", () => {
  const files = Object.entries(derived());
  expect(files.length).toBe(1);
  for (const [name, text] of files) expect(readFileSync(join(root, name), "utf8"), "run node scripts/derive-library.ts").toBe(text);
});

test("it names every name of the library, each with a doc comment", () => {
  const entries = Object.values(stdSources).flatMap(namesOf);
  expect(entries.length).toBe(libraryNames().size);
  expect(entries.length).toBeGreaterThan(30);
  expect(entries.filter((e) => e.doc === "")).toEqual([]);
});
