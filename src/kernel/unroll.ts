import type { Size } from "../types/size.ts";
import { asSize, k, sameExpression } from "./build.ts";
import type { Fresh } from "./computation.ts";
import type { Expression, Statement } from "./kernel.ts";
import { mapStatement, substitute } from "./visit.ts";

type For = Extract<Statement, { kind: "for" }>;

/**
 * Runs `factor` iterations of a loop side by side: inner loops run once for all of them (unroll and jam). What is left
 * over runs in a loop of its own behind. Iterations must not depend on each other. Undefined if the loop does not start
 * at 0 or an inner loop has other bounds in each iteration.
 */
export function unrollAndJam(loop: For, factor: number, fresh: Fresh): readonly Statement[] | undefined {
  const extent = asSize(loop.to);
  if (!extent || !asSize(loop.from)?.isZero() || loop.lanes) return undefined;
  const turns = extent.floorDiv(factor);
  const rest: Statement = { ...loop, from: k.size(turns.mul(factor)) };
  const name = fresh(`${loop.index}${factor}`);
  const first = turns.equals(1) ? k.int(0) : k.mul(k.local(name, "i32"), k.int(factor));
  const copies = Array.from({ length: factor }, (_, u) => k.add(first, k.int(u)));
  const body = jam(loop.body, copies.map((copy) => new Map([[loop.index, copy]])), fresh);
  if (!body) return undefined;
  const main: readonly Statement[] = turns.equals(1) ? body : [{ kind: "for", index: name, from: k.int(0), to: k.size(turns), body, ...(loop.independent && { independent: true }) }];
  return isMultiple(extent, factor) ? main : [...main, rest];
}

export function isMultiple(extent: Size, factor: number): boolean {
  return extent.exactDiv(factor) !== undefined;
}

/** What each copy has in place of locals. */
type Replacements = Map<string, Expression>;

function jam(body: readonly Statement[], copies: readonly Replacements[], fresh: Fresh): readonly Statement[] | undefined {
  const jammed: Statement[] = [];
  for (const statement of body) {
    const part = jamStatement(statement, copies, fresh);
    if (!part) return undefined;
    jammed.push(...part);
  }
  return jammed;
}

function jamStatement(s: Statement, copies: readonly Replacements[], fresh: Fresh): readonly Statement[] | undefined {
  /** One expression, if it is the same in all copies. */
  const common = (e: Expression): Expression | undefined => {
    const [first, ...others] = copies.map((copy) => replaced(e, copy));
    return others.every((other) => sameExpression(first!, other)) ? first : undefined;
  };
  switch (s.kind) {
    case "for": {
      const [from, to] = [common(s.from), common(s.to)];
      const body = from && to && jam(s.body, copies, fresh);
      return body && [{ ...s, from, to, body }];
    }
    case "if": {
      const condition = common(s.condition);
      if (!condition) return copies.map((copy) => copied(s, copy));
      const then = jam(s.then, copies, fresh);
      return then && [{ ...s, condition, then }];
    }
    case "let": {
      const value = common(s.value);
      if (value) return [{ ...s, value }];
      return renamed(s, copies, fresh);
    }
    case "var":
      return renamed(s, copies, fresh);
    case "assign":
      return copies.map((copy) => {
        const to = copy.get(s.name);
        return { kind: "assign", name: to?.kind === "local" ? to.name : s.name, value: replaced(s.value, copy) };
      });
    case "store":
      return copies.map((copy) => ({ ...s, index: replaced(s.index, copy), value: replaced(s.value, copy) }));
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
