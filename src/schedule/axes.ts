import { k } from "../kernel/build.ts";
import type { Fresh } from "../kernel/computation.ts";
import type { Expression, Statement } from "../kernel/kernel.ts";
import type { Size } from "../types/size.ts";

/** The loops over the elements of a shape. An axis of size 1 has no loop: its index is 0. */
export interface Axes {
  readonly index: readonly Expression[];
  readonly loops: readonly { readonly name: string; readonly to: Expression }[];
}

export function axesOf(shape: readonly Size[], fresh: Fresh): Axes {
  const loops: { name: string; to: Expression }[] = [];
  const letters = ["i", "j", "l", "m", "p", "q", "r", "s"];
  const index = shape.map((extent) => {
    if (extent.equals(1)) return k.int(0);
    const [term] = extent.terms;
    const [atom] = term?.atoms ?? [];
    // The index along N is n.
    const symbol = extent.terms.length === 1 && term!.coefficient === 1 && term!.atoms.length === 1 && atom!.kind === "symbol" ? atom!.name : undefined;
    const name = fresh(symbol !== undefined && symbol.length === 1 ? symbol.toLowerCase() : (letters.shift() ?? "i"));
    loops.push({ name, to: k.size(extent) });
    return k.local(name, "i32");
  });
  return { index, loops };
}

/** The loops around statements that concern one element of the shape only, so that no turn depends on another. */
export function nest(loops: Axes["loops"], body: readonly Statement[]): readonly Statement[] {
  return loops.reduceRight<readonly Statement[]>((inner, { name, to }) => [{ kind: "for", index: name, from: k.int(0), to, body: inner, independent: true }], body);
}
