import { describe, expect, test } from "vitest";
import { approximations } from "../../src/kernel/approximation/all.ts";
import { instantiate, type Approximation } from "../../src/kernel/approximation/approximation.ts";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import { intrinsics } from "../../src/kernel/intrinsics.ts";
import type { BufferParameter, Expression, Intrinsic, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { substitute } from "../../src/kernel/visit.ts";
import { Size } from "../../src/types/size.ts";
import { compileF32, ofBits, type Function32 } from "../support/approximation-f32.ts";

/** Below it, results may be 0. */
const flushed = 1.7e-38;

interface Claim {
  /** Of the relative error, or of the absolute one. */
  readonly bound: number;
  readonly absolute?: boolean;
  /** Where the bound holds; everywhere by default. */
  readonly domain?: (x: number) => boolean;
  /** What is perturbed in the planted bugs. */
  readonly coefficients: readonly number[];
}

/** As the doc comments state them. */
const claims: Partial<Record<Intrinsic, Claim>> = {
  exp: { bound: 1.2e-7, coefficients: [0.9999999, 0.083336584, 0.016737064, -2.12194440e-4] },
  expm1: { bound: 1.8e-7, coefficients: [0.16666666, 0.041666493, 0.008333548, -2.12194440e-4] },
  log: { bound: 1.2e-7, coefficients: [0.3333333, 0.20001242, -0.1315961, -2.12194440e-4] },
  log1p: { bound: 1.6e-7, coefficients: [0.3333333, 0.20001242, -0.1315961] },
  sin: { bound: 1e-7, absolute: true, domain: (x) => Math.abs(x) <= 1e4, coefficients: [-0.16666655, 0.008332188, 0.041666646, 7.549789954891882e-8] },
  cos: { bound: 1e-7, absolute: true, domain: (x) => Math.abs(x) <= 1e4, coefficients: [-0.16666655, 0.008332188, 0.041666646, 7.549789954891882e-8] },
  tanh: { bound: 4e-7, coefficients: [0.0034904631, 0.000020519552, 0.00032770264, 7.7239156e-7] },
  erf: { bound: 4e-7, coefficients: [1.1283792, 0.00314168, 0.0010187484, 0.000039205686] },
  pow: { bound: 1.3e-7, coefficients: [1.3862944, 0.48045295, 0.6000000238, -1.1736857402e-4] },
};

const special = [
  0, 1, 2, 0.5, 3, 10, 0.1, 1e-45, 1e-40, 2 ** -126, 2 ** -25, 2 ** -24, 88, 88.72283, 88.72284, 87.33654, 87.4, 103, 104, 1e10, 16777216, 16777215, 2 ** 31,
  0.99999994, 1.0000001, 1.5, Math.PI, Math.PI / 2, Math.SQRT2, Math.SQRT1_2, 3.4028234663852886e38, Infinity, NaN,
].flatMap((x) => [Math.fround(x), -Math.fround(x)]);

/** Steps through all bit patterns with a stride, and near 0 and through the usual range evenly. */
function* ones(): Generator<number[]> {
  for (const x of special) yield [x];
  for (let bits = -(2 ** 31); bits < 2 ** 31; bits += 40_009) yield [ofBits(bits)];
  for (const range of [1, 10, 100, 10_000]) for (let i = -20_000; i <= 20_000; i++) yield [Math.fround((i * range) / 20_011)];
}

function* pairs(): Generator<number[]> {
  for (const x of special) for (const y of special) yield [x, y];
  for (let i = 0; i < 300; i++) {
    const near = Math.fround(1 + (i - 150) * 3e-5);
    const wide = Math.fround(Math.exp((i - 150) * 0.58));
    for (let j = -150; j <= 150; j++) {
      yield [near, Math.fround(j * 61.7)];
      yield [wide, Math.fround(j * 0.0213)];
      yield [-wide, j];
    }
  }
}

interface Finding {
  readonly cases: number;
  readonly worst: number;
  readonly at: readonly number[];
  /** Wrong zeros, infinities, NaN and signs. */
  readonly wrong: readonly string[];
}

function measure(f: Function32, intrinsic: Intrinsic, { absolute = false, domain = () => true }: Claim, inputs: Iterable<number[]>): Finding {
  const exact = intrinsics[intrinsic];
  let [cases, worst] = [0, 0];
  let at: number[] = [];
  const wrong: string[] = [];
  for (const x of inputs) {
    if (Number.isFinite(x[0]) && !domain(x[0]!)) continue;
    cases++;
    const [got, precise] = [f(...x), exact(...x)];
    const wanted = Math.fround(precise);
    if (!Number.isFinite(wanted) || wanted === 0 || got === 0) {
      const isFlushed = got === 0 && Math.abs(precise) < flushed;
      if (!isFlushed && !Object.is(got, wanted)) wrong.push(`${intrinsic}(${x.join(", ")}) is ${got}, not ${wanted}`);
      continue;
    }
    const error = Math.abs(got - precise) / (absolute ? 1 : Math.max(Math.abs(precise), 2 ** -126));
    if (!(error <= worst)) [worst, at] = [error, x];
  }
  return { cases, worst, at, wrong };
}

const inputsOf = (approximation: Approximation): Iterable<number[]> => (approximation.parameters.length === 1 ? ones() : pairs());

test("every approximation has its claim", () => {
  expect([...Object.keys(claims), "random_uniform", "random_normal"].sort()).toEqual([...approximations.keys()].sort());
});

describe.each([...approximations].filter(([intrinsic]) => claims[intrinsic]))("%s", (intrinsic, approximation) => {
  const claim = claims[intrinsic]!;

  test.each([false, true])("keeps its bound, multiply-add fused: %s", (fused) => {
    const { cases, worst, at, wrong } = measure(compileF32(approximation, fused), intrinsic, claim, inputsOf(approximation));
    expect(wrong).toEqual([]);
    expect(worst, `at ${at.join(", ")}`).toBeLessThan(claim.bound);
    expect(cases).toBeGreaterThan(90_000);
  });

  test("a coefficient that is 2 % off is caught", () => {
    for (const coefficient of claim.coefficients) {
      let planted = 0;
      const perturb = (e: Expression): Expression =>
        substitute(e, (part) => (part.kind === "const" && part.value === coefficient ? (planted++, k.const(coefficient * 1.02)) : undefined));
      const broken = { ...approximation, lets: approximation.lets.map(({ name, value }) => ({ name, value: perturb(value) })), result: perturb(approximation.result) };
      const f = compileF32(broken, false);
      let caught = false;
      for (const x of inputsOf(approximation)) if ((caught = measure(f, intrinsic, claim, [x]).worst > claim.bound)) break;
      expect(planted).toBeGreaterThan(0);
      expect(caught, `${coefficient}`).toBe(true);
    }
  });

  test("is a legal kernel, and evaluates in f64 within its bound", () => {
    const inputs = [...inputsOf(approximation)].filter((x, i) => i % 97 === 0 && x.every(Number.isFinite) && (claim.domain?.(x[0]!) ?? true));
    const out = evaluated(approximation, "f32", inputs);
    let next = 0;
    const { cases, worst } = measure(() => out[next++]!, intrinsic, claim, inputs);
    expect(cases).toBeGreaterThan(500);
    expect(worst).toBeLessThan(claim.bound);
  });
});

describe.each([["random_uniform", 0], ["random_normal", 1e-6]] as const)("%s", (intrinsic, bound) => {
  const approximation = approximations.get(intrinsic)!;
  const word = (i: number): number => Math.imul(i, 0x9e3779b1) ^ (i << 7);
  const inputs = Array.from({ length: 100_000 }, (_, i) => (i % 2 === 0 ? [3, i >> 9, 7, i & 511] : [word(i), word(i + 1), word(i + 2), word(i + 3)]));
  const exact = inputs.map((x) => intrinsics[intrinsic](...x));
  const worst = (values: Iterable<number>): number => [...values].reduce((most, value, i) => Math.max(most, Math.abs(value - exact[i]!)), 0);

  test.each([false, true])("agrees with the generator in f64, multiply-add fused: %s", (fused) => {
    const f = compileF32(approximation, fused);
    expect(worst(inputs.map((x) => f(...x)))).toBeLessThanOrEqual(bound);
  });

  test("is a legal kernel, and evaluates the same with wider numbers", () => {
    expect(worst(evaluated(approximation, "i32", inputs.slice(0, 3000)))).toBeLessThanOrEqual(bound);
  });

  test("a wrong bit of a factor is caught", () => {
    const perturb = (e: Expression): Expression => substitute(e, (part) => (part.kind === "const" && part.value === 0x1f53 ? k.int(0x1f52) : undefined));
    const rounds = approximation.rounds!;
    const lets = rounds.lets.map(({ name, value }) => ({ name, value: perturb(value) }));
    const f = compileF32({ ...approximation, rounds: { ...rounds, lets } }, false);
    expect(worst(inputs.slice(0, 100).map((x) => f(...x)))).toBeGreaterThan(0.1);
  });
});

/** The approximation as a kernel over all inputs, evaluated in f64. */
function evaluated(approximation: Approximation, type: "f32" | "i32", inputs: readonly (readonly number[])[]): Float64Array {
  const { parameters } = approximation;
  const at = k.local("at", "i32");
  let count = 0;
  const { lets, result } = instantiate(approximation, parameters.map((p) => k.local(`value_of_${p}`, type)), (hint) => `${hint}_${count++}`);
  const body: Statement[] = [
    ...parameters.map((p): Statement => ({ kind: "let", name: `value_of_${p}`, value: k.load(`in_${p}`, type, at) })),
    ...lets.map((l): Statement => ({ kind: "let", ...l })),
    { kind: "store", buffer: "out", index: at, value: result },
  ];
  const length = Size.of(inputs.length);
  const kernel: Kernel = {
    name: "approximated",
    doc: { source: [], equations: [] },
    buffers: [
      ...parameters.map((p): BufferParameter => ({ name: `in_${p}`, dtype: type, access: "read", length })),
      { name: "out", dtype: "f32", access: "write", length },
    ],
    sizes: [],
    body: [{ kind: "for", index: "at", from: k.int(0), to: k.size(length), body }],
  };
  verifyKernel(kernel);
  expect(printKernel(kernel)).toContain("let value_of_");
  const out = new Float64Array(inputs.length);
  evaluate(kernel, { ...Object.fromEntries(parameters.map((p, i) => [`in_${p}`, Float64Array.from(inputs, (x) => x[i]!)])), out }, {});
  return out;
}

test("tanh and erf are odd, never beyond 1, and 1 where they saturate", () => {
  for (const [intrinsic, end] of [["tanh", 9.16], ["erf", 3.97]] as const)
    for (const fused of [false, true]) {
      const f = compileF32(approximations.get(intrinsic)!, fused);
      const wrong = upTo(100_000, (i) => Math.fround(i * 1.1e-4)).filter((x) => !(f(x) <= 1 && f(-x) === -f(x) && (x < end || f(x) === 1)));
      expect(wrong).toEqual([]);
    }
});

test("sin is precise near 0, and stays in range beyond its domain", () => {
  for (const fused of [false, true]) {
    const [sin, cos] = [compileF32(approximations.get("sin")!, fused), compileF32(approximations.get("cos")!, fused)];
    const first = upTo(100_000, (i) => Math.fround(((i + 1) / 100_000) * (Math.PI / 4)));
    expect(first.filter((x) => !(Math.abs(sin(x) / Math.sin(x) - 1) < 2e-7))).toEqual([]);
    const large = upTo(100_000, (i) => Math.fround(i * i * 1.1));
    expect(large.filter((x) => !(Math.abs(sin(x)) <= 1 && Math.abs(cos(x)) <= 1))).toEqual([]);
    expect(large.filter((x) => x < 100_000 && !(Math.abs(sin(x) - Math.sin(x)) < 1e-5))).toEqual([]);
  }
});

function upTo(count: number, value: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => value(i));
}
