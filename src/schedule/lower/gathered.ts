import { asSize, k } from "../../kernel/build.ts";
import type { Fold, Fresh, Scatter } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { substitute } from "../../kernel/visit.ts";
import type { Size } from "../../types/size.ts";

/**
 * A scatter as what each element of the result takes for itself: all terms whose target it is, in their order. More is
 * looked at than is added, but no element waits for another. Undefined where a target is found by loops of its own.
 */
export function gathered({ loops, target, value, guard, find }: Scatter, index: readonly Expression[], shape: readonly Size[], start: Expression, fresh: Fresh): Fold | undefined {
  if (find) return undefined;
  const own = new Map<string, Expression>();
  const matches = target.map((e, axis): Expression => {
    const loop = e.kind === "local" ? loops.find(({ name }) => name === e.name) : undefined;
    const runsAlong = loop && !own.has(loop.name) && asSize(loop.from)?.isZero() && asSize(loop.to)?.equals(shape[axis]!);
    if (!runsAlong) return k.eq(e, index[axis]!);
    own.set(loop.name, index[axis]!);
    return k.bool(true);
  });
  const replaced = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" ? own.get(part.name) : undefined));
  const condition = replaced([...(guard ? [guard] : []), ...matches].reduce((all, e) => k.and(all, e), k.bool(true)));
  const name = fresh("sum");
  const sum = k.local(name, start.type);
  return {
    loops: loops.filter((loop) => !own.has(loop.name)).map((loop) => ({ ...loop, from: replaced(loop.from), to: replaced(loop.to) })),
    accumulators: [{ name, start }],
    step: [k.add(sum, replaced(value))],
    ...(condition.kind !== "const" && { guard: condition }),
    result: sum,
  };
}
