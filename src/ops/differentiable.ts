import type { Node } from "../graph/graph.ts";

/** Whether gradients flow through a node to its inputs. */
export function differentiable({ op, type }: Node): boolean {
  return type.dtype === "f32" && (op.vjp !== undefined || op.regionVjp !== undefined || op.traits.part === true);
}
