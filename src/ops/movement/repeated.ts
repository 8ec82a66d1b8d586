import type { Node } from "../../graph/graph.ts";
import { numbers } from "../attributes.ts";
import { broadcast } from "./broadcast.ts";

/** If `node` only repeats another value along new axes: that value, and where its axes are in `node`. */
export function repeated(node: Node): { readonly source: Node; readonly axes: readonly number[] } | undefined {
  return node.op === broadcast ? { source: node.inputs[0]!, axes: numbers(node.attributes, "axes") } : undefined;
}
