import { describe, expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { create } from "../emit/run.ts";
import { toTensors } from "../train/safetensors.ts";
import { noise } from "../std/support.ts";
import { compiled, program, Run } from "./support.ts";

const x = noise([2, 4, 3], 1);

/** The storages after a training step on x, of a model whose body is `lines`. */
function after(lines: string, names: readonly string[]): number[][] {
  const run = stepped(lines);
  return names.map((name) => run.values(name));
}

function stepped(lines: string, sizes = {}): Run {
  const module = compiled(source(lines), sizes);
  const run = new Run(module, Object.fromEntries(module.sizes.map((size) => [size, size === "N" ? 2 : 4])));
  run.step("train", { x });
  return run;
}

const source = (lines: string): string => `
layer Counted(x) {
  state calls: [] = 0
  calls := calls + 1
  return 2 * x
}
layer Fading(x: [N, D]) {
  state old: [D] = 1
  old := 0.5 * old + mean(x, axis: 0)
  return tanh(x * old)
}
model M {
  input x: [N, T, 3]
  param w: [3] ~ ones
  ${lines}
  train { minimize l using sgd(lr: 0.1) }
}
`;

describe("a state in a scan", () => {
  test("counts the positions, and twice where its layer is applied twice", () => {
    const lines = "f = Counted()\n g = Counted()\n y = scan t in T { yield f(w * x[:, t]) + g(g(x[:, t])) }\n loss l = mean(y^2)";
    expect(after(lines, ["f.calls", "g.calls"])).toEqual([[4], [8]]);
  });

  test("counts on from what was before the scan, through nested scans and behind them", () => {
    const lines = "f = Counted()\n before = f(w)\n y = scan t in T { inner = scan s in 3 { yield f(w * x[:, t]) }\n yield f(x[:, t] + inner[:, 0]) }\n z = f(y)\n loss l = mean(z^2) + mean(before)";
    expect(after(lines, ["f.calls"])).toEqual([[1 + 4 * 4 + 1]]);
  });

  test("is at each position what the position before left: as if the scan were written out", () => {
    const scanned = "f = Fading()\n y = scan t in T { yield f(w * x[:, t]) }\n loss l = mean(y^2)";
    const written = "f = Fading()\n y = [f(w * x[:, 0]), f(w * x[:, 1]), f(w * x[:, 2]), f(w * x[:, 3])]\n loss l = (mean(y[0]^2) + mean(y[1]^2) + mean(y[2]^2) + mean(y[3]^2)) / 4";
    const [a, b] = [stepped(scanned), stepped(written, { T: 4 })];
    for (const name of ["f.old", "w"]) {
      a.values(name).forEach((value, i) => expect(value).toBeCloseTo(b.values(name)[i]!, 12));
      expect(a.values(name)).toHaveLength(3);
    }
  });

  test("of BatchNorm is updated at each position", () => {
    const lines = "bn = BatchNorm(momentum: 0.5)\n y = scan t in T { yield bn(w * x[:, t]) }\n loss l = mean(y^2)";
    const [mean] = after(lines, ["bn.mean"]);
    const of = (t: number, d: number): number => (x.data[t * 3 + d]! + x.data[12 + t * 3 + d]!) / 2;
    mean!.forEach((value, d) => expect(value).toBeCloseTo([0, 1, 2, 3].reduce((m, t) => 0.5 * m + 0.5 * of(t, d), 0), 12));
  });

  test("of the model itself can be updated in the body, where its name is what the position before left", () => {
    const lines = "state seen: [] = 10, last: [3] = 0\n y = scan t in T { seen := seen + 1 + t\n last := x[0, t]\n yield seen * w * x[:, t] }\n loss l = mean(y) + 0 * seen";
    expect(after(lines, ["seen", "last"])).toEqual([[10 + 4 + 6], Array.from(x.data.subarray(9, 12))]);
  });

  test("has nothing to do with the mask, which is of what is carried", () => {
    const lines = "f = Counted()\n state n: [] = 0\n y = scan t in T with h = zeros[N, 3], k = 0 where x[:, t, 0] > 9 { h = f(w * x[:, t])\n n := n + 1\n yield h }\n loss l = mean(y)";
    expect(after(lines, ["f.calls", "n"])).toEqual([[4], [4]]);
  });

  test("is no carry of a scan that only reads it", () => {
    const module = compiled(source("bn = BatchNorm()\n y = scan t in T { yield bn(w * x[:, t]) }\n output y\n loss l = mean(y^2)"));
    const carries = (name: string): unknown[] => program(module, name).nodes.flatMap((n) => (n.region ? [n.attributes["carries"]] : []));
    expect(carries("train").length).toBeGreaterThan(0);
    expect(carries("predict").every((count) => count === 0)).toBe(true);
  });

  test("is the same in a generated module", async () => {
    const lines = "f = Fading()\n c = Counted()\n state seen: [] = 0\n y = scan t in T with h = zeros[N, 3] { seen := seen + mean(x[:, t])\n h = tanh(f(h + w * c(x[:, t])))\n yield h }\n loss l = mean(y^2)";
    const run = stepped(lines);
    run.step("train", { x });
    const model = await create(schedule(compiled(source(lines))), { N: 3, T: 5 });
    for (let step = 0; step < 2; step++) model.train({ x: x.data }, { sizes: { T: 4 } });
    const saved = toTensors(model.save());
    for (const name of ["f.old", "c.calls", "seen", "w"]) {
      const values = [...saved[name]!];
      expect(values.length).toBe(run.values(name).length);
      values.forEach((value, i) => expect(Math.abs(value - run.values(name)[i]!)).toBeLessThan(1e-5));
    }
  });
});
