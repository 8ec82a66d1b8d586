import type { Expression, For, Kernel } from "../kernel/kernel.ts";
import { printExpression } from "../kernel/print.ts";
import { type Choice, counted, type LanesChoice, type ThreadsChoice, type TileChoice, type WeighedTile } from "../schedule/choice.ts";
import { nominalTrips, strideOf } from "../schedule/tile/loop-nest.ts";
import type { Tile } from "../schedule/tile/tile-cost.ts";
import { table } from "./table.ts";

/** How the numbers are to be read; it comes before the first kernel. */
export const scheduleLegend = `// What was chosen for each kernel, marked by *, and what it was weighed against. The numbers are estimated instructions.
// Of a tile: those of one step, in which each of its results takes in one term: arithmetic, reads, the loop around, values that do
// not fit into registers, adding up lanes; a step takes at least as long as a sum waits for the one before, or for what it reads.
// All of it divided among the results, what is left over beside whole tiles, and what the length of its code is worth, is the cost of a term.
`;

/** What was chosen for a kernel, and why, for people. */
export function choicesText(kernel: Kernel, choices: readonly Choice[]): string {
  const head = `\n${kernel.doc.source.map((line) => `// ${line}\n`).join("")}kernel ${kernel.name}: ${kernel.doc.equations.join("; ")}\n`;
  const blocks = choices.map((choice) => (choice.kind === "tile" ? tileText(choice) : choice.kind === "lanes" ? lanesText(choice) : threadsText(choice)));
  return `${head}${blocks.length === 0 ? "  as it is: nothing to choose\n" : blocks.join("")}`;
}

function tileText({ loops, terms, loads, chosen, others }: TileChoice): string {
  const rows = [row("*", chosen), ...others.map((other) => row("", other))];
  const around = loops.length === 0 ? "" : `for ${loops.map(loopText).join(", ")}: `;
  const read = distinct(loads.map((load) => `  reads ${printExpression(load)}: ${reachText(load.index, chosen.tile, terms)}\n`));
  const head = ["", "tile", "results", "arithmetic", "reads", "loop", "registers", "lanes' sum", "waits", "left over", "code", "a term"];
  return `  ${around}a sum over ${terms.map(loopText).join(", ")}\n${read.join("")}${indented(table(head, rows, [0, 1]))}`;
}

function row(mark: string, weighed: WeighedTile): string[] {
  const { tile, cost, code } = weighed;
  const { results, arithmetic, reads, overhead, spills, combining, waiting, left } = cost;
  const numbers = [arithmetic, reads, overhead, spills, combining, waiting].map((n) => n.toFixed(1));
  return [mark, shape(tile), results.toFixed(1), ...numbers, left.toFixed(3), code.toFixed(3), counted(weighed).toFixed(3)];
}

/** `4 of n, 2 vectors of u, lanes u, 2 sums each` */
function shape({ lanes, along, split }: Tile): string {
  const counts = along.map(({ loop, factor }) => `${factor} ${lanes?.kind === "results" && lanes.loop === loop ? "vectors of" : "of"} ${loop.index}`);
  const parts = [...counts, ...(lanes ? [`lanes ${lanes.loop.index}${lanes.kind === "terms" ? " (terms)" : ""}`] : []), ...(split > 1 ? [`${split} sums each`] : [])];
  return parts.length === 0 ? "one by one" : parts.join(", ");
}

/** How far apart in memory the lanes read, and the turns of the innermost loop. */
function reachText(index: Expression, { lanes }: Tile, terms: readonly For[]): string {
  const apart = (loop: For): string => {
    const stride = strideOf(index, loop.index);
    return stride === undefined ? "at no fixed distance" : stride === 0 ? "one element for all" : stride === 1 ? "side by side" : `${stride} apart`;
  };
  const inner = terms.at(-1)!;
  return [...(lanes && lanes.loop !== inner ? [`lanes ${apart(lanes.loop)}`] : []), `${inner.index} ${apart(inner)}`].join(", ");
}

function lanesText({ loop, alone, inLanes, taken }: LanesChoice): string {
  return `${taken ? "* " : "  "}lanes ${loopText(loop)}: ${alone.toFixed(1)} instructions a turn one by one, ${inLanes.toFixed(1)} in lanes\n`;
}

function threadsText({ alone, ofTwo, least, taken }: ThreadsChoice): string {
  const whole = (n: number): string => Math.round(n).toLocaleString("en-US");
  const why = taken ? "" : alone < least ? `, and less than ${whole(least)} are not worth a meeting` : ", which gains too little";
  return `${taken ? "* " : "  "}threads: ${whole(alone)} instructions by one, ${whole(ofTwo)} by the slower of two${why}\n`;
}

function loopText(loop: For): string {
  return `${loop.index} in ${printExpression(loop.to)}${loop.to.kind === "const" ? "" : ` (say ${nominalTrips(loop)})`}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}
