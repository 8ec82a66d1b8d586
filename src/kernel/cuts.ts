import { Size } from "../types/size.ts";
import { affine, termsKey } from "./affine.ts";
import { k } from "./build.ts";
import { withoutDead } from "./dead.ts";
import type { Expression, For, Statement } from "./kernel.ts";
import { bodyOf, expressionsOf, mapStatement, substitute, walk, walkStatements } from "./visit.ts";

type Comparison = Extract<Expression, { kind: "binary" }>;

/**
 * Comparisons that the index of a loop decides: all have one truth before turn `first` and the other from turn `last` on.
 * In the turns between, they differ. Both may be outside of the loop's own bounds.
 */
export interface Cut {
  readonly loop: For;
  readonly comparisons: readonly Comparison[];
  /** Their truth before `first`. */
  readonly before: boolean;
  readonly first: Expression;
  readonly last: Expression;
}

/** Lanes that a loop lies in, with their number, and the names there that may have another value in each of them. */
export interface AroundLoop {
  readonly lanes: ReadonlyMap<string, number>;
  readonly varying: ReadonlySet<string>;
}

/**
 * The places at which comparisons with the index of a loop change: of each alone, and of all that are a constant apart together.
 * They are the same in all lanes.
 */
export function cutsOf(loop: For, around: AroundLoop = { lanes: new Map(), varying: new Set() }): readonly Cut[] {
  const inside = new Set(around.varying);
  walkStatements(loop.body, (s) => {
    if (s.kind === "for") inside.add(s.index);
    else if (s.kind === "let" || s.kind === "var" || s.kind === "assign") inside.add(s.name);
  });
  const edges = new Map<Comparison, Edge>();
  const note = (e: Expression, lanes: ReadonlyMap<string, number>): void => {
    const edge = e.kind === "binary" ? edgeOf(e, loop.index, inside, lanes) : undefined;
    if (!edge || e.kind !== "binary") return;
    // One that stands in several places is decided in all of them.
    const known = edges.get(e) ?? edge;
    edges.set(e, { ...edge, least: Math.min(known.least, edge.least), most: Math.max(known.most, edge.most) });
  };
  // Neighbours may have lanes of one name, and not as many.
  const visit = (body: readonly Statement[], lanes: ReadonlyMap<string, number>): void => {
    for (const s of body) {
      for (const expression of expressionsOf(s)) walk(expression, (e) => note(e, lanes));
      visit(bodyOf(s), s.kind === "for" && s.lanes && s.to.kind === "const" ? new Map(lanes).set(s.index, s.to.value) : lanes);
    }
  };
  visit(loop.body, around.lanes);
  const found = new Map<string, { readonly comparisons: Comparison[]; readonly edges: Edge[] }>();
  for (const [comparison, edge] of edges) {
    for (const key of [edge.key, `${edge.key} ${edge.least} ${edge.most}`]) {
      const group = found.get(key) ?? { comparisons: [], edges: [] };
      found.set(key, group);
      group.comparisons.push(comparison);
      group.edges.push(edge);
    }
  }
  return [...found.values()].map(({ comparisons, edges: together }) => {
    const [{ rising, factor, terms }] = together as [Edge];
    const place = (constant: number): Expression => {
      const sum = terms.reduce((total, term) => k.add(total, k.mul(term.atom, k.size(term.factor))), k.int(0));
      return whole(sum, constant, factor);
    };
    const constants = together.flatMap(({ least, most }) => [least, most]);
    return { loop, comparisons, before: !rising, first: place(Math.min(...constants)), last: place(Math.max(...constants)) };
  });
}

/** The first turn at which a comparison is another truth: floor((terms + constant) / factor), `least` with one lane and `most` with another. */
interface Edge {
  readonly key: string;
  /** Whether it becomes true. */
  readonly rising: boolean;
  readonly factor: number;
  readonly terms: readonly { readonly atom: Expression; readonly factor: Size }[];
  readonly least: number;
  readonly most: number;
}

function edgeOf(e: Comparison, index: string, inside: ReadonlySet<string>, lanes: ReadonlyMap<string, number>): Edge | undefined {
  if (e.left.type !== "i32") return undefined;
  // It holds where this is 0 or more.
  const distance = distanceOf(e);
  if (!distance) return undefined;
  const { terms, constant } = affine(distance);
  const own = terms.find(({ atom }) => atom.kind === "local" && atom.name === index)?.factor.constant();
  const start = constant.constant();
  if (!own || start === undefined) return undefined;
  let [low, high] = [start, start];
  const others: { atom: Expression; factor: Size }[] = [];
  for (const { atom, factor } of terms) {
    if (atom.kind !== "local") return undefined;
    if (atom.name === index) continue;
    const active = lanes.get(atom.name);
    const step = factor.constant();
    if (active !== undefined && step !== undefined) {
      low += Math.min(0, step * (active - 1));
      high += Math.max(0, step * (active - 1));
    } else if (inside.has(atom.name)) return undefined;
    else others.push({ atom, factor });
  }
  const size = Math.abs(own);
  const key = `${own} ${termsKey(others)}`;
  // own > 0: own * i + rest >= 0 from i = ceil(-rest / own) on. own < 0: until i = floor(rest / -own), included.
  if (own < 0) return { key, rising: false, factor: size, terms: others, least: low + size, most: high + size };
  const negated = others.map(({ atom, factor }) => ({ atom, factor: factor.mul(-1) }));
  return { key, rising: true, factor: size, terms: negated, least: size - 1 - high, most: size - 1 - low };
}

/** A difference that is not negative where the comparison holds. */
function distanceOf({ operator, left, right }: Comparison): Expression | undefined {
  switch (operator) {
    case "lt":
      return k.sub(k.sub(right, left), k.int(1));
    case "le":
      return k.sub(right, left);
    case "gt":
      return k.sub(k.sub(left, right), k.int(1));
    case "ge":
      return k.sub(left, right);
    default:
      return undefined;
  }
}

/** floor((sum + constant) / factor), without a division where all is a multiple. */
function whole(sum: Expression, constant: number, factor: number): Expression {
  const { terms, constant: own } = affine(sum);
  const quotients = terms.map((term) => ({ atom: term.atom, factor: term.factor.exactDiv(Size.of(factor)) }));
  const left = own.constant();
  if (left === undefined || quotients.some((term) => term.factor === undefined)) return k.div(k.add(sum, k.int(constant)), k.int(factor));
  return quotients.reduce((total, term) => k.add(total, k.mul(term.atom, k.size(term.factor!))), k.int(Math.floor((left + constant) / factor)));
}

/** The statements of a loop where these comparisons are known. */
export function decided(body: readonly Statement[], comparisons: readonly Comparison[], truth: boolean): readonly Statement[] {
  const known = new Set<Expression>(comparisons);
  const replace = (e: Expression): Expression => substitute(e, (part) => (known.has(part) ? k.bool(truth) : undefined));
  const block = (statements: readonly Statement[]): readonly Statement[] =>
    statements.flatMap((s): readonly Statement[] => {
      const inside = mapStatement(s, replace, block);
      if (inside.kind !== "if" || inside.condition.kind !== "const") return [inside];
      return inside.condition.value ? inside.then : [];
    });
  return withoutDead(block(body));
}
