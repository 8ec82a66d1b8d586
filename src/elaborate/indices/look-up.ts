import type { Span } from "../../base/source.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import type { Context } from "../context.ts";
import { sizeNode } from "../tensors.ts";
import type { Index } from "./index.ts";
import { labelled, reorder, type Labelled } from "./labelled.ts";

/**
 * `x[n, k[n], c]`: axis `axis` of x is looked up by the tensor `at` of positions, the others stand for the indices `lone`.
 * An index of both, as n here, is looked up too: x is taken as a table of N*K rows, at the rows n*K + k[n].
 */
export function lookUp(context: Context, x: Node, lone: readonly Index[], axis: number, at: Labelled, span: Span): Labelled {
  const shared = lone.filter((index) => at.indices.includes(index));
  if (shared.length === 0) {
    const node = context.make("gather", [x, at.node], { axis }, span);
    return labelled(node, [...lone.slice(0, axis), ...at.indices, ...lone.slice(axis)]);
  }
  const { shape } = x.type;
  const extent = shape[axis]!;
  const looked: Index = { name: "", span, range: extent };
  const others = lone.filter((index) => !shared.includes(index));
  const whole = labelled(x, [...lone.slice(0, axis), looked, ...lone.slice(axis)]);
  const ordered = reorder(context, whole, [...shared, looked, ...others], span);
  const rows = Size.product([...shared.map((index) => index.range!), extent]);
  const table = context.make("reshape", [ordered], { shape: [rows, ...others.map((index) => index.range!)] }, span);
  const node = context.make("gather", [table, rowsOf(context, at, shared, extent, span)], { axis: 0 }, span);
  return labelled(node, [...at.indices, ...others]);
}

/** The rows (n*T + t)*K + k[n, t], for shared indices n and t; what is out of range is taken as the nearest end, not as the next n. */
function rowsOf(context: Context, at: Labelled, shared: readonly Index[], extent: Size, span: Span): Node {
  const { shape } = at.node.type;
  const everywhere = (size: Size): Node => context.make("broadcast", [sizeNode(context, size, span, "i32")], { shape, axes: [] }, span);
  const fits = at.node.type.bound?.equals(extent) === true;
  const place = fits ? at.node : context.make("minimum", [context.make("maximum", [at.node, everywhere(Size.of(0))], {}, span), everywhere(extent.sub(1))], {}, span);
  return shared.reduce((sum, index, i) => {
    const stride = Size.product([...shared.slice(i + 1).map((inner) => inner.range!), extent]);
    const value = context.make("iota", [], { shape, axis: at.indices.indexOf(index) }, span);
    return context.make("add", [context.make("mul", [value, everywhere(stride)], {}, span), sum], {}, span);
  }, place);
}
