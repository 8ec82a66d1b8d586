import type { Expression, For, Kernel, Statement } from "./kernel.ts";
import { bodyOf, mentionsAny } from "./visit.ts";

/**
 * Throws an Error where a loop inside of lanes goes through other turns in one lane than in another: a target that does all
 * lanes at once has one counter for them.
 */
export function verifyLanes(kernel: Kernel): void {
  const visit = (body: readonly Statement[]): void => {
    for (const s of body) {
      if (s.kind === "for" && s.lanes) verifyLoop(kernel, s);
      else visit(bodyOf(s));
    }
  };
  visit(kernel.body);
}

function verifyLoop(kernel: Kernel, lanes: For): void {
  const varying = new Set([lanes.index]);
  const varies = (e: Expression): boolean => mentionsAny(e, varying);
  const visit = (body: readonly Statement[], conditional: boolean): void => {
    for (const s of body) {
      if ((s.kind === "let" || s.kind === "var" || s.kind === "assign") && (conditional || varies(s.value))) varying.add(s.name);
      if (s.kind === "for" && !conditional && (varies(s.from) || varies(s.to))) throw new Error(`kernel ${kernel.name}: the turns of ${s.index} are not the same in all lanes of ${lanes.index}`);
      // Under a condition that differs, each lane goes alone.
      visit(bodyOf(s), conditional || (s.kind === "if" && varies(s.condition)));
    }
  };
  visit(lanes.body, false);
}
