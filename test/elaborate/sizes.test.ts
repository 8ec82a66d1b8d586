import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { numbers } from "../../src/interpret/numbers.ts";
import { requirementText } from "../../src/elaborate/requirements.ts";
import { Size } from "../../src/types/size.ts";
import { solve } from "../../src/types/solve.ts";
import { typeText } from "../../src/types/tensor.ts";
import { codes, compiled } from "./support.ts";

const requirements = (body: string, declarations = ""): string[] => compiled(`model M {\n${body}\n}\n${declarations}`).requirements.map((r) => requirementText(r).replace(/ {3}for .*/, ""));
const output = (body: string, declarations = "", sizes = {}): string => typeText(compiled(`model M {\n${body}\n}\n${declarations}`, sizes).outputs[0]!.type);

test("a convolution and pools ask for an image that is large enough", () => {
  expect(requirements("input image: [N, H, W, 1]\n output y = image |> Conv(4, 5) |> max_pool(2) |> Conv(4, 5) |> global_avg_pool")).toEqual(["H >= 14", "W >= 14"]);
  expect(requirements("input image: [N, H, 20, 1]\n output y = image |> Conv(4, 5) |> max_pool(2) |> max_pool(2) |> max_pool(2)")).toEqual(["H >= 12"]);
  expect(requirements("input image: [N, H, W, 1]\n output y = image |> Conv(4, 5, pad: same)")).toEqual([]);
});

test("the smallest size that is asked for is right: it compiles, one less does not", () => {
  const body = "input image: [N, H, W, 1]\n output y = image |> Conv(4, 5, stride: 2) |> max_pool(3, stride: 2) |> Conv(4, 3)";
  const least = Number(/H >= (\d+)/.exec(requirements(body)[0]!)![1]);
  const at = (n: number): string => body.replace("H, W", `${n}, ${n}`);
  expect(codes(`model M {\n${at(least)}\n}`)).toEqual([]);
  expect(codes(`model M {\n${at(least - 1)}\n}`)).toEqual(["window-too-large"]);
});

test("a requirement names the call that it comes from", () => {
  const [first] = compiled("model M {\n  input image: [N, H, 9, 1]\n  output y = image\n    |> Conv(4, 5)\n}").requirements;
  expect(requirementText(first!)).toBe("H >= 5   for `Conv(4, 5)` on line 4");
});

test("halves ask for even sizes", () => {
  const halves = "layer Halves()(x: [N, W]) {\n h = W/2\n return reshape(x, [N, h, 2])\n}";
  expect(requirements("input x: [N, W]\n output y = Halves()(x)", halves)).toEqual(["W is even"]);
  expect(output("input x: [N, W]\n output y = Halves()(x)", halves)).toBe("[N, W/2, 2]");
  expect(requirements("input x: [N, W]\n output y = spread(sum(x, axis: 1), W/2)\n")).toEqual(["W is even"]);
  expect(requirements("input x: [N, W]\n a, b = split(x, 2)\n output y = a * b")).toEqual(["W is even"]);
  expect(requirements("input x: [N, W]\n a, b, c = split(x, 3)\n output y = a * b + c")).toEqual(["W is a multiple of 3"]);
});

test("a declared 2*h is even by itself, and solved for h where a number is given", () => {
  const halves = "layer Halves()(x: [N, 2*h]) -> [N, h] {\n a, b = split(x, 2)\n return a + b\n}";
  expect(requirements("input x: [N, 2*h]\n output y = Halves()(x)", halves)).toEqual([]);
  expect(output("input x: [N, 2*h]\n output y = Halves()(x)", halves)).toBe("[N, h]");
  expect(output("input x: [N, 10]\n output y = Halves()(x)", halves)).toBe("[N, 5]");
  expect(codes(`model M {\n input x: [N, 9]\n output y = Halves()(x)\n}\n${halves}`)).toEqual(["type-mismatch"]);
  expect(requirements("input x: [N, W]\n output y = Halves()(x)", halves)).toEqual(["W is even"]);
});

test("what must be even is even everywhere: halves and doubles cancel", () => {
  const before = "input x: [N, H, W, 3]\n a = reshape(x, [N, H/2, 2, W, 3])\n ";
  // Before and after the line that asks for it, and in what the library computes.
  expect(output(`${before}output y = x |> max_pool(2) |> upsample(2)`)).toBe("[N, H, 2*floor(W/2), 3]");
  expect(output(`input x: [N, H, W, 3]\n up = x |> max_pool([2, 1]) |> upsample(2)\n b = reshape(x, [N, H/2, 2, W, 3])\n output y = up[:, :, 0] + x[:, :, 0]`)).toBe("[N, H, 3]");
  expect(output(`${before}output y = x |> Conv(3, 3, stride: 2, pad: 1)`)).toBe("[N, H/2, floor((W + 1)/2), 3]");
  expect(output(`${before}output y = x |> max_pool(4)`)).toBe("[N, floor(H/4), floor(W/4), 3]");
  expect(requirements(`${before}output y = a`)).toEqual(["H is even"]);
  // A half that must be even; multiples of two numbers.
  expect(requirements("input x: [N, W]\n a, b = split(x, 2)\n c, d = split(a, 2)\n output y = concat(b, c, d)")).toEqual(["W is a multiple of 4"]);
  expect(output("input x: [N, W]\n a, b = split(x, 2)\n c, d, e = split(x, 3)\n output y = concat(a, b) + concat(c, d, e)")).toBe("[N, W]");
  expect(output("input x: [N, W]\n a, b = split(x, 2)\n c, d, e = split(x, 3)\n output y = concat(a, c)")).toBe("[N, 5*W/6]");
  // What cannot be made equal still is an error, with a size that the requirement allows.
  const { diagnostics } = check({ name: "m.nnet", text: `model M {\n ${before}output y = x[:, :, 0] + (x |> max_pool(4) |> upsample(4))[:, :, 0]\n}` }, { load: () => undefined });
  expect(diagnostics.map((d) => [d.code, d.message, d.notes?.[0]?.text])).toEqual([["not-for-all-sizes", "`+` agrees only when H is a multiple of 4", expect.stringContaining("for example H = 6 gives 6 and 4")]]);
});

test("what is drawn for an input whose axis must be even is as the input", () => {
  const model = "model M {\n input x: [N, T, 4]\n a, b = split(x, 2, axis: 1)\n param w: []\n loss l = mean(a * b) + w^2\n train { minimize l using sgd sample x = randn([N, SIZE, 4]) }\n}";
  expect(codes(model.replace("SIZE", "T"))).toEqual([]);
  expect(codes(model.replace("SIZE", "T + 2"))).toEqual(["type-mismatch"]);
});

test("with a symbol that is a multiple of 12, sizes are worth what they were, and what is proven holds", () => {
  const random = numbers(5);
  const below = (n: number): number => Math.floor(random.uniform() * n);
  const shapes = [Size.symbol("W"), Size.multiple("W", 12)];
  let cancelled = 0;
  for (let trial = 0; trial < 500; trial++) {
    let sizes: readonly Size[] = shapes;
    for (let i = 0; i < 6; i++) {
      const [draw, n] = [below(4), 1 + below(6)];
      sizes = sizes.map((s, k) => (draw === 0 ? s.mul(n) : draw === 1 ? s.add(n) : draw === 2 ? s.floorDiv(n) : s.add(shapes[k]!)));
    }
    const [known, plain] = [sizes[1]!, sizes[0]!];
    for (const W of [12, 24, 36, 120, 396]) {
      expect(known.evaluate({ W }), `${plain}`).toBe(plain.evaluate({ W }));
      expect(known.inSymbols().evaluate({ W })).toBe(plain.evaluate({ W }));
      for (const bound of [1, 5, 24]) if (known.atLeast(bound)) expect(plain.evaluate({ W })).toBeGreaterThanOrEqual(bound);
    }
    cancelled += Number(known.key.length < plain.key.length);
  }
  expect(cancelled).toBeGreaterThan(50);
});

test("slices that may be empty ask for enough", () => {
  expect(requirements("input x: [N, T, 3]\n output y = x[:, 1:T]")).toEqual(["T >= 2"]);
  expect(output("input x: [N, T, 3]\n output y = x[:, 1:T]")).toBe("[N, T - 1, 3]");
  expect(requirements("input x: [N, T, 3]\n output y = x[:, 0:1]")).toEqual([]);
});

test("sizes stay symbolic through formulas", () => {
  expect(output("input x: [N, H, W, 3]\n output y = x |> Conv(8, 3, stride: 2, pad: 1)")).toBe("[N, floor((H + 1)/2), floor((W + 1)/2), 8]");
  expect(output("input x: [N, H, W, 3]\n output y = x |> flatten")).toBe("[N, 3*H*W]");
  expect(output("input x: [N, T], z: [N, S]\n output y = concat(x, z)")).toBe("[N, S + T]");
  expect(output("input x: [N, H, W, 3]\n output y = x |> max_pool(2) |> max_pool(2)")).toBe("[N, floor(H/4), floor(W/4), 3]");
});

test("sizes are in the order of their first use, and can be fixed", () => {
  expect(compiled("model M {\n input x: [N, T, 3], y: [N, S]\n output z = x\n}").sizes).toEqual(["N", "T", "S"]);
  expect(output("input x: [N, H, W, 3]\n output y = x |> flatten |> Dense(2)", "", { H: 4, W: 5 })).toBe("[N, 2]");
});

test("... stands for any leading axes, the same for all that have it", () => {
  const layer = "fn add(a: [..., K], b: [..., K]) -> [..., K] = a + b";
  expect(output("input x: [N, T, 3]\n output y = add(x, x)", layer)).toBe("[N, T, 3]");
  expect(codes(`model M {\n input x: [N, T, 3], z: [N, 3]\n output y = add(x, z)\n}\n${layer}`)).toEqual(["type-mismatch"]);
});

test("data tell a size that is in a formula: 4*h is 8, so that the mask must be as high", () => {
  const model = (mask: string): string =>
    `model M {\n input image: [N, 4*h, w + 1, 1]\n input mask: [N, 4*h]\n loss l = mean(image) + mean(mask)\n}\ndata train = csv("a.csv") {\n image = reshape(columns(0..23), [8, 3, 1])\n mask = ${mask}\n}`;
  expect(codes(model("columns(24..31)"))).toEqual([]);
  expect(codes(model("columns(24..27)"))).toEqual(["type-mismatch"]);
  expect(codes(model("columns(24..31)").replaceAll("4*h", "5*h"))).toEqual(["type-mismatch", "type-mismatch"]);
});

test("a size is solved for its only symbol where that gives a size", () => {
  const [h, w] = [Size.symbol("h"), Size.symbol("w")];
  const solved = (size: Size, actual: number): string => {
    const solution = solve(size, Size.of(actual));
    return solution ? `${solution.symbol} = ${solution.value}` : "none";
  };
  expect([solved(h, 7), solved(h.mul(4), 48), solved(h.mul(2).add(3), 7), solved(h.mul(4), 50), solved(h.add(3), 3)]).toEqual(["h = 7", "h = 12", "h = 2", "none", "none"]);
  expect([solved(h.mul(h), 9), solved(h.mul(w), 9), solved(h.floorDiv(2), 4), solved(Size.of(3), 3)]).toEqual(["none", "none", "none", "none"]);
});

test("every axis has a first and a last element, and what is left of it, whatever its size is", () => {
  const halved = "input image: [N, H, W, 1]\n y = image |> max_pool(2)\n output z = ";
  for (const [subscript, type, least] of [["[:, 0]", "[N, floor(W/2), 1]", 2], ["[:, -1]", "[N, floor(W/2), 1]", 2], ["[:, 1:]", "[N, floor(H/2) - 1, floor(W/2), 1]", 4], ["[:, :-1]", "[N, floor(H/2) - 1, floor(W/2), 1]", 4]] as const) {
    expect(output(`${halved}y${subscript}`)).toBe(type);
    expect(requirements(`${halved}y${subscript}`)).toContain(`H >= ${least}`);
  }
  expect(requirements(`${halved}fill(total_variation(y), [N])`)).toEqual(["H >= 4", "W >= 4"]);
  expect(codes(`model M {\n${halved}y[:, 1]\n}`)).toEqual(["unproven-index"]);
  // The height of the smaller image is known to be positive by then.
  expect(output(`${halved}crop(y, like: y[:, 1:])`)).toBe("[N, floor(H/2) - 1, floor(W/2), 1]");
  expect(requirements(`${halved}crop(y, like: y[:, 1:])`)).toEqual(["H >= 4", "W >= 2"]);
});
