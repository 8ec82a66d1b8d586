import type { Intrinsic } from "../kernel.ts";
import type { Approximation } from "./approximation.ts";
import { exp, expm1 } from "./exponential.ts";
import { log, log1p } from "./logarithm.ts";
import { pow } from "./power.ts";
import { randomNormal, randomUniform } from "./random.ts";
import { erf, tanh } from "./saturating.ts";
import { cos, sin } from "./trigonometric.ts";

/** What a target without these functions computes instead. */
export const approximations: ReadonlyMap<Intrinsic, Approximation> = new Map([
  ["exp", exp],
  ["expm1", expm1],
  ["log", log],
  ["log1p", log1p],
  ["sin", sin],
  ["cos", cos],
  ["tanh", tanh],
  ["erf", erf],
  ["pow", pow],
  ["random_uniform", randomUniform],
  ["random_normal", randomNormal],
]);
