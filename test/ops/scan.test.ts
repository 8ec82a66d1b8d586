import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { Size } from "../../src/types/size.ts";
import { typeText } from "../../src/types/tensor.ts";
import { scan } from "../support/recurrence.ts";
import { N, Sketch } from "../support/sketch.ts";

const T = Size.symbol("T");

test("a plain recurrent network is the loop one would write", () => {
  const s = new Sketch({ N: 2, T: 4 });
  const [x, h0, w, u] = [s.input("x", [N, T, 3]), s.input("h0", [N, 2]), s.read("W", [3, 2]), s.read("U", [2, 2])];
  const { node, last, stacks } = scan(s, { inits: [h0], elements: [x], outers: [w, u], extent: T }, (r, { carries: [h], elements: [now], outers: [a, b] }) => {
    const next = r.op("tanh", [r.op("add", [r.product(now!, a!), r.product(h!, b!)])]);
    return { next: [next], yields: [next] };
  });
  expect(typeText(node.type)).toBe("([N, 2], [N, T, 2])");
  const graph = s.graph({ last: last[0]!, all: stacks[0]! });
  verify(graph);
  const { results } = interpret(graph, s.env);
  const expected = new Float64Array(2 * 4 * 2);
  for (let n = 0; n < 2; n += 1) {
    let h = [...s.inputs["h0"]!.data.subarray(2 * n, 2 * n + 2)];
    for (let t = 0; t < 4; t += 1) {
      h = [0, 1].map((o) => {
        let sum = 0;
        for (let i = 0; i < 3; i += 1) sum += s.inputs["x"]!.data[(n * 4 + t) * 3 + i]! * s.storages["W"]!.data[i * 2 + o]!;
        let rest = 0;
        for (let i = 0; i < 2; i += 1) rest += h[i]! * s.storages["U"]!.data[i * 2 + o]!;
        return Math.tanh(sum + rest);
      });
      expected.set(h, (n * 4 + t) * 2);
    }
  }
  expect([...results.get("all")!.data]).toEqual([...expected]);
  expect([...results.get("last")!.data]).toEqual([...expected.subarray(6, 8), ...expected.subarray(14, 16)]);
  const text = print(graph);
  expect(text).toContain("\n  %0 = carry {index: 0");
  expect(print(parse(text, ops))).toBe(text);
});
