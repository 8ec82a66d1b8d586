import type { Expression, Statement } from "../kernel.ts";
import { bodyOf, expressionsOf, parts, walk, walkStatements } from "../visit.ts";
import type { Choice } from "./accesses.ts";
import { wholeValue } from "./whole.ts";

interface Executed {
  readonly flops: number;
  readonly loads: number;
  readonly stores: number;
}

type Sizes = Readonly<Record<string, number>>;
type Values = ReadonlyMap<string, number>;

/** How statements are run, if not as they stand. */
export interface Manner {
  readonly choice: Choice;
  /** How many elements are read or written at an index. */
  readonly width: (index: Expression) => number;
}

const asItStands: Manner = { choice: "needed", width: () => 1 };

/** What statements do, all turns of all loops together. Loops whose bounds come from loops outside are counted turn by turn. */
export function executed(statements: readonly Statement[], sizes: Sizes, manner: Manner = asItStands): Executed {
  const bounding = boundingNames(statements);
  const direct = new Map<Statement, Executed>();
  const own = (s: Statement): Executed => {
    const known = direct.get(s) ?? directly(s, manner);
    direct.set(s, known);
    return known;
  };
  const block = (body: readonly Statement[], outer: Values): Executed => {
    let sum = nothing;
    const values = new Map(outer);
    for (const s of body) {
      if (s.kind === "let" && bounding.has(s.name)) {
        const value = wholeValue(s.value, values, sizes);
        if (value !== undefined) values.set(s.name, value);
      }
      sum = plus(sum, own(s), 1);
      if (s.kind === "if") sum = plus(sum, block(s.then, values), 1);
      if (s.kind === "for") sum = plus(sum, turns(s, values), 1);
    }
    return sum;
  };
  const turns = (s: Statement & { kind: "for" }, values: Values): Executed => {
    const [from, to] = [wholeValue(s.from, values, sizes), wholeValue(s.to, values, sizes)];
    // A bound that is read from memory.
    if (from === undefined || to === undefined) return block(s.body, values);
    if (to <= from) return nothing;
    if (!bounding.has(s.index)) return plus(nothing, block(s.body, values), to - from);
    let sum = nothing;
    for (let i = from; i < to; i++) sum = plus(sum, block(s.body, new Map(values).set(s.index, i)), 1);
    return sum;
  };
  return block(statements, new Map());
}

const nothing: Executed = { flops: 0, loads: 0, stores: 0 };

function plus(a: Executed, b: Executed, times: number): Executed {
  return { flops: a.flops + b.flops * times, loads: a.loads + b.loads * times, stores: a.stores + b.stores * times };
}

/** The locals that bounds of loops are computed from. */
function boundingNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const values = new Map<string, Expression>();
  const add = (e: Expression): void =>
    walk(e, (part) => {
      if (part.kind !== "local" || names.has(part.name)) return;
      names.add(part.name);
      const value = values.get(part.name);
      if (value) add(value);
    });
  walkStatements(body, (s) => void (s.kind === "let" && values.set(s.name, s.value)));
  walkStatements(body, (s) => {
    if (s.kind === "for") expressionsOf(s).forEach(add);
  });
  return names;
}

/** Once through a statement, without what is inside it. */
function directly(s: Statement, manner: Manner): Executed {
  const inside = expressionsOf(s).map((e) => ofExpression(e, manner)).reduce((sum, e) => plus(sum, e, 1), nothing);
  return bodyOf(s).length === 0 && s.kind === "store" ? { ...inside, stores: inside.stores + manner.width(s.index) } : inside;
}

function ofExpression(e: Expression, manner: Manner): Executed {
  const all = parts(e).map((part) => ofExpression(part, manner));
  if (e.kind === "select" && manner.choice === "needed") {
    const [condition, then, otherwise] = all as [Executed, Executed, Executed];
    const more = then.flops > otherwise.flops || (then.flops === otherwise.flops && then.loads > otherwise.loads) ? then : otherwise;
    return plus(condition, more, 1);
  }
  const inside = all.reduce((sum, part) => plus(sum, part, 1), nothing);
  return plus(inside, { flops: isReal(e) ? 1 : 0, loads: e.kind === "load" ? manner.width(e.index) : 0, stores: 0 }, 1);
}

/** Whether it computes with reals; a comparison of them does, too. */
function isReal(e: Expression): boolean {
  switch (e.kind) {
    case "unary":
      return e.type === "f32";
    case "binary":
      return e.left.type === "f32";
    case "call":
      return true;
    default:
      return false;
  }
}
