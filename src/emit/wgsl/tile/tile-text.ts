import type CodeBlockWriter from "code-block-writer";
import { isMultiple } from "../../../kernel/unroll.ts";
import type { Dialect } from "../../printer/dialect.ts";
import { printStatements } from "../../printer/print.ts";
import { strength } from "../../printer/text.ts";
import { type Axis, count } from "../axis.ts";
import { sizeText, type Spelling, writeIndices } from "../axis-text.ts";
import type { Lanes } from "../lanes/lanes.ts";
import { fetchesOf, fetchedNames, type Fetched, readersOf, stretchAt, stretchName, turned, writeFetchFunctions, writeItems, writeReads, writeStores } from "./fetch-text.ts";
import { bandRows, shapeThreads, sliceThreads, stretchLength } from "./shapes.ts";
import type { Tile } from "./tile.ts";

/** How the parts of a tile are printed. */
export interface Printing extends Spelling {
  readonly dialect: (lanes: Lanes | undefined) => Dialect;
  /** What the names of its functions end with, where several tiles are in one shader. */
  readonly part: string;
}

/** The memory of a workgroup, which all tiles of a shader use, one in each workgroup. */
export function stretchDeclaration(tiles: readonly Tile[]): string {
  return tiles.length === 0 ? "" : `var<workgroup> ${stretchName}: array<vec4f, ${Math.max(...tiles.map(({ shape }) => stretchLength(shape)))}>;`;
}

/** What stands before `main`: how factors are read, and what is done with a sum. */
export function tileDeclarations(writer: CodeBlockWriter, tile: Tile, printing: Printing): void {
  const { contraction, shape, left, right } = tile;
  for (const fetched of fetchesOf(left, right, shape)) writeFetchFunctions(writer, fetched, contraction, shape, printing);
  writeFinish(writer, tile, printing);
}

/** What is done with a sum, or with four of neighbouring columns. */
function writeFinish(writer: CodeBlockWriter, { contraction, finish, shape }: Tile, printing: Printing): void {
  const { local, size, part } = printing;
  const { accumulator, before, behind, columns, rows, shared } = contraction;
  writer.write(`fn ${finish ? "finish_four" : "finish_one"}${part}(batch: i32, row: i32, column: i32, total: ${finish ? "vec4f" : "f32"})`).block(() => {
    const within = [
      ...(isMultiple(count(rows), shape.rows) ? [] : [`(row < ${sizeText(count(rows), size)})`]),
      ...(isMultiple(count(columns), shape.columns) ? [] : [`(column < ${sizeText(count(columns), size)})`]),
    ];
    const write = (): void => {
      writeIndices(writer, shared, "batch", printing);
      writeIndices(writer, rows, "row", printing);
      writeIndices(writer, columns, "column", printing);
      printStatements(writer, before, printing.dialect(finish));
      writer.writeLine(`${local(accumulator)} = ${local(accumulator)} + total;`);
      printStatements(writer, behind, printing.dialect(finish));
    };
    if (within.length > 0) writer.write(`if (${within.join(" & ")})`).block(write);
    else write();
  });
  writer.blankLine();
  if (finish) return;
  writer.write(`fn finish_four${part}(batch: i32, row: i32, column: i32, total: vec4f)`).block(() => {
    writer.write("for (var at = 0; at < 4; at++)").block(() => writer.writeLine(`finish_one${part}(batch, row, column + at, total[at]);`));
  });
  writer.blankLine();
}

/** The body of `main`: stretches of both factors come into the memory of the workgroup, and each thread adds up a few products. */
export function writeTile(writer: CodeBlockWriter, tile: Tile, printing: Printing): void {
  const { contraction, shape, left, right } = tile;
  const { part, size } = printing;
  const fetches = fetchesOf(left, right, shape);
  writePlace(writer, tile, printing);
  for (const fetched of fetches) writeItems(writer, fetched, shape);
  const parts = sumsOf(tile);
  for (const { name } of parts) writer.writeLine(`var ${name} = vec4f();`);
  const end = sizeText(count(contraction.terms), size);
  if (shape.isPrefetched) {
    for (const name of fetches.flatMap(fetchedNames)) writer.writeLine(`var ${name} = vec4f();`);
    for (const fetched of fetches) writeFor(writer, fetched, () => writeReads(writer, fetched, shape, { from: "0", part }, assigned));
  }
  writer.write(`for (var first_term = 0; first_term < ${end}; first_term += ${shape.depth})`).block(() => {
    if (!shape.isPrefetched) for (const fetched of fetches) writeNow(writer, fetched, tile, part);
    for (const fetched of fetches) writeFor(writer, fetched, () => writeStores(writer, fetched, shape));
    writer.writeLine("workgroupBarrier();");
    if (shape.isPrefetched) {
      writer.write(`if (first_term + ${shape.depth} < ${end})`).block(() => {
        for (const fetched of fetches) writeFor(writer, fetched, () => writeReads(writer, fetched, shape, { from: `first_term + ${shape.depth}`, part }, assigned));
      });
    }
    writeSums(writer, tile, fetches);
    writer.writeLine("workgroupBarrier();");
  });
  if (shape.slices > 1) return writeCombination(writer, tile, part);
  for (const { name, row, column } of parts) writer.writeLine(`finish_four${part}(batch, ${row}, ${column}, ${name});`);
}

const assigned = (name: string, value: string): string => `${name} = ${value};`;

/** Which results are a workgroup's, and which of them a thread's. */
function writePlace(writer: CodeBlockWriter, { contraction, shape }: Tile, { size }: Printing): void {
  const tiles = (axes: readonly Axis[], length: number): string => sizeText(count(axes).add(length - 1).floorDiv(length), size);
  writer.writeLine(`let column_tiles = ${tiles(contraction.columns, shape.columns)};`);
  writer.writeLine(`let row_tiles = ${tiles(contraction.rows, shape.rows)};`);
  writer.writeLine("let tile = i32(group.y * groups.x + group.x);");
  writer.write(`if (tile >= ${sizeText(count(contraction.shared), size, strength.product)} * row_tiles * column_tiles)`).block(() => writer.writeLine("return;"));
  writer.writeLine("let batch = tile / (column_tiles * row_tiles);");
  writer.writeLine(`let band = tile % (column_tiles * row_tiles) / (column_tiles * ${bandRows}) * ${bandRows};`);
  writer.writeLine(`let band_rows = min(row_tiles - band, ${bandRows});`);
  writer.writeLine("let in_band = tile % (column_tiles * row_tiles) - band * column_tiles;");
  writer.writeLine(`let first_left = (band + in_band % band_rows) * ${shape.rows};`);
  writer.writeLine(`let first_right = in_band / band_rows * ${shape.columns};`);
  const across = shape.columns / shape.threadColumns;
  const threads = sliceThreads(shape);
  if (shape.slices > 1) writer.writeLine(`let slice = i32(lane) >> ${Math.log2(threads)}u;`);
  writer.writeLine(`let thread_row = (i32(lane) & ${threads - 1}) >> ${Math.log2(across)}u;`);
  writer.writeLine(`let thread_column = i32(lane) & ${across - 1};`);
}

/** A vector of sums, and where in the result it belongs. */
interface Sums {
  readonly name: string;
  readonly row: string;
  readonly column: string;
}

/** The sums of a thread: of each four rows or columns of its own, neighbours have the next four. */
function sumsOf({ shape }: Tile): readonly Sums[] {
  const rows = Array.from({ length: shape.threadRows }, (_, i) => i);
  const columns = Array.from({ length: shape.threadColumns / 4 }, (_, j) => j);
  return rows.flatMap((i) =>
    columns.map((j) => ({
      name: `sum_${i}_${j}`,
      row: `first_left + thread_row * 4 + ${Math.floor(i / 4) * (shape.rows / (shape.threadRows / 4)) + (i % 4)}`,
      column: `first_right + thread_column * 4 + ${j * (shape.columns / (shape.threadColumns / 4))}`,
    })),
  );
}

/** Reads what is to be stored at once: all of it before any of it is stored. */
function writeNow(writer: CodeBlockWriter, fetched: Fetched, { shape }: Tile, part: string): void {
  if (!readersOf(fetched)) return writeReads(writer, fetched, shape, { from: "first_term", part }, (name, value) => `let ${name} = ${value};`);
  for (const name of fetchedNames(fetched)) writer.writeLine(`var ${name} = vec4f();`);
  writeFor(writer, fetched, () => writeReads(writer, fetched, shape, { from: "first_term", part }, assigned));
}

function writeFor(writer: CodeBlockWriter, fetched: Fetched, write: () => void): void {
  const readers = readersOf(fetched);
  if (readers) writer.write(`if (${readers})`).block(write);
  else write();
}

/** Adds the products of the terms that are there, or of those of the thread's slice. */
function writeSums(writer: CodeBlockWriter, { shape }: Tile, [left, right]: readonly [Fetched, Fetched]): void {
  const own = shape.depth / shape.slices;
  const [from, to] = shape.slices > 1 ? [`slice * ${own}`, `slice * ${own} + ${own}`] : ["0", String(own)];
  writer.write(`for (var at = ${from}; at < ${to}; at++)`).block(() => {
    for (const [fetched, thread, count] of [[left, "thread_row", shape.threadRows], [right, "thread_column", shape.threadColumns]] as const) {
      for (let i = 0; i < count / 4; i++) {
        const quad = i === 0 ? thread : `${thread} + ${(i * fetched.quads) / (count / 4)}`;
        writer.writeLine(`let ${fetched.name}_${i} = ${stretchAt(fetched, `at * ${fetched.quads} + ${turned(fetched, quad, "at")}`)};`);
      }
    }
    for (let i = 0; i < shape.threadRows; i++) {
      for (let j = 0; j < shape.threadColumns / 4; j++) writer.writeLine(`sum_${i}_${j} += left_${Math.floor(i / 4)}.${"xyzw"[i % 4]} * right_${j};`);
    }
  });
}

/** Adds the sums of all slices, always in the same order: each thread those of one vector of results, which it then goes on with. As many at a time as there is memory for. */
function writeCombination(writer: CodeBlockWriter, tile: Tile, part: string): void {
  const { shape } = tile;
  const [all, threads, sums] = [shapeThreads(shape), sliceThreads(shape), sumsOf(tile)];
  const across = shape.columns / shape.threadColumns;
  const atOnce = Math.floor(stretchLength(shape) / all);
  for (let first = 0; first < sums.length; first += atOnce) {
    const some = sums.slice(first, first + atOnce);
    if (first > 0) writer.writeLine("workgroupBarrier();");
    some.forEach(({ name }, i) => writer.writeLine(`${stretchName}[${i === 0 ? "" : `${i * all} + `}i32(lane)] = ${name};`));
    writer.writeLine("workgroupBarrier();");
    writer.write(`if (lane < ${some.length * threads}u)`).block(() => {
      writer.writeLine(`let number = i32(lane) >> ${Math.log2(threads)}u;`);
      writer.writeLine(`let place = i32(lane) & ${threads - 1};`);
      writer.writeLine("var total = vec4f();");
      writer.write(`for (var at = 0; at < ${shape.slices}; at++)`).block(() => writer.writeLine(`total += ${stretchName}[number * ${all} + at * ${threads} + place];`));
      writer.writeLine(`finish_four${part}(batch, first_left + (place >> ${Math.log2(across)}u) * 4 + number${first === 0 ? "" : ` + ${first}`}, first_right + (place & ${across - 1}) * 4, total);`);
    });
  }
}
