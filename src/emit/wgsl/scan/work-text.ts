import type CodeBlockWriter from "code-block-writer";
import type { Dialect } from "../../printer/dialect.ts";
import { printStatements } from "../../printer/print.ts";
import { strength } from "../../printer/text.ts";
import { count } from "../axis.ts";
import { sizeText, type Spelling, writeIndices } from "../axis-text.ts";
import type { Lanes } from "../lanes/lanes.ts";
import type { Combination, DividedLoop } from "../team.ts";
import { type Partial, type Sharers, writeDivided } from "../team-text.ts";
import type { OrderedWork, Scan } from "./scan.ts";
import { partialOf } from "./shared-memory.ts";
import { scanThreads } from "./sharing.ts";
import { inFour, type TermLanes } from "./term-lanes.ts";
import { type Work, withinName } from "./work.ts";

/** How nests are printed. */
export interface WorkPrinting extends Spelling {
  /** Of the lanes of its places, unless others are given. */
  readonly dialectOf: (work: Work, lanes?: Lanes) => Dialect;
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
  const { team, parts, isAlong, lanes } = sharing.terms!;
  const teams = scanThreads / parts;
  const [part, item, distance] = isAlong ? [`lane % ${parts}u`, `i32(lane / ${parts}u)`, 1] : [`lane / ${teams}u`, `i32(lane % ${teams}u)`, teams];
  const dialect = printing.dialectOf(work);
  writer.write(`for (var first = 0; first < ${end}; first += ${teams})`).block(() => {
    writer.writeLine(`let part = ${part};`);
    writer.writeLine(`let item = first + ${item};`);
    writePlace(writer, work, several, printing);
    const combined = (by: Combination, type: "f32" | "i32", name: string): string => `${printing.share(by, partialOf(sharing, name, type))}(lane, part, ${parts}u, ${distance}u, ${printing.local(name)})`;
    const sharers: Sharers = { number: "i32(part)", count: parts, combined };
    for (const one of team.parts) {
      if ("kind" in one) printStatements(writer, [one], dialect);
      else if (lanes) writeInFour(writer, one, lanes.get(one)!, sharers, { ...printing, dialect: printing.dialectOf(work, lanes.get(one)!.lanes) });
      else writeDivided(writer, one, sharers, { ...printing, dialect });
    }
    writer.write(`if (part == 0u && item < ${end})`).block(() => printStatements(writer, team.rest, dialect));
  });
}

/** A sum of which a thread adds up four terms at once: in four sums, which are one at the end. */
function writeInFour(writer: CodeBlockWriter, { accumulators }: DividedLoop, { terms, body }: TermLanes, { number, count: threads, combined }: Sharers, printing: Spelling & { readonly dialect: Dialect }): void {
  const { local, size, dialect } = printing;
  for (const { name } of accumulators) writer.writeLine(`var ${local(inFour(name))} = vec4f();`);
  writer.write(`for (var term = ${number}; term < ${sizeText(count(terms), size)}; term += ${threads})`).block(() => {
    writeIndices(writer, terms, "term", printing);
    printStatements(writer, body, dialect);
  });
  for (const { name, type, by } of accumulators) {
    const four = local(inFour(name));
    writer.writeLine(`${local(name)} += (${four}[0] + ${four}[1]) + (${four}[2] + ${four}[3]);`);
    writer.writeLine(`${local(name)} = ${combined(by, type, name)};`);
  }
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
