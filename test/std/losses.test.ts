import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

const mean = (x: readonly number[]): number => total(x) / x.length;
const [x, y] = [noise([4, 3], 1, 2), noise([4, 3], 2, 2)];
const cells = range(4).flatMap((i) => range(3).map((j) => [i, j] as const));
const over = (f: (a: number, b: number) => number): number => mean(cells.map(([i, j]) => f(at(x, i, j), at(y, i, j))));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const row = (of: typeof x, i: number): number[] => range(of.shape[1]!).map((j) => at(of, i, j));
const softmax = (z: readonly number[]): number[] => z.map((v) => Math.exp(v) / total(z.map(Math.exp)));
const rows = (f: (a: number[], b: number[], i: number) => number): number => mean(range(4).map((i) => f(row(x, i), row(y, i), i)));
const square = (a: readonly number[], b: readonly number[]): number => total(a.map((v, k) => (v - b[k]!) ** 2));
const label = { type: "index(3)[4]", value: values([4], [2, 0, 1, 1]) };
const same = { type: "bool[4]", value: values([4], [1, 0, 0, 1]) };
const labels = [...label.value.data];

/** Each loss, and its formula written out. */
const losses: Readonly<Record<string, number>> = {
  "huber(x, y, delta: 0.7)": over((a, b) => (Math.abs(a - b) <= 0.7 ? (a - b) ** 2 / 2 : 0.7 * (Math.abs(a - b) - 0.35))),
  "hinge(x, y)": over((a, b) => Math.max(0, 1 - a * b)),
  "soft_cross_entropy(x, softmax(y))": rows((a, b) => -total(softmax(b).map((q, k) => q * Math.log(softmax(a)[k]!)))),
  "smooth_cross_entropy(x, label, smoothing: 0.3)": rows((a, _, i) => -total(softmax(a).map((p, k) => (0.1 + (labels[i] === k ? 0.7 : 0)) * Math.log(p)))),
  "kl_divergence(softmax(x), softmax(y))": rows((a, b) => total(softmax(a).map((p, k) => p * Math.log(p / softmax(b)[k]!)))),
  "kl_divergence(one_hot(label), softmax(x))": rows((a, _, i) => -Math.log(softmax(a)[labels[i]!]!)),
  "masked_mean(x^2, y > 0)": mean(cells.filter(([i, j]) => at(y, i, j) > 0).map(([i, j]) => at(x, i, j) ** 2)),
  "masked_mean(x, y > 10)": 0,
  "dice(sigmoid(x), y^2, eps: 0)": 1 - (2 * over((a, b) => sigmoid(a) * b * b)) / over((a, b) => sigmoid(a) + b * b),
  "mean(distance(x, y))": rows((a, b) => Math.sqrt(square(a, b))),
  "mean(cosine_similarity(x, y))": rows((a, b) => total(a.map((v, k) => v * b[k]!)) / Math.hypot(...a) / Math.hypot(...b)),
  "mean(chi_square(x^2, y^2))": over((a, b) => (a * a - b * b) ** 2 / (a * a + b * b)),
  "triplet_loss(x, y, x * y, margin: 0.5)": rows((a, b) => Math.max(0, square(a, b) - square(a, a.map((v, k) => v * b[k]!)) + 0.5)),
  "contrastive_loss(x, y, same, margin: 3)": rows((a, b, i) => (same.value.data[i] ? square(a, b) : Math.max(0, 3 - Math.sqrt(square(a, b))) ** 2)),
  "hard_triplet_loss(x, label, margin: 9)": rows((a, _, i) => {
    const d = range(4).map((j) => square(a, row(x, j)));
    const alike = (j: number): boolean => labels[i] === labels[j];
    return Math.max(0, Math.max(...d.filter((_, j) => alike(j))) - Math.min(...d.filter((_, j) => !alike(j))) + 9);
  }),
  "gan_discriminator_loss(x, y)": over((a, b) => -Math.log(sigmoid(a)) - Math.log(1 - sigmoid(b))),
  "gan_generator_loss(x)": over((a) => -Math.log(sigmoid(a))),
  "wasserstein_critic_loss(x, y)": over((a, b) => b - a),
  "wasserstein_generator_loss(x)": -over((a) => a),
  "vae_kl(x, y)": rows((a, b) => -total(a.map((m, k) => 1 + b[k]! - m * m - Math.exp(b[k]!))) / 2),
  // The slope of sum(x^3)/3 is x^2.
  "gradient_penalty(sum(x^3, axis: 1) / 3, x)": rows((a) => (Math.hypot(...a.map((v) => v * v)) - 1) ** 2),
  "hierarchical_loss(x, label_right)": rows((a, b) => -total(a.map((v, k) => Math.log(sigmoid(b[k]! > 0 ? v : -v))))),
  "glove_loss(x, y^4, most: 3)": over((a, b) => Math.min(1, (b ** 4 / 3) ** 0.75) * (a - Math.log(b ** 4)) ** 2),
  "content_loss(x, y)": over((a, b) => (a - b) ** 2) * 6,
  "sum(log_add(x, y))": over((a, b) => Math.log(Math.exp(a) + Math.exp(b))) * 12,
};

test.each(Object.entries(losses))("%s", (written, expected) => {
  const inputs = { ...(written.includes("label") && { label }), ...(written.includes("same") && { same }) };
  const real = { x, ...(/\by\b/.test(written) || written.includes("label_right") ? { y } : {}) };
  const { label: _, ...others } = inputs;
  const given = written.includes("label_right") ? { real, before: "label_right = y > 0", inputs: others } : { real, inputs };
  expect(close(checked(written, given), values([], [expected]))).toBe(1);
});

test("equal vectors have distance 0 with derivative 0; log_add at equal arguments has derivatives 1/2", () => {
  const point = values([1, 2], [1, 2]);
  const found = valued("distance(x, y) + contrastive_loss(x, y, same)", { real: { x: point, y: point }, inputs: { same: { type: "bool[1]", value: values([1], [0]) } } });
  expect([...found.data]).toEqual([1]);
  expect(found.run.step("gradient", { same: values([1], [0]) }).get("d x")).toEqual([0, 0].map(() => expect.closeTo(0, 12)));
  expect(close(checked("log_add(x, y)", { real: { x: point, y: point } }), from([1, 2], (_, i) => i! + 1 + Math.LN2))).toBe(2);
});

test("skip_gram_loss and negative_sampling", () => {
  const [u, v, n] = [noise([3, 4], 3), noise([3, 4], 4), noise([3, 5, 4], 5)];
  const dot = (i: number, w: (d: number) => number): number => total(range(4).map((d) => at(u, i, d) * w(d)));
  const expected = mean(range(3).map((i) => -Math.log(sigmoid(dot(i, (d) => at(v, i, d)))) - total(range(5).map((k) => Math.log(sigmoid(-dot(i, (d) => at(n, i, k, d))))))));
  expect(close(checked("skip_gram_loss(u, v, n)", { real: { u, v, n } }), values([], [expected]))).toBe(1);
  const weights = [1, 16, 81].map((f) => f ** 0.75);
  expect(close(checked("negative_sampling(c)", { real: { c: values([3], [1, 16, 81]) } }), values([3], weights.map((w) => w / total(weights))))).toBe(3);
});

test("Gram matrix, style loss and total variation", () => {
  const [a, b] = [noise([2, 3, 4, 3], 6), noise([2, 3, 4, 3], 7)];
  const places = range(12).map((p) => [Math.floor(p / 4), p % 4] as const);
  const gram = (z: typeof a) => from([2, 3, 3], (n, k, l) => total(places.map(([i, j]) => at(z, n!, i, j, k!) * at(z, n!, i, j, l!))));
  expect(close(checked("gram(a)", { real: { a } }), gram(a))).toBe(18);
  const style = total([...gram(a).data].map((g, i) => (g - gram(b).data[i]!) ** 2)) / (2 * 36) ** 2;
  expect(close(checked("style_loss(a, b)", { real: { a, b } }), values([], [style]))).toBe(1);
  // Twice the picture has the style of the picture.
  expect(close(checked("style_loss(a, concat(b, b, axis: 1))", { real: { a, b } }), values([], [style]))).toBe(1);
  const step = (di: number, dj: number): number => mean(range(2).flatMap((n) => places.flatMap(([i, j]) => (i + di < 3 && j + dj < 4 ? range(3).map((c) => (at(a, n, i + di, j + dj, c) - at(a, n, i, j, c)) ** 2) : []))));
  expect(close(checked("total_variation(a)", { real: { a } }), values([], [step(1, 0) + step(0, 1)]))).toBe(1);
});
