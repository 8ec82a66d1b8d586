import { typeText } from "../types/tensor.ts";
import { attributesText } from "./attribute-text.ts";
import type { Graph, Node } from "./graph.ts";

/**
 * The graph as text that `parse` reads back:
 *
 *     graph "train"
 *     %0 = input {name: "x", dtype: "f32", shape: [N, 4]} : [N, 4]  // x
 *     %1 = exp(%0) : [N, 4]
 *     result "loss" = %1
 *     update "net.W" := %1
 */
export function print(graph: Graph): string {
  const lines = [
    `graph ${JSON.stringify(graph.name)}`,
    ...graph.nodes.map(nodeText),
    ...graph.results.map((r) => `result ${JSON.stringify(r.name)} = %${r.node.id}`),
    ...graph.updates.map((u) => `update ${JSON.stringify(u.storage)} := %${u.node.id}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** One line: `%12 = add(%3, %7) : [N, 10]  // logits`. */
export function nodeText({ id, op, inputs, attributes, type, origin }: Node): string {
  const operands = inputs.length === 0 ? "" : `(${inputs.map((n) => `%${n.id}`).join(", ")})`;
  const given = attributesText(attributes);
  const comment = origin ? `  // ${plain.test(origin.name) ? origin.name : JSON.stringify(origin.name)}` : "";
  return `%${id} = ${op.name}${operands}${given && ` ${given}`} : ${typeText(type)}${comment}`;
}

/** Names of origins come from sources; all others are quoted so that they stay on their line. */
const plain = /^[\w.][\w. \-/]*$/;
