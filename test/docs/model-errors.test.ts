import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./blocks.ts";

const type = /type ModelErrorCode =(.*?);/s.exec(readFileSync(join(root, "src/runtime/error.ts"), "utf8"))![1]!;
const codes = [...type.matchAll(/"([a-z-]+)"/g)].map((m) => m[1]!);

test("each code that a module throws is in the table of the page on targets, and no other", () => {
  const section = readFileSync(join(root, "docs/targets.md"), "utf8").split("## What can go wrong")[1]!;
  const listed = [...section.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) => [...row[1]!.matchAll(/`([a-z-]+)`/g)].map((m) => m[1]!));
  expect(codes.length).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual(codes.toSorted());
});
