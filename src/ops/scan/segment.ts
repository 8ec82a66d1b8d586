import type { Builder } from "../../graph/builder.ts";
import { extract } from "../../graph/extract.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { number } from "../attributes.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { lt } from "../elementwise/compare.ts";
import { minimum } from "../elementwise/kinked.ts";
import { select } from "../elementwise/select.ts";
import { constant } from "../leaf/constant.ts";
import { size } from "../leaf/sizes.ts";
import { broadcastTo } from "../make.ts";
import { carry, position, standingFor } from "./arguments.ts";
import { Assembly } from "./assembly.ts";
import { layout, type Layout } from "./layout.ts";
import { part } from "./part.ts";
import { joinSegments, splitIntoSegments, type Segments } from "./segments.ts";

/**
 * The parts of a scan, of a scan over segments whose body is a scan over the positions of one:
 *
 *     for s in segments { for t in segment s { h, y[t] = f(h, x[t]) } }
 *
 * The inner one is marked to be run again, so that backpropagation keeps h between segments, and within the segment that
 * it is at all that it needs: O(T/k + k) in place of O(T) for segments of k. What each position computes is unchanged.
 */
export function segmentScan(node: Node, length: number, builder: Builder): readonly Node[] {
  const from = layout(node);
  const segments = segmentsOf(from, length);
  const { axis, reverse } = from;
  const outer = new Assembly({ axis, reverse, extent: segments.count, recompute: false });
  const inner = new Assembly({ axis, reverse, extent: Size.of(length), recompute: true });
  const stacks = from.elements.map((stack) => splitIntoSegments(builder, stack, axis, segments));
  const carried = from.inits.map(({ type }, i) => outer.region.make(carry, [], standingFor(type, i), from.next[i]!.origin));
  const here = positionIn(inner, outer, segments);

  const leaves = from.inits.map(({ type }, i) => inner.region.make(carry, [], standingFor(type, i), from.next[i]!.origin));
  const results = [...from.next, ...from.yields];
  const copies = extract(from.region.nodes, results, inner.region, (leaf) => {
    const index = (): number => number(leaf.attributes, "index");
    switch (leaf.op.traits.argument) {
      case "carry": return () => leaves[index()]!;
      case "element": return () => inner.element(outer.element(stacks[index()]!, leaf.origin), leaf.origin);
      case "outer": return () => inner.outer(outer.outer(from.outers[index()]!, leaf.origin), leaf.origin);
      case "position": return () => here().inRange;
      case undefined: return undefined;
    }
  });
  const next = from.next.map((value, i) => {
    const made = copies.get(value)!;
    return segments.padded.isZero() ? made : inner.region.make(select, [broadcastTo(inner.region, here().isReal, made.type.shape, []), made, leaves[i]!], {}, value.origin);
  });
  const segment = inner.finish(outer.region, carried, next, from.yields.map((value) => copies.get(value)!), node.origin);
  const ends = results.map(({ origin }, index) => outer.region.make(part, [segment], { index }, origin));
  const count = from.next.length;
  const whole = outer.finish(builder, from.inits, ends.slice(0, count), ends.slice(count), node.origin);
  return results.map(({ origin }, index) => {
    const made = builder.make(part, [whole], { index }, origin);
    return index < count ? made : joinSegments(builder, made, axis, segments);
  });
}

function segmentsOf({ extent }: Layout, length: number): Segments {
  const count = extent.exactDiv(length) ?? extent.add(length - 1).floorDiv(length);
  return { length, count, extent, padded: count.mul(length).sub(extent) };
}

/** Where an inner position stands in the whole scan, made when it is asked for. Those behind its end do nothing. */
function positionIn(inner: Assembly, outer: Assembly, { length, extent }: Segments): () => { readonly inRange: Node; readonly isReal: Node } {
  let made: { readonly inRange: Node; readonly isReal: Node } | undefined;
  return () => {
    if (made) return made;
    const { region } = inner;
    const whole = (value: number): Node => region.make(constant, [], { value, dtype: "i32" });
    const sizeOf = (value: Size): Node => region.make(size, [], { size: value, dtype: "i32" });
    const segment = inner.outer(outer.region.make(position, []));
    const at = region.make(add, [region.make(mul, [segment, whole(length)]), region.make(position, [])]);
    made = { inRange: region.make(minimum, [at, sizeOf(extent.sub(1))]), isReal: region.make(lt, [at, sizeOf(extent)]) };
    return made;
  };
}
