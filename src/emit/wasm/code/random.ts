import { k } from "../../../kernel/build.ts";
import type { FunctionBuilder, Local } from "../assembler/function.ts";
import { bareCode } from "./code.ts";
import type { Helpers } from "./helpers.ts";
import { writeScalar } from "./scalar.ts";
import type { Binding } from "./scope.ts";

/** Philox4x32-10: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011). */
const multipliers = [0xd2511f53n, 0xcd9e8d57n] as const;
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/** Locals with the four words for key (seed, 0) and counter (index, step, site, 0); the parameters are (seed, step, site, index). */
function writePhilox(b: FunctionBuilder): readonly [Local, Local, Local, Local] {
  const [seed, step, site, index] = b.parameters as [Local, Local, Local, Local];
  const words: [Local, Local, Local, Local] = [b.local("i"), b.local("i"), b.local("i"), b.local("i")];
  const [low0, low1] = [b.local("l"), b.local("l")];
  b.get(index).set(words[0]).get(step).set(words[1]).get(site).set(words[2]).i32(0).set(words[3]);
  for (let round = 0; round < 10; round++) {
    b.get(words[0]).op("i64.extend_i32_u").i64(multipliers[0]).op("i64.mul").set(low0);
    b.get(words[2]).op("i64.extend_i32_u").i64(multipliers[1]).op("i64.mul").set(low1);
    b.get(low1).i64(32n).op("i64.shr_u").op("i32.wrap_i64").get(words[1]).op("i32.xor");
    b.get(seed).i32(Math.imul(weyl[0], round)).op("i32.add").op("i32.xor").set(words[0]);
    b.get(low0).i64(32n).op("i64.shr_u").op("i32.wrap_i64").get(words[3]).op("i32.xor");
    b.i32(Math.imul(weyl[1], round)).op("i32.xor").set(words[2]);
    b.get(low1).op("i32.wrap_i64").set(words[1]);
    b.get(low0).op("i32.wrap_i64").set(words[3]);
  }
  return words;
}

/** 24 bits of word 0. */
export function writeRandomUniform(b: FunctionBuilder): void {
  const [word] = writePhilox(b);
  b.get(word).i32(8).op("i32.shr_u").op("f32.convert_i32_s").f32(2 ** -24).op("f32.mul");
}

/** Box-Muller on words 0 and 1: sqrt(-2 log u) cos(2 pi v), with u in (0, 1] and v in [0, 1). */
export function writeRandomNormal(b: FunctionBuilder, helpers: Helpers): void {
  const [word0, word1] = writePhilox(b);
  const [u, v] = [b.local("f"), b.local("f")];
  b.get(word0).i32(8).op("i32.shr_u").i32(1).op("i32.add").op("f32.convert_i32_s").f32(2 ** -24).op("f32.mul").set(u);
  b.get(word1).i32(8).op("i32.shr_u").op("f32.convert_i32_s").f32(2 ** -24).op("f32.mul").set(v);
  const radius = k.call("sqrt", k.mul(k.const(-2), k.call("log", k.local("u", "f32"))));
  const angle = k.mul(k.const(2 * Math.PI), k.local("v", "f32"));
  const scope = new Map<string, Binding>([["u", { kind: "scalar", local: u, type: "f32" }], ["v", { kind: "scalar", local: v, type: "f32" }]]);
  writeScalar(bareCode(b, helpers, scope), k.mul(radius, k.call("cos", angle)));
}
