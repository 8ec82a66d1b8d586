import type CodeBlockWriter from "code-block-writer";
import { k } from "../../kernel/build.ts";
import type { Statement } from "../../kernel/kernel.ts";
import { signsOf } from "../../kernel/signs.ts";
import type { Dialect } from "../printer/dialect.ts";
import { printStatements } from "../printer/print.ts";
import type { Axis } from "./axis.ts";
import { sizeText, type Spelling, writeIndices } from "./axis-text.ts";
import { type Scope, wgslDialect } from "./dialect.ts";
import type { Library } from "./intrinsics.ts";
import { writeLaneGrid } from "./lanes/grid-text.ts";
import { laneSum } from "./lanes/terms.ts";
import type { ShaderMemory } from "./memory.ts";
import { withKept } from "./scan/kept-memory.ts";
import type { Scan } from "./scan/scan.ts";
import { type ScanPrinting, scanDeclarations, writeScan } from "./scan/scan-text.ts";
import type { Work } from "./scan/work.ts";
import { placesOf, type Stage } from "./stage.ts";
import { laneName } from "./team.ts";
import { writeTeam } from "./team-text.ts";
import { type Printing as TilePrinting, tileDeclarations, writeTile } from "./tile/tile-text.ts";

/** How a stage is printed. */
export interface StagePrinting extends Spelling {
  readonly memory: ShaderMemory;
  readonly library: Library;
  /** Of a workgroup. */
  readonly threads: number;
  /** What the names of its functions end with, where other stages are in the shader. */
  readonly part: string;
  /** What a buffer is called that is kept in the memory of a workgroup. */
  readonly keptName: (buffer: string) => string;
}

/** What stands before the function of a stage. */
export function stageDeclarations(writer: CodeBlockWriter, stage: Stage, printing: StagePrinting): void {
  const { tile, scan } = stage;
  if (scan) scanDeclarations(writer, scan, printing.keptName);
  if (tile) tileDeclarations(writer, tile, tilePrinting(stage, printing));
}

/** What a workgroup does, which is told its number by `group` and `groups`, and each of its threads by `lane`. */
export function writeStage(writer: CodeBlockWriter, stage: Stage, printing: StagePrinting): void {
  const { grid, body, team, tile, lanes, scan } = stage;
  const scope = scopeOf(grid, body, printing);
  const dialect = wgslDialect(scope);
  if (scan) return writeScan(writer, scan, scanPrinting(scan, printing));
  if (tile) return writeTile(writer, tile, tilePrinting(stage, printing));
  if (grid.length > 0) writePlace(writer, stage, printing);
  if (lanes) writeLaneGrid(writer, grid, body, lanes, { ...printing, alone: dialect, inLanes: wgslDialect({ ...scope, lanes: lanes.lanes }) });
  else if (team) writeTeam(writer, team, { ...printing, dialect, dialectOf: (of, accumulators) => wgslDialect({ ...scope, local: inLanes(accumulators.map(({ name }) => name), printing.local), lanes: of }) });
  else printStatements(writer, body, dialect);
}

function scopeOf(axes: readonly Axis[], body: readonly Statement[], { local, size, memory: { load, store }, library }: StagePrinting): Scope {
  return { local, size, load, store, signs: signsOf([...axes.map(({ index, extent }) => ({ kind: "let", name: index, value: k.size(extent) }) as const), ...body]), library };
}

/** The same names, but for sums of which there are four. */
function inLanes(sums: readonly string[], local: (name: string) => string): (name: string) => string {
  return (name) => local(sums.includes(name) ? laneSum(name) : name);
}

function tilePrinting({ grid, body }: Stage, printing: StagePrinting): TilePrinting {
  const scope = scopeOf(grid, body, printing);
  return { ...printing, dialect: (lanes) => wgslDialect({ ...scope, ...(lanes && { lanes }) }) };
}

function scanPrinting(scan: Scan, printing: StagePrinting): ScanPrinting {
  const { keptName, local, library } = printing;
  const kept = { ...printing, memory: withKept(printing.memory, scan, keptName) };
  const dialectOf = ({ nest, sharing }: Work, lanes = sharing.lanes): Dialect =>
    wgslDialect({ ...scopeOf(nest.grid, nest.body, kept), local: (name) => (name === laneName ? "i32(part)" : local(name)), ...(lanes && { lanes }) });
  return { ...printing, share: library.share, dialectOf };
}

/** What finds the place of the grid that a thread, or a workgroup together, is to work on. */
function writePlace(writer: CodeBlockWriter, stage: Stage, spelling: Spelling & { readonly threads: number }): void {
  const { grid, team, lanes } = stage;
  writer.writeLine(team ? "let thread = i32(group.y * groups.x + group.x);" : `let thread = i32((group.y * groups.x + group.x) * ${spelling.threads}u + lane);`);
  writer.write(`if (thread >= ${sizeText(placesOf(stage), spelling.size)})`).block(() => writer.writeLine("return;"));
  if (!lanes) writeIndices(writer, grid, "thread", spelling);
}
