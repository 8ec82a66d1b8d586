import { erf } from "./erf.ts";
import type { Intrinsic } from "./kernel.ts";
import { randomNormal, randomUniform } from "./philox.ts";

/** What the intrinsics are in f64: the measure for every target's approximations. */
export const intrinsics: Record<Intrinsic, (...values: number[]) => number> = {
  exp: (x) => Math.exp(x!),
  expm1: (x) => Math.expm1(x!),
  log: (x) => Math.log(x!),
  log1p: (x) => Math.log1p(x!),
  sqrt: (x) => Math.sqrt(x!),
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  tanh: (x) => Math.tanh(x!),
  erf: (x) => erf(x!),
  pow: (x, y) => x! ** y!,
  floor: (x) => Math.floor(x!),
  ceil: (x) => Math.ceil(x!),
  // Halves go to the even neighbour.
  round: (x) => roundHalfEven(x!),
  abs: (x) => Math.abs(x!),
  sign: (x) => Math.sign(x!),
  is_finite: (x) => (Number.isFinite(x!) ? 1 : 0),
  random_uniform: (seed, step, site, index) => randomUniform(seed!, step!, site!, index!),
  random_normal: (seed, step, site, index) => randomNormal(seed!, step!, site!, index!),
};

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
