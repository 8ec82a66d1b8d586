import type { Node } from "../../graph/graph.ts";
import { computationKind } from "../computation.ts";
import { isLight, isSmallBeside } from "../cost.ts";
import { Flow } from "./flow.ts";
import type { Group } from "./group.ts";
import type { Values } from "./values.ts";

/** What a kernel hands to later ones, with as little memory as possible. */
export interface Handed {
  /** Values to store, though they were only on the way to what was. */
  readonly keep: ReadonlySet<Node>;
  /** Values that each reader makes again from those. */
  readonly again: ReadonlySet<Node>;
}

/** Of a value that is stored for its readers; and of one that is there in any case and is only read. */
const [storing, reading] = [2, 1];

/**
 * The derivative of an activation needs several values that are each a few operations away from the same one or two:
 * x/2, 1 + t, 1 - t^2 and 3 x^2 with t = tanh(x) come from x and t. In each group, the fewest values that all of these
 * can be had from by light operations are a minimum cut between what is not light and what other kernels read.
 */
export function fewestStored(groups: readonly Group[], values: Values, stored: ReadonlySet<Node>, handedOut: ReadonlySet<Node>): Handed {
  const groupOf = new Map(groups.flatMap((group) => group.nodes.map((node): [Node, Group] => [node, group])));
  /** Read by other kernels at another index than their own, or more than once. */
  const elsewhere = new Set<Node>(handedOut);
  for (const group of groups)
    for (const node of group.nodes) for (const d of values.dependencies(node)) if (groupOf.get(d.node) !== group && (!d.sameIndex || group.loop)) elsewhere.add(d.node);
  const [keep, again] = [new Set<Node>(), new Set<Node>()];
  for (const group of groups) {
    const wanted = group.loop ? [] : group.nodes.filter((n) => stored.has(n) && !elsewhere.has(n) && computationKind(n) === "point");
    if (wanted.length < 2) continue;
    const isThere = (node: Node): boolean => node.op.traits.memory !== undefined || (stored.has(node) && (groupOf.get(node) !== group || elsewhere.has(node)));
    const cut = leastCut(wanted, isThere);
    const made = cut.at.filter((n) => !isThere(n));
    // What follows from nothing but what is there anyway is known without this.
    if (made.length === 0 || made.length >= wanted.length) continue;
    for (const node of made) keep.add(node);
    for (const node of cut.behind) if (!isThere(node) && node.op.lower) again.add(node);
  }
  return { keep, again };
}

/** The cheapest values that all wanted ones can be had from by light operations, and what is made of them. */
function leastCut(wanted: readonly Node[], isThere: (node: Node) => boolean): { readonly at: readonly Node[]; readonly behind: readonly Node[] } {
  const [like] = wanted as [Node];
  const flow = new Flow<Node>();
  const seen = new Set<Node>();
  /** What is small beside them costs nothing, wherever it is from. */
  const visit = (node: Node): void => {
    if (seen.has(node) || isSmallBeside(node, like)) return;
    seen.add(node);
    const { view, cheap } = node.op.traits;
    flow.limit(node, isThere(node) ? reading : view || cheap ? Infinity : storing);
    if (isThere(node) || (!view && !cheap && !isLight(node))) return flow.begin(node);
    for (const input of node.inputs) {
      visit(input);
      if (seen.has(input)) flow.connect(input, node);
    }
  };
  for (const node of wanted) {
    visit(node);
    flow.end(node);
  }
  return flow.cut();
}
