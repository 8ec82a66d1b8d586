import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { For, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { mapStatement, walkStatements } from "../../src/kernel/visit.ts";
import { plainMachine } from "../../src/schedule/machine.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { buffer, i, kernel, loop, store } from "../emit/plans.ts";
import { convolutional, perceptron } from "./networks.ts";
import { moduleOf, Net, optimized } from "./support.ts";

/** Elements that two turns of one independent loop touch, one of them writing. Whole numbers are all 0, so that what is scattered meets. */
function races(kernel: Kernel, sizes: Readonly<Record<string, number>>): string[] {
  const found: string[] = [];
  const loops: For[] = [];
  walkStatements(kernel.body, (s) => void (s.kind === "for" && s.independent && loops.push(s)));
  for (const loop of loops) {
    const turn = { now: -1 };
    const touched = new Map<string, { readonly turn: number; readonly wrote: boolean }>();
    const touch = (key: string, wrote: boolean): void => {
      if (turn.now < 0) return;
      const before = touched.get(key);
      if (before && before.turn !== turn.now && (before.wrote || wrote)) found.push(`${kernel.name}: ${key} in turns ${before.turn} and ${turn.now} of ${loop.index}`);
      touched.set(key, { turn: turn.now, wrote: wrote || (before?.turn === turn.now && before.wrote) });
    };
    const watched = kernel.buffers.map(({ name, length }): [string, Float64Array] => [
      name,
      new Proxy(new Float64Array(length.evaluate(sizes)), {
        get: (data, key) => (typeof key === "string" && /^\d/.test(key) ? (touch(`${name}[${key}]`, false), data[Number(key)]) : Reflect.get(data, key, data)),
        set: (data, key, value) => (touch(`${name}[${String(key)}]`, true), (data[Number(key)] = Number(value)), true),
      }),
    ]);
    const clock = new Proxy(new Float64Array(1), { get: (data, key) => Reflect.get(data, key, data), set: (_, __, value) => ((turn.now = Number(value)), true) });
    const marked = (body: readonly Statement[]): readonly Statement[] =>
      body.flatMap((s): readonly Statement[] => {
        if (s !== loop) return [mapStatement(s, (e) => e, marked)];
        return [{ ...s, body: [store("turn", k.int(0), k.convert(k.local(s.index, "i32"), "f32")), ...s.body] }, store("turn", k.int(0), k.const(-1))];
      });
    const buffers = { ...Object.fromEntries(watched), turn: clock };
    evaluate({ ...kernel, buffers: [...kernel.buffers, buffer("turn", "write", 1)], body: marked(kernel.body) }, buffers, sizes);
  }
  return found;
}

function embedding(): Net {
  const net = new Net();
  const [table, words] = [net.read("table", [5, 3]), net.input("words", [4, 2], "i32", 5)];
  net.result("y", net.op("scatter_add", [words, net.op("gather", [table, words], { axis: 0 })], { axis: 0, size: table.type.shape[0]! }));
  return net;
}

const networks = { perceptron: perceptron(6, 4, 3), convolutional: convolutional(8, [2, 3], 3), embedding: embedding() };

test.each(Object.entries(networks))("no turn of an independent loop touches what another writes: %s", (_, net) => {
  for (const machine of [plainMachine, { lanes: 1, registers: 24, grid: true } as const]) {
    const { kernels } = schedule(moduleOf(optimized(net.graph())), machine);
    expect(kernels.flatMap((kernel) => races(kernel, { N: 3 }))).toEqual([]);
    const independent = kernels.filter(({ body }) => body.some((s) => s.kind === "for" && s.independent));
    expect(independent.length).toBeGreaterThan(kernels.length / 2);
  }
});

test("the check finds a loop that is marked though its turns add to one element", () => {
  const add: Statement = { ...(loop("i", 3, [store("sum", k.int(0), k.add(k.load("sum", "f32", k.int(0)), k.load("x", "f32", i)))]) as For), independent: true };
  const sum = kernel("sum", [buffer("x", "read", 3), buffer("sum", "read-write", 1)], [add]);
  expect(races(sum, {})).toEqual(["sum: sum[0] in turns 0 and 1 of i", "sum: sum[0] in turns 1 and 2 of i"]);
});
