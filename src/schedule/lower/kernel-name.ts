import type { Node } from "../../graph/graph.ts";
import type { Group } from "../group/group.ts";
import { displayName } from "../names.ts";
import type { Tasks } from "../group/tasks.ts";

/** `net_conv1_forward`, `net_conv1_backward`, `update_net_conv1_W`; any text, made legal by the caller. */
export function kernelName(group: Group, tasks: Tasks): string {
  const { graph, memory, stored } = tasks;
  const outputs = group.nodes.filter((n) => stored.has(n));
  const storages = outputs.map((n) => memory(n)).flatMap((m) => (m.kind === "storage" ? [m.name] : []));
  // The parameter itself has the shortest name: `W` beside its slot `W/adam.v`.
  const [storage] = storages.toSorted((a, b) => a.length - b.length);
  if (storage !== undefined) return `${graph.name === "init" ? "init" : "update"} ${storage}`;
  const named = (nodes: readonly Node[]): string | undefined => nodes.map((n) => resultName(n, tasks) ?? displayName(n)).findLast((n) => n !== undefined);
  const name = named(outputs) ?? named(group.nodes);
  if (name === undefined) return `${graph.name} step`;
  return name.startsWith("d ") ? `${name.slice(2)} backward` : `${name} forward`;
}

/** What the names of those that share a kernel have in common: `layer forward` for `layer1 forward` and `layer2 forward`. */
export function commonName(names: readonly string[]): string {
  const [first, ...others] = names;
  if (others.length === 0) return first ?? "";
  const words = (name: string): string[] => name.split(/[^A-Za-z0-9]+/);
  const bare = (word: string): string => word.replace(/[0-9]+$/, "");
  const shared = others.reduce((common, name) => {
    const theirs = words(name);
    return common.flatMap((word) => (theirs.includes(word) ? [word] : theirs.some((w) => bare(w) === bare(word)) ? [bare(word)] : []));
  }, words(first ?? ""));
  // A word that only says which part of a step it is names nothing.
  return shared.some((word) => !["forward", "backward", "update", "init"].includes(word)) ? shared.join(" ") : (first ?? "");
}

function resultName(node: Node, { graph, values }: Tasks): string | undefined {
  return node.origin ? undefined : graph.results.find((r) => values.root(r.node) === node)?.name;
}
