import type CodeBlockWriter from "code-block-writer";
import type { Size } from "../../types/size.ts";
import { atLeast, strength } from "../printer/text.ts";
import { type Axis, count } from "./axis.ts";
import { wgslSize } from "./dialect.ts";

/** How names of a kernel are spelled in its shader. */
export interface Spelling {
  readonly local: (name: string) => string;
  readonly size: (symbol: string) => string;
}

/** The index of each axis, of a number that counts the places along all of them, those along the last one first. */
export function writeIndices(writer: CodeBlockWriter, axes: readonly Axis[], number: string, { local, size }: Spelling): void {
  axes.forEach(({ index, extent, step = 1 }, i) => {
    const after = count(axes.slice(i + 1));
    const quotient = after.equals(1) ? number : `${number} / ${sizeText(after, size, strength.unary)}`;
    const place = `${quotient}${i === 0 ? "" : ` % ${sizeText(extent, size, strength.unary)}`}`;
    writer.writeLine(`let ${local(index)} = ${place}${step === 1 ? "" : ` * ${step}`};`);
  });
}

/** A size as an operand: of comparisons, unless told otherwise. */
export function sizeText(value: Size, size: (symbol: string) => string, least: number = strength.shift): string {
  return atLeast(wgslSize(value, size), least);
}
