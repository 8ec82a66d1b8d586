import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import type { Requirement } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import { steps, type Trail } from "./trail.ts";

/** One side of what must agree. */
export interface Operand {
  readonly text: string;
  readonly shape: readonly Size[];
  readonly trail: Trail | undefined;
}

/** Where two sizes of one symbol agree: when, divided, it leaves one of these rests; and the smallest value at which they do not. */
interface Agreement {
  readonly axis: number;
  readonly symbol: string;
  readonly divisor: number;
  readonly rests: readonly number[];
  readonly counterexample: number;
}

/** Values of a symbol that are tried, and the largest period that is looked for. */
const tried = 96;
const longestPeriod = 32;

/**
 * Two shapes that differ on these axes, but agree there for some sizes: the condition and the smallest counterexample. Undefined if they
 * never agree, or in a way that has no simple name.
 */
export function notForAllSizes(what: string, left: Operand, right: Operand, axes: readonly number[], requirements: readonly Requirement[]): Diagnostic | undefined {
  const found: Agreement[] = [];
  for (const axis of axes) {
    const agreement = compare(axis, left.shape[axis]!, right.shape[axis]!, requirements);
    if (!agreement) return undefined;
    found.push(agreement);
  }
  const [first] = found;
  if (!first) return undefined;
  const [a, b] = [left, right].map((side) => side.shape[first.axis]!) as [Size, Size];
  const [x, y] = [a, b].map((s) => s.evaluate({ [first.symbol]: first.counterexample })) as [number, number];
  const example = `for example ${first.symbol} = ${first.counterexample} gives ${x} and ${y}`;
  return diagnose("not-for-all-sizes", { what, condition: [...new Set(found.map(conditionText))].join(" and ") }, {
    notes: [{ name: left.text, text: `${a}   ${right.text}: ${b}   ${example}` }],
    help: remedy(found, left, right, x > y),
  });
}

function compare(axis: number, a: Size, b: Size, requirements: readonly Requirement[]): Agreement | undefined {
  const [symbol, second] = [...new Set([...a.symbols(), ...b.symbols()])];
  if (symbol === undefined || second !== undefined) return undefined;
  const own = requirements.filter((r) => r.size.symbols().join() === symbol);
  const allowed = (n: number): boolean =>
    own.every((r) => {
      const value = r.size.evaluate({ [symbol]: n });
      return r.kind === "at-least" ? value >= r.least : r.kind !== "divisible" || value % r.divisor === 0;
    });
  const values = Array.from({ length: tried }, (_, i) => i + 1).filter(allowed);
  const agree = (n: number): boolean => a.evaluate({ [symbol]: n }) === b.evaluate({ [symbol]: n });
  const counterexample = values.find((n) => !agree(n));
  if (counterexample === undefined) return undefined;
  for (let divisor = 2; divisor <= longestPeriod; divisor++) {
    const rests = [...new Set(values.filter(agree).map((n) => n % divisor))].sort((x, y) => x - y);
    if (rests.length > 0 && values.every((n) => agree(n) === rests.includes(n % divisor))) return { axis, symbol, divisor, rests, counterexample };
  }
  return undefined;
}

function conditionText({ symbol, divisor, rests }: Agreement): string {
  const [rest, second] = rests;
  if (second !== undefined) return `${symbol} divided by ${divisor} leaves ${rests.slice(0, -1).join(", ")} or ${rests.at(-1)}`;
  if (divisor === 2) return `${symbol} is ${rest === 0 ? "even" : "odd"}`;
  return rest === 0 ? `${symbol} is a multiple of ${divisor}` : `${symbol} is ${rest} more than a multiple of ${divisor}`;
}

/** Declare the input so that it cannot happen, or cut the larger side. */
function remedy(found: readonly Agreement[], left: Operand, right: Operand, leftIsLarger: boolean): string {
  const [large, small] = leftIsLarger ? [left, right] : [right, left];
  const crop = `\`crop(${large.text}, like: ${small.text})\``;
  const input = [...steps(large.trail), ...steps(small.trail)].find((step) => step.origin === "input");
  if (!input || found.some((f) => f.rests[0] !== 0)) return `crop: ${crop}`;
  const declared = input.type.shape.map((size) => {
    const agreement = found.find((f) => String(size) === f.symbol);
    return agreement ? `${agreement.divisor}*${agreement.symbol.toLowerCase()}` : String(size);
  });
  return `declare the input as [${declared.join(", ")}], or crop: ${crop}`;
}
