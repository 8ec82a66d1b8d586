import { expect, test } from "vitest";
import { check, optimize } from "../../src/compile.ts";

function flopsOf(body: string, program: string): number {
  const text = `model M {\n  input image: [N, 28, 28, 6]\n  c = Conv(16, 5${body}, bias: false)\n  loss l = mean(c(image)^2)\n  train { minimize l using sgd() }\n}\n`;
  const { modules } = check({ name: "m.nnet", text }, { load: () => undefined });
  const graph = optimize(modules[0]!).programs.find((p) => p.name === program)!;
  return graph.nodes
    .filter((n) => n.op.name === "conv")
    .reduce((sum, n) => sum + n.op.flops!(n.inputs.map((i) => i.type), n.type, n.attributes).evaluate({ N: 1 }), 0);
}

test.each(["", ", pad: 2", ", pad: same, stride: 2", ", dilation: 2"])("a convolution%s costs as much for its weights as forward", (body) => {
  const forward = flopsOf(body, "evaluate");
  expect(forward).toBeGreaterThan(0);
  // The image has no gradient, so what remains of the backward pass is the weights'.
  expect(flopsOf(body, "train")).toBe(2 * forward);
});

test("padding is not counted", () => {
  // Along one axis 28 places meet 5 taps, less 2 + 1 at either end.
  expect(flopsOf(", pad: 2", "evaluate")).toBe(2 * (28 * 5 - 6) ** 2 * 6 * 16);
});
