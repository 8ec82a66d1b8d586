import { expect, test } from "vitest";
import { cpuMilliseconds, parseText } from "./support.ts";

function network(layers: number): string {
  const lines = Array.from({ length: layers }, (_, i) => `  h${i} = ${i > 0 ? `h${i - 1}` : "x"} |> Dense(64, bias: true) |> relu\n`);
  return `model M {\n  input x: [N, 8]\n${lines.join("")}}\n`;
}

function best(text: string): number {
  const times = Array.from({ length: 5 }, () => {
    const start = cpuMilliseconds();
    expect(parseText(text).diagnostics).toEqual([]);
    return cpuMilliseconds() - start;
  });
  return Math.min(...times);
}

test("500 layers parse in well under 200 ms", () => expect(best(network(500))).toBeLessThan(200));

test("800 layers in one pipe are not too deep", () => {
  expect(best(`model M {\n  input x: [N, 8]\n  y = x\n${"    |> Dense(64) |> relu\n".repeat(800)}}\n`)).toBeLessThan(200);
});
