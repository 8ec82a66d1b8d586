import { expect, test } from "vitest";
import { stdSources } from "../../src/std/sources.generated.ts";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

/** Without repetitions, then without blanks. */
function collapsed(path: readonly number[]): string {
  return path.filter((k, t) => k !== 0 && k !== path[t - 1]).join(",");
}

function* paths(frames: number, classes: number): Iterable<number[]> {
  if (frames === 0) yield [];
  else for (const rest of paths(frames - 1, classes)) for (const k of range(classes)) yield [...rest, k];
}

/** -log of the sum over all paths that collapse to the label; 0 if there is none. */
function enumerated(logits: ReturnType<typeof noise>, n: number, label: readonly number[], frames: number): number {
  const classes = logits.shape[2]!;
  const p = range(frames).map((t) => {
    const norm = total(range(classes).map((k) => Math.exp(at(logits, n, t, k))));
    return range(classes).map((k) => Math.exp(at(logits, n, t, k)) / norm);
  });
  const found = [...paths(frames, classes)].filter((path) => collapsed(path) === label.join(","));
  return found.length === 0 ? 0 : -Math.log(total(found.map((path) => path.reduce((product, k, t) => product * p[t]![k]!, 1))));
}

const labels = [[1, 2, 1], [2, 2, 1], [1, 1, 1], [2, 0, 0], [0, 0, 0]];
const lengths = [3, 3, 3, 1, 0];
const frames = [5, 4, 4, 3, 2];
const inputs = {
  label: { type: "index(3)[5, 3]", value: values([5, 3], labels.flat()) },
  frames: { type: "int[5]", value: values([5], frames) },
  length: { type: "int[5]", value: values([5], lengths) },
};

test.each([0, 1, 3])("ctc is the sum over all paths, at logits of size %f", (scale) => {
  const logits = noise([5, 5, 3], 1, scale);
  const expected = from([5], (n) => enumerated(logits, n!, labels[n!]!.slice(0, lengths[n!]), frames[n!]!));
  expect(close(checked("ctc(logits, label, frames, length)", { real: { logits }, inputs }), expected)).toBe(5);
  // 1, 1, 1 needs five frames and has four.
  expect(expected.data[2]).toBe(0);
  const mean = total([...expected.data]) / 5;
  expect(close(checked("ctc_loss(logits, label, frames, length)", { real: { logits }, inputs }), values([], [mean]))).toBe(1);
});

test("an infeasible pair is flagged and gives no gradient", () => {
  const logits = noise([5, 5, 3], 2);
  const found = valued("ctc(logits, label, frames, length)", { real: { logits }, inputs });
  const gradient = found.run.step("gradient", Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, v.value]))).get("d logits")!;
  const size = (n: number): number => total(gradient.slice(15 * n, 15 * (n + 1)).map(Math.abs));
  expect(range(5).map((n) => size(n) > 0)).toEqual([true, true, false, true, true]);
  expect(gradient.slice(30, 45).every((g) => g === 0)).toBe(true);
  expect([...valued("float(ctc_feasible(label, frames, length)) + 0 * z", { real: { z: noise([5], 1) }, inputs }).data]).toEqual([1, 1, 0, 1, 1]);
});

test("a long sequence neither overflows nor underflows", () => {
  const logits = noise([1, 60, 3], 3, 30);
  const long = { label: { type: "index(3)[1, 2]", value: values([1, 2], [1, 2]) }, frames: { type: "int[1]", value: values([1], [60]) }, length: { type: "int[1]", value: values([1], [2]) } };
  const found = checked("ctc(logits, label, frames, length)", { real: { logits }, inputs: long });
  expect(found.data[0]).toBeGreaterThan(100);
  expect(Number.isFinite(found.data[0])).toBe(true);
});

test("a CTC that forgets the blank between equal symbols would be noticed, where there are such", () => {
  const declarations = stdSources["ctc.nnet"]!.replace(/^fn repeats.*$/m, "fn repeats(label: int[N, L]) -> bool[N, L] = label < 0");
  const logits = noise([5, 5, 3], 1);
  const [right, wrong] = [{}, { declarations }].map((other) => valued("ctc(logits, label, frames, length)", { real: { logits }, inputs, ...other }));
  expect(range(5).filter((n) => Math.abs(right!.data[n]! - wrong!.data[n]!) > 1e-9)).toEqual([1, 2]);
});
