import type { Atom, Size } from "../../../types/size.ts";
import type { FunctionBuilder, Local } from "../assembler/function.ts";

/** Leaves the value of a size on the stack; `symbol` finds the local of a symbol. Divisions are of numbers >= 0. */
export function writeSize(b: FunctionBuilder, size: Size, symbol: (name: string) => Local): void {
  if (size.terms.length === 0) b.i32(0);
  size.terms.forEach(({ coefficient, atoms }, i) => {
    writeProduct(b, coefficient, atoms, symbol);
    if (i > 0) b.op("i32.add");
  });
}

function writeProduct(b: FunctionBuilder, coefficient: number, atoms: readonly Atom[], symbol: (name: string) => Local): void {
  atoms.forEach((atom, i) => {
    writeAtom(b, atom, symbol);
    if (i > 0) b.op("i32.mul");
  });
  if (atoms.length === 0) b.i32(coefficient);
  else if (coefficient !== 1) b.i32(coefficient).op("i32.mul");
}

function writeAtom(b: FunctionBuilder, atom: Atom, symbol: (name: string) => Local): void {
  if (atom.kind === "symbol") b.get(symbol(atom.name));
  else {
    writeSize(b, atom.numerator, symbol);
    writeSize(b, atom.divisor, symbol);
    b.op("i32.div_s");
  }
}
