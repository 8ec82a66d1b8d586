import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import { broadcastTo, filled, others, scalarConstant } from "../make.ts";
import { layout, stackAxis, type Layout } from "./layout.ts";

/** What a scan only passes on is had without it. */
export function simplifyPart(node: Node, builder: Builder): Node | undefined {
  const from = node.inputs[0]!;
  if (!from.region) return undefined;
  const scan = layout(from);
  const index = number(node.attributes, "index");
  const yielded = index - scan.next.length;
  return yielded < 0 ? lastOf(scan, index) : stackOf(scan, scan.yields[yielded]!, node, builder);
}

/** The last value of a carry that never changes, or is the same from the first position on. */
function lastOf({ next, inits, outers, extent }: Layout, index: number): Node | undefined {
  const value = next[index]!;
  const at = argumentIndex(value, "carry");
  if (at === index) return inits[index];
  const outer = outers[argumentIndex(value, "outer") ?? -1];
  return outer && (outer === inits[index] || extent.atLeast(1)) ? outer : undefined;
}

/** A stack of what is scanned, or of the same value everywhere. */
function stackOf({ elements, outers, axis }: Layout, value: Node, node: Node, builder: Builder): Node | undefined {
  const element = elements[argumentIndex(value, "element") ?? -1];
  if (element) return element;
  const outer = outers[argumentIndex(value, "outer") ?? -1];
  const { shape } = node.type;
  if (outer) return broadcastTo(builder, outer, shape, others(shape.length, [stackAxis(axis, shape.length - 1)]));
  const constant = scalarConstant(value);
  return constant === undefined ? undefined : filled(builder, node, constant);
}

function argumentIndex({ op, attributes }: Node, role: "carry" | "element" | "outer"): number | undefined {
  return op.traits.argument === role ? number(attributes, "index") : undefined;
}
