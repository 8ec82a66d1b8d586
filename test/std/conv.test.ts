import { expect, test } from "vitest";
import { codes } from "../elaborate/support.ts";
import { at, checked, close, from, noise, range, total } from "./support.ts";

const W1 = noise([3, 2, 4], 1);
const W3 = noise([2, 2, 2, 2, 3], 2);

test.each([[1, 1, 0], [2, 1, 0], [1, 2, 0], [2, 2, 2], [3, 1, 1]])("Conv1D with stride %i, dilation %i, pad %i is the lecture's sum", (stride, dilation, pad) => {
  const x = noise([2, 9, 2], 3);
  const places = Math.floor((9 + 2 * pad - 2 * dilation - 1) / stride) + 1;
  const found = checked(`x |> Conv1D(4, 3, stride: ${stride}, dilation: ${dilation}, pad: ${pad}, bias: false)`, { real: { x }, set: { "conv1d1.W": W1.data } });
  const inside = (n: number, t: number, c: number): number => (t >= 0 && t < 9 ? at(x, n, t, c) : 0);
  const expected = from([2, places, 4], (n, t, o) => total(range(3).flatMap((j) => range(2).map((c) => inside(n!, stride * t! + dilation * j - pad, c) * at(W1, j, c, o!)))));
  expect(close(found, expected)).toBeGreaterThan(0);
});

test("Conv3D sums over a cube and all channels", () => {
  const x = noise([1, 3, 4, 3, 2], 4);
  const found = checked("x |> Conv3D(3, 2)", { real: { x }, set: { "conv3d1.W": W3.data, "conv3d1.b": [1, 2, 3] } });
  const cube = range(8).map((i) => [i >> 2, (i >> 1) & 1, i & 1] as const);
  const expected = from([1, 2, 3, 2, 3], (n, d, h, w, o) => o! + 1 + total(cube.flatMap(([i, j, k]) => range(2).map((c) => at(x, n!, d! + i, h! + j, w! + k, c) * at(W3, i, j, k, c, o!)))));
  expect(close(found, expected)).toBe(36);
});

/** Each place adds its kernel to the result: the definition, with the edges cut off by `low`. */
function spread(x: ReturnType<typeof noise>, W: ReturnType<typeof noise>, stride: number, low: number, size: number) {
  const [n, rows, columns, channels] = x.shape as [number, number, number, number];
  const [k, , , filters] = W.shape as [number, number, number, number];
  const y = from([n, size, size, filters], () => 0);
  for (const b of range(n)) for (const i of range(rows)) for (const j of range(columns)) for (const a of range(k)) for (const c of range(k)) {
    const [r, s] = [i * stride + a - low, j * stride + c - low];
    if (r < 0 || s < 0 || r >= size || s >= size) continue;
    for (const o of range(filters)) y.data[((b * size + r) * size + s) * filters + o]! += total(range(channels).map((e) => at(x, b, i, j, e) * at(W, a, c, e, o)));
  }
  return y;
}

test.each([[2, 1, "valid"], [2, 2, "valid"], [3, 2, "1"], [3, 2, "same"], [2, 2, "same"], [4, 2, "same"], [5, 3, "2"], [2, 3, "same"], [3, 1, "same"]] as const)(
  "ConvTranspose with a %ix kernel, stride %i, pad %s spreads each place",
  (size, stride, pad) => {
    const x = noise([2, 3, 3, 2], 5);
    const W = noise([size, size, 2, 2], 6);
    const low = pad === "valid" ? 0 : pad === "same" ? Math.max(0, Math.floor((size - stride) / 2)) : Number(pad);
    const places = pad === "same" ? 3 * stride : 2 * stride + size - 2 * low;
    const found = checked(`x |> ConvTranspose(2, ${size}, stride: ${stride}, pad: ${pad}, bias: false)`, { real: { x }, set: { "convtranspose1.W": W.data } });
    expect(close(found, spread(x, W, stride, low, places))).toBeGreaterThan(0);
  },
);

test("DepthwiseConv keeps channels apart; SeparableConv then mixes them", () => {
  const x = noise([2, 4, 4, 3], 7);
  const W = noise([2, 2, 1, 6], 8);
  const P = noise([1, 1, 3, 5], 9);
  const each = (kernel: typeof W, count: number) => from([2, 3, 3, 3 * count], (n, i, j, o) => total(range(4).map((k) => at(x, n!, i! + (k >> 1), j! + (k & 1), Math.floor(o! / count)) * at(kernel, k >> 1, k & 1, 0, o!))));
  const deep = checked("x |> DepthwiseConv(2, multiplier: 2, bias: false)", { real: { x }, set: { "depthwiseconv1.conv1.W": W.data } });
  expect(close(deep, each(W, 2))).toBe(108);
  const K = noise([2, 2, 1, 3], 10);
  const found = checked("x |> SeparableConv(5, 2, bias: false)", { real: { x }, set: { "separableconv1.depthwiseconv1.conv1.W": K.data, "separableconv1.conv1.W": P.data } });
  const inner = each(K, 1);
  expect(close(found, from([2, 3, 3, 5], (n, i, j, o) => total(range(3).map((c) => at(inner, n!, i!, j!, c) * at(P, 0, 0, c, o!)))))).toBe(90);
});

test("what a transposed convolution cannot cut off is refused", () => {
  const model = (pad: string): string => `model M {\n input x: [N, 4, 4, 3]\n input k: [F, F, 3, 2]\n output y = x |> ConvTranspose(2, 3, stride: 2, pad: ${pad})\n output z = conv_transpose(x, k, stride: 2)\n}`;
  expect(["2", "same", "valid"].flatMap((pad) => codes(model(pad)))).toEqual([]);
  expect(codes(model("3"))).toEqual(["bad-padding"]);
  expect(codes(model("same").replace("(x, k, stride: 2)", "(x, k, pad: same)"))).toEqual(["not-a-number"]);
});

test("the kernel of a transposed convolution may have any size", () => {
  const [x, W] = [noise([1, 3, 3, 2], 11), noise([3, 3, 2, 2], 12)];
  const found = checked("conv_transpose(x, k, stride: 2)", { real: { x }, inputs: { k: { type: "[F, F, 2, 2]", value: W } }, sizes: { F: 3 } });
  expect(close(found, spread(x, W, 2, 0, 7))).toBe(98);
});
