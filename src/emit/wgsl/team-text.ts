import type CodeBlockWriter from "code-block-writer";
import type { Dialect } from "../printer/dialect.ts";
import { printExpression, printStatements } from "../printer/print.ts";
import { atLeast, strength } from "../printer/text.ts";
import { count } from "./axis.ts";
import { sizeText, type Spelling, writeIndices } from "./axis-text.ts";
import type { Helper } from "./helpers.ts";
import type { Library } from "./intrinsics.ts";
import type { Combination, DividedLoop, Team } from "./team.ts";

/** Threads that share the terms of one result. */
export const teamSize = 64;

/** How a team's statements are printed. */
interface Printing extends Spelling {
  readonly dialect: Dialect;
  readonly library: Library;
}

/** The statements of a team: reductions in turns, their partial results combined, and the rest by one thread. */
export function writeTeam(writer: CodeBlockWriter, { parts, rest }: Team, printing: Printing): void {
  for (const part of parts) {
    if ("kind" in part) printStatements(writer, [part], printing.dialect);
    else writeDivided(writer, part, printing);
  }
  writer.write("if (lane == 0u)").block(() => printStatements(writer, rest, printing.dialect));
}

function writeDivided(writer: CodeBlockWriter, { loops, terms, body, accumulators }: DividedLoop, printing: Printing): void {
  const { dialect, library, local } = printing;
  const text = (e: Parameters<typeof printExpression>[0], least: number): string => atLeast(printExpression(e, dialect), least);
  const [first] = loops;
  if (terms) {
    writer.write(`for (var term = i32(lane); term < ${sizeText(count(terms), printing.size)}; term += ${teamSize})`).block(() => {
      writeIndices(writer, terms, "term", printing);
      printStatements(writer, body, dialect);
    });
  } else if (first) {
    const index = local(first.index);
    writer.write(`for (var ${index} = ${text(first.from, strength.sum)} + i32(lane); ${index} < ${text(first.to, strength.shift)}; ${index} += ${teamSize})`).block(() => printStatements(writer, body, dialect));
  }
  for (const { name, type, by } of accumulators) {
    writer.writeLine(`${local(name)} = ${library.combination(by, type)}(lane, ${local(name)});`);
  }
}

/** The function that combines the partial results of a team: a tree, the same in every run. */
export function combinationText(by: Combination, type: "f32" | "i32", helper: (name: Helper) => string): string {
  const partial = `partial_${by}_${type}`;
  const [a, b] = [`${partial}[lane]`, `${partial}[lane + half]`];
  const extreme = type === "i32" ? by : helper(by === "max" ? "larger" : "smaller");
  const combined = by === "add" ? `${a} + ${b}` : by === "mul" ? `${a} * ${b}` : `${extreme}(${a}, ${b})`;
  return `var<workgroup> ${partial}: array<${type}, ${teamSize}>;

fn ${combinationName(by, type)}(lane: u32, value: ${type}) -> ${type} {
  ${partial}[lane] = value;
  workgroupBarrier();
  for (var half = ${teamSize / 2}u; half > 0u; half >>= 1u) {
    if (lane < half) {
      ${a} = ${combined};
    }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&${partial}[0]);
}
`;
}

export function combinationName(by: Combination, type: "f32" | "i32"): string {
  return `team_${by}_${type}`;
}

