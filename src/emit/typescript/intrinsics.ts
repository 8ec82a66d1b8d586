import type { Intrinsic } from "../../kernel/kernel.ts";
import type { RuntimeUse } from "../inline.ts";
import { call, type Text } from "../printer/text.ts";

export function intrinsicText(intrinsic: Intrinsic, values: readonly Text[], runtime: RuntimeUse): Text {
  const spelling = spellings[intrinsic];
  return call("runtime" in spelling ? runtime.name(spelling.runtime) : spelling.global, values);
}

const spellings: Record<Intrinsic, { readonly global: string } | { readonly runtime: string }> = {
  exp: { global: "Math.exp" },
  expm1: { global: "Math.expm1" },
  log: { global: "Math.log" },
  log1p: { global: "Math.log1p" },
  sqrt: { global: "Math.sqrt" },
  sin: { global: "Math.sin" },
  cos: { global: "Math.cos" },
  tanh: { global: "Math.tanh" },
  erf: { runtime: "erf" },
  pow: { global: "Math.pow" },
  floor: { global: "Math.floor" },
  ceil: { global: "Math.ceil" },
  round: { runtime: "roundEven" },
  abs: { global: "Math.abs" },
  sign: { global: "Math.sign" },
  is_finite: { global: "Number.isFinite" },
  random_uniform: { runtime: "randomUniform" },
  random_normal: { runtime: "randomNormal" },
};
