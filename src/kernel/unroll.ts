import type { Size } from "../types/size.ts";
import { asSize, k, sameExpression } from "./build.ts";
import type { Fresh } from "./computation.ts";
import type { Expression, For, Statement } from "./kernel.ts";
import { renameBody } from "./rename.ts";
import { mapStatement, substitute, walkStatements } from "./visit.ts";

/**
 * Runs `factor` iterations of a loop side by side: inner loops run once for all of them (unroll and jam). What is left
 * over runs in a loop of its own behind or, with `restTogether`, side by side too, if its number is known. Iterations must
 * not depend on each other. Undefined if the loop does not start at 0 or an inner loop has other bounds in each iteration.
 */
export function unrollAndJam(loop: For, factor: number, fresh: Fresh, restTogether = false): readonly Statement[] | undefined {
  const extent = asSize(loop.to);
  if (!extent || !asSize(loop.from)?.isZero() || loop.lanes) return undefined;
  const turns = extent.floorDiv(factor);
  const done = turns.mul(factor);
  const together = (content: readonly Statement[], copies: readonly Expression[]): readonly Statement[] | undefined => jam(content, copies.map((copy) => new Map([[loop.index, copy]])), fresh);
  const name = fresh(`${loop.index}${factor}`);
  const first = turns.equals(1) ? k.int(0) : k.mul(k.local(name, "i32"), k.int(factor));
  const copies = Array.from({ length: factor }, (_, u) => k.add(first, k.int(u)));
  const body = together(loop.body, copies);
  if (!body) return undefined;
  const main: readonly Statement[] = turns.equals(1) ? body : [{ kind: "for", index: name, from: k.int(0), to: k.size(turns), body, ...(loop.independent && { independent: true }) }];
  if (isMultiple(extent, factor)) return main;
  const left = restTogether ? extent.sub(done).constant() : undefined;
  const rest = left === undefined ? undefined : together(withFreshNames(loop.body, fresh), Array.from({ length: left }, (_, u) => k.size(done.add(u))));
  return [...main, ...(rest ?? [{ ...loop, from: k.size(done) }])];
}

export function isMultiple(extent: Size, factor: number): boolean {
  return extent.exactDiv(factor) !== undefined;
}

/** The same with other names for what it defines, so that it can stand beside the first. */
function withFreshNames(body: readonly Statement[], fresh: Fresh): readonly Statement[] {
  const names = new Map<string, string>();
  walkStatements(body, (s) => {
    if (s.kind === "let" || s.kind === "var") names.set(s.name, fresh(s.name));
  });
  return renameBody(body, (name) => names.get(name) ?? name);
}

/** What each copy has in place of locals. */
type Replacements = Map<string, Expression>;

/** Behind the last loop the copies come one after another, so that what each computes is needed for as short as possible. */
function jam(body: readonly Statement[], copies: readonly Replacements[], fresh: Fresh): readonly Statement[] | undefined {
  const behind = copies.length === 1 ? body.length : body.findLastIndex((s) => s.kind === "for") + 1 || body.length;
  const jammed: Statement[] = [];
  let own: readonly Statement[][] = copies.map(() => []);
  for (const [i, statement] of body.entries()) {
    const part = jamStatement(statement, copies, fresh);
    if (!part) return undefined;
    if (part.kind === "own" && i >= behind) own.forEach((list, u) => list.push(part.statements[u]!));
    else if (part.kind === "own") jammed.push(...part.statements);
    else if (statement.kind === "let") jammed.push(part.statement);
    else {
      jammed.push(...own.flat(), part.statement);
      own = copies.map(() => []);
    }
  }
  return [...jammed, ...own.flat()];
}

/** A statement for all copies, or one for each. */
type Jammed = { readonly kind: "common"; readonly statement: Statement } | { readonly kind: "own"; readonly statements: readonly Statement[] };

function jamStatement(s: Statement, copies: readonly Replacements[], fresh: Fresh): Jammed | undefined {
  /** One expression, if it is the same in all copies. */
  const common = (e: Expression): Expression | undefined => {
    const [first, ...others] = copies.map((copy) => replaced(e, copy));
    return others.every((other) => sameExpression(first!, other)) ? first : undefined;
  };
  const own = (make: (copy: Replacements) => Statement): Jammed => ({ kind: "own", statements: copies.map(make) });
  switch (s.kind) {
    case "for": {
      const [from, to] = [common(s.from), common(s.to)];
      const body = from && to && jam(s.body, copies, fresh);
      return body && { kind: "common", statement: { ...s, from, to, body } };
    }
    case "if": {
      const condition = common(s.condition);
      if (!condition) return own((copy) => copied(s, copy));
      const then = jam(s.then, copies, fresh);
      return then && { kind: "common", statement: { ...s, condition, then } };
    }
    case "let": {
      const value = common(s.value);
      return value ? { kind: "common", statement: { ...s, value } } : { kind: "own", statements: renamed(s, copies, fresh) };
    }
    case "var":
      return { kind: "own", statements: renamed(s, copies, fresh) };
    case "assign":
      return own((copy) => {
        const to = copy.get(s.name);
        return { kind: "assign", name: to?.kind === "local" ? to.name : s.name, value: replaced(s.value, copy) };
      });
    case "store":
      return own((copy) => ({ ...s, index: replaced(s.index, copy), value: replaced(s.value, copy) }));
  }
}

/** One definition per copy, each with a name of its own. */
function renamed(s: Extract<Statement, { kind: "let" | "var" }>, copies: readonly Replacements[], fresh: Fresh): readonly Statement[] {
  return copies.map((copy, u) => {
    const name = fresh(`${s.name}_${u}`);
    const value = replaced(s.value, copy);
    copy.set(s.name, k.local(name, s.value.type));
    return { kind: s.kind, name, value };
  });
}

/** A statement that stays whole; it may only assign, not define. */
function copied(s: Statement, copy: Replacements): Statement {
  if (s.kind === "assign") {
    const to = copy.get(s.name);
    return { kind: "assign", name: to?.kind === "local" ? to.name : s.name, value: replaced(s.value, copy) };
  }
  return mapStatement(s, (e) => replaced(e, copy), (body) => body.map((inner) => copied(inner, copy)));
}

function replaced(e: Expression, copy: Replacements): Expression {
  return substitute(e, (part) => (part.kind === "local" ? copy.get(part.name) : undefined));
}
