import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { add } from "../elementwise/arithmetic.ts";

/** A region with products taken apart. */
export interface Apart {
  readonly region: Graph;
  /** From a product of the old region to those of its terms, in the new one, that have no carry in them. */
  readonly terms: ReadonlyMap<Node, readonly Node[]>;
}

/**
 * A region in which products with a carry and other values side by side are sums, `[x, h] @ W = x @ W[:X] + h @ W[X:]`, so that what has no
 * carry in it need not wait for one. Floats are added in another order there.
 */
export function takenApart(region: Graph, chosen: (product: Node) => boolean): Apart {
  const terms = new Map<Node, readonly Node[]>();
  const kinds = new Kinds();
  const next = rewrite(region, (node, inputs, builder) => {
    if (!node.op.apart || !chosen(node) || !inputs.some((input) => kinds.of(input, builder) === "carried")) return undefined;
    const copy = builder.copy(node, inputs);
    const made = node.op.apart(copy, (part) => kinds.of(part, builder), builder);
    if (!made) return copy;
    terms.set(node, made.filter((term) => kinds.of(term, builder) !== "carried"));
    return made.reduce((sum, term) => builder.make(add, [sum, term]));
  });
  return terms.size > 0 ? { region: next, terms } : { region, terms };
}

/** What a value in a region depends on: a carry, else an element or the position, else nothing that changes. */
type Kind = "carried" | "varying" | "same";

/** Of the nodes of a region in the making. */
class Kinds {
  /** By id. */
  private readonly known: Kind[] = [];

  of(node: Node, { nodes }: Builder): Kind {
    for (let next = nodes[this.known.length]; next; next = nodes[this.known.length]) this.known.push(this.kindOf(next));
    return this.known[node.id]!;
  }

  private kindOf({ op, inputs }: Node): Kind {
    const { argument } = op.traits;
    if (argument) return argument === "carry" ? "carried" : argument === "outer" ? "same" : "varying";
    const kinds = inputs.map((input) => this.known[input.id]);
    return kinds.find((kind) => kind === "carried") ?? kinds.find((kind) => kind === "varying") ?? "same";
  }
}
