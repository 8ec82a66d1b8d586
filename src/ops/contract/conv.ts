import { k } from "../../kernel/build.ts";
import type { Computation } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { Size } from "../../types/size.ts";
import { called } from "../equation.ts";
import type { LowerContext, Op } from "../op.ts";
import { sweep, tapsOnInput } from "../window/axis.ts";
import { inputCotangent, kernelCotangent } from "./conv-cotangents.ts";
import { convolve } from "./conv-reference.ts";
import { convolutionSamples } from "./conv-samples.ts";
import { convolution, convolutionAxis, convolutionBorder, convolutionType } from "./conv-shape.ts";

export const conv: Op = {
  name: "conv",
  family: "contract",
  doc: "Convolution (cross-correlation) with any stride, padding, dilation and groups, over any number of spatial axes.",
  spec: "convolution",
  traits: {},
  type: convolutionType,
  reference: convolve,
  vjp: (context) => [inputCotangent(context), kernelCotangent(context)],
  lower,
  flops: (inputs, type, attributes) => {
    const c = convolution(attributes);
    const pairs = c.out.spatial.map((axis, i) => tapsOnInput(convolutionAxis(c, inputs, i), type.shape[axis]!));
    return Size.product([2, type.shape[c.out.batch]!, type.shape[c.out.feature]!, inputs[1]!.shape[c.rhs.in]!, ...pairs]);
  },
  border: (inputs, attributes) => convolutionBorder(convolution(attributes), inputs),
  equation: called("conv"),
  samples: convolutionSamples(),
};

/** A sum over the part of the window that lies on the input and over channels. */
function lower({ inputs: [x, w], inputTypes, type, attributes }: LowerContext): Computation {
  const c = convolution(attributes);
  const channels = inputTypes[1]!.shape[c.rhs.in]!;
  const features = type.shape[c.out.feature]!;
  return {
    kind: "fold",
    at: (index, fresh) => {
      const sweeps = c.stride.map((_, i) => sweep(convolutionAxis(c, inputTypes, i), index[c.out.spatial[i]!]!, fresh("k")));
      const channel = fresh("c");
      const ch = k.local(channel, "i32");
      const f = index[c.out.feature]!;
      // The group that an output channel belongs to.
      const group = (groups: number): Expression => (groups === 1 ? k.int(0) : k.div(f, k.size(features.floorDiv(groups))));
      const [xAt, wAt]: [Expression[], Expression[]] = [[], []];
      xAt[c.lhs.batch] = k.add(k.mul(group(c.batchGroups), k.size(type.shape[c.out.batch]!)), index[c.out.batch]!);
      xAt[c.lhs.feature] = k.add(k.mul(group(c.featureGroups), k.size(channels)), ch);
      wAt[c.rhs.in] = ch;
      wAt[c.rhs.out] = f;
      sweeps.forEach(({ r, at }, i) => {
        const axis = c.rhs.spatial[i]!;
        xAt[c.lhs.spatial[i]!] = at;
        wAt[axis] = c.reversal[i] ? k.sub(k.size(inputTypes[1]!.shape[axis]!.sub(1)), r) : r;
      });
      const guard = sweeps.reduce((all, { guard }) => (guard ? k.and(all, guard) : all), k.bool(true));
      const sum = fresh("sum");
      const total = k.local(sum, "f32");
      // Through the input in the order of its memory.
      const loops = [...sweeps.map((s) => s.loop), { name: channel, from: k.int(0), to: k.size(channels) }];
      const axes = [...c.lhs.spatial, c.lhs.feature];
      return {
        loops: axes.toSorted((a, b) => a - b).map((axis) => loops[axes.indexOf(axis)]!),
        accumulators: [{ name: sum, start: k.const(0) }],
        step: [k.add(total, k.mul(x!(xAt), w!(wAt)))],
        ...(guard.kind === "const" ? {} : { guard }),
        result: total,
      };
    },
  };
}
