import { Size } from "../../../../src/types/size.ts";
import { N, type Draft, type Value } from "../../draft.ts";
import { any, anywhereThatOwns, applied, image, option, sequence, volume, width, type Piece } from "../piece.ts";
import { hasWidth } from "../../draft.ts";

/** Window, stride, padding and dilation of one axis as they are written, and what they make of a size. */
function window(d: Draft, spatial: readonly Size[], dilated = true): { readonly k: number; readonly text: string; readonly sizes: readonly Size[] } | undefined {
  const k = d.random.whole(1, 3);
  const stride = d.random.pick([1, 1, 2]);
  const dilation = dilated && k > 1 && d.chance(0.25) ? 2 : 1;
  const reach = (k - 1) * dilation + 1;
  // Where the last window leaves something over, `same` depends on sizes that are not known.
  const padding = d.random.pick(["valid", "number", "same"]);
  const pad = padding === "number" ? 1 : 0;
  const sizes = spatial.map((n) => (padding === "same" ? n.add(stride - 1).floorDiv(stride) : n.add(2 * pad - reach).floorDiv(stride).add(1)));
  if (sizes.some((s) => s.atLeast(1) === false)) return undefined;
  if (stride > 1) d.use("stride");
  if (dilation > 1) d.use("dilation");
  d.use(`padding ${padding}`);
  const text = [stride > 1 ? `, stride: ${stride}` : "", dilation > 1 ? `, dilation: ${dilation}` : "", padding === "valid" ? option(d, "pad: valid", 0.2) : `, pad: ${padding === "same" ? "same" : pad}`].join("");
  return { k, text, sizes };
}

/** A convolution over all axes between the first and the last. */
function convolution(d: Draft, x: Value | undefined, name: string, grouped = false): Value | undefined {
  const w = x && window(d, x.shape.slice(1, -1));
  if (!x || !w) return undefined;
  const channels = x.shape.at(-1)!.constant()!;
  const groups = grouped ? channels : 1;
  if (grouped) d.use("groups");
  const filters = groups > 1 ? channels * d.random.whole(1, 2) : d.random.whole(1, 3);
  const text = `${name}(${filters}, ${w.k}${w.text}${groups > 1 ? `, groups: ${groups}` : ""}${option(d, "bias: false", 0.2)}${option(d, "init: he_uniform", 0.2)})`;
  return applied(d, x, text, [x.shape[0]!, ...w.sizes, Size.of(filters)], 3 * x.reach);
}

/** Fully connected and convolutional layers. */
export const convolutions: readonly Piece[] = [
  {
    name: "Dense", places: anywhereThatOwns,
    make: (d) => {
      const x = d.pick(hasWidth) ?? any(d, 2);
      if (!x || !hasWidth(x)) return undefined;
      const units = width(d);
      return applied(d, x, `Dense(${units}${option(d, "bias: false", 0.2)}${option(d, `init: ${d.random.pick(["glorot_uniform", "normal(0, 0.3)", "uniform(low: -0.4, high: 0.4)", "xavier_normal"])}`)})`, [...x.shape.slice(0, -1), units], 3 * x.reach);
    },
  },
  { name: "Conv", places: anywhereThatOwns, make: (d) => convolution(d, image(d), "Conv") },
  { name: "Conv of groups", places: anywhereThatOwns, make: (d) => convolution(d, image(d), "Conv", true) },
  { name: "Conv1D", places: anywhereThatOwns, make: (d) => convolution(d, sequence(d), "Conv1D") },
  { name: "Conv1D of groups", places: anywhereThatOwns, make: (d) => convolution(d, sequence(d), "Conv1D", true) },
  { name: "Conv3D", places: anywhereThatOwns, make: (d) => convolution(d, volume(d), "Conv3D") },
  {
    name: "ConvTranspose", places: anywhereThatOwns,
    make: (d) => {
      const x = image(d);
      if (!x) return undefined;
      const [k, stride, same, filters] = [d.random.whole(1, 3), d.random.whole(1, 2), d.chance(0.4), d.random.whole(1, 2)];
      const pad = !same && k > 1 && d.chance(0.4) ? 1 : 0;
      const size = (n: Size): Size => (same ? n.mul(stride) : n.sub(1).mul(stride).add(k - 2 * pad));
      const sizes = x.shape.slice(1, 3).map(size);
      if (sizes.some((s) => s.atLeast(1) === false)) return undefined;
      const text = `ConvTranspose(${filters}, ${k}, stride: ${stride}${same ? ", pad: same" : pad > 0 ? ", pad: 1" : ""}${option(d, "bias: false", 0.3)})`;
      return applied(d, x, text, [x.shape[0]!, ...sizes, Size.of(filters)], 4 * x.reach);
    },
  },
  {
    name: "DepthwiseConv", places: anywhereThatOwns,
    make: (d) => {
      const x = image(d);
      const w = x && window(d, x.shape.slice(1, 3));
      if (!x || !w) return undefined;
      const m = d.random.whole(1, 2);
      return applied(d, x, `DepthwiseConv(${w.k}${w.text}${m > 1 ? ", multiplier: 2" : ""})`, [x.shape[0]!, ...w.sizes, x.shape[3]!.mul(m)], 4 * x.reach);
    },
  },
  {
    name: "SeparableConv", places: anywhereThatOwns,
    make: (d) => {
      const x = image(d);
      const w = x && window(d, x.shape.slice(1, 3));
      const filters = width(d);
      return x && w && applied(d, x, `SeparableConv(${filters}, ${w.k}${w.text})`, [N, ...w.sizes, filters], 5 * x.reach);
    },
  },
  {
    name: "bare convolution", places: ["model"],
    make: (d) => {
      const x = sequence(d);
      const w = x && d.given([Size.of(2), x.shape[2]!, width(d)]);
      if (!x || !w || x.shape[1]!.sub(1).atLeast(1) === false) return undefined;
      return d.name(`conv(${x.text}, ${w.text})`, [N, x.shape[1]!.sub(1), w.shape[2]!], { reach: 5 * x.reach });
    },
  },
];
