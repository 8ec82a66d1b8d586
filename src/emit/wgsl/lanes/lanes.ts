import { asSize } from "../../../kernel/build.ts";
import type { Expression, Statement } from "../../../kernel/kernel.ts";
import { isMultiple } from "../../../kernel/unroll.ts";
import { parts, walkBody, walkStatements } from "../../../kernel/visit.ts";

/** How many neighbouring turns of a loop one thread does at once. */
export const laneCount = 4;

/** What a value is where a thread does four turns: the same in all, a whole number that grows by one from turn to turn, or four values. */
export type Kind = "one" | "ramp" | "each";

/** What the values of a body are whose turns are done four at a time. */
export interface Lanes {
  readonly kind: (e: Expression) => Kind;
  /** Whether a name stands for four values. */
  readonly isEach: (name: string) => boolean;
  /** Whether a whole number, or the first of those that grow, is a multiple of four. */
  readonly isAligned: (e: Expression) => boolean;
}

/** What the names in a body are: `ramps` are indices that begin at a multiple of four, `each` are four values. */
export function lanesOf(body: readonly Statement[], ramps: readonly string[], each: readonly string[] = []): Lanes {
  const kinds = new Map<string, Kind>([...ramps.map((name) => [name, "ramp"] as const), ...each.map((name) => [name, "each"] as const)]);
  const note = (name: string, kind: Kind): boolean => {
    const known = kinds.get(name);
    // Siblings may reuse a name.
    const next = known === undefined || known === kind ? kind : "each";
    kinds.set(name, next);
    return next !== known;
  };
  // What a loop assigns at its end is read at its beginning.
  for (let again = true; again; ) {
    again = false;
    walkStatements(body, (s) => {
      if (s.kind === "let") again = note(s.name, kindOf(s.value, kinds)) || again;
      if ((s.kind === "var" || s.kind === "assign") && kindOf(s.value, kinds) !== "one") again = note(s.name, "each") || again;
    });
  }
  const known = new WeakMap<Expression, Kind>();
  const kind = (e: Expression): Kind => {
    const found = known.get(e) ?? kindOf(e, kinds);
    known.set(e, found);
    return found;
  };
  const multiples = multiplesOf(body, new Set(ramps));
  return { kind, isEach: (name) => kinds.get(name) === "each", isAligned: (e) => isAligned(e, multiples) };
}

/** Whether four turns of a body can be done at once: all of them go the same way, and what they read or write lies side by side. */
export function fitsLanes(body: readonly Statement[], lanes: Lanes): boolean {
  let fits = true;
  const same = (e: Expression): void => void (fits &&= lanes.kind(e) === "one");
  walkStatements(body, (s) => {
    if (s.kind === "for") [s.from, s.to].forEach(same);
    if (s.kind === "if") same(s.condition);
    if (s.kind === "store") fits &&= isWide(s.index, lanes);
  });
  walkBody(body, (e) => void (fits &&= isReadable(e, lanes)));
  return fits;
}

/** Whether an expression reads what lies side by side, if it reads. */
export function isReadable(e: Expression, lanes: Lanes): boolean {
  return e.kind !== "load" || lanes.kind(e.index) === "one" || isWide(e.index, lanes);
}

/** Whether these are the places of one vector. */
export function isWide(index: Expression, { kind, isAligned }: Lanes): boolean {
  return kind(index) === "ramp" && isAligned(index);
}

function kindOf(e: Expression, names: ReadonlyMap<string, Kind>): Kind {
  if (e.kind === "local") return names.get(e.name) ?? "one";
  const inner = parts(e).map((part) => kindOf(part, names));
  if (inner.every((kind) => kind === "one")) return "one";
  if (e.kind !== "binary" || e.type !== "i32") return "each";
  const [left, right] = inner;
  const grows = (e.operator === "add" && (left === "one" || right === "one")) || (e.operator === "sub" && right === "one");
  return grows && !inner.includes("each") ? "ramp" : "each";
}

/** Tells whether a name is of multiples of four, wherever it is defined. */
function multiplesOf(body: readonly Statement[], ramps: ReadonlySet<string>): (name: string) => boolean {
  const values = new Map<string, Expression[]>();
  const others = new Set<string>();
  walkStatements(body, (s) => {
    if (s.kind === "let") values.set(s.name, [...(values.get(s.name) ?? []), s.value]);
    if (s.kind === "var") others.add(s.name);
    if (s.kind === "for") others.add(s.index);
  });
  const known = new Map<string, boolean>();
  const isMultipleName = (name: string): boolean => {
    const found = known.get(name) ?? (ramps.has(name) || (!others.has(name) && values.get(name)?.every((value) => isAligned(value, isMultipleName)) === true));
    known.set(name, found);
    return found;
  };
  return isMultipleName;
}

function isAligned(e: Expression, isMultipleName: (name: string) => boolean): boolean {
  const size = asSize(e);
  if (size) return isMultiple(size, laneCount);
  if (e.kind === "local") return isMultipleName(e.name);
  if (e.kind === "select") return isAligned(e.then, isMultipleName) && isAligned(e.else, isMultipleName);
  if (e.kind !== "binary") return false;
  const [left, right] = [isAligned(e.left, isMultipleName), isAligned(e.right, isMultipleName)];
  if (e.operator === "mul") return left || right;
  return ["add", "sub", "min", "max", "mod"].includes(e.operator) && left && right;
}
