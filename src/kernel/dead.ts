import type { Statement } from "./kernel.ts";
import { expressionsOf, mapStatement, walk, walkStatements } from "./visit.ts";

/** Without what nobody reads: names that nothing stored or decided depends on, and loops that then do nothing. What is assigned but defined outside is read there. */
export function withoutDead(body: readonly Statement[]): readonly Statement[] {
  const values = new Map<string, Set<string>>();
  const defined = new Set<string>();
  const live = new Set<string>();
  walkStatements(body, (s) => {
    if (s.kind === "let" || s.kind === "var") defined.add(s.name);
    const names = new Set<string>();
    for (const expression of expressionsOf(s)) walk(expression, (e) => void (e.kind === "local" && names.add(e.name)));
    if (s.kind === "let" || s.kind === "var" || s.kind === "assign") values.set(s.name, new Set([...(values.get(s.name) ?? []), ...names]));
    else for (const name of names) live.add(name);
  });
  for (const name of values.keys()) if (!defined.has(name)) live.add(name);
  // A set gives what is added while it is gone through.
  for (const name of live) for (const read of values.get(name) ?? []) live.add(read);
  const kept = (block: readonly Statement[]): readonly Statement[] =>
    block.flatMap((s): readonly Statement[] => {
      if ((s.kind === "let" || s.kind === "var" || s.kind === "assign") && !live.has(s.name)) return [];
      const inside = mapStatement(s, (e) => e, kept);
      return (inside.kind === "for" && inside.body.length === 0) || (inside.kind === "if" && inside.then.length === 0) ? [] : [inside];
    });
  return kept(body);
}
