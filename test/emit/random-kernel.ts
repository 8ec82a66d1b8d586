import { k } from "../../src/kernel/build.ts";
import type { Expression, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { Size } from "../../src/types/size.ts";
import { buffer, N } from "./plans.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export function generator(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A kernel with two nested loops over `a: [N]`, `b: int[N]`, `c: bool[N]` that fills `f: [N]`, `g: int[N]`, `h: bool[N]`
 * with random expressions; all operators and intrinsics come up.
 */
export function randomKernel(random: () => number): Kernel {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const locals: Expression[] = [];
  const ofType = (type: string): Expression[] => locals.filter((e) => e.type === type);
  // Indices and loads must stay in range: n and m are the loops, both below N.
  const index = (): Expression => (locals.some((e) => e.kind === "local" && e.name === "m") && random() < 0.5 ? k.local("m", "i32") : k.local("n", "i32"));

  const whole = (depth: number): Expression => {
    if (depth === 0) return pick([...ofType("i32"), k.int(Math.floor(random() * 9) - 4), k.size(N), k.size(N.floorDiv(2)), k.size(N.mul(3).sub(1)), k.load("b", "i32", index())]);
    const [a, b] = [(): Expression => whole(depth - 1), (): Expression => whole(depth - 1)];
    return pick<() => Expression>([
      () => k.add(a(), b()),
      () => k.sub(a(), b()),
      () => k.mul(a(), b()),
      () => k.div(a(), pick([k.int(3), k.int(-2), k.size(N)])),
      () => k.mod(a(), pick([k.int(3), k.int(-5), k.size(N)])),
      () => k.min(a(), b()),
      () => k.max(a(), b()),
      () => k.neg(a()),
      () => k.call("abs", a()),
      () => k.select(truth(depth - 1), a(), b()),
      () => k.convert(truth(depth - 1), "i32"),
    ])();
  };
  const real = (depth: number): Expression => {
    if (depth === 0) return pick([...ofType("f32"), k.const(0.1), k.const(-3), k.const(1e-7), k.const(-0), k.const(Infinity), k.const(NaN), k.load("a", "f32", index())]);
    const [a, b] = [(): Expression => real(depth - 1), (): Expression => real(depth - 1)];
    return pick<() => Expression>([
      () => k.add(a(), b()),
      () => k.sub(a(), b()),
      () => k.mul(a(), b()),
      () => k.div(a(), b()),
      () => k.mod(a(), b()),
      () => k.min(a(), b()),
      () => k.max(a(), b()),
      () => k.neg(a()),
      () => k.select(truth(depth - 1), a(), b()),
      () => k.convert(whole(depth - 1), "f32"),
      () => k.convert(truth(depth - 1), "f32"),
      () => k.call(pick(["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "floor", "ceil", "round", "abs", "sign"] as const), a()),
      () => k.call("pow", a(), b()),
      () => k.call(pick(["random_uniform", "random_normal"] as const), k.int(3), k.int(1), k.int(77), index()),
    ])();
  };
  const truth = (depth: number): Expression => {
    if (depth === 0) return pick([...ofType("bool"), k.bool(true), k.load("c", "bool", index())]);
    const [w, r, t] = [(): Expression => whole(depth - 1), (): Expression => real(depth - 1), (): Expression => truth(depth - 1)];
    const compare = pick(["eq", "ne", "lt", "le", "gt", "ge"] as const);
    return pick<() => Expression>([
      () => k[compare](w(), w()),
      () => k[compare](r(), r()),
      () => k[pick(["eq", "ne"] as const)](t(), t()),
      () => k.and(t(), t()),
      () => k.or(t(), t()),
      () => k.not(t()),
      () => k.convert(r(), "bool"),
      () => k.convert(w(), "bool"),
      () => k.call("is_finite", r()),
    ])();
  };

  const depth = (): number => Math.floor(random() * 4);
  const n = k.local("n", "i32");
  locals.push(n);
  const before: Statement[] = [
    { kind: "let", name: "p", value: whole(depth()) },
    { kind: "let", name: "q", value: truth(depth()) },
    { kind: "var", name: "sum", value: real(1) },
    { kind: "var", name: "count", value: k.int(0) },
  ];
  locals.push(k.local("p", "i32"), k.local("q", "bool"), k.local("sum", "f32"), k.local("count", "i32"), k.local("m", "i32"));
  const inner: Statement[] = [
    { kind: "assign", name: "sum", value: pick([k.add(k.local("sum", "f32"), real(depth())), real(depth())]) },
    { kind: "if", condition: truth(depth()), then: [{ kind: "assign", name: "count", value: k.mod(k.add(k.local("count", "i32"), whole(depth())), k.int(1000)) }] },
  ];
  const innerLoop: Statement = { kind: "for", index: "m", from: pick([k.int(0), k.int(1)]), to: k.min(k.size(N), k.add(n, k.int(2))), body: inner };
  locals.pop();
  const stores: Statement[] = [
    { kind: "store", buffer: "f", index: n, value: real(depth()) },
    { kind: "store", buffer: "g", index: n, value: k.mod(whole(depth()), k.int(1000)) },
    { kind: "store", buffer: "h", index: n, value: truth(depth()) },
  ];
  return {
    name: "random",
    doc: { source: [], equations: [] },
    buffers: [
      buffer("a", "read", N), buffer("b", "read", N, "i32"), buffer("c", "read", N, "bool"),
      buffer("f", "write", N), buffer("g", "write", N, "i32"), buffer("h", "write", N, "bool"),
    ],
    sizes: ["N"],
    body: [{ kind: "for", index: "n", from: k.int(0), to: k.size(Size.symbol("N")), body: [...before, innerLoop, ...stores] }],
  };
}
