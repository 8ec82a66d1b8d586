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
  return identifier(shortName(displayName(node) ?? "t"));
}

/** The last part of a path says what a value is: `net.conv1.W` is `W`, the slot `net.conv1.W/adam.v` is `v`. */
export function shortName(name: string): string {
  const [, cotangent, path] = /^((?:d )*)(.*)$/s.exec(name) ?? [];
  return `${cotangent ?? ""}${(path ?? name).split(/[./]/).at(-1) ?? name}`;
}
