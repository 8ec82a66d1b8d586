import type CodeBlockWriter from "code-block-writer";
import type { Dialect } from "../../printer/dialect.ts";
import { printStatements } from "../../printer/print.ts";
import { strength } from "../../printer/text.ts";
import { count } from "../axis.ts";
import { sizeText, type Spelling, writeIndices } from "../axis-text.ts";
import type { Combination } from "../team.ts";
import { type Partial, writeParts } from "../team-text.ts";
import type { OrderedWork, Scan } from "./scan.ts";
import { partialOf } from "./shared-memory.ts";
import { scanThreads } from "./sharing.ts";
import { type Work, withinName } from "./work.ts";

/** How nests are printed. */
export interface WorkPrinting extends Spelling {
  readonly dialectOf: (work: Work) => Dialect;
  /** The function that combines what threads have. */
  readonly share: (by: Combination, type: Partial) => string;
}

/** A nest: the threads take the places of its grid in turns, neighbours what lies side by side, or some of them a place together. */
export function writeWork(writer: CodeBlockWriter, work: OrderedWork, { rows }: Scan, printing: WorkPrinting): void {
  const { axes, wait, sharing } = work;
  const several = rows !== undefined && rows.each > 1;
  if (wait.storage) writer.writeLine("storageBarrier();");
  if (wait.workgroup) writer.writeLine("workgroupBarrier();");
  const places = count(axes);
  const end = several ? (places.equals(1) ? "rows_here" : `rows_here * ${sizeText(places, printing.size, strength.unary)}`) : sizeText(places, printing.size);
  if (sharing.terms) writeShared(writer, work, end, several, printing);
  else {
    writer.write(`for (var item = i32(lane); item < ${end}; item += ${scanThreads})`).block(() => {
      writePlace(writer, work, several, printing);
      printStatements(writer, work.nest.body, printing.dialectOf(work));
    });
  }
}

/** All threads take part in every round, those that have no place too: they come to the same barriers, and write nothing. */
function writeShared(writer: CodeBlockWriter, work: Work, end: string, several: boolean, printing: WorkPrinting): void {
  const { sharing } = work;
  const { team, parts, isAlong } = sharing.terms!;
  const teams = scanThreads / parts;
  const [part, item, distance] = isAlong ? [`lane % ${parts}u`, `i32(lane / ${parts}u)`, 1] : [`lane / ${teams}u`, `i32(lane % ${teams}u)`, teams];
  const dialect = printing.dialectOf(work);
  writer.write(`for (var first = 0; first < ${end}; first += ${teams})`).block(() => {
    writer.writeLine(`let part = ${part};`);
    writer.writeLine(`let item = first + ${item};`);
    writePlace(writer, work, several, printing);
    const combined = (by: Combination, type: "f32" | "i32", name: string): string => `${printing.share(by, partialOf(sharing, name, type))}(lane, part, ${parts}u, ${distance}u, ${printing.local(name)})`;
    writeParts(writer, team, { number: "i32(part)", count: parts, combined }, { ...printing, dialect });
    writer.write(`if (part == 0u && item < ${end})`).block(() => printStatements(writer, team.rest, dialect));
  });
}

/** The indices of the place that `item` counts. */
function writePlace(writer: CodeBlockWriter, { axes, row }: Work, several: boolean, printing: Spelling): void {
  const { local, size } = printing;
  const places = count(axes);
  if (several) {
    const divisor = sizeText(places, size, strength.unary);
    writer.writeLine(`let row = first_row + item${places.equals(1) ? "" : ` / ${divisor}`};`);
    if (!places.equals(1)) writer.writeLine(`let place = item % ${divisor};`);
  }
  writeIndices(writer, axes, several ? "place" : "item", printing);
  if (!row) return;
  const number = several ? "row" : "first_row";
  const { index } = row.axis;
  writer.writeLine(`let ${local(index)} = ${row.within.equals(1) ? number : `${number} * ${sizeText(row.within, size, strength.unary)} + ${local(withinName(index))}`};`);
}
