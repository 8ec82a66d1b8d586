import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { nominalSize } from "../../types/nominal.ts";
import { Size } from "../../types/size.ts";
import { numbers, sizes } from "../attributes.ts";
import { constant } from "../leaf/constant.ts";
import { scalarConstant } from "../make.ts";
import type { Op } from "../op.ts";
import { concat } from "./concat.ts";
import { pad } from "./pad.ts";

/** A value among zeros, from `from` to `to` (excluded) along one axis. */
interface Block {
  readonly value: Node;
  readonly axis: number;
  readonly from: Size;
  readonly to: Size;
}

/** More than anything is split into by hand. */
const mostBlocks = 16;

/**
 * What a sum of values among zeros, each in a place of its own, is: the values side by side. So are the cotangents of the parts into which
 * something was split put together.
 */
export function sumOfBlocks(sum: Node, builder: Builder): Node | undefined {
  const blocks = blocksOf(sum, sum.op)?.toSorted((a, b) => nominalSize(a.from) - nominalSize(b.from));
  const [first] = blocks ?? [];
  if (!blocks || !first) return undefined;
  const inRow = blocks.every(({ axis, from }, i) => axis === first.axis && (i === 0 || from.equals(blocks[i - 1]!.to)));
  if (!inRow) return undefined;
  const { shape, dtype } = sum.type;
  const whole = builder.make(concat, blocks.map(({ value }) => value), { axis: first.axis });
  const [low, high] = [first.from, shape[first.axis]!.sub(blocks.at(-1)!.to)];
  if (low.isZero() && high.isZero()) return whole;
  const around = (size: Size): readonly Size[] => shape.map((_, axis) => (axis === first.axis ? size : Size.of(0)));
  const zero = builder.make(constant, [], { value: 0, dtype });
  return builder.make(pad, [whole, zero], { low: around(low), high: around(high), interior: shape.map(() => 0) });
}

/** The terms of a sum, if all are blocks. */
function blocksOf(node: Node, add: Op): readonly Block[] | undefined {
  if (node.op !== add) {
    const block = blockOf(node);
    return block && [block];
  }
  const found: Block[] = [];
  for (const input of node.inputs) {
    const inner = blocksOf(input, add);
    if (!inner || found.length + inner.length > mostBlocks) return undefined;
    found.push(...inner);
  }
  return found;
}

function blockOf({ op, inputs: [value, fill], attributes, type }: Node): Block | undefined {
  if (op !== pad || scalarConstant(fill!) !== 0 || numbers(attributes, "interior").some((between) => between !== 0)) return undefined;
  const [low, high] = [sizes(attributes, "low"), sizes(attributes, "high")];
  if ([...low, ...high].some((size) => size.atLeast(0) !== true)) return undefined;
  const padded = low.flatMap((size, axis) => (size.isZero() && high[axis]!.isZero() ? [] : [axis]));
  const [axis] = padded;
  if (axis === undefined || padded.length > 1) return undefined;
  return { value: value!, axis, from: low[axis]!, to: type.shape[axis]!.sub(high[axis]!) };
}
