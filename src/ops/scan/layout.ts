import type { Attributes, Graph, Node } from "../../graph/graph.ts";
import type { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
import { flag, number, size } from "../attributes.ts";

export interface ScanAttributes {
  /** How many of the inputs are first values of carries; the elements follow, then the outer values. */
  readonly carries: number;
  readonly elements: number;
  /** Where positions lie in elements and stacked yields; in values with fewer axes, behind their last one. */
  readonly axis: number;
  /** The number of positions. */
  readonly extent: Size;
  /** Whether the last position comes first. A yield stands at its own position either way. */
  readonly reverse: boolean;
  /** Whether a derivative of code around it runs it again instead of keeping its values. */
  readonly recompute: boolean;
}

export function scanAttributes(attributes: Attributes): ScanAttributes {
  return {
    carries: number(attributes, "carries"),
    elements: number(attributes, "elements"),
    axis: number(attributes, "axis"),
    extent: size(attributes, "extent"),
    reverse: flag(attributes, "reverse"),
    recompute: attributes["recompute"] === true,
  };
}

/** A scan with its inputs and results by their roles: the one place that knows their order. */
export interface Layout {
  readonly axis: number;
  readonly extent: Size;
  readonly reverse: boolean;
  readonly recompute: boolean;
  readonly region: Graph;
  readonly inits: readonly Node[];
  readonly elements: readonly Node[];
  readonly outers: readonly Node[];
  /** What the carries become, nodes of the region. Part i of the scan is the last value of carry i. */
  readonly next: readonly Node[];
  /** Nodes of the region. Part `next.length + i` of the scan is yield i, stacked. */
  readonly yields: readonly Node[];
}

export function layout({ inputs, attributes, region }: Node): Layout {
  if (!region) throw new Error("a scan has a region");
  const { carries, elements, axis, extent, reverse, recompute } = scanAttributes(attributes);
  const results = region.results.map((r) => r.node);
  return {
    axis,
    extent,
    reverse,
    recompute,
    region,
    inits: inputs.slice(0, carries),
    elements: inputs.slice(carries, carries + elements),
    outers: inputs.slice(carries + elements),
    next: results.slice(0, carries),
    yields: results.slice(carries),
  };
}

/** The axis of positions in the stack of values of this rank. */
export function stackAxis(axis: number, rank: number): number {
  return Math.min(axis, rank);
}

/** The type of all positions' values, from that of one. */
export function stacked(type: TensorType, axis: number, extent: Size): TensorType {
  return { ...type, shape: type.shape.toSpliced(stackAxis(axis, type.shape.length), 0, extent) };
}

/** The type of one position's value, from that of all; the stack has at least one axis. */
export function unstacked(type: TensorType, axis: number): TensorType {
  return { ...type, shape: type.shape.toSpliced(stackAxis(axis, type.shape.length - 1), 1) };
}
