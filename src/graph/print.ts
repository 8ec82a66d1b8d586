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
 *
 * A region stands indented below its node, without a name; its nodes are numbered from 0.
 */
export function print(graph: Graph): string {
  return joined([`graph ${JSON.stringify(graph.name)}`, ...bodyLines(graph, nodeText, "")]);
}

/** Without name and origins: equal for graphs that compute the same in the same order. */
export function bodyText(graph: Graph): string {
  return joined(bodyLines(graph, computation, ""));
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** The nodes, results and updates, each on a line of its own behind `indent`. */
function bodyLines({ nodes, results, updates }: Graph, text: (node: Node) => string, indent: string): string[] {
  return [
    ...nodes.flatMap((node) => [indent + text(node), ...(node.region ? bodyLines(node.region, text, `${indent}  `) : [])]),
    ...results.map((r) => `${indent}result ${JSON.stringify(r.name)} = %${r.node.id}`),
    ...updates.map((u) => `${indent}update ${JSON.stringify(u.storage)} := %${u.node.id}`),
  ];
}

/** One line: `%12 = add(%3, %7) : [N, 10]  // logits`. */
export function nodeText(node: Node): string {
  const { origin } = node;
  const comment = origin ? `  // ${plain.test(origin.name) ? origin.name : JSON.stringify(origin.name)}` : "";
  return computation(node) + comment;
}

function computation({ id, op, inputs, attributes, type }: Node): string {
  const operands = inputs.length === 0 ? "" : `(${inputs.map((n) => `%${n.id}`).join(", ")})`;
  const given = attributesText(attributes);
  return `%${id} = ${op.name}${operands}${given && ` ${given}`} : ${typeText(type, (size) => size.plain())}`;
}

/** Names of origins come from sources; all others are quoted so that they stay on their line. */
const plain = /^[\w.][\w. \-/]*$/;
