import { Size } from "../types/size.ts";
import { affine } from "./affine.ts";
import { asSize, k } from "./build.ts";
import type { BufferParameter, Expression, Statement } from "./kernel.ts";
import { mapStatement, substitute } from "./visit.ts";

interface Range {
  readonly least: Size;
  readonly most: Size;
}

/**
 * Marks the loads that are in range for all turns of the loops around them, whatever conditions say: they may run where
 * their value is not needed.
 */
export function markSafeLoads(body: readonly Statement[], buffers: readonly BufferParameter[]): readonly Statement[] {
  const lengths = new Map(buffers.map(({ name, length }) => [name, length]));
  const mark = (e: Expression, ranges: ReadonlyMap<string, Range>): Expression =>
    substitute(e, (part) => {
      if (part.kind !== "load") return undefined;
      const index = mark(part.index, ranges);
      return k.load(part.buffer, part.type, index, isWithin(index, lengths.get(part.buffer), ranges));
    });
  const block = (statements: readonly Statement[], ranges: ReadonlyMap<string, Range>): readonly Statement[] =>
    statements.map((s) => {
      const range = s.kind === "for" ? rangeOf(s.from, s.to) : undefined;
      const inner = range && s.kind === "for" ? new Map(ranges).set(s.index, range) : ranges;
      return mapStatement(s, (e) => mark(e, ranges), (b) => block(b, inner));
    });
  return block(body, new Map());
}

function rangeOf(from: Expression, to: Expression): Range | undefined {
  const [least, end] = [asSize(from), asSize(to)];
  return least && end && { least, most: end.sub(1) };
}

function isWithin(index: Expression, length: Size | undefined, ranges: ReadonlyMap<string, Range>): boolean {
  if (!length) return false;
  const { terms, constant } = affine(index);
  let [least, most] = [constant, constant];
  for (const { atom, factor } of terms) {
    const range = atom.kind === "local" ? ranges.get(atom.name) : undefined;
    const rises = factor.atLeast(0) === true;
    if (!range || (!rises && factor.mul(-1).atLeast(0) !== true)) return false;
    least = least.add(factor.mul(rises ? range.least : range.most));
    most = most.add(factor.mul(rises ? range.most : range.least));
  }
  return least.atLeast(0) === true && length.atLeast(most.add(Size.of(1))) === true;
}
