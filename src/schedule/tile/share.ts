import { asSize, k } from "../../kernel/build.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { For, Statement } from "../../kernel/kernel.ts";
import { expressionsOf } from "../../kernel/visit.ts";
import type { Choice } from "../choice.ts";
import { nominalValue } from "../nominal.ts";
import { totalInstructions } from "./instructions.ts";

/** How many threads there may be; what is chosen should suit all of these. */
const teams = [2, 3, 4];

/**
 * Marks the loops whose turns threads divide among themselves, so that each store is in one of them and the slowest
 * thread has least to do; nothing where that gains too little, or where all of it costs less than so many instructions.
 * All statements must be about different elements, so that no turn of an independent loop touches what one of another
 * loop stores. With `outermost`, only those of the outermost loop are.
 */
export function share(body: readonly Statement[], fresh: Fresh, leastWork: number, outermost = false, choices?: Choice[]): readonly Statement[] {
  const { statements, alone, together } = new Sharing(fresh, outermost).block(body, new Map(), true);
  const taken = alone >= leastWork && together[0]! <= 0.8 * alone;
  choices?.push({ kind: "threads", alone, ofTwo: together[0]!, least: leastWork, taken });
  return taken ? statements : body;
}

interface Shared<T> {
  readonly statements: T;
  /** What it costs one thread that does all. */
  readonly alone: number;
  /** What it costs the slowest thread, for each of the teams. */
  readonly together: readonly number[];
}

/** The values of whole numbers at typical sizes, in the middle of the loops around. */
type Values = ReadonlyMap<string, number>;

class Sharing {
  private readonly fresh: Fresh;
  private readonly outermost: boolean;

  constructor(fresh: Fresh, outermost: boolean) {
    this.fresh = fresh;
    this.outermost = outermost;
  }

  block(body: readonly Statement[], outer: Values, top = false): Shared<readonly Statement[]> {
    const values = new Map(outer);
    const statements: Statement[] = [];
    let alone = 0;
    const together = teams.map(() => 0);
    for (const s of body) {
      if (s.kind === "let" && s.value.type === "i32") values.set(s.name, nominalValue(s.value, values) ?? 0);
      const made = this.statement(s, values, top);
      statements.push(made.statements);
      alone += made.alone;
      made.together.forEach((time, i) => (together[i]! += time));
    }
    return { statements, alone, together };
  }

  private statement(s: Statement, values: Values, top: boolean): Shared<Statement> {
    const own = expressionsOf(s).reduce((sum, e) => sum + totalInstructions(e), 1);
    if (s.kind === "if") {
      const { statements, alone, together } = this.block(s.then, values);
      return { statements: { ...s, then: statements }, alone: own + alone, together: together.map((time) => own + time) };
    }
    if (s.kind === "for") return this.loop(s, values, top);
    return s.kind === "store" ? this.byOne(s, own) : { statements: s, alone: own, together: teams.map(() => own) };
  }

  private loop(s: For, values: Values, top: boolean): Shared<Statement> {
    const [from, to] = [nominalValue(s.from, values) ?? 0, nominalValue(s.to, values) ?? 1];
    const trips = s.lanes ? 1 : Math.max(1, to - from);
    const inner = this.block(s.body, new Map(values).set(s.index, Math.floor((from + to) / 2)));
    const turn = inner.alone + 1;
    const alone = trips * turn;
    if (!stores(s.body)) return { statements: s, alone, together: teams.map(() => alone) };
    const divided = s.independent ? teams.map((parts) => Math.ceil(trips / parts) * turn) : undefined;
    const candidates: Shared<Statement>[] = [];
    if (divided) candidates.push({ statements: { ...s, shared: true }, alone, together: divided });
    // Three turns for two threads, but nine of two loops.
    const merged = divided && overall(divided) > 1.1 * overall(teams.map((parts) => alone / parts)) ? this.merged(s) : undefined;
    if (merged) candidates.push({ ...this.loop(merged, values, top), alone });
    if (!s.lanes && !(this.outermost && top)) candidates.push({ statements: { ...s, body: inner.statements }, alone, together: inner.together.map((time) => trips * (time + 1)) });
    // What comes later must gain something: each thread goes through all the loops around, and its elements lie further apart.
    return candidates.reduce<Shared<Statement> | undefined>((best, next) => (best && overall(best.together) <= 1.1 * overall(next.together) ? best : next), undefined) ?? this.byOne(s, alone);
  }

  /** A loop and the one in it as one, if there is nothing but names between them. */
  private merged(s: For): For | undefined {
    const [inner, ...names] = s.body.toReversed();
    if (inner?.kind !== "for" || !inner.independent || names.some((name) => name.kind !== "let")) return undefined;
    const [outerTurns, turns] = [s, inner].map(({ from, to }) => (asSize(from)?.isZero() ? asSize(to) : undefined));
    if (!outerTurns || !turns) return undefined;
    const index = this.fresh(`${s.index}_${inner.index}`);
    const both = k.local(index, "i32");
    const indices: readonly Statement[] = [
      { kind: "let", name: s.index, value: k.div(both, k.size(turns)) },
      { kind: "let", name: inner.index, value: k.mod(both, k.size(turns)) },
    ];
    return { ...s, index, to: k.size(outerTurns.mul(turns)), body: [...indices, ...names.toReversed(), ...inner.body] };
  }

  /** What is left over of a loop, say: a loop of one turn, so that one thread does it. */
  private byOne(s: Statement, alone: number): Shared<Statement> {
    const loop: For = { kind: "for", index: this.fresh("only"), from: k.int(0), to: k.int(1), body: [s], independent: true, shared: true };
    return { statements: loop, alone, together: teams.map(() => alone) };
  }
}

function stores(body: readonly Statement[]): boolean {
  return body.some((s) => s.kind === "store" || (s.kind === "for" && stores(s.body)) || (s.kind === "if" && stores(s.then)));
}

/** Two threads are most usual. */
function overall(together: readonly number[]): number {
  return together.reduce((total, time, i) => total + time * (i === 0 ? 2 : 1), 0);
}
