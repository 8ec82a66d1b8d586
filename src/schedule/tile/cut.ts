import { asSize, k } from "../../kernel/build.ts";
import { type AroundLoop, type Cut, cutsOf, decided } from "../../kernel/cuts.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { expressionsOf, mapStatement, walk, walkStatements } from "../../kernel/visit.ts";
import { nominalValue } from "../nominal.ts";
import { totalInstructions } from "./instructions.ts";

/** Of the whole, so much must be saved for three loops in the place of one. */
const enough = 0.1;
/** Expressions that a body may have: it is written up to three times. */
const longest = 2000;

/**
 * Cuts loops, after they are tiled, where comparisons of their index change, with other indices too: nothing is computed
 * of what a causal mask hides.
 */
export function cutTiles(body: readonly Statement[]): readonly Statement[] {
  return cutBlock(body, new Map());
}

function cutBlock(body: readonly Statement[], ranges: Ranges, around?: AroundLoop): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    if (s.kind === "if") return [mapStatement(s, (e) => e, (inner) => cutBlock(inner, ranges, around))];
    if (s.kind !== "for") return [s];
    const pieces = s.lanes ? undefined : cutLoop(s, ranges, around);
    if (pieces) return cutBlock(pieces, ranges, around);
    return [{ ...s, body: cutBlock(s.body, withRange(ranges, s), s.lanes ? inLanes(s) : around) }];
  });
}

/** All that is defined in lanes may be another value in each. */
function inLanes(loop: For): AroundLoop {
  const varying = new Set<string>();
  walkStatements(loop.body, (s) => void ((s.kind === "let" || s.kind === "var") && varying.add(s.name)));
  return { lanes: new Map([[loop.index, asSize(loop.to)?.constant() ?? 4]]), varying };
}

/** What loops outside go through. */
type Ranges = ReadonlyMap<string, Range>;

interface Range {
  readonly least: number;
  readonly most: number;
}

/** The pieces of a loop at the cut that saves most; undefined if none saves enough. */
function cutLoop(loop: For, ranges: Ranges, around?: AroundLoop): readonly For[] | undefined {
  if (sizeOf(loop.body) > longest) return undefined;
  let best: readonly For[] | undefined;
  const whole = costOf([loop], ranges);
  let least = whole;
  for (const cut of cutsOf(loop, around)) {
    const pieces = piecesOf(cut, ranges);
    const cost = costOf(pieces, ranges);
    if (cost < least && (pieces.length === 1 || cost < whole * (1 - enough))) [best, least] = [pieces, cost];
  }
  return best;
}

function piecesOf({ loop, comparisons, before, first, last }: Cut, ranges: Ranges): readonly For[] {
  const [start, end] = [clamped(first, loop, ranges), clamped(last, loop, ranges)];
  const piece = (from: Expression, to: Expression, truth?: boolean): For => ({ ...loop, from, to, body: truth === undefined ? loop.body : decided(loop.body, comparisons, truth) });
  const pieces = [piece(loop.from, start, before), piece(start, end), piece(end, loop.to, !before)];
  return pieces.filter(({ from, to, body }) => body.length > 0 && !asSize(k.sub(to, from))?.isZero());
}

/** A turn that is one of the loop's, or its end. */
function clamped(turn: Expression, { from, to }: For, ranges: Ranges): Expression {
  const [own, lower, upper] = [rangeOf(turn, ranges), rangeOf(from, ranges), rangeOf(to, ranges)];
  const raised = own && lower && own.least >= lower.most ? turn : own && lower && own.most <= lower.least ? from : k.max(from, turn);
  return own && upper && own.most <= upper.least ? raised : own && upper && own.least >= upper.most ? to : k.min(raised, to);
}

/** The least and the largest value that a whole number has; undefined if that is not known. */
function rangeOf(e: Expression, ranges: Ranges): Range | undefined {
  if (e.kind === "const") return { least: e.value, most: e.value };
  if (e.kind === "local") return ranges.get(e.name);
  if (e.kind !== "binary") return undefined;
  const [a, b] = [rangeOf(e.left, ranges), rangeOf(e.right, ranges)];
  if (!a || !b) return undefined;
  switch (e.operator) {
    case "add":
      return { least: a.least + b.least, most: a.most + b.most };
    case "sub":
      return { least: a.least - b.most, most: a.most - b.least };
    case "mul": {
      const products = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most];
      return { least: Math.min(...products), most: Math.max(...products) };
    }
    case "div":
      return b.least === b.most && b.least > 0 ? { least: Math.floor(a.least / b.least), most: Math.floor(a.most / b.least) } : undefined;
    case "min":
      return { least: Math.min(a.least, b.least), most: Math.min(a.most, b.most) };
    case "max":
      return { least: Math.max(a.least, b.least), most: Math.max(a.most, b.most) };
    default:
      return undefined;
  }
}

function withRange(ranges: Ranges, loop: For): Ranges {
  const [from, to] = [rangeOf(loop.from, ranges), rangeOf(loop.to, ranges)];
  return from && to ? new Map(ranges).set(loop.index, { least: from.least, most: Math.max(from.least, to.most - 1) }) : ranges;
}

/** Instructions around the turns of a loop, and in each. */
const around = 6;
const turning = 2;

/** In instructions, where the loops outside are in their middle turn. */
function costOf(body: readonly Statement[], ranges: Ranges): number {
  const middle = new Map([...ranges].map(([name, { least, most }]) => [name, Math.floor((least + most) / 2)]));
  const block = (statements: readonly Statement[]): number => statements.reduce((sum, s) => sum + expressionsOf(s).reduce((n, e) => n + totalInstructions(e), 1) + inside(s), 0);
  const inside = (s: Statement): number => {
    if (s.kind === "if") return block(s.then);
    if (s.kind !== "for") return 0;
    if (s.lanes) return block(s.body);
    const [from, to] = [nominalValue(s.from, middle) ?? 0, nominalValue(s.to, middle) ?? 1];
    return around + Math.max(0, to - from) * (turning + block(s.body));
  };
  return block(body);
}

function sizeOf(body: readonly Statement[]): number {
  let count = 0;
  walkStatements(body, (s) => {
    for (const expression of expressionsOf(s)) walk(expression, () => void (count += 1));
  });
  return count;
}
