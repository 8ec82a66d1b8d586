import { expect, test } from "vitest";
import { compiled, Run } from "../elaborate/support.ts";
import { at, from, noise, range, total, valued } from "./support.ts";

const image = noise([40, 5, 6, 2], 1);
type Image = typeof image;

/** In how many ways each example of y is one of the given variants of x: every example must be exactly one of them. */
function variants(y: Image, count: number, variant: (v: number, ...index: number[]) => number): number[] {
  const seen = range(count).map(() => 0);
  const [n, ...inner] = y.shape as [number, ...number[]];
  for (const b of range(n)) {
    const matching = range(count).filter((v) => from(inner, (...index) => Math.abs(variant(v, b, ...index) - at(y, b, ...index))).data.every((d) => d < 1e-12));
    expect(matching.length, `example ${b}`).toBe(1);
    seen[matching[0]!]! += 1;
  }
  return seen;
}

const inside = (n: number, i: number, j: number, c: number): number => (i >= 0 && i < 5 && j >= 0 && j < 6 ? at(image, n, i, j, c) : 0);

test("mirror turns about half of the images", () => {
  const seen = variants(valued("mirror(image)", { real: { image } }), 2, (v, n, i, j, c) => inside(n!, i!, v === 1 ? 5 - j! : j!, c!));
  expect(seen[0]).toBeGreaterThan(8);
  expect(seen[1]).toBeGreaterThan(8);
});

test("random_crop takes each part, random_shift pads with zeros", () => {
  const crops = variants(valued("image |> random_crop(4, 5)", { real: { image } }), 4, (v, n, i, j, c) => inside(n!, i! + (v >> 1), j! + (v & 1), c!));
  expect(Math.min(...crops)).toBeGreaterThan(2);
  const shifts = variants(valued("image |> random_shift(1)", { real: { image } }), 9, (v, n, i, j, c) => inside(n!, i! + Math.floor(v / 3) - 1, j! + (v % 3) - 1, c!));
  expect(shifts.filter((count) => count > 0).length).toBeGreaterThan(6);
});

test("colour_shift and pca_colour add one number to each channel of each image", () => {
  const colours = (text: string): number[][] => {
    const y = valued(text, { real: { image } });
    return range(40).map((n) => range(2).map((c) => {
      const shift = at(y, n, 0, 0, c) - at(image, n, 0, 0, c);
      for (const i of range(5)) expect(at(y, n, i, i, c) - at(image, n, i, i, c)).toBeCloseTo(shift, 12);
      return shift;
    }));
  };
  const shifts = colours("image |> colour_shift(0.5)").flat();
  expect(Math.abs(Math.sqrt(total(shifts.map((s) => s * s)) / shifts.length) - 0.5)).toBeLessThan(0.15);
  expect(new Set(shifts).size).toBe(80);
  // Grey pictures: the only component is grey, so both channels move together.
  const grey = from([40, 5, 6, 2], (n, i, j) => at(image, n!, i!, j!, 0));
  const y = valued("image |> pca_colour(2)", { real: { image: grey } });
  const moved = range(40).map((n) => range(2).map((c) => at(y, n, 0, 0, c) - at(grey, n, 0, 0, c)));
  moved.forEach(([a, b]) => expect(a).toBeCloseTo(b!, 12));
  expect(new Set(moved.map(([a]) => a)).size).toBe(40);
});

test.each(["mirror", "random_shift(1)", "colour_shift(0.5)", "pca_colour(2)"])("`augment %s` draws by seed and step alone, anew for each example", (name) => {
  const module = compiled(`model M {
    input image: [N, 5, 6, 2]
    param w: [] ~ 1
    metric seen = image + 0
    loss l = mean(w * image)
    train { minimize l using sgd augment ${name} }
  }`);
  const seen = (seed: number, step: number): number[] => new Run(module, { N: 40 }, seed).set("step", step).step("train", { image }).get("seen")!;
  expect(seen(1, 0)).toEqual(seen(1, 0));
  expect(seen(1, 0)).not.toEqual(seen(2, 0));
  expect(seen(1, 0)).not.toEqual(seen(1, 1));
  expect(seen(1, 0)).not.toEqual([...image.data]);
});

test("`augment mirror` changes training and leaves prediction alone", () => {
  const module = compiled(`model M {
    input image: [N, 5, 6, 2]
    param w: [] ~ 1
    output y = w * image
    loss l = mean(w * image[:, 0, 0, 0])
    train { minimize l using sgd augment mirror }
  }`);
  const run = new Run(module, { N: 40 });
  expect(run.step("predict", { image }).get("y")).toEqual([...image.data]);
  const plain = total(range(40).map((n) => at(image, n, 0, 0, 0))) / 40;
  expect(run.step("evaluate", { image }).get("l")![0]).toBeCloseTo(plain, 12);
  expect(Math.abs(run.step("gradient", { image }).get("objective")![0]! - plain)).toBeGreaterThan(1e-3);
});

test("sample follows the softmax of its logits; sample_normal and between do what they say", () => {
  const logits = from([4000, 3], (_, k) => Math.log(k! + 1));
  const drawn = [...valued("sample(x)", { real: { x: logits } }).data];
  for (const k of range(3)) expect(Math.abs(drawn.filter((d) => d === k).length / 4000 - (k + 1) / 6)).toBeLessThan(0.03);
  const z = [...valued("sample_normal(m, v)", { real: { m: from([4000], () => 3), v: from([4000], () => Math.log(4)) } }).data];
  const mean = total(z) / 4000;
  expect(Math.abs(mean - 3)).toBeLessThan(0.12);
  expect(Math.abs(Math.sqrt(total(z.map((v) => (v - mean) ** 2)) / 4000) - 2)).toBeLessThan(0.1);
  const mixed = valued("between(x, y)", { real: { x: from([50, 2, 2], () => 0), y: from([50, 2, 2], (_, i, j) => 1 + i! + j!) } });
  const share = range(50).map((n) => at(mixed, n, 0, 0));
  for (const n of range(50)) expect(at(mixed, n, 1, 1)).toBeCloseTo(3 * share[n]!, 12);
  expect(new Set(share).size).toBe(50);
  expect(share.every((s) => s >= 0 && s < 1)).toBe(true);
});
