import type { FunctionBuilder } from "../assembler/function.ts";

/** a / b rounded to minus infinity: one less than the truncated quotient where the remainder has the other sign than b. */
export function writeFloorDivision(b: FunctionBuilder): void {
  const [x, y] = [b.parameters[0]!, b.parameters[1]!];
  b.get(x).get(y).op("i32.div_s");
  writeIsOdd(b);
  b.op("i32.sub");
}

/** a - b * floor(a / b): it has the sign of b. */
export function writeFloorRemainder(b: FunctionBuilder): void {
  const [x, y] = [b.parameters[0]!, b.parameters[1]!];
  b.get(x).get(y).op("i32.rem_s");
  writeIsOdd(b);
  b.get(y).op("i32.mul").op("i32.add");
}

/** 1 where truncation is not the floor, else 0. */
function writeIsOdd(b: FunctionBuilder): void {
  const [x, y] = [b.parameters[0]!, b.parameters[1]!];
  b.get(x).get(y).op("i32.rem_s").i32(0).op("i32.ne");
  b.get(x).get(y).op("i32.xor").i32(0).op("i32.lt_s").op("i32.and");
}
