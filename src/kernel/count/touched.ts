import type { Expression, Kernel, Statement } from "../kernel.ts";
import { bodyOf, expressionsOf, parts } from "../visit.ts";
import { type Box, boxOf, distinct } from "./box.ts";
import { type Form, formOf, type Names, rangeOf, type Turns } from "./form.ts";
import { narrowed } from "./narrow.ts";

interface Accesses {
  readonly read: Box[];
  readonly written: Box[];
}

/**
 * How many distinct elements of its buffers a kernel reads and writes: the least that must be moved. What it wrote itself is not read
 * from memory.
 */
export function touched(kernel: Kernel, sizes: Names["sizes"]): { readonly read: number; readonly written: number } {
  const accesses = new Map<string, Accesses>(kernel.buffers.map(({ name }) => [name, { read: [], written: [] }]));
  for (const statement of kernel.body) {
    const before = new Map([...accesses].map(([name, { written }]) => [name, [...written]]));
    visit(statement, { loops: new Map(), lets: new Map(), sizes }, (buffer, kind, box) => {
      const own = kind === "read" && before.get(buffer)!.some((store) => store.least <= box.least && box.most <= store.most);
      if (!own) accesses.get(buffer)![kind].push(box);
    });
  }
  let [read, written] = [0, 0];
  for (const { name, length } of kernel.buffers) {
    const [all, boxes] = [length.evaluate(sizes), accesses.get(name)!];
    if (boxes.read.length > 0) read += distinct(boxes.read, all);
    if (boxes.written.length > 0) written += distinct(boxes.written, all);
  }
  return { read, written };
}

interface Scope extends Names {
  readonly loops: Map<string, Turns>;
  readonly lets: Map<string, Form>;
}

type Found = (buffer: string, kind: keyof Accesses, box: Box) => void;

/** Names are unique along a path of scopes, and what a scope leaves behind nobody reads. */
function visit(s: Statement, scope: Scope, found: Found): void {
  for (const e of expressionsOf(s)) visitExpression(e, scope, found);
  switch (s.kind) {
    case "let":
      if (s.value.type === "i32") scope.lets.set(s.name, formOf(s.value, scope));
      break;
    case "store":
      found(s.buffer, "written", boxOf(formOf(s.index, scope), scope));
      break;
    case "for": {
      const turns = { least: rangeOf(formOf(s.from, scope), scope).least, most: rangeOf(formOf(s.to, scope), scope).most - 1 };
      if (turns.most < turns.least) return;
      scope.loops.set(s.index, turns);
      break;
    }
    default:
  }
  const inside = s.kind === "if" ? narrowed(scope, s.condition, true) : scope;
  if (isEmpty(inside)) return;
  for (const inner of bodyOf(s)) visit(inner, inside, found);
}

function visitExpression(e: Expression, scope: Scope, found: Found): void {
  if (e.kind === "load") found(e.buffer, "read", boxOf(formOf(e.index, scope), scope));
  if (e.kind !== "select") return parts(e).forEach((part) => visitExpression(part, scope, found));
  visitExpression(e.condition, scope, found);
  for (const [branch, holds] of [[e.then, true], [e.else, false]] as const) {
    const inside = narrowed(scope, e.condition, holds);
    if (!isEmpty(inside)) visitExpression(branch, inside, found);
  }
}

/** Whether a condition leaves no turn of some loop. */
function isEmpty({ loops }: Scope): boolean {
  return [...loops.values()].some(({ least, most }) => most < least);
}
