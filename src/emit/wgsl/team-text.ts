import type CodeBlockWriter from "code-block-writer";
import type { Dialect } from "../printer/dialect.ts";
import { printExpression, printStatements } from "../printer/print.ts";
import { atLeast, strength } from "../printer/text.ts";
import { count } from "./axis.ts";
import { sizeText, type Spelling, writeIndices } from "./axis-text.ts";
import type { Helper } from "./helpers.ts";
import type { Library } from "./intrinsics.ts";
import { vectorGrid } from "./lanes/grid.ts";
import { vectorType } from "./lanes/lane-text.ts";
import type { Lanes } from "./lanes/lanes.ts";
import { laneSum, termLanes } from "./lanes/terms.ts";
import { type Combination, type DividedLoop, type Team } from "./team.ts";

/** How a team's statements are printed. */
interface Printing extends Spelling {
  readonly dialect: Dialect;
  readonly library: Library;
}

interface TeamPrinting extends Printing {
  readonly threads: number;
  /** Four terms at once, with four sums for each of these. */
  readonly dialectOf: (lanes: Lanes, accumulators: DividedLoop["accumulators"]) => Dialect;
}

/** Threads that share terms. */
export interface Sharers {
  /** The number of a thread among them, of type i32. */
  readonly number: string;
  readonly count: number;
  /** What they have added up together, if each gives what it has: `value` is its name. */
  readonly combined: (by: Combination, type: "f32" | "i32", name: string) => string;
}

/** The statements of a team: reductions in turns, their partial results combined, and the rest by one thread. */
export function writeTeam(writer: CodeBlockWriter, team: Team, printing: TeamPrinting): void {
  const { library, local, threads, dialectOf } = printing;
  const sharers: Sharers = { number: "i32(lane)", count: threads, combined: (by, type, name) => `${library.combination(by, type)}(lane, ${local(name)})` };
  for (const part of team.parts) {
    const lanes = "kind" in part ? undefined : termLanes(part, team);
    if ("kind" in part) printStatements(writer, [part], printing.dialect);
    else if (lanes) writeInLanes(writer, part, sharers, { ...printing, dialect: dialectOf(lanes, part.accumulators) });
    else writeDivided(writer, part, sharers, printing);
  }
  writer.write("if (lane == 0u)").block(() => printStatements(writer, team.rest, printing.dialect));
}

/** What threads that share terms do, but for what one of them does at the end. */
export function writeParts(writer: CodeBlockWriter, { parts }: Team, sharers: Sharers, printing: Omit<Printing, "library">): void {
  for (const part of parts) {
    if ("kind" in part) printStatements(writer, [part], printing.dialect);
    else writeDivided(writer, part, sharers, printing);
  }
}

/** A reduction: each thread its share of the terms, and what all have together. */
export function writeDivided(writer: CodeBlockWriter, { loops, terms, body, accumulators }: DividedLoop, { number, count: threads, combined }: Sharers, printing: Omit<Printing, "library">): void {
  const { dialect, local } = printing;
  const text = (e: Parameters<typeof printExpression>[0], least: number): string => atLeast(printExpression(e, dialect), least);
  const [first] = loops;
  if (terms) {
    writer.write(`for (var term = ${number}; term < ${sizeText(count(terms), printing.size)}; term += ${threads})`).block(() => {
      writeIndices(writer, terms, "term", printing);
      printStatements(writer, body, dialect);
    });
  } else if (first) {
    const index = local(first.index);
    writer.write(`for (var ${index} = ${text(first.from, strength.sum)} + ${number}; ${index} < ${text(first.to, strength.shift)}; ${index} += ${threads})`).block(() => printStatements(writer, body, dialect));
  }
  for (const { name, type, by } of accumulators) {
    writer.writeLine(`${local(name)} = ${combined(by, type, name)};`);
  }
}

/** A sum of terms that lie side by side: each thread takes four at once, and adds its four sums up at the end. */
function writeInLanes(writer: CodeBlockWriter, { terms, body, accumulators }: DividedLoop, { number, count: threads, combined }: Sharers, printing: Printing): void {
  const { dialect, local, size } = printing;
  const axes = vectorGrid(terms!);
  for (const { name, type } of accumulators) writer.writeLine(`var ${local(laneSum(name))} = ${vectorType(type)}();`);
  writer.write(`for (var term = ${number}; term < ${sizeText(count(axes), size)}; term += ${threads})`).block(() => {
    writeIndices(writer, axes, "term", printing);
    printStatements(writer, body, dialect);
  });
  for (const { name, type, by } of accumulators) {
    const four = local(laneSum(name));
    writer.writeLine(`${local(name)} = ${local(name)} + ((${four}.x + ${four}.y) + (${four}.z + ${four}.w));`);
    writer.writeLine(`${local(name)} = ${combined(by, type, name)};`);
  }
}

/** The function that combines the partial results of a team of so many threads, a power of two: a tree, the same in every run. */
export function combinationText(by: Combination, type: "f32" | "i32", helper: (name: Helper) => string, threads: number): string {
  const partial = `partial_${by}_${type}`;
  const a = `${partial}[lane]`;
  const combined = ofTwo(by, type, a, `${partial}[lane + half]`, helper);
  return `var<workgroup> ${partial}: array<${type}, ${threads}>;

fn ${combinationName(by, type)}(lane: u32, value: ${type}) -> ${type} {
  ${partial}[lane] = value;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half >>= 1u) {
    if (lane < half) {
      ${a} = ${combined};
    }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&${partial}[0]);
}
`;
}

/** Two partial results as one. */
export function ofTwo(by: Combination, type: Partial, a: string, b: string, helper: (name: Helper) => string): string {
  if (by === "add" || by === "mul") return `${a} ${by === "add" ? "+" : "*"} ${b}`;
  const extreme = type === "i32" || type === "vec4i" ? by : helper(`${by === "max" ? "larger" : "smaller"}${type === "vec4f" ? "4" : ""}`);
  return `${extreme}(${a}, ${b})`;
}

/** What partial results are. */
export type Partial = "f32" | "i32" | "vec4f" | "vec4i";

export function combinationName(by: Combination, type: "f32" | "i32"): string {
  return `team_${by}_${type}`;
}

