import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { text } from "../../src/diagnostics/render/text.ts";

const messages = (name: string, source: string) =>
  text.render({ diagnostics: check({ name, text: source }, { load: () => undefined }).diagnostics, version: "0" });

// The errors that the description of the language prints, to the letter.

test("a window that is too large", () => {
  const source = `model LeNet {
  input image: [N, 28, 28, 1]

  output features = image
    |> Conv(6, 5)  |> max_pool(2)
    |> Conv(16, 5) |> max_pool(2)
    |> Conv(120, 5)
}
`;
  expect(messages("lenet.nnet", source)).toBe(`\
error[window-too-large]: a 5x5 kernel does not fit its 4x4 input
  --> lenet.nnet:7:8
   |
 7 |     |> Conv(120, 5)
   |        ^^^^^^^^^^^^ floor((4 + 2*0 - 5)/1) + 1 = 0
   |
   = sizes: image 28 -> Conv 5 -> 24 -> max_pool 2 -> 12 -> Conv 5 -> 8 -> max_pool 2 -> 4
   = help: the smallest image that fits is 32x32; or write \`pad: same\` here
`);
});

test("two sides that differ", () => {
  const source = `layer Residual(channels)(x: [N, H, W, C]) {
  f = x
    |> Conv(channels, 3, stride: 2, pad: same) |> relu
    |> Conv(channels, 3, pad: same)
  return relu(f + x)
}

model Pictures {
  input image: [N, 56, 56, 64]
  output features = image |> Residual(128)
}
`;
  expect(messages("residual.nnet", source)).toBe(`\
error[shapes-differ]: the two sides of \`+\` do not have the same shape
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
