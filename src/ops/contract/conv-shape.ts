import type { Attributes } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
import { flagsOr, number, numbers, numbersOr, record, sizes } from "../attributes.ts";
import { type Border, TypeRuleError, type Require } from "../op.ts";
import { expectAxes, expectCount, expectElement, expectPositive, expectRank, unsupported } from "../rules.ts";
import { windowCount, type WindowAxis } from "../window/axis.ts";

/** Which axis of a tensor plays which part. */
export interface Layout {
  readonly batch: number;
  readonly feature: number;
  readonly spatial: readonly number[];
}

/** The attributes of a convolution, read. */
export interface Convolution {
  readonly lhs: Layout;
  readonly rhs: { readonly in: number; readonly out: number; readonly spatial: readonly number[] };
  readonly out: Layout;
  readonly stride: readonly number[];
  readonly low: readonly Size[];
  readonly high: readonly Size[];
  readonly lhsDilation: readonly number[];
  readonly rhsDilation: readonly number[];
  readonly reversal: readonly boolean[];
  readonly featureGroups: number;
  readonly batchGroups: number;
}

/** `lhsDilation`, `rhsDilation`, `reversal` and the group counts may be left out. */
export function convolution(attributes: Attributes): Convolution {
  const rhs = record(attributes, "rhs");
  const stride = numbers(attributes, "stride");
  return {
    lhs: layout(record(attributes, "lhs")),
    rhs: { in: number(rhs, "in"), out: number(rhs, "out"), spatial: numbers(rhs, "spatial") },
    out: layout(record(attributes, "out")),
    stride,
    low: sizes(attributes, "low"),
    high: sizes(attributes, "high"),
    lhsDilation: numbersOr(attributes, "lhsDilation", stride.length, 1),
    rhsDilation: numbersOr(attributes, "rhsDilation", stride.length, 1),
    reversal: flagsOr(attributes, "reversal", stride.length),
    featureGroups: attributes["featureGroups"] === undefined ? 1 : number(attributes, "featureGroups"),
    batchGroups: attributes["batchGroups"] === undefined ? 1 : number(attributes, "batchGroups"),
  };
}

/** Back to attributes, to be given to a new node. */
export function convolutionAttributes(c: Convolution): Attributes {
  const plain = ({ batch, feature, spatial }: Layout): Attributes => ({ batch, feature, spatial });
  return { ...c, lhs: plain(c.lhs), rhs: { ...c.rhs }, out: plain(c.out) };
}

/** How the window moves along spatial axis `i`. */
export function convolutionAxis(c: Convolution, [x, w]: readonly TensorType[], i: number): WindowAxis {
  return {
    n: x!.shape[c.lhs.spatial[i]!]!,
    window: w!.shape[c.rhs.spatial[i]!]!,
    stride: c.stride[i]!,
    low: c.low[i]!,
    high: c.high[i]!,
    dilation: c.rhsDilation[i]!,
    inputDilation: c.lhsDilation[i]!,
  };
}

/** The zeros that a convolution reads around its input, as far as it reads any; what it cuts off stays with it. */
export function convolutionBorder(c: Convolution, [x]: readonly TensorType[]): Border | undefined {
  if (c.lhsDilation.some((dilation) => dilation > 1)) return undefined;
  const zero = Size.of(0);
  const reads = (size: Size): boolean => size.mul(-1).atLeast(0) === false;
  if (![...c.low, ...c.high].some(reads)) return undefined;
  const [low, high] = [c.low, c.high].map((sizes) => {
    const widths = x!.shape.map(() => zero);
    c.lhs.spatial.forEach((axis, i) => (widths[axis] = reads(sizes[i]!) ? sizes[i]! : zero));
    return widths;
  });
  const left = (sizes: readonly Size[]): readonly Size[] => sizes.map((size) => (reads(size) ? zero : size));
  return { operand: 0, low: low!, high: high!, attributes: convolutionAttributes({ ...c, low: left(c.low), high: left(c.high) }) };
}

export function convolutionType(inputs: readonly TensorType[], attributes: Attributes, require: Require): TensorType {
  const c = convolution(attributes);
  const [x, w] = inputs;
  const rank = c.stride.length + 2;
  for (const [i, axes] of [[0, [c.lhs.batch, c.lhs.feature, ...c.lhs.spatial]], [1, [c.rhs.in, c.rhs.out, ...c.rhs.spatial]]] as const) {
    expectElement(inputs, i, "f32");
    expectRank(inputs, i, rank);
    expectCount("spatial", axes, rank);
    expectAxes(axes, rank);
  }
  expectAxes([c.out.batch, c.out.feature, ...c.out.spatial], rank);
  for (const name of ["low", "high", "lhsDilation", "rhsDilation", "reversal"] as const) expectCount(name, c[name], c.stride.length);
  for (const name of ["stride", "lhsDilation", "rhsDilation"] as const) expectPositive(name, c[name]);
  expectPositive("featureGroups", [c.featureGroups]);
  expectPositive("batchGroups", [c.batchGroups]);
  for (const axis of c.rhs.spatial) if (w!.shape[axis]!.sub(1).atLeast(0) === false) unsupported(`a kernel must have at least one element, not ${w!.shape[axis]}`);

  const channels = x!.shape[c.lhs.feature]!;
  const perGroup = split(channels, c.featureGroups, "the input channels", require);
  if (!perGroup.equals(w!.shape[c.rhs.in]!)) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: 1, axes: [c.lhs.feature] });
  const features = w!.shape[c.rhs.out]!;
  split(features, c.featureGroups, "the output channels", require);
  split(features, c.batchGroups, "the output channels", require);

  const shape: Size[] = [];
  shape[c.out.batch] = split(x!.shape[c.lhs.batch]!, c.batchGroups, "the batch", require);
  shape[c.out.feature] = features;
  c.out.spatial.forEach((axis, i) => (shape[axis] = windowCount(convolutionAxis(c, inputs, i), c.lhs.spatial[i]!, require)));
  return { dtype: "f32", shape };
}

/** A size over a number of groups. */
export function split(size: Size, groups: number, what: string, require: Require): Size {
  const part = size.exactDiv(groups);
  if (part) return part;
  if (size.constant() !== undefined) throw new TypeRuleError({ kind: "not-divisible", size, by: Size.of(groups), what });
  require({ kind: "divisible", size, divisor: groups, why: `the ${groups} groups of ${what}` });
  return size.floorDiv(groups);
}

function layout(attributes: Attributes): Layout {
  return { batch: number(attributes, "batch"), feature: number(attributes, "feature"), spatial: numbers(attributes, "spatial") };
}
