import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { intrinsics } from "../../src/elaborate/intrinsics/all.ts";
import { libraryNames } from "../../src/elaborate/library.ts";
import { numbers, type Numbers } from "../../src/interpret/numbers.ts";

/** Everything there is to call, called with whatever there is: right now and then, mostly wrong, never an exception. */
const callees = [...intrinsics.map((i) => i.name), ...libraryNames().keys(), "net", "user", "x", "m[0]"];
const leaves = [
  "x[i, j]", "x[i, j] * W[j, k]", "t", "h", "x[:, t]", "x", "image", "y", "k", "b", "one", "N", "H", "3", "0", "-1", "2.5", "1e30", "1/3", "[1, 2]", "[]", "[x, x]", "[[1]]", '"same"', "relu", "Dense", "net", "adam", "same",
  "leading", "true", "training", "0..3", "x[0]", "x[:, 1]", "image[..., 0]", "W", "zeros[3]", "split(x, 2)", "H/2", "N*H - 5",
];
const operators = ["+", "-", "*", "/", "^", "@", "==", "<", "and", "or", "|>"];
const names = ["axis", "size", "shape", "stride", "pad", "groups", "dilation", "x", "init", "rate", "lr", "over", "parts"];

function expression(random: Numbers, depth: number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.uniform() * items.length)]!;
  const inner = (): string => expression(random, depth - 1);
  if (depth === 0) return pick(leaves);
  const kind = random.uniform();
  if (kind < 0.15) return pick(leaves);
  if (kind < 0.35) return `(${inner()} ${pick(operators)} ${inner()})`;
  if (kind < 0.4) return `(if ${inner()} then ${inner()} else ${inner()})`;
  if (kind < 0.45) return `${pick(["-", "not "])}${inner()}`;
  if (kind < 0.5) return `${pick(["x", "image", "W", "y", "[x, x]"])}[${pick([":", "1:", "...", inner()])}, ${inner()}]`;
  if (kind < 0.53) return `(scan t in ${inner()} with h = ${inner()} {\n h = ${inner()}\n yield ${inner()}\n })`;
  if (kind < 0.56) return `grad(${inner()}, ${inner()})`;
  if (kind < 0.6) return `${pick(["sum", "mean", "max", "softmax", "relu"])}[${pick(["i", "i, j", "N", "0"])}] ${inner()}`;
  if (kind < 0.8) {
    // As many arguments as it takes: most get past the count.
    const { name, parameters } = pick(intrinsics);
    return `${name}(${parameters.filter((p) => !p.optional || random.uniform() < 0.5).map((p) => (p.optional ? `${p.name}: ${inner()}` : inner())).join(", ")})`;
  }
  const given = Array.from({ length: Math.floor(random.uniform() * 4) }, () => (random.uniform() < 0.3 ? `${pick(names)}: ${inner()}` : inner()));
  const call = `${pick(callees)}(${given.join(", ")})`;
  return random.uniform() < 0.3 ? `${pick(["x", "image", "one"])} |> ${call}` : random.uniform() < 0.3 ? `${call}(${inner()})` : call;
}

const model = (text: string, training: string, target = "v"): string => `fn user(a, b = 1)(u) = a * u + b
model M {
  input x: [N, 4], image: [N, H, 2*w, 2], y: index(3)[N], k: int[N], b: bool[N, 4]
  param W: [4, 3] ~ he_normal
  net = Dense(3)
  one = sum(x)
  m = split(x, 2)
  z = net(x)
  ${target} = ${text}
  loss l = mean(z^2) + sum(W)
  train { minimize l ${training} }
}
`;

test("1,500 random calls give diagnostics, never an exception", { timeout: 120_000 }, () => {
  const random = numbers(7);
  let right = 0;
  for (let i = 0; i < 1500; i += 1) {
    const odd = expression(random, 1 + (i % 3));
    const text = i % 10 === 0 ? model("x", `using ${odd}`) : i % 10 === 1 ? model("x", `over ${odd} using sgd batch ${odd}`) : i % 10 === 2 ? model("x", `using sgd(lr: ${odd})`) : model(odd, "using sgd", i % 10 === 3 ? "v[i, j]" : i % 10 === 4 ? "v, u" : "v");
    const started = performance.now();
    try {
      const { diagnostics } = check({ name: "m.nnet", text }, { load: () => undefined });
      if (diagnostics.length === 0) right += 1;
      for (const { span, message } of diagnostics) {
        expect(span?.source.name).toBe("m.nnet");
        expect(message).not.toMatch(/undefined|\[object|NaN/);
      }
    } catch (error) {
      expect.fail(`case ${i}: ${odd}\n${error instanceof Error ? error.stack : String(error)}`);
    }
    if (performance.now() - started > 1000) expect.fail(`case ${i} took more than a second: ${odd}`);
  }
  expect(right).toBeGreaterThan(75);
});
