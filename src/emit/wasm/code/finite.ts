import type { FunctionBuilder } from "../assembler/function.ts";

/** Numbers that one turn looks at: a line of the cache, of which the blocks of memory have whole ones. */
const vectors = 4;

/**
 * (address, lines) -> 1 if all numbers of so many lines are finite, else 0. NaN and infinities minus themselves are NaN, and so
 * is a sum with them. Four sums need not wait for each other.
 */
export function writeAreFinite(b: FunctionBuilder): void {
  const [at, lines] = [b.parameters[0]!, b.parameters[1]!];
  const [value, sums] = [b.local("v"), Array.from({ length: vectors }, () => b.local("v"))];
  for (const sum of sums) b.f32x4(0).set(sum);
  b.loop(() => {
    sums.forEach((sum, i) => b.get(at).memory("v128.load", 16 * i).tee(value).get(value).op("f32x4.sub").get(sum).op("f32x4.add").set(sum));
    b.get(at).i32(16 * vectors).op("i32.add").set(at);
    b.get(lines).i32(1).op("i32.sub").tee(lines).branchIf(0);
  });
  const [first, ...more] = sums;
  b.get(first!);
  for (const sum of more) b.get(sum).op("f32x4.add");
  b.tee(value).get(value).op("f32x4.ne").op("v128.any_true").op("i32.eqz");
}
