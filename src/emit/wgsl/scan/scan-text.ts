import type CodeBlockWriter from "code-block-writer";
import type { Dialect } from "../../printer/dialect.ts";
import { printStatements } from "../../printer/print.ts";
import { atom, infix, strength, type Text } from "../../printer/text.ts";
import { count } from "../axis.ts";
import { sizeText, type Spelling, writeIndices } from "../axis-text.ts";
import type { ShaderMemory } from "../memory.ts";
import { scanThreads } from "./cost.ts";
import type { Turns } from "./gathered.ts";
import type { Kept } from "./kept.ts";
import { type Scan, withinName, type Work } from "./scan.ts";

/** How the parts of a scan are printed. */
export interface ScanPrinting extends Spelling {
  readonly dialectOf: (work: Work) => Dialect;
  readonly memory: ShaderMemory;
  readonly keptName: (buffer: string) => string;
}

/** The buffers of a shader, but that those which are kept are in the memory of the workgroup. */
export function withKept(memory: ShaderMemory, { kept, rows }: Scan, name: (buffer: string) => string): ShaderMemory {
  const strides = new Map(kept.map(({ buffer, stride }) => [buffer, stride]));
  const element = (buffer: string, index: Text): Text | undefined => {
    const stride = strides.get(buffer);
    if (stride === undefined) return undefined;
    const here = rows ? infix(index, "-", infix(atom("first_row"), "*", atom(String(stride)), strength.product), strength.sum) : index;
    return { text: `${name(buffer)}[${here.text}]`, strength: strength.call };
  };
  return {
    declarations: memory.declarations,
    load: (buffer, index, isWide) => element(buffer, index) ?? memory.load(buffer, index, isWide),
    store: (buffer, index, value, isWide) => {
      const place = element(buffer, index);
      return place ? `${place.text} = ${value.text};` : memory.store(buffer, index, value, isWide);
    },
  };
}

/** What stands before `main`. */
export function scanDeclarations(writer: CodeBlockWriter, { kept, rows }: Scan, { keptName }: ScanPrinting): void {
  for (const { buffer, type, stride } of kept) writer.writeLine(`var<workgroup> ${keptName(buffer)}: array<${type}, ${stride * (rows?.each ?? 1)}>;`);
  if (kept.length > 0) writer.blankLine();
}

/** The body of `main`: all turns, with what is kept brought here before them and back behind them. */
export function writeScan(writer: CodeBlockWriter, scan: Scan, printing: ScanPrinting): void {
  const { rows, kept, turns } = scan;
  if (rows) {
    const all = sizeText(rows.count, printing.size);
    writer.writeLine(`let first_row = i32(group.y * groups.x + group.x)${rows.each > 1 ? ` * ${rows.each}` : ""};`);
    writer.write(`if (first_row >= ${all})`).block(() => writer.writeLine("return;"));
    if (rows.each > 1) writer.writeLine(`let rows_here = min(${rows.each}, ${sizeText(rows.count, printing.size, strength.sum)} - first_row);`);
  }
  for (const one of kept) writeCopy(writer, one, scan, printing, "here");
  if (kept.length > 0) writer.writeLine("workgroupBarrier();");
  writeTurns(writer, turns, scan, printing);
  if (kept.length > 0) writer.writeLine("workgroupBarrier();");
  for (const one of kept) writeCopy(writer, one, scan, printing, "back");
}

/** Copies the rows of a workgroup between its memory and that of the device: from there, whatever it is that lies behind the last row; back, only what is of rows. */
function writeCopy(writer: CodeBlockWriter, { buffer, stride }: Kept, { rows }: Scan, { memory, keptName }: ScanPrinting, to: "here" | "back"): void {
  const each = rows?.each ?? 1;
  const end = to === "back" && each > 1 ? `rows_here * ${stride}` : String(stride * each);
  const there: Text = rows ? { text: `first_row * ${stride} + at`, strength: strength.sum } : atom("at");
  const here = `${keptName(buffer)}[at]`;
  writer.write(`for (var at = i32(lane); at < ${end}; at += ${scanThreads})`).block(() => writer.writeLine(to === "here" ? `${here} = ${memory.load(buffer, there, false).text};` : memory.store(buffer, there, atom(here), false)));
}

function writeTurns(writer: CodeBlockWriter, { index, extent, reverse, inside }: Turns<Work>, scan: Scan, printing: ScanPrinting): void {
  const t = printing.size(index);
  const head = reverse ? `var ${t} = ${sizeText(extent.sub(1), printing.size, strength.sum)}; ${t} >= 0; ${t}--` : `var ${t} = 0; ${t} < ${sizeText(extent, printing.size)}; ${t}++`;
  writer.write(`for (${head})`).block(() => {
    for (const part of inside) {
      if ("inside" in part) writeTurns(writer, part, scan, printing);
      else writeWork(writer, part, scan, printing);
    }
  });
}

/** A nest: the threads take the places of its grid in turns, neighbours what lies side by side. */
function writeWork(writer: CodeBlockWriter, work: Work, { rows }: Scan, printing: ScanPrinting): void {
  const { axes, row, wait } = work;
  const { local, size } = printing;
  if (wait.storage) writer.writeLine("storageBarrier();");
  if (wait.workgroup) writer.writeLine("workgroupBarrier();");
  const places = count(axes);
  const several = rows !== undefined && rows.each > 1;
  const end = several ? (places.equals(1) ? "rows_here" : `rows_here * ${sizeText(places, size, strength.unary)}`) : sizeText(places, size);
  writer.write(`for (var item = i32(lane); item < ${end}; item += ${scanThreads})`).block(() => {
    if (several) {
      const divisor = sizeText(places, size, strength.unary);
      writer.writeLine(`let row = first_row + item${places.equals(1) ? "" : ` / ${divisor}`};`);
      if (!places.equals(1)) writer.writeLine(`let place = item % ${divisor};`);
    }
    writeIndices(writer, axes, several ? "place" : "item", printing);
    if (row) {
      const number = several ? "row" : "first_row";
      const { index } = row.axis;
      writer.writeLine(`let ${local(index)} = ${row.within.equals(1) ? number : `${number} * ${sizeText(row.within, size, strength.unary)} + ${local(withinName(index))}`};`);
    }
    printStatements(writer, work.nest.body, printing.dialectOf(work));
  });
}
