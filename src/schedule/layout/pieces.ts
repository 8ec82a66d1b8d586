import { k } from "../../kernel/build.ts";
import type { Computation } from "../../kernel/computation.ts";
import type { Op } from "../../ops/op.ts";
import type { TensorType } from "../../types/tensor.ts";
import { axesOf } from "../axes.ts";

const made = new WeakMap<Op, Map<number, Op>>();

/**
 * The same sums in pieces: each turn of loop `piece` of the fold adds what it has to all results, which are in memory
 * meanwhile. What one turn reads is read for all results before the next turn begins, and still in the cache then.
 * The bounds of that loop must depend on nothing.
 */
export function inPieces(op: Op, piece: number): Op {
  const known = made.get(op) ?? new Map<number, Op>();
  made.set(op, known);
  const found = known.get(piece) ?? cut(op, piece);
  known.set(piece, found);
  return found;
}

function cut({ name, family, doc, type, reference, lower, equation }: Op, piece: number): Op {
  return {
    name,
    family,
    doc,
    traits: {},
    type,
    reference,
    lower: (context) => {
      const computation = lower!(context);
      if (computation.kind !== "fold") throw new Error(`${name} is no fold and has no pieces`);
      return pieces(computation, context.type, piece);
    },
    ...(equation && { equation }),
    samples: [],
  };
}

function pieces(computation: Extract<Computation, { kind: "fold" }>, type: TensorType, piece: number): Computation {
  return {
    kind: "scatter",
    start: () => k.const(0),
    at: (fresh) => {
      const axes = axesOf(type.shape, fresh);
      const fold = computation.at(axes.index, fresh);
      const results = axes.loops.map(({ name, to }) => ({ name, from: k.int(0), to }));
      return { loops: [fold.loops[piece]!, ...results], find: { ...fold, loops: fold.loops.toSpliced(piece, 1) }, target: axes.index, value: fold.result };
    },
  };
}
