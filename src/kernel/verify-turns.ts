import { asSize, k } from "./build.ts";
import type { Expression, For, Kernel, Statement } from "./kernel.ts";
import { isShared } from "./share.ts";
import { bodyOf, expressionsOf, mentionsAny, walk, walkStatements } from "./visit.ts";

/**
 * Throws an Error where turns that are called independent cannot be: what they assign is from outside, or what they store
 * or load of a stored buffer is the same element in each; and where threads would not divide all that a kernel stores.
 */
export function verifyTurns(kernel: Kernel): void {
  const wrong = (message: string): never => {
    throw new Error(`kernel ${kernel.name}: ${message}`);
  };
  const visit = (body: readonly Statement[]): void => {
    for (const s of body) {
      if (s.kind === "for" && s.independent) verifyIndependent(s, wrong);
      visit(bodyOf(s));
    }
  };
  visit(kernel.body);
  if (isShared(kernel)) verifyShared(kernel.body, false, wrong);
}

function verifyIndependent(loop: For, wrong: (message: string) => never): void {
  // A single turn is what one thread does of what is left over.
  if (asSize(k.sub(loop.to, loop.from))?.equals(1)) return;
  const inside = new Set<string>();
  const varying = new Set([loop.index]);
  const stored = new Set<string>();
  walkStatements(loop.body, (s) => {
    if (s.kind === "let" || s.kind === "var") inside.add(s.name);
    if (s.kind === "store") stored.add(s.buffer);
  });
  const varies = (e: Expression): boolean => mentionsAny(e, varying);
  const own = (buffer: string, index: Expression): void => {
    if (stored.has(buffer) && !varies(index)) wrong(`all turns of ${loop.index}, which is independent, have one element of ${buffer}`);
  };
  // What turns assign under conditions, and in loops, may be different in each as well.
  const visit = (body: readonly Statement[], conditional: boolean): void => {
    for (const s of body) {
      if (s.kind === "assign" && !inside.has(s.name)) wrong(`the turns of ${loop.index}, which is independent, all assign ${s.name}`);
      if ((s.kind === "let" || s.kind === "var" || s.kind === "assign") && (conditional || varies(s.value))) varying.add(s.name);
      if (s.kind === "store") own(s.buffer, s.index);
      for (const expression of expressionsOf(s)) walk(expression, (e) => void (e.kind === "load" && own(e.buffer, e.index)));
      const depends = (s.kind === "for" && (varies(s.from) || varies(s.to))) || (s.kind === "if" && varies(s.condition));
      if (depends && s.kind === "for") varying.add(s.index);
      visit(bodyOf(s), conditional || depends);
    }
  };
  visit(loop.body, false);
}

/** Each store in one loop that is divided, and no loop that is divided in another. */
function verifyShared(body: readonly Statement[], inside: boolean, wrong: (message: string) => never): void {
  for (const s of body) {
    if (s.kind === "store" && !inside) wrong(`all threads store to ${s.buffer}`);
    const shared = s.kind === "for" && s.shared === true;
    if (shared && inside) wrong(`${s.index} is divided inside of a loop that is divided`);
    if (shared && !s.independent) wrong(`${s.index} is divided though its turns are not independent`);
    verifyShared(bodyOf(s), inside || shared, wrong);
  }
}
