import type { Node } from "../../../src/graph/graph.ts";
import { text } from "../../../src/ops/attributes.ts";
import type { NdArray } from "../../../src/ops/op.ts";
import type { Random } from "../../support/random.ts";
import { sampleValues } from "../../support/values.ts";

/** A value for the memory that a leaf names, if it names one of this role. */
export function memory(node: Node, role: "input" | "storage", sizes: Readonly<Record<string, number>>, random: Random): Record<string, NdArray> {
  if (node.op.traits.memory !== role) return {};
  const shape = node.type.shape.map((s) => s.evaluate(sizes));
  const kind = node.type.dtype === "f32" ? ({ kind: "real", low: -1, high: 1 } as const) : ({ kind: "int", low: 0, high: 1 } as const);
  return { [text(node.attributes, "name")]: sampleValues(kind, shape, random) };
}
