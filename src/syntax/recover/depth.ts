import type { File } from "../ast.ts";
import { CHAIN_LIMIT, tooDeeplyNested } from "../lex/depth.ts";
import { children, type Node } from "../visit.ts";
import type { Findings } from "./findings.ts";

/** Whether no expression is deeper than what may be recursed over; if one is, that is an error. */
export function withinDepth(file: File, findings: Findings): boolean {
  let level: Node[] = [file];
  for (let depth = 0; level.length > 0; depth++) {
    const first = level[0];
    if (depth > CHAIN_LIMIT && first) {
      findings.add(tooDeeplyNested(first.span, CHAIN_LIMIT));
      return false;
    }
    level = level.flatMap(children);
  }
  return true;
}
