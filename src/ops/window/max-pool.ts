import { k } from "../../kernel/build.ts";
import { Size } from "../../types/size.ts";
import { elements, sameShape } from "../../types/tensor.ts";
import { zeros } from "../arrays.ts";
import { sizes } from "../attributes.ts";
import { called } from "../equation.ts";
import { TypeRuleError, type Op } from "../op.ts";
import { expectElement } from "../rules.ts";
import { poolSamples } from "./pool-samples.ts";
import { eachWindow, firstLargest, poolShape, swept } from "./pool.ts";

export const max_pool: Op = {
  name: "max_pool",
  family: "window",
  doc: "The largest element of a moving window; padding is never chosen. The gradient goes to the first of equal ones.",
  spec: "reduce_window",
  traits: { kinked: true },
  type: (inputs, attributes, require) => ({ dtype: "f32", shape: poolShape(inputs, attributes, require) }),
  reference: ([x], context) => {
    const out = zeros(context.shape);
    eachWindow(x!, context, context.shape, (output, at) => {
      const best = firstLargest(x!, at);
      out.data[output] = best === undefined ? Number.NEGATIVE_INFINITY : x!.data[best]!;
    });
    return out;
  },
  vjp: ({ node, inputs: [x], ct, make }) => [make(max_pool_grad, [x!, ct], node.attributes)],
  lower: ({ inputs: [x], inputTypes: [type], attributes }) => ({
    kind: "fold",
    at: (index, fresh) => {
      const { loops, at } = swept(type!, attributes, index, fresh);
      const name = fresh("best");
      const best = k.local(name, "f32");
      return { loops, accumulators: [{ name, start: k.const(Number.NEGATIVE_INFINITY) }], step: [k.max(best, x!(at))], result: best };
    },
  }),
  flops: (_, type, attributes) => Size.product([elements(type), ...sizes(attributes, "window")]),
  equation: called("max_pool"),
  samples: poolSamples(),
};

/** The derivative of `max_pool`. Windows that overlap add up. */
export const max_pool_grad: Op = {
  name: "max_pool_grad",
  family: "window",
  doc: "Puts each cotangent of a max_pool where the first largest element of its window is.",
  spec: "select_and_scatter",
  traits: { kinked: true },
  type: (inputs, attributes, require) => {
    expectElement(inputs, 1, "f32");
    if (!sameShape(poolShape(inputs, attributes, require), inputs[1]!.shape)) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: 1, axes: [] });
    return inputs[0]!;
  },
  reference: ([x, ct], context) => {
    const out = zeros(context.shape);
    eachWindow(x!, context, ct!.shape, (output, at) => {
      const best = firstLargest(x!, at);
      if (best !== undefined) out.data[best]! += ct!.data[output]!;
    });
    return out;
  },
  // Linear in ct: gathers what was scattered. By x its derivative is zero almost everywhere.
  vjp: ({ node, inputs: [x], ct, make }) => [undefined, make(max_pool_pick, [x!, ct], node.attributes)],
  lower: ({ inputs: [x, ct], inputTypes, attributes }) => ({
    kind: "scatter",
    start: () => k.const(0),
    at: (fresh) => {
      const outer = inputTypes[1]!.shape.map((extent) => ({ name: fresh("o"), from: k.int(0), to: k.size(extent) }));
      const index = outer.map(({ name }) => k.local(name, "i32"));
      const { loops, at } = swept(inputTypes[0]!, attributes, index, fresh);
      const best = fresh("best");
      // The window's loops again as accumulators: where the best so far was, at first the first element.
      const found = loops.map(({ from }) => ({ name: fresh("at"), start: from }));
      const value = x!(at);
      const better = k.gt(value, k.local(best, "f32"));
      const moved = found.map(({ name }, i) => k.select(better, k.local(loops[i]!.name, "i32"), k.local(name, "i32")));
      // The same window, swept with the found places for names.
      const names = found.map(({ name }) => name);
      const target = swept(inputTypes[0]!, attributes, index, () => names.shift()!).at;
      const held = loops.reduce((all, { from, to }) => k.and(all, from.kind === "const" && to.kind === "const" ? k.bool(true) : k.lt(from, to)), k.bool(true));
      return {
        loops: outer,
        find: {
          loops,
          accumulators: [{ name: best, start: k.const(Number.NEGATIVE_INFINITY) }, ...found],
          step: [k.select(better, value, k.local(best, "f32")), ...moved],
          result: k.local(best, "f32"),
        },
        target,
        value: ct!(index),
        ...(held.kind === "const" ? {} : { guard: held }),
      };
    },
  }),
  flops: ([, ct], _, attributes) => Size.product([elements(ct!), ...sizes(attributes, "window")]),
  equation: called("max_pool_grad"),
  samples: poolSamples("cotangent"),
};

/** The transpose of `max_pool_grad`. */
export const max_pool_pick: Op = {
  name: "max_pool_pick",
  family: "window",
  doc: "From a tensor like x, the element where the first largest element of each window of x is.",
  traits: { kinked: true },
  type: (inputs, attributes, require) => {
    expectElement(inputs, 1, "f32");
    if (!sameShape(inputs[0]!.shape, inputs[1]!.shape)) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: 1, axes: [] });
    return { dtype: "f32", shape: poolShape(inputs, attributes, require) };
  },
  reference: ([x, values], context) => {
    const out = zeros(context.shape);
    eachWindow(x!, context, context.shape, (output, at) => {
      const best = firstLargest(x!, at);
      out.data[output] = best === undefined ? 0 : values!.data[best]!;
    });
    return out;
  },
  vjp: ({ node, inputs: [x], ct, make }) => [undefined, make(max_pool_grad, [x!, ct], node.attributes)],
  lower: ({ inputs: [x, values], inputTypes: [type], attributes }) => ({
    kind: "fold",
    at: (index, fresh) => {
      const { loops, at } = swept(type!, attributes, index, fresh);
      const accumulators = [
        { name: fresh("best"), start: k.const(Number.NEGATIVE_INFINITY) },
        { name: fresh("picked"), start: k.const(0) },
      ];
      const [best, picked] = accumulators.map((a) => k.local(a.name, "f32"));
      const first = loops.reduce((all, { name, from }) => k.and(all, k.eq(k.local(name, "i32"), from)), k.bool(true));
      const better = k.or(k.gt(x!(at), best!), first);
      return { loops, accumulators, step: [k.select(better, x!(at), best!), k.select(better, values!(at), picked!)], result: picked! };
    },
  }),
  flops: (_, type, attributes) => Size.product([elements(type), ...sizes(attributes, "window")]),
  equation: called("max_pool_pick"),
  samples: poolSamples("like"),
};
