import { rewrite } from "../graph/rewrite.ts";
import { broadcastTo } from "../ops/make.ts";
import { repeated } from "../ops/movement/repeated.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/**
 * Repeats later: f(broadcast(a), broadcast(b)) is broadcast(f(a, b)). What scales a whole batch by 1/N is then computed
 * once and not for each element.
 */
export const narrow: Pass = {
  name: "narrow",
  doc: "Computes pointwise operations before their operands are repeated.",
  run: everywhere((graph) => {
    let narrowed = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      if (!node.op.traits.pointwise || inputs.length === 0) return undefined;
      const operands = inputs.flatMap((input) => repeated(input) ?? []);
      if (operands.length < inputs.length) return undefined;
      // The axes along which any operand varies; the result varies along no other.
      const axes = [...new Set(operands.flatMap((o) => o.axes))].sort((a, b) => a - b);
      const { shape } = node.type;
      if (axes.length === shape.length) return undefined;
      narrowed = true;
      const small = axes.map((axis) => shape[axis]!);
      const sources = operands.map((o) => broadcastTo(builder, o.source, small, o.axes.map((axis) => axes.indexOf(axis))));
      return broadcastTo(builder, builder.make(node.op, sources, node.attributes), shape, axes);
    });
    return narrowed ? next : graph;
  }),
};
