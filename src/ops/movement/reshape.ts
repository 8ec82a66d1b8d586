import { delinear, linear } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { Size } from "../../types/size.ts";
import { elements } from "../../types/tensor.ts";
import { sizes } from "../attributes.ts";
import { reshapeTo } from "../make.ts";
import { TypeRuleError, type Op } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { simplifyReshape } from "./laws.ts";
import { liftReshape } from "./lift.ts";

export const reshape: Op = {
  name: "reshape",
  family: "movement",
  doc: "The same elements in the same row-major order, in another shape.",
  spec: "reshape",
  traits: { view: true, alias: true },
  type: ([x], attributes) => {
    const shape = sizes(attributes, "shape");
    const [from, to] = [elements(x!), Size.product(shape)];
    if (!from.equals(to)) throw new TypeRuleError({ kind: "elements-differ", from, to });
    return { ...x!, shape };
  },
  reference: ([x], { shape }) => ({ shape, data: x!.data }),
  vjp: ({ inputs: [x], ct, make }) => [x!.type.dtype === "f32" ? reshapeTo({ make }, ct, x!.type.shape) : undefined],
  lower: ({ inputs: [x], inputTypes: [from], type }) => {
    const parts = groups(from!.shape, type.shape);
    return { kind: "point", value: (index) => x!(parts.flatMap((part) => reindexed(part, index))) };
  },
  lift: liftReshape,
  simplify: simplifyReshape,
  equation: ([x]) => x!,
  samples: [
    sample([real([N, 3, 4])], { shape: [N, 12] }),
    sample([real([N, 12])], { shape: [N, 2, 6] }),
    sample([real([2, 1, 6])], { shape: [4, 3, 1] }),
    sample([real([N, 6, 5])], { shape: [N.mul(2), 3, 5] }),
    sample([real([1, 1])], { shape: [] }),
  ],
};

/** Consecutive axes from..to (excluded) on both sides that hold the same elements: index arithmetic stays within a group. */
interface Group {
  readonly fromShape: readonly Size[];
  readonly toShape: readonly Size[];
  /** The first axis of the group in the result. */
  readonly at: number;
}

function groups(from: readonly Size[], to: readonly Size[]): readonly Group[] {
  const found: Group[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    let [a, b] = [i, j];
    let [p, q] = [Size.of(1), Size.of(1)];
    const takeLeft = (): void => void (p = p.mul(from[a++]!));
    const takeRight = (): void => void (q = q.mul(to[b++]!));
    if (a < from.length) takeLeft();
    if (b < to.length) takeRight();
    while (!p.equals(q)) {
      // The smaller side grows; if neither is known to be smaller, either may, as both end at the same product.
      if (a < from.length && (p.atLeast(q) !== true || b === to.length)) takeLeft();
      else if (b < to.length) takeRight();
      else break;
    }
    found.push({ fromShape: from.slice(i, a), toShape: to.slice(j, b), at: j });
    [i, j] = [a, b];
  }
  return found;
}

function reindexed({ fromShape, toShape, at }: Group, index: readonly Expression[]): readonly Expression[] {
  const own = index.slice(at, at + toShape.length);
  return fromShape.length === 1 && toShape.length === 1 ? own : delinear(linear(own, toShape), fromShape);
}
