import { expect, test } from "vitest";
import { compiled, program } from "../elaborate/support.ts";
import { at, checked, close, from, noise, values } from "./support.ts";

const x = noise([3, 4, 5], 1);
const k = values([3], [4, 0, 2]);
const m = from([3, 4], (n, t) => (2 * n! + t!) % 5);
const far = values([3], [-7, 2, 99]);

/** Lookups by an index that stands in another subscript, too: `x[n, t, k[n]]`. */
const equations: readonly { text: string; shape: readonly number[]; means: (...index: number[]) => number }[] = [
  { text: "y[n, t] = x[n, t, k[n]]", shape: [3, 4], means: (n, t) => at(x, n!, t!, k.data[n!]!) },
  { text: "y[t, n] = x[n, t, k[n]]", shape: [4, 3], means: (t, n) => at(x, n!, t!, k.data[n!]!) },
  { text: "y[n, t] = x[n, t, m[n, t]]", shape: [3, 4], means: (n, t) => at(x, n!, t!, at(m, n!, t!)) },
  { text: "y[n, t, j] = x[n, j, m[n, t]]", shape: [3, 4, 4], means: (n, t, j) => at(x, n!, j!, at(m, n!, t!)) },
  { text: "y[n, c] = x[n, p[n], c]", shape: [3, 5], means: (n, c) => at(x, n!, n! + 1, c!) },
  { text: "y[n, t, c] = x[n, r[t], c]", shape: [3, 4, 5], means: (n, t, c) => at(x, n!, 3 - t!, c!) },
  { text: "y[n, t, c] = x[q[n, t], t, c]", shape: [3, 4, 5], means: (n, t, c) => at(x, (n! + t!) % 3, t!, c!) },
  { text: "y[t] = sum[n] x[n, t, k[n]]", shape: [4], means: (t) => at(x, 0, t!, 4) + at(x, 1, t!, 0) + at(x, 2, t!, 2) },
  { text: "y[n, t] = x[n, t, far[n]]", shape: [3, 4], means: (n, t) => at(x, n!, t!, [0, 2, 4][n!]!) },
];

const whole = (type: string, value: typeof x) => ({ type, value });
const inputs = {
  k: whole("index(5)[3]", k),
  m: whole("index(5)[3, 4]", m),
  p: whole("int[3]", values([3], [1, 2, 3])),
  r: whole("index(4)[4]", values([4], [3, 2, 1, 0])),
  q: whole("index(3)[3, 4]", from([3, 4], (n, t) => (n! + t!) % 3)),
  far: whole("int[3]", far),
};

test.each(equations)("$text, and its derivative", ({ text, shape, means }) => {
  const found = checked("1 * result", { real: { x }, inputs, before: text.replace(/^y/, "result") });
  expect(close(found, from(shape, means))).toBeGreaterThan(0);
});

test("no value of a batched lookup is larger than its operands and its result", () => {
  const module = compiled("model M {\n input x: [50, 7, 4]\n input k: index(7)[50]\n y[n, c] = x[n, k[n], c]\n output y\n}");
  const sizes = program(module, "predict").nodes.map((node) => node.type.shape.reduce((product, size) => product * size.evaluate({}), 1));
  expect(Math.max(...sizes)).toBe(50 * 7 * 4);
});
