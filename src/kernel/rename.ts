import type { Expression, Statement } from "./kernel.ts";
import { mapStatement, withParts } from "./visit.ts";

/** The same body with other names for buffers and locals; `name` is asked in the order of first use. */
export function renameBody(body: readonly Statement[], name: (old: string) => string): readonly Statement[] {
  const expression = (e: Expression): Expression => {
    if (e.kind === "local") return { ...e, name: name(e.name) };
    if (e.kind === "load") return { ...e, buffer: name(e.buffer), index: expression(e.index) };
    return withParts(e, expression);
  };
  const statement = (s: Statement): Statement => {
    switch (s.kind) {
      case "for":
        return mapStatement({ ...s, index: name(s.index) }, expression, block);
      case "let":
      case "var":
      case "assign":
        return mapStatement({ ...s, name: name(s.name) }, expression, block);
      case "store":
        return mapStatement({ ...s, buffer: name(s.buffer) }, expression, block);
      case "if":
        return mapStatement(s, expression, block);
    }
  };
  const block = (b: readonly Statement[]): readonly Statement[] => b.map(statement);
  return block(body);
}
