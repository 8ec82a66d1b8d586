import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { consumers } from "../../graph/uses.ts";
import { nominalElements } from "../../types/nominal.ts";
import { add } from "../elementwise/arithmetic.ts";
import { bodyOf, type Body } from "./body.ts";
import { layout } from "./layout.ts";
import { saveStacks } from "./saved.ts";
import { Positions } from "./positions.ts";

/**
 * The last values of carries to which each position only adds, by the carry's index, computed behind the scan: a sum of
 * products is one product with longer sums.
 *
 *     for t { dW = dW + h(t)^T dz(t) }        dW + [h(1) … h(T)]^T [dz(1) … dz(T)]
 *
 * What is multiplied is yielded, as far as it is not yet: of each position no more elements than `share` times those of the
 * sum, which are then neither read nor written there.
 */
export function collectFromScan(node: Node, share: number, builder: Builder): ReadonlyMap<number, Node> {
  const from = layout(node);
  // A derivative by an outer value is one by what the region does with it; outside it would be another.
  if (from.region.nodes.some((n) => n.op.traits.differential)) return new Map();
  const body = bodyOf(from);
  const positions = new Positions(body);
  const { sums, kept } = worthCollecting(body, positions, share);
  if (sums.length === 0) return new Map();
  const stacks = saveStacks(node, builder, body, kept);
  const total = positions.totals(from, stacks, builder);
  return new Map(
    sums.map(({ carry, terms }) => {
      const { origin } = body.next[carry]!;
      return [carry, terms.reduce((sum, term) => builder.make(add, [sum, total(term)], {}, origin), from.inits[carry]!)];
    }),
  );
}

/** A carry that becomes itself and these. */
interface Sum {
  readonly carry: number;
  readonly terms: readonly Node[];
}

/** The largest sums decide first what is kept. */
function worthCollecting(body: Body, positions: Positions, share: number): { readonly sums: readonly Sum[]; readonly kept: readonly Node[] } {
  const size = ({ carry }: Sum): number => nominalElements(body.next[carry]!.type);
  const yielded = new Set(body.yields);
  const kept = new Set<Node>();
  const sums = sumsOf(body)
    .toSorted((a, b) => size(b) - size(a))
    .filter((sum) => {
      if (!sum.terms.every((term) => positions.hasTotal(term))) return false;
      const needed = sum.terms.flatMap((term) => [...positions.needed(term)]);
      const more = new Set(needed.filter((value) => !yielded.has(value) && !kept.has(value)));
      const elements = [...more].reduce((all, { type }) => all + nominalElements(type), 0);
      const pays = elements <= share * size(sum);
      if (pays) for (const value of needed) kept.add(value);
      return pays;
    });
  return { sums, kept: [...kept] };
}

/** Carries that nobody but their own sum reads, of terms that nobody else reads either: those would be computed at each position still. */
function sumsOf({ builder, next, yields, argument }: Body): readonly Sum[] {
  const users = consumers(builder);
  const handedOut = [...next, ...yields];
  const readers = (value: Node): number => (users.get(value)?.length ?? 0) + timesIn(handedOut, value);
  return next.flatMap((value, carry): Sum | [] => {
    const leaf = argument("carry", carry);
    if (!leaf || value === leaf || value.type.dtype !== "f32") return [];
    const terms = termsOf(value, (sum) => readers(sum) === 1);
    const isOwn = terms.includes(leaf) && terms.every((term) => readers(term) === timesIn(terms, term)) && timesIn(terms, leaf) === 1;
    return isOwn ? { carry, terms: terms.filter((term) => term !== leaf) } : [];
  });
}

/** Of a sum of sums, as far as nobody else reads those. */
function termsOf(value: Node, isOwn: (sum: Node) => boolean): readonly Node[] {
  return value.op === add && isOwn(value) ? value.inputs.flatMap((input) => termsOf(input, isOwn)) : [value];
}

function timesIn(list: readonly Node[], value: Node): number {
  return list.filter((other) => other === value).length;
}
