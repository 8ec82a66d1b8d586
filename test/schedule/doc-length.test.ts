import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

test("a kernel that many layers share names the first of them and how many more there are", () => {
  const layers = Array.from({ length: 12 }, (_, i) => `  h${i + 1} = h${i} |> Dense(8)\n`).join("");
  const { plans, diagnostics } = compile({ name: "deep.nnet", text: `model Deep {\n  input h0: [N, 8]\n${layers}  output y = h12\n}\n` }, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  const shared = plans[0]!.kernels.find((k) => k.doc.source.length > 5)!;
  expect(shared.doc.source).toHaveLength(7);
  expect(shared.doc.source.at(-1)).toMatch(/^and \d+ more places$/);
});
