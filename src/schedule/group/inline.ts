import type { Graph, Node } from "../../graph/graph.ts";
import { neededUses, type Use } from "../../graph/uses.ts";
import { walk } from "../../kernel/visit.ts";
import { k } from "../../kernel/build.ts";
import { computationKind, computationOf, visits } from "../computation.ts";
import { isLoop, lateCopy, loop, packed } from "../own-ops.ts";
import { isLight, isScalar, isSmallBeside } from "../cost.ts";
import type { Handed } from "./fewest.ts";

/**
 * Where a value is when it is read.
 *
 * - `memory`: a leaf that names memory.
 * - `inline`: nowhere; it is computed again by each reader, through its own operands.
 * - `computed`: by one kernel, which stores it if other kernels read it.
 */
export type Residence = "memory" | "inline" | "computed";

/** Expressions are trees, over which lowering and printing recurse. */
const deepest = 100;

/** A square of a square of a square is one value, and twice as many expressions at each step. */
const mostCopies = 1000;

/** What an earlier grouping came to: which values it stored, and the kernel of each. */
export interface Experience {
  readonly stored: ReadonlySet<Node>;
  readonly kernelOf: (node: Node) => unknown;
  /** What need not have been stored, and what should have been in its place. */
  readonly handed: Handed;
}

/**
 * Decides for all nodes that the program's results need; others are absent. What a `lateCopy` copies is computed
 * elsewhere, and so is what a loop reads. With the experience of a first attempt, values that can be had from what is stored anyway need no memory.
 */
export function residences(graph: Graph, experience?: Experience): ReadonlyMap<Node, Residence> {
  const decisions = new Map<Node, Residence>();
  const readers = neededUses(graph);
  const kept = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  /** Must be in memory, because its readers find it by its place there. */
  const stored = new Set<Node>(graph.nodes.flatMap((n) => (n.op === lateCopy || n.op === loop ? n.inputs : n.op === packed ? [n] : [])));
  const sinks = new Map<Node, Sinks>();
  /** Of an inlined value: how many others are on the way to the kernel that computes it, and how often it is written in all kernels. */
  const inlined = new Map<Node, { readonly depth: number; readonly copies: number }>();
  const atHand = new Map<Node, boolean>();
  const readByLoops = new Map<Node, boolean>();
  const freeScalars = new Map<Node, boolean>();

  for (const node of graph.nodes.toReversed()) {
    const uses = readers.get(node) ?? [];
    if (uses.length === 0 && !kept.has(node)) continue;
    const sink = sinksOf(uses, sinks);
    const residence = bounded(node, uses, decide(node, uses, sink));
    decisions.set(node, residence);
    sinks.set(node, residence === "inline" ? sink : { nodes: new Set([node]), visits: 1, most: 1 });
  }
  return decisions;

  /** What would make an expression too deep, or would be written too often, is computed by itself. */
  function bounded(node: Node, uses: readonly Use[], residence: Residence): Residence {
    if (residence !== "inline" || node.inputs.length === 0 || node.op.traits.alias) return residence;
    const around = uses.map(({ reader }) => inlined.get(reader) ?? { depth: 0, copies: 1 });
    const depth = 1 + Math.max(0, ...around.map((a) => a.depth));
    const copies = around.reduce((sum, a) => sum + a.copies, 0);
    if (depth > deepest || copies > mostCopies) return "computed";
    inlined.set(node, { depth, copies });
    return residence;
  }

  function decide(node: Node, uses: readonly Use[], sink: Sinks): Residence {
    const { traits } = node.op;
    if (traits.memory) return "memory";
    if (computationKind(node) !== "point") return "computed";
    const source = node.inputs[0];
    if (traits.alias && source && (source.op.traits.memory || !source.op.traits.leaf)) {
      // Its memory is that of its source.
      if (kept.has(node) || stored.has(node) || !costsNothing(node)) stored.add(source);
      return "inline";
    }
    if (kept.has(node) || stored.has(node) || experience?.handed.keep.has(node)) return "computed";
    if (experience?.handed.again.has(node) && sink.most <= 1) return "inline";
    if (traits.view || traits.cheap || isFreeScalar(node)) return "inline";
    if (sink.most <= 1 && isLight(node) && readsOnlySmall(node, node)) return "inline";
    if (experience?.stored.has(node) && sink.most <= 1 && isHadFromStored(node, sink, experience)) return "inline";
    // Readers at the same index take it into their group, which saves storing what only it reads.
    const grouped = uses.every(({ reader }) => reader.op.traits.pointwise && decisions.get(reader) === "computed");
    if (grouped && !node.inputs.every(isAtHand)) return "computed";
    return sink.nodes.size === 1 && sink.visits <= 1 ? "inline" : "computed";
  }

  /** Whether one other kernel can compute a value from what is stored anyway, or several can by a few operations on one stored value. */
  function isHadFromStored(node: Node, sink: Sinks, { stored: known, kernelOf }: Experience): boolean {
    const sources = new Set<Node>();
    const seen = new Set<Node>();
    const collect = (from: Node): boolean =>
      from.inputs.every((input) => {
        if (seen.has(input)) return true;
        seen.add(input);
        const { leaf, memory, view, cheap } = input.op.traits;
        if (leaf && !memory) return true;
        if (memory || known.has(input)) {
          sources.add(input);
          return true;
        }
        return ((view || cheap) === true || isLight(input)) && collect(input);
      });
    if (!collect(node)) return false;
    const kernels = new Set([...sink.nodes].map(kernelOf));
    if (kernels.size === 1 && !kernels.has(kernelOf(node))) return true;
    const large = [...sources].filter((source) => !isSmallBeside(source, node));
    return isLight(node) && large.length <= 1;
  }

  /** Whether a value will be in memory anyway, or can be had from such values. */
  function isAtHand(node: Node): boolean {
    return remembered(atHand, node, () => {
      const { traits } = node.op;
      if (traits.leaf || kept.has(node) || isLoop(node) || isReadByLoops(node)) return true;
      const single = (readers.get(node) ?? []).length === 1;
      return computationKind(node) === "point" && (traits.view || traits.cheap || single) === true && node.inputs.every(isAtHand);
    });
  }

  /** A scalar that is computed from nothing but scalars in memory: each kernel computes it once, before its loops. */
  function isFreeScalar(node: Node): boolean {
    return remembered(freeScalars, node, () => isScalar(node) && computationKind(node) === "point" && node.inputs.every((n) => (n.op.traits.memory ? isScalar(n) : isFreeScalar(n))));
  }

  function isReadByLoops(node: Node): boolean {
    return remembered(readByLoops, node, () =>
      (readers.get(node) ?? []).some(({ reader }) => computationKind(reader) !== "point" || ((reader.op.traits.view ?? false) && isReadByLoops(reader))),
    );
  }
}

/** A value such as a learning rate has readers in each layer, and each layer asks. */
function remembered(answers: Map<Node, boolean>, node: Node, ask: () => boolean): boolean {
  const answer = answers.get(node) ?? ask();
  answers.set(node, answer);
  return answer;
}

/** Whether all that `node` reads, seen through what is inlined anyway, is much smaller than `reader`. */
function readsOnlySmall(node: Node, reader: Node, seen = new Set<Node>()): boolean {
  return node.inputs.every((input) => {
    if (seen.has(input)) return true;
    seen.add(input);
    const { view, cheap, leaf, memory } = input.op.traits;
    if ((leaf && !memory) || isSmallBeside(input, reader)) return true;
    return !memory && (view || cheap) === true && readsOnlySmall(input, reader, seen);
  });
}

/** The computed nodes that read a value, and how often each of its elements is then computed if it is inlined. */
interface Sinks {
  readonly nodes: ReadonlySet<Node>;
  /** By all readers together. */
  readonly visits: number;
  /** By the one that needs it most. */
  readonly most: number;
}

function sinksOf(uses: readonly Use[], sinks: ReadonlyMap<Node, Sinks>): Sinks {
  const nodes = new Set<Node>();
  let sameIndex = 0;
  let elsewhere = 0;
  let most = 0;
  for (const { reader, operand } of uses) {
    const of = sinks.get(reader);
    for (const sink of of?.nodes ?? []) nodes.add(sink);
    const own = visits(reader, operand);
    const times = own * (of?.visits ?? 1);
    most = Math.max(most, own * (of?.most ?? 1));
    // Equal expressions at one index are computed once.
    if (reader.op.traits.pointwise) sameIndex = Math.max(sameIndex, times);
    else elsewhere += times;
  }
  return { nodes, visits: sameIndex + elsewhere, most };
}

/** Whether reading an alias needs no division to find the element of its source. */
function costsNothing(node: Node): boolean {
  let divides = false;
  const probe = computationOf(node, [
    (index) => {
      for (const i of index) walk(i, (e) => (divides ||= e.kind === "binary" && (e.operator === "div" || e.operator === "mod")));
      return k.constant(node.type.dtype, 0);
    },
  ]);
  if (probe.kind === "point") probe.value(node.type.shape.map((_, axis) => k.local(`i${axis}`, "i32")));
  return !divides;
}
