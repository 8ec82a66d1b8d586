import type { Statement } from "./kernel.ts";
import { walkBody } from "./visit.ts";

/** The symbolic sizes that a body uses, sorted. */
export function usedSizes(body: readonly Statement[]): string[] {
  const names = new Set<string>();
  walkBody(body, (e) => {
    if (e.kind === "size") for (const name of e.size.symbols()) names.add(name);
  });
  return [...names].sort();
}
