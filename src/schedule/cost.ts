import type { Node } from "../graph/graph.ts";
import type { Expression } from "../kernel/kernel.ts";
import { walk } from "../kernel/visit.ts";
import { computationKind, computationOf, placeholder } from "./computation.ts";
import { axesOf } from "./axes.ts";
import { Namer } from "./identifier.ts";
import { nominalElements } from "./nominal.ts";

/** Whether an element takes a few additions, products and comparisons only: no functions, no divisions of reals. */
export function isLight(node: Node): boolean {
  if (computationKind(node) !== "point") return false;
  const computation = computationOf(node, node.inputs.map(placeholder));
  if (computation.kind !== "point") return false;
  let operations = 0;
  walk(computation.value(axesOf(node.type.shape, new Namer().fresh).index), (e) => {
    operations += isSlow(e) ? 1000 : e.kind === "const" || e.kind === "local" ? 0 : 1;
  });
  return operations <= 8;
}

function isSlow(e: Expression): boolean {
  if (e.kind === "call") return !["abs", "sign", "floor", "ceil", "is_finite"].includes(e.intrinsic);
  return e.kind === "binary" && (e.operator === "div" || e.operator === "mod");
}

/** Whether reading it for each element of `reader` costs next to nothing, because it is so much smaller. */
export function isSmallBeside(node: Node, reader: Node): boolean {
  return nominalElements(node.type) * 4 <= nominalElements(reader.type);
}

export function isScalar(node: Node): boolean {
  return node.type.shape.every((size) => size.equals(1));
}
