import type CodeBlockWriter from "code-block-writer";
import { isMultiple } from "../../../kernel/unroll.ts";
import { printExpression } from "../../printer/print.ts";
import { count } from "../axis.ts";
import { sizeText, writeIndices } from "../axis-text.ts";
import type { Contraction } from "./contraction.ts";
import type { Factor } from "./factor.ts";
import { shapeThreads, type TileShape } from "./shapes.ts";
import type { Printing } from "./tile-text.ts";

/** A factor of a tile, and how it is called there. */
export interface Fetched {
  readonly name: "left" | "right";
  readonly factor: Factor;
  /** Its rows or columns in the memory of a workgroup. */
  readonly length: number;
  /** Vectors of them. */
  readonly quads: number;
  /** What threads read at a time: a vector, or a square of four, which is turned so that it lies as the others do. */
  readonly items: number;
  /** How many of those are each thread's; less than one where only some threads have one. */
  readonly perThread: number;
  /** The first thread that has one. */
  readonly firstThread: number;
  /** Where its vectors begin in the memory of the workgroup. */
  readonly begin: number;
}

/** Both factors, one after the other in memory. Where each keeps only a part of the threads busy, they take different ones. */
export function fetchesOf(left: Factor, right: Factor, shape: TileShape): readonly [Fetched, Fetched] {
  const threads = shapeThreads(shape);
  const fetched = (name: Fetched["name"], factor: Factor, length: number, begin: number): Fetched => {
    const items = ((length / 4) * shape.depth) / (factor.isAlongTerms ? 4 : 1);
    return { name, factor, length, quads: length / 4, items, perThread: items / threads, firstThread: 0, begin };
  };
  const [a, b] = [fetched("left", left, shape.rows, 0), fetched("right", right, shape.columns, (shape.rows / 4) * shape.depth)];
  return a.items + b.items <= threads ? [a, { ...b, firstThread: threads - b.items }] : [a, b];
}

/** The name of the memory that a workgroup keeps both stretches in, vectors of four. */
export const stretchName = "stretch";

/** An element of it: of a factor, in its own counting. */
export function stretchAt({ begin }: Fetched, index: string): string {
  return `${stretchName}[${begin === 0 ? "" : `${begin} + `}${index}]`;
}

/** The names of what a thread has read of a factor. */
export function fetchedNames({ name, factor, perThread }: Fetched): readonly string[] {
  return Array.from({ length: Math.ceil(perThread) * (factor.isAlongTerms ? 4 : 1) }, (_, i) => `next_${name}_${i}`);
}

/** Functions that give four neighbouring elements of a factor, zeros beyond its end. */
export function writeFetchFunctions(writer: CodeBlockWriter, { name, factor, length }: Fetched, { shared, terms }: Contraction, shape: TileShape, printing: Printing): void {
  const { value, axes, lanes, isAlongTerms } = factor;
  const { size } = printing;
  const within = [
    ...(isMultiple(count(axes), length) ? [] : [`(place < ${sizeText(count(axes), size)})`]),
    ...(isMultiple(count(terms), shape.depth) ? [] : [`(term < ${sizeText(count(terms), size)})`]),
  ];
  const [kind, type, zero] = lanes ? ["four", "vec4f", "vec4f()"] : ["one", "f32", "0.0"];
  writer.write(`fn ${name}_${kind}${printing.part}(batch: i32, place: i32, term: i32) -> ${type}`).block(() => {
    writeIndices(writer, shared, "batch", printing);
    writeIndices(writer, axes, "place", printing);
    writeIndices(writer, terms, "term", printing);
    const element = printExpression(value, printing.dialect(lanes)).text;
    // What is read beyond an end is some element: no thread waits for another's condition.
    writer.writeLine(`return ${within.length === 0 ? element : `select(${zero}, ${element}, ${within.join(" & ")})`};`);
  });
  writer.blankLine();
  if (lanes) return;
  const elements = [0, 1, 2, 3].map((i) => `${name}_one${printing.part}(batch, place${isAlongTerms ? "" : plus(i)}, term${isAlongTerms ? plus(i) : ""})`);
  writer.write(`fn ${name}_four${printing.part}(batch: i32, place: i32, term: i32) -> vec4f`).block(() => writer.writeLine(`return vec4f(${elements.join(", ")});`));
  writer.blankLine();
}

/** Names what of a factor is a thread's, whatever terms are read. Extents are powers of two. */
export function writeItems(writer: CodeBlockWriter, { name, factor, quads, firstThread }: Fetched, { depth }: TileShape): void {
  const steps = depth / 4;
  writer.writeLine(`let ${name}_item = i32(lane)${firstThread > 0 ? ` - ${firstThread}` : ""};`);
  const [quad, term] = factor.isAlongTerms ? [`${name}_item >> ${Math.log2(steps)}u`, `(${name}_item & ${steps - 1}) * 4`] : [`${name}_item & ${quads - 1}`, `${name}_item >> ${Math.log2(quads)}u`];
  writer.writeLine(`let ${name}_quad = ${quad};`);
  writer.writeLine(`let ${name}_term = ${term};`);
  writer.writeLine(`let ${name}_place = first_${name} + ${name}_quad * 4;`);
}

/** Where terms begin that are read, and what the names of a part's functions end with. */
interface Reads {
  readonly from: string;
  readonly part: string;
}

/** Reads what is this thread's of the terms that begin at `from`; `declare` spells how a name gets its value. */
export function writeReads(writer: CodeBlockWriter, fetched: Fetched, shape: TileShape, { from, part }: Reads, declare: (name: string, value: string) => string): void {
  const { name, factor } = fetched;
  const [along, next] = [factor.isAlongTerms ? 4 : 1, stepOf(fetched, shape)];
  fetchedNames(fetched).forEach((each, n) => {
    const [place, term] = factor.isAlongTerms ? [(n % along) + Math.floor(n / along) * next * 4, 0] : [0, n * next];
    writer.writeLine(declare(each, `${name}_four${part}(batch, ${name}_place${plus(place)}, ${from === "0" ? "" : `${from} + `}${name}_term${plus(term)})`));
  });
}

/** Puts what was read where all threads of the workgroup find it: by terms, and in each by vectors of rows or columns. */
export function writeStores(writer: CodeBlockWriter, fetched: Fetched, shape: TileShape): void {
  const { name, factor, quads } = fetched;
  const names = fetchedNames(fetched);
  if (!factor.isAlongTerms) {
    names.forEach((each, n) => writer.writeLine(`${stretchAt(fetched, `${name}_item${plus(n * shapeThreads(shape))}`)} = ${each};`));
    return;
  }
  for (let n = 0; n < names.length; n += 4) {
    const square = names.slice(n, n + 4);
    const quad = `${name}_quad${plus((n / 4) * stepOf(fetched, shape))}`;
    for (const [i, part] of ["x", "y", "z", "w"].entries()) {
      const place = `(${name}_term${plus(i)}) * ${quads} + ${turned(fetched, quad, `${name}_term`)}`;
      writer.writeLine(`${stretchAt(fetched, place)} = vec4f(${square.map((each) => `${each}.${part}`).join(", ")});`);
    }
  }
}

/** How far the next item of a thread is, in rows of items. */
function stepOf({ factor, quads }: Fetched, shape: TileShape): number {
  return shapeThreads(shape) / (factor.isAlongTerms ? shape.depth / 4 : quads);
}

function plus(distance: number): string {
  return distance === 0 ? "" : ` + ${distance}`;
}

/** Which threads have something to read, where not all have. */
export function readersOf({ perThread, items, firstThread }: Fetched): string | undefined {
  if (perThread >= 1) return undefined;
  return firstThread > 0 ? `lane >= ${firstThread}u` : `lane < ${items}u`;
}

/**
 * Where a vector stands among those of a term. Neighbouring threads write squares of the same rows and other terms, which would all
 * be in the same banks of memory: so they stand at other places in each group of four terms.
 */
export function turned({ factor, quads }: Fetched, quad: string, term: string): string {
  // Twice the number of the group.
  return factor.isAlongTerms ? `((${quad}) ^ ((${term} >> 1u) & ${Math.min(quads, 8) - 2}))` : quad;
}
