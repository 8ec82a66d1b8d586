import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

test("CrossAttention is softmax(Q K^T / sqrt(D)) V in each head, over the valid keys", () => {
  const [x, keys] = [noise([2, 3, 4], 1), noise([2, 5, 6], 2)];
  const valid = from([2, 5], (n, s) => (s! < 3 + n! ? 1 : 0));
  const given = { real: { x, keys }, inputs: { valid: { type: "bool[2, 5]", value: valid } } };
  const found = checked("CrossAttention(2)(x, keys, valid)", given);
  const weight = (i: number) => {
    const name = `crossattention1.dense${i}`;
    const [W, b] = [found.run.values(`${name}.W`), found.run.values(`${name}.b`)];
    return (row: readonly number[], o: number): number => b[o]! + total(row.map((v, k) => v * W[k * 4 + o]!));
  };
  const [q, k, v, out] = [weight(1), weight(2), weight(3), weight(4)];
  const row = (of: typeof x, n: number, t: number): number[] => range(of.shape[2]!).map((e) => at(of, n, t, e));
  const expected = from([2, 3, 4], (n, t, o) => {
    const mixed = range(4).map((e) => {
      const head = Math.floor(e / 2) * 2;
      const score = range(3 + n!).map((s) => Math.exp(total([0, 1].map((d) => q(row(x, n!, t!), head + d) * k(row(keys, n!, s), head + d))) / Math.SQRT2));
      return total(score.map((w, s) => w * v(row(keys, n!, s), e))) / total(score);
    });
    return out(mixed, o!);
  });
  expect(close(found, expected)).toBe(24);
});

test("padding_mask is true below the length", () => {
  const length = { type: "int[N]", value: values([3], [0, 2, 4]) };
  expect([...valued("float(padding_mask(4)(length))", { real: { z: noise([1], 1) }, inputs: { length }, sizes: { N: 3 } }).data]).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1]);
});

test("positional_encoding adds sines in even and cosines in odd columns", () => {
  const x = noise([2, 7, 6], 3);
  const found = checked("positional_encoding(x)", { real: { x } });
  const expected = from([2, 7, 6], (n, t, e) => at(x, n!, t!, e!) + (e! % 2 === 0 ? Math.sin : Math.cos)(t! / 10000 ** (Math.floor(e! / 2) * 2 / 6)));
  expect(close(found, expected)).toBe(84);
});

test.each([false, true])("SelfAttention with causal %s sees valid keys only: others may be anything", (causal) => {
  const [x, other] = [noise([1, 4, 4], 4), noise([1, 4, 4], 5)];
  const changed = from([1, 4, 4], (n, t, e) => at((t ?? 0) === 3 ? other : x, n!, t!, e!));
  const inputs = { valid: { type: "bool[1, 4]", value: values([1, 4], [1, 1, 1, 0]) } };
  const [a, b] = [x, changed].map((given) => checked(`SelfAttention(2, causal: ${causal})(x, valid)`, { real: { x: given }, inputs }));
  const rows = (y: typeof x) => ({ shape: [12], data: y.data.slice(0, 12) });
  expect(close(rows(a!), rows(b!))).toBe(12);
});
