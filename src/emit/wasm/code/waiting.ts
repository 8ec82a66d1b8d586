import type { Statement } from "../../../kernel/kernel.ts";
import { expressionsOf, mentions } from "../../../kernel/visit.ts";
import { isInnermost } from "./pointers.ts";

/**
 * Whether a real that is defined before these statements is needed only around innermost loops: behind a product, say,
 * whose sums need all registers for reals while it waits. Its bits can wait among the whole numbers.
 */
export function waitsForLoops(name: string, after: readonly Statement[]): boolean {
  let around = false;
  const onlyAround = (body: readonly Statement[], loop: "none" | "outer" | "innermost"): boolean =>
    body.every((s) => {
      if (expressionsOf(s).some((e) => mentions(e, name))) {
        if (loop === "innermost") return false;
        around ||= loop === "outer";
      }
      if (s.kind === "for") return onlyAround(s.body, s.lanes ? loop : isInnermost(s) ? "innermost" : "outer");
      return s.kind !== "if" || onlyAround(s.then, loop);
    });
  return onlyAround(after, "none") && around;
}
