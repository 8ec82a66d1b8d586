import type { Node } from "../graph/graph.ts";
import { identifier } from "./identifier.ts";

/** What a reader knows a value as: `net.conv1.W`, `logits`, `d logits`. */
export function displayName(node: Node): string | undefined {
  const name = node.attributes["name"];
  if (node.op.traits.memory && typeof name === "string") return name;
  return node.origin?.name;
}

/** A short name for a value inside a kernel: `W`, `v`, `d_logits`. */
export function bufferName(node: Node): string {
  const name = displayName(node);
  if (name === undefined) return "t";
  // The last part of a path says what it is; a slot is told by its own name: `net.W/adam.v` is `v`.
  const [, cotangent, path] = /^(d )?(.*)$/s.exec(name) ?? [];
  const last = (path ?? name).split(/[./]/).at(-1) ?? name;
  return identifier(`${cotangent ? "d_" : ""}${last}`);
}
