import type CodeBlockWriter from "code-block-writer";
import { atom, strength, type Text } from "../../printer/text.ts";
import { sizeText } from "../axis-text.ts";
import type { ShaderMemory } from "../memory.ts";
import type { Turns } from "./gathered.ts";
import type { Kept } from "./kept.ts";
import type { OrderedWork, Scan } from "./scan.ts";
import { scanThreads } from "./sharing.ts";
import { type WorkPrinting, writeWork } from "./work-text.ts";

/** How the parts of a scan are printed. */
export interface ScanPrinting extends WorkPrinting {
  /** The memory of the device. */
  readonly memory: ShaderMemory;
  /** What a buffer is called in the memory of the workgroup. */
  readonly keptName: (buffer: string) => string;
}

/** What stands before `main`. */
export function scanDeclarations(writer: CodeBlockWriter, { kept, rows }: Scan, keptName: (buffer: string) => string): void {
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
  const copied = kept.filter(({ isPassing }) => !isPassing);
  for (const one of copied) writeCopy(writer, one, scan, printing, "here");
  if (copied.length > 0) writer.writeLine("workgroupBarrier();");
  writeTurns(writer, turns, scan, printing, scan.parts);
  if (copied.length > 0) writer.writeLine("workgroupBarrier();");
  for (const one of copied) writeCopy(writer, one, scan, printing, "back");
}

/** Copies the rows of a workgroup between its memory and that of the device: from there, whatever it is that lies behind the last row; back, only what is of rows. */
function writeCopy(writer: CodeBlockWriter, { buffer, stride }: Kept, { rows }: Scan, { memory, keptName }: ScanPrinting, to: "here" | "back"): void {
  const each = rows?.each ?? 1;
  const end = to === "back" && each > 1 ? `rows_here * ${stride}` : String(stride * each);
  const there: Text = rows ? { text: `first_row * ${stride} + at`, strength: strength.sum } : atom("at");
  const here = `${keptName(buffer)}[at]`;
  writer.write(`for (var at = i32(lane); at < ${end}; at += ${scanThreads})`).block(() => writer.writeLine(to === "here" ? `${here} = ${memory.load(buffer, there, false).text};` : memory.store(buffer, there, atom(here), false)));
}

function writeTurns(writer: CodeBlockWriter, { index, extent, reverse, inside }: Turns<OrderedWork>, scan: Scan, printing: ScanPrinting, parts?: Scan["parts"]): void {
  const t = printing.size(index);
  const all = sizeText(extent, printing.size, strength.sum);
  if (parts) writer.writeLine(`let begin = ${printing.size(parts.index)} * ${parts.turns};`);
  const [from, to] = parts ? ["begin", `min(${all}, begin + ${parts.turns})`] : ["0", all];
  const head = reverse ? `var ${t} = ${all} - 1${parts ? " - begin" : ""}; ${t} >= ${parts ? `${all} - ${to}` : "0"}; ${t}--` : `var ${t} = ${from}; ${t} < ${to}; ${t}++`;
  writer.write(`for (${head})`).block(() => {
    for (const part of inside) {
      if ("inside" in part) writeTurns(writer, part, scan, printing);
      else writeWork(writer, part, scan, printing);
    }
  });
}
