import type CodeBlockWriter from "code-block-writer";
import type { Expression } from "../../kernel/kernel.ts";
import type { Dialect } from "../printer/dialect.ts";
import { printExpression, printStatements } from "../printer/print.ts";
import { strength } from "../printer/text.ts";
import { type Axis, count } from "./axis.ts";
import { sizeText, type Spelling, writeIndices } from "./axis-text.ts";
import { bandRows, blocking, depth, isAlongTerms, tileThreads, type Tile } from "./tile.ts";

/** How the parts of a tile are printed. */
interface Printing extends Spelling {
  readonly dialect: Dialect;
}

/** One more than its length, so that neighbouring threads meet in no bank of memory. */
const stride = (length: number): number => length + 1;

/** What stands before `main`: the memory of the workgroup, and what is done with a sum. */
export function tileDeclarations(writer: CodeBlockWriter, tile: Tile, printing: Printing): void {
  const { dialect, local, size } = printing;
  const { contraction, rows, columns } = tile;
  writer.writeLine(`var<workgroup> left_tile: array<f32, ${depth * stride(rows)}>;`);
  writer.writeLine(`var<workgroup> right_tile: array<f32, ${depth * stride(columns)}>;`);
  writer.blankLine();
  writer.write("fn finish(batch: i32, row: i32, column: i32, total: f32)").block(() => {
    writer.write(`if (row >= ${sizeText(count(contraction.rows), size)} || column >= ${sizeText(count(contraction.columns), size)})`).block(() => writer.writeLine("return;"));
    writeIndices(writer, contraction.shared, "batch", printing);
    writeIndices(writer, contraction.rows, "row", printing);
    writeIndices(writer, contraction.columns, "column", printing);
    printStatements(writer, contraction.before, dialect);
    writer.writeLine(`${local(contraction.accumulator)} = ${local(contraction.accumulator)} + total;`);
    printStatements(writer, contraction.behind, dialect);
  });
  writer.blankLine();
}

/** The body of `main`: stretches of both factors come into the memory of the workgroup, and each thread adds up a few products. */
export function writeTile(writer: CodeBlockWriter, tile: Tile, printing: Printing): void {
  const { contraction, rows, columns } = tile;
  const { size } = printing;
  const tiles = (axes: readonly Axis[], length: number): string => sizeText(count(axes).add(length - 1).floorDiv(length), size);
  writer.writeLine(`let column_tiles = ${tiles(contraction.columns, columns)};`);
  writer.writeLine(`let row_tiles = ${tiles(contraction.rows, rows)};`);
  writer.writeLine("let tile = i32(group.y * groups.x + group.x);");
  writer.write(`if (tile >= ${sizeText(count(contraction.shared), size, strength.product)} * row_tiles * column_tiles)`).block(() => writer.writeLine("return;"));
  writer.writeLine("let batch = tile / (column_tiles * row_tiles);");
  writer.writeLine(`let band = tile % (column_tiles * row_tiles) / (column_tiles * ${bandRows}) * ${bandRows};`);
  writer.writeLine(`let band_rows = min(row_tiles - band, ${bandRows});`);
  writer.writeLine("let in_band = tile % (column_tiles * row_tiles) - band * column_tiles;");
  writer.writeLine(`let first_row = (band + in_band % band_rows) * ${rows};`);
  writer.writeLine(`let first_column = in_band / band_rows * ${columns};`);
  writeIndices(writer, contraction.shared, "batch", printing);
  const across = columns / blocking;
  writer.writeLine(`let thread_row = i32(lane) / ${across};`);
  writer.writeLine(`let thread_column = i32(lane) % ${across};`);
  const each = Array.from({ length: blocking }, (_, i) => i);
  for (const i of each) for (const j of each) writer.writeLine(`var sum_${i}_${j} = 0.0;`);
  writer.write(`for (var first_term = 0; first_term < ${sizeText(count(contraction.terms), size)}; first_term += ${depth})`).block(() => {
    writeFetch(writer, tile, { axes: contraction.rows, factor: contraction.left, length: rows, name: "left", place: "row" }, printing);
    writeFetch(writer, tile, { axes: contraction.columns, factor: contraction.right, length: columns, name: "right", place: "column" }, printing);
    writer.writeLine("workgroupBarrier();");
    writer.write(`for (var at = 0; at < ${depth}; at++)`).block(() => {
      for (const i of each) writer.writeLine(`let left_${i} = left_tile[at * ${stride(rows)} + thread_row + ${(i * rows) / blocking}];`);
      for (const j of each) writer.writeLine(`let right_${j} = right_tile[at * ${stride(columns)} + thread_column + ${(j * columns) / blocking}];`);
      for (const i of each) for (const j of each) writer.writeLine(`sum_${i}_${j} += left_${i} * right_${j};`);
    });
    writer.writeLine("workgroupBarrier();");
  });
  for (const i of each) for (const j of each) writer.writeLine(`finish(batch, first_row + thread_row + ${(i * rows) / blocking}, first_column + thread_column + ${(j * columns) / blocking}, sum_${i}_${j});`);
}

/** One of the two factors. */
interface Fetched {
  readonly axes: readonly Axis[];
  readonly factor: Expression;
  readonly length: number;
  readonly name: "left" | "right";
  readonly place: "row" | "column";
}

/** Brings a stretch of a factor into the memory of the workgroup, neighbouring threads what lies side by side; beyond its end there are zeros. */
function writeFetch(writer: CodeBlockWriter, tile: Tile, { axes, factor, length, name, place }: Fetched, printing: Printing): void {
  const { dialect, size } = printing;
  const { terms } = tile.contraction;
  const along = isAlongTerms(factor, terms);
  writer.write(`for (var item = i32(lane); item < ${depth * length}; item += ${tileThreads(tile)})`).block(() => {
    writer.writeLine(along ? `let term = item % ${depth};` : `let term = item / ${length};`);
    writer.writeLine(along ? `let ${place} = item / ${depth};` : `let ${place} = item % ${length};`);
    writer.writeLine("var value = 0.0;");
    writer.write(`if (first_${place} + ${place} < ${sizeText(count(axes), size)} && first_term + term < ${sizeText(count(terms), size)})`).block(() => {
      writeIndices(writer, axes, `(first_${place} + ${place})`, printing);
      writeIndices(writer, terms, "(first_term + term)", printing);
      writer.writeLine(`value = ${printExpression(factor, dialect).text};`);
    });
    writer.writeLine(`${name}_tile[term * ${stride(length)} + ${place}] = value;`);
  });
}
