import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { Flow } from "../../src/schedule/group/flow.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { expectAgreement, generator, machines, moduleOf, N, Net, optimized } from "./support.ts";

interface Network {
  readonly limits: readonly number[];
  readonly edges: readonly (readonly [number, number])[];
  readonly begins: readonly number[];
  readonly ends: readonly number[];
}

function randomNetwork(random: () => number): Network {
  const count = 3 + Math.floor(random() * 6);
  const all = Array.from({ length: count }, (_, i) => i);
  const edges = all.flatMap((from) => all.filter((to) => to > from && random() < 0.4).map((to) => [from, to] as const));
  return { limits: all.map(() => (random() < 0.15 ? Infinity : Math.floor(random() * 4))), edges, begins: all.filter((i) => i === 0 || random() < 0.2), ends: all.filter((i) => i === count - 1 || random() < 0.2) };
}

/** Whether no way leads from a begin to an end but through these. */
function separates({ edges, begins, ends }: Network, cut: ReadonlySet<number>): boolean {
  const reached = new Set(begins.filter((v) => !cut.has(v)));
  for (const at of reached) for (const [from, to] of edges) if (from === at && !cut.has(to)) reached.add(to);
  return !ends.some((v) => reached.has(v));
}

test("a cut separates begins from ends and is the cheapest that does", () => {
  let [compared, several] = [0, 0];
  for (let seed = 1; seed <= 400; seed++) {
    const network = randomNetwork(generator(seed));
    const cost = (cut: Iterable<number>): number => [...cut].reduce((sum, v) => sum + network.limits[v]!, 0);
    const subsets = Array.from({ length: 2 ** network.limits.length }, (_, bits) => new Set([...network.limits.keys()].filter((v) => bits & (1 << v))));
    const least = Math.min(...subsets.filter((cut) => separates(network, cut)).map(cost));
    if (least === Infinity) continue;
    const flow = new Flow<number>();
    network.limits.forEach((limit, v) => flow.limit(v, limit));
    for (const [from, to] of network.edges) flow.connect(from, to);
    network.begins.forEach((v) => flow.begin(v));
    network.ends.forEach((v) => flow.end(v));
    const { at, behind } = flow.cut();
    expect(separates(network, new Set(at)), `seed ${seed}`).toBe(true);
    expect(cost(at), `seed ${seed}`).toBe(least);
    expect(behind.some((v) => at.includes(v))).toBe(false);
    compared += 1;
    several += Number(at.length > 1);
  }
  expect(compared).toBeGreaterThan(200);
  expect(several).toBeGreaterThan(50);
});

/** y = (x w) activated, z = y v, and what of x w the derivative needs: `factors` of it, each times a product. */
function activated(activation: (s: Net, x: Node) => Node, factors: (s: Net, x: Node) => readonly Node[]): ReturnType<typeof moduleOf> {
  const s = new Net();
  const x = s.dense(s.input("x", [N, 8]), s.read("w", [8, 16]), s.read("b", [16]));
  const next = s.op("dot", [activation(s, x), s.read("v", [16, 8])], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] });
  const back = s.op("dot", [next, s.read("v", [16, 8])], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [1] });
  s.result("d", factors(s, x).reduce((sum, factor) => s.op("add", [sum, s.op("mul", [back, factor])]), back));
  return moduleOf(optimized(s.graph()));
}

const tanh = (s: Net, x: Node): Node => s.op("tanh", [x]);

test.each([
  // x/2, 1 + t, 1 - t^2 and 3 x^2 come from x and t, which are stored instead; x/2 (1 + t) is read by a product.
  [
    "a product of x and tanh(x)",
    activated(
      (s, x) => s.op("mul", [s.op("mul", [x, s.number(0.5, x)]), s.op("add", [s.number(1, x), tanh(s, x)])]),
      (s, x) => [
        s.op("mul", [x, s.number(0.5, x)]),
        s.op("add", [s.number(1, x), tanh(s, x)]),
        s.op("sub", [s.number(1, x), s.op("mul", [tanh(s, x), tanh(s, x)])]),
        s.op("mul", [s.number(3, x), s.op("mul", [x, x])]),
      ],
    ),
    3,
  ],
  // Nothing but t itself, which the product reads anyway.
  ["tanh(x)", activated(tanh, (s, x) => [s.op("sub", [s.number(1, x), s.op("mul", [tanh(s, x), tanh(s, x)])])]), 1],
  // Two functions are two values, whatever they are of.
  ["exp(x) beside sin(x)", activated((s, x) => s.op("exp", [x]), (s, x) => [s.op("sin", [x]), s.op("cos", [x])]), 3],
] as const)("the kernel of %s stores as few values as its readers need", (_, module, values) => {
  for (const machine of machines) {
    const plan = expectAgreement(module, { N: 5 }, schedule(module, machine));
    const large = plan.kernels.map(({ buffers }) => buffers.filter((b) => b.access !== "read" && b.length.equals(N.mul(16))).length);
    expect(Math.max(...large)).toBe(values);
  }
});
