import { hasGuardedLoad } from "../../../kernel/effects.ts";
import { k, sameExpression } from "../../../kernel/build.ts";
import type { Expression, Statement } from "../../../kernel/kernel.ts";
import { expressionsOf, mapStatement, mentionsAny, substitute, walk } from "../../../kernel/visit.ts";
import type { Local } from "../assembler/function.ts";
import { bind, type Code } from "./code.ts";
import { isUniform } from "./scope.ts";
import { isWrittenOut, writeSideBySide } from "./template.ts";
import { writeVector } from "./vector.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** Registers hold what so many functions have between two steps. */
const most = 4;

/** Statements that each need a function of their own; none needs what another of them makes. */
export interface Neighbours {
  readonly statements: readonly Statement[];
  readonly calls: readonly Call[];
}

/**
 * The statements from `first` on whose functions can be computed side by side, step by step: each step waits for the one
 * before, and a processor does not look far enough ahead to find the next function by itself. Undefined for fewer than two.
 */
export function neighboursFrom(c: Code, body: readonly Statement[], first: number): Neighbours | undefined {
  const calls: Call[] = [];
  const [made, stored] = [new Set<string>(), new Set<string>()];
  for (let i = first; i < body.length && calls.length < most; i++) {
    const s = body[i]!;
    const call = onlyCall(c, s);
    if (!call || call.intrinsic !== (calls[0] ?? call).intrinsic || call.arguments.some((e) => mentionsAny(e, made) || loadsAny(e, stored))) break;
    calls.push(call);
    if (s.kind === "store") stored.add(s.buffer);
    else if (s.kind === "let" || s.kind === "var" || s.kind === "assign") made.add(s.name);
  }
  return calls.length < 2 ? undefined : { statements: body.slice(first, first + calls.length), calls };
}

/** Computes the functions; gives the statements with names in their place, and the locals to be released behind them. */
export function writeNeighbours(c: Code, { statements, calls }: Neighbours): { readonly statements: readonly Statement[]; readonly locals: readonly Local[] } {
  const locals = writeSideBySide(c, calls[0]!.intrinsic, calls.map((call) => call.arguments), { kind: "vector", write: writeVector });
  return {
    locals,
    statements: statements.map((s, i) => {
      const name = `function ${locals[i]!.index}`;
      bind(c, name, { kind: "vector", local: locals[i]!, type: "f32" });
      return mapStatement(s, (e) => substitute(e, (part) => (part.kind === "call" && sameExpression(part, calls[i]!) ? k.local(name, "f32") : undefined)), (body) => body);
    }),
  };
}

/** The function that a statement needs, if it is one that is written out for lanes, and the only one. */
function onlyCall(c: Code, s: Statement): Call | undefined {
  if (s.kind === "for" || s.kind === "if" || expressionsOf(s).some(hasGuardedLoad)) return undefined;
  const found: Call[] = [];
  for (const expression of expressionsOf(s)) walk(expression, (e) => void (e.kind === "call" && isWrittenOut(e.intrinsic) && found.push(e)));
  const [call, ...more] = found;
  return call && more.length === 0 && !isUniform(call, c.scope) ? call : undefined;
}

function loadsAny(e: Expression, buffers: ReadonlySet<string>): boolean {
  let found = false;
  walk(e, (part) => void (found ||= part.kind === "load" && buffers.has(part.buffer)));
  return found;
}
