import type { Graph, Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import { stackAxis } from "../../src/ops/scan/layout.ts";
import type { Size } from "../../src/types/size.ts";
import type { TensorType } from "../../src/types/tensor.ts";
import { Sketch } from "./sketch.ts";

export interface Recurrence {
  readonly inits: readonly Node[];
  readonly elements?: readonly Node[];
  readonly outers?: readonly Node[];
  readonly extent: Size;
  readonly axis?: number;
  readonly reverse?: boolean;
}

/** What the body of a scan is given: leaves of its region. */
export interface Given {
  readonly carries: readonly Node[];
  readonly elements: readonly Node[];
  readonly outers: readonly Node[];
  readonly position: Node;
}

/** A scan, its parts in order: last carries, then stacked yields. */
export function scan(
  s: Sketch,
  { inits, elements = [], outers = [], extent, axis = 1, reverse = false }: Recurrence,
  body: (r: Sketch, given: Given) => { readonly next: readonly Node[]; readonly yields: readonly Node[] },
): { readonly node: Node; readonly last: readonly Node[]; readonly stacks: readonly Node[] } {
  const region = regionOf(s, inits, elements, outers, axis, body);
  const attributes = { carries: inits.length, elements: elements.length, axis, extent, reverse };
  const node = s.builder.make(ops.get("scan")!, [...inits, ...elements, ...outers], attributes, undefined, region);
  const parts = node.type.parts!.map((_, index) => s.op("part", [node], { index }));
  return { node, last: parts.slice(0, inits.length), stacks: parts.slice(inits.length) };
}

function regionOf(
  s: Sketch,
  inits: readonly Node[],
  elements: readonly Node[],
  outers: readonly Node[],
  axis: number,
  body: (r: Sketch, given: Given) => { readonly next: readonly Node[]; readonly yields: readonly Node[] },
): Graph {
  const r = new Sketch(s.sizes);
  const leaf =
    (role: string) =>
    ({ type }: { type: TensorType }, index: number): Node =>
      r.op(role, [], { index, dtype: type.dtype, shape: type.shape, ...(type.bound && { bound: type.bound }) });
  const { next, yields } = body(r, {
    carries: inits.map(leaf("carry")),
    elements: elements.map(({ type }) => ({ type: { ...type, shape: type.shape.toSpliced(stackAxis(axis, type.shape.length - 1), 1) } })).map(leaf("element")),
    outers: outers.map(leaf("outer")),
    position: r.op("position", []),
  });
  return r.builder.region(next, yields);
}
