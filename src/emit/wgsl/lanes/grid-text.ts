import type CodeBlockWriter from "code-block-writer";
import type { Statement } from "../../../kernel/kernel.ts";
import type { Dialect } from "../../printer/dialect.ts";
import { printStatements } from "../../printer/print.ts";
import type { Axis } from "../axis.ts";
import { sizeText, type Spelling, writeIndices } from "../axis-text.ts";
import { type LaneGrid, vectorGrid } from "./grid.ts";
import { laneCount } from "./lanes.ts";

/** How the statements of a grid are printed: of four places at once, and of one. */
interface Printing extends Spelling {
  readonly inLanes: Dialect;
  readonly alone: Dialect;
}

/** What a thread does that has found its number: its four places, or what is left of them at the end. */
export function writeLaneGrid(writer: CodeBlockWriter, grid: readonly Axis[], body: readonly Statement[], { isRagged }: LaneGrid, printing: Printing): void {
  const { inLanes, alone, local, size } = printing;
  if (!isRagged) {
    writeIndices(writer, vectorGrid(grid), "thread", printing);
    printStatements(writer, body, inLanes);
    return;
  }
  const [{ index, extent }] = grid as readonly [Axis];
  const [name, end] = [local(index), sizeText(extent, size)];
  writer.writeLine(`let first = thread * ${laneCount};`);
  writer.write(`if (first + ${laneCount} > ${end})`).block(() => {
    writer.write(`for (var ${name} = first; ${name} < ${end}; ${name}++)`).block(() => printStatements(writer, body, alone));
    writer.writeLine("return;");
  });
  writer.writeLine(`let ${name} = first;`);
  printStatements(writer, body, inLanes);
}
