import { diagnose } from "../../diagnostics/report.ts";
import type { File } from "../ast.ts";
import { children, type Node } from "../visit.ts";
import type { Findings } from "./findings.ts";

/** A chain such as `a + b + …` or `x |> f |> …` is as deep as it is long, and later passes recurse over it. */
export const CHAIN_LIMIT = 1500;

/** Whether no expression is deeper than what may be recursed over; if one is, that is an error. */
export function withinDepth(file: File, findings: Findings): boolean {
  let level: Node[] = [file];
  for (let depth = 0; level.length > 0; depth++) {
    const first = level[0];
    if (depth > CHAIN_LIMIT && first) {
      findings.add(diagnose("nested-too-deeply", { limit: CHAIN_LIMIT }, { span: first.span, help: "give parts of it a name" }));
      return false;
    }
    level = level.flatMap(children);
  }
  return true;
}
