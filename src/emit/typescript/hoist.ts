import type { Expression, Kernel, Statement } from "../../kernel/kernel.ts";
import { k, sameExpression } from "../../kernel/build.ts";
import { mapStatement, parts, walk, walkStatements, withParts } from "../../kernel/visit.ts";

/**
 * Moves whole-number arithmetic out of the loops that do not change it, as V8 would not: `n*784 + i*28 + j` becomes one
 * addition in the loop over j. Loads stay where they are, for they may be guarded.
 */
export function hoist(kernel: Kernel): Kernel {
  return { ...kernel, body: new Hoister(kernel).block(kernel.body) };
}

interface Level {
  /** What must stand before the loop that opens this level. */
  readonly lets: { readonly name: string; readonly value: Expression }[];
}

class Hoister {
  /** Level 0 is the whole function, level d the body of the d-th loop around. */
  private readonly levels: Level[] = [{ lets: [] }];
  /** The level that defines a local; variables are in no level, so nothing that reads them moves. */
  private readonly levelOf = new Map<string, number>();
  private readonly used = new Set<string>();

  constructor(kernel: Kernel) {
    walkStatements(kernel.body, (s) => {
      if (s.kind === "for") this.used.add(s.index);
      if (s.kind === "let" || s.kind === "var") this.used.add(s.name);
    });
  }

  block(body: readonly Statement[]): Statement[] {
    return body.flatMap((statement) => this.statement(statement));
  }

  private statement(s: Statement): Statement[] {
    if (s.kind === "let") this.levelOf.set(s.name, this.levels.length - 1);
    if (s.kind === "var") this.levelOf.delete(s.name);
    if (s.kind !== "for") return [mapStatement(s, (e) => this.expression(e), (b) => this.block(b))];
    const from = this.expression(s.from);
    // The bound is read in each round, so it is computed before the first.
    const level: Level = { lets: [] };
    this.levels.push(level);
    this.levelOf.set(s.index, this.levels.length - 1);
    const to = this.expression(s.to);
    const body = this.block(s.body);
    this.levels.pop();
    return [...level.lets.map((l): Statement => ({ kind: "let", ...l })), { ...s, from, to, body }];
  }

  /** An expression in the body of loop `inside`, with all that does not change there moved out. */
  private expression(e: Expression, inside = this.levels.length - 1): Expression {
    const ordered = inOrder(e, (part) => this.level(part));
    const level = this.level(ordered);
    if (level < inside && ordered.type === "i32" && isWork(ordered)) return this.moved(ordered, level);
    if (parts(ordered).length === 0) return ordered;
    return withParts(ordered, (part) => this.expression(part, inside));
  }

  /** A name for the value, defined before the loop that opens the level after its own. */
  private moved(value: Expression, level: number): Expression {
    const { lets } = this.levels[level + 1]!;
    const lifted = parts(value).length === 0 ? value : withParts(value, (part) => this.expression(part, level));
    const known = lets.find((l) => sameExpression(l.value, lifted));
    if (known) return k.local(known.name, "i32");
    const name = this.fresh(lifted.kind === "size" ? "size" : "at");
    lets.push({ name, value: lifted });
    this.levelOf.set(name, level);
    return k.local(name, "i32");
  }

  /** The innermost loop that the value changes with; infinite for what must not move. */
  private level(e: Expression): number {
    let level = 0;
    walk(e, (part) => {
      if (part.kind === "load") level = Infinity;
      if (part.kind === "local") level = Math.max(level, this.levelOf.get(part.name) ?? Infinity);
    });
    return level;
  }

  private fresh(hint: string): string {
    for (let i = 1; ; i++) {
      const name = `${hint}${i}`;
      if (this.used.has(name)) continue;
      this.used.add(name);
      return name;
    }
  }
}

function isWork(e: Expression): boolean {
  if (e.kind === "size") return e.size.terms.length > 1 || e.size.terms.some((t) => t.atoms.length > 1 || t.coefficient !== 1 || t.atoms.some((a) => a.kind === "floor"));
  return e.kind !== "const" && e.kind !== "local";
}

/** A sum of whole numbers with its terms sorted, outermost loops first, so that its beginning can move. Exact, so allowed. */
function inOrder(e: Expression, level: (e: Expression) => number): Expression {
  const terms = e.type === "i32" ? termsOf(e) : [];
  if (terms.length < 3) return e;
  // Small constants come last: neighbours in one row then share the rest of their index.
  const late = ({ value, level }: (typeof terms)[number]): number => (value.kind === "const" && Math.abs(value.value) < 8 ? Infinity : level);
  const sorted = [...terms].sort((a, b) => (late(a) === late(b) ? 0 : late(a) - late(b)));
  if (sorted.every((term, i) => term === terms[i]) && e.kind === "binary" && !isSum(e.right)) return e;
  const [first, ...rest] = sorted;
  const start = first!.negative ? k.neg(first!.value) : first!.value;
  return rest.reduce<Expression>(
    (left, { value, negative }) => ({ kind: "binary", type: "i32", operator: negative ? "sub" : "add", left, right: value }),
    start,
  );

  function termsOf(sum: Expression, negative = false): { readonly value: Expression; readonly negative: boolean; readonly level: number }[] {
    if (sum.kind !== "binary" || !isSum(sum)) return [{ value: sum, negative, level: level(sum) }];
    return [...termsOf(sum.left, negative), ...termsOf(sum.right, negative !== (sum.operator === "sub"))];
  }
}

function isSum(e: Expression): boolean {
  return e.kind === "binary" && e.type === "i32" && (e.operator === "add" || e.operator === "sub");
}
