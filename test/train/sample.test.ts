import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { folderWith, nnc } from "../cli/run.ts";
import { array, compiled, Run } from "../elaborate/support.ts";
import { create } from "../emit/run.ts";

// The metrics show what was drawn.
const sine = (more = ""): string => `model Sine {
  input x: [N, 1]
  input y: [N]
  input level: [N] = 0
  f = x |> Dense(16) |> tanh |> Dense(1)
  output f
  loss mse = mean((f[:, 0] - y - level)^2)
  metric points = x
  metric values = y
  metric levels = level

  fn waves() {
    x = 6 * rand([N, 1]) - 3
    return [x, sin(x[:, 0])]
  }

  train {
    minimize mse
    using adam(lr: 3e-2)
    sample x, y = waves()
    batch 32
    epochs 4
    ${more}
  }
}
`;

/** Three training steps of the interpreter. */
function steps(seed: number): Map<string, number[]>[] {
  const run = new Run(compiled(sine()), { N: 5 }, seed);
  const level = array([5], [0, 0, 0, 0, 0]);
  return [0, 1, 2].map(() => run.step("train", { level }));
}

test("each step draws its batch anew, the same for the same seed", () => {
  const [first, second] = steps(3);
  expect(first!.get("values")).toEqual(first!.get("points")!.map(Math.sin));
  expect(first!.get("points")).not.toEqual(second!.get("points"));
  expect(steps(3)).toEqual(steps(3));
  expect(steps(4)).not.toEqual(steps(3));
});

test("the loss of a step is that of its batch, had it been given", () => {
  const module = compiled(sine());
  const run = new Run(module, { N: 5 });
  const level = array([5], [1, 0, 2, 0, 3]);
  const before = new Run(module, { N: 5 });
  const drawn = run.step("train", { level });
  const given = before.step("evaluate", { x: array([5, 1], drawn.get("points")!), y: array([5], drawn.get("values")!), level });
  expect(drawn.get("mse")![0]).toBeCloseTo(given.get("mse")![0]!, 12);
  expect(given.get("mse")![0]).toBeGreaterThan(0);
});

test("a generated module draws the same; the batch is as long as it was created for, unless said", async () => {
  const model = await create(schedule(compiled(sine())), { N: 5, seed: 3 });
  const [expected] = steps(3);
  const { points } = model.train({});
  expect(points).toHaveLength(5);
  Array.from(points as Float32Array, (p, i) => expect(p).toBeCloseTo(expected!.get("points")![i]!, 5));
  expect(model.train({}, { sizes: { N: 2 } })["points"]).toHaveLength(2);
  expect(model.train({ level: [7, 8, 9] })["levels"]).toEqual(Float32Array.of(7, 8, 9));
  expect(() => model.predict({})).toThrow("`x` is missing");
});

test("nnc train needs no data where all is drawn: an epoch is 100 batches", () => {
  const cwd = folderWith({ "sine.nnet": sine() });
  const { code, out, err } = nnc(["train", "sine.nnet"], { cwd });
  expect(err).toContain("epoch 4/4");
  expect(code).toBe(0);
  const [, mse] = /^train +3200 +(\d\.\d+)$/m.exec(out) ?? [];
  expect(Number(mse)).toBeLessThan(0.05);
  expect(existsSync(join(cwd, "sine.safetensors"))).toBe(true);
});

test("what is drawn is not read, and evaluated on what is", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i / 5 - 2},${Math.sin(i / 5 - 2)}`).join("\n");
  const data = `data test = csv("t.csv") {\n  x = columns(0..0)\n  y = column(1)\n}\n`;
  const cwd = folderWith({ "sine.nnet": sine() + data, "t.csv": rows });
  const { code, out } = nnc(["train", "sine.nnet", "--quiet"], { cwd });
  expect(code).toBe(0);
  expect(Number(/^test +20 +(\d\.\d+)$/m.exec(out)?.[1])).toBeLessThan(0.05);
});
