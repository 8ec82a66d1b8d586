import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";

const source = join(import.meta.dirname, "../../examples/googlenet/inception.nnet");

test("four epochs of the small Inception: all three outputs are far from a guess, the last block's farthest", () => {
  const { code, out } = nnc(["train", source, "--epochs", "4", "--quiet", "--format", "json"], { cwd: folderWith({}) });
  expect(code).toBe(0);
  const { splits } = JSON.parse(out) as { splits: (Record<"accuracy" | "accuracy1" | "accuracy2" | "examples", number> & { split: string })[] };
  const found = splits.find(({ split }) => split === "test")!;
  expect(found.examples).toBe(180);
  // Guessing is right once in ten times.
  expect(found.accuracy).toBeGreaterThan(0.8);
  expect(found.accuracy1).toBeGreaterThan(0.5);
  expect(found.accuracy2).toBeGreaterThan(0.4);
});
