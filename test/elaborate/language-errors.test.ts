import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { renderDiagnostic } from "../../src/diagnostics/render/text.ts";

/** The errors that the description of the language prints, in whole. */
function rendering(name: string, text: string): string {
  return check({ name, text }, { load: () => undefined }).diagnostics.map((d) => renderDiagnostic(d)).join("\n");
}

test("a window that is too large", () => {
  const source = `layer LeNet5(classes)(x: [N, H, W, C]) -> [N, classes] {
  return x
    |> Conv(6, 5)  |> relu
    |> max_pool(2)
    |> Conv(16, 5) |> relu
    |> max_pool(2)
    |> Conv(120, 5)
    |> flatten
    |> Dense(classes)
}

model Digits {
  input image: [N, 28, 28, 1]
  input digit: index(10)[N]
  logits = LeNet5(10)(image)
  loss nll = cross_entropy(logits, digit)
  train { minimize nll using adam(lr: 1e-3) }
}
`;
  expect(rendering("lenet.nnet", source)).toBe(`error[window-too-large]: a 5x5 kernel does not fit its 4x4 input
  --> lenet.nnet:7:8
   |
 7 |     |> Conv(120, 5)
   |        ^^^^^^^^^^^^ floor((4 + 2*0 - 5)/1) + 1 = 0
   |
   = sizes: image 28 -> Conv 5 -> 24 -> max_pool 2 -> 12 -> Conv 5 -> 8 -> max_pool 2 -> 4
   = help: the smallest image that fits is 32x32; or write \`pad: same\` here
`);
});

test("two shapes that differ", () => {
  const source = `layer Residual(channels)(x: [N, H, W, C]) {
  f = x
    |> Conv(channels, 3, stride: 2, pad: same) |> relu
    |> Conv(channels, 3, pad: same)
  return relu(f + x)
}

model Images {
  input image: [N, 224, 224, 3]
  output code = image |> Conv(64, 7, stride: 2, pad: same) |> max_pool(2) |> Residual(128) |> global_avg_pool
}
`;
  expect(rendering("residual.nnet", source)).toBe(`error[shapes-differ]: the two sides of \`+\` do not have the same shape
  --> residual.nnet:5:15
   |
 5 |   return relu(f + x)
   |               ^^^^^
   = f: [N, 28, 28, 128]   halved by \`stride: 2\` on line 3
   = x: [N, 56, 56, 64]    the input of \`Residual\`, line 1
   = axes 1, 2 and 3 differ; the batch axis agrees
   = help: project the shortcut: \`x |> Conv(128, 1, stride: 2)\`
`);
});

test("the size that is proposed is the smallest: it fits and one less does not", () => {
  const images = [[40, 7, 2], [19, 5, 3], [9, 4, 2], [50, 3, 5]] as const;
  for (const [image, kernel, stride] of images) {
    const model = (n: number): string => `model M {
  input image: [N, ${n}, ${n}, 1]
  output z = image |> Conv(2, ${kernel}, stride: ${stride}) |> Conv(2, ${kernel}, stride: ${stride}) |> Conv(2, ${kernel}, stride: ${stride})
}
`;
    const text = rendering("m.nnet", model(Math.min(image, kernel)));
    const least = Number(/the smallest image that fits is (\d+)x\1/.exec(text)?.[1]);
    // A later place may be too small still; the help speaks of the place it stands at.
    const blamed = (n: number): string => /--> (\S+)/.exec(rendering("m.nnet", model(n)))?.[1] ?? "none";
    const place = /--> (\S+)/.exec(text)![1]!;
    expect(blamed(least - 1)).toBe(place);
    expect(blamed(least)).not.toBe(place);
  }
});
