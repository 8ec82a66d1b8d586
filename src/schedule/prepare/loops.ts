import type { Attributes, Graph, Node, Origin } from "../../graph/graph.ts";
import { flag, number, numbers, size as sizeAttribute } from "../../ops/attributes.ts";
import { size } from "../../ops/leaf/sizes.ts";
import { transpose } from "../../ops/movement/transpose.ts";
import type { Op } from "../../ops/op.ts";
import { Size } from "../../types/size.ts";
import { carried, loop, outcome, outside, slab, start } from "../own-ops.ts";
import { displayName } from "../names.ts";

/** The index of a loop inside so many others; no size has this name. */
export type IndexName = (depth: number) => string;

/**
 * The program with its scans, whose positions come first, as loops over memory: a carry is memory that the region reads and updates like a storage,
 * a stacked yield is memory of which it writes a slab at each position, and what it reads of outside are leaves that
 * name memory. Views and constants from outside are read inside through what they show.
 */
export function withLoops(graph: Graph, indexName: IndexName): Graph {
  if (!graph.nodes.some((n) => n.region)) return graph;
  const maker = new Maker(graph.name, indexName, 0);
  maker.take(graph, [...graph.results, ...graph.updates].map((r) => r.node));
  const made = <T extends { readonly node: Node }>(list: readonly T[]): T[] => list.map((entry) => ({ ...entry, node: maker.of(entry.node) }));
  return { name: graph.name, nodes: maker.nodes, results: made(graph.results), updates: made(graph.updates) };
}

/** Makes the nodes of a program, or of a region in it. */
class Maker {
  readonly nodes: Node[] = [];
  private readonly made = new Map<Node, Node>();
  private readonly program: string;
  private readonly indexName: IndexName;
  private readonly depth: number;

  constructor(program: string, indexName: IndexName, depth: number) {
    this.program = program;
    this.indexName = indexName;
    this.depth = depth;
  }

  of(node: Node): Node {
    const found = this.made.get(node);
    if (!found) throw new Error(`node ${node.id} is used before it is defined`);
    return found;
  }

  add(op: Op, inputs: readonly Node[], attributes: Attributes, { type, origin }: Pick<Node, "type" | "origin">, region?: Graph): Node {
    const node: Node = { id: this.nodes.length, op, inputs, attributes, type, ...(origin && { origin }), ...(region && { region }) };
    this.nodes.push(node);
    return node;
  }

  /** Takes over the nodes of a graph that these need. `argument` makes what stands for an argument of a region. */
  take(graph: Graph, kept: readonly Node[], argument?: (leaf: Node) => Node): void {
    const needed = new Set(kept);
    for (const node of graph.nodes.toReversed()) if (needed.has(node)) for (const input of node.inputs) needed.add(input);
    const used = graph.nodes.filter((n) => needed.has(n));
    for (const node of used) {
      if (node.region) this.loop(node, node.region, used.filter((n) => n.inputs[0] === node));
      else if (node.op.traits.argument) this.made.set(node, argument!(node));
      else if (!node.op.traits.part) this.made.set(node, this.add(node.op, node.inputs.map((n) => this.of(n)), node.attributes, node));
    }
  }

  private loop(scan: Node, region: Graph, parts: readonly Node[]): void {
    const { attributes } = scan;
    const [carries, elements] = [number(attributes, "carries"), number(attributes, "elements")];
    const index = this.indexName(this.depth);
    const position = Size.index(index);
    const body = new Body(this.program, this.indexName, this.depth + 1, carries);
    const partOf = (i: number): Node | undefined => parts.find((part) => number(part.attributes, "index") === i);
    const carryOf = (i: number): Node => region.nodes.find((n) => n.op.traits.argument === "carry" && n.attributes["index"] === i) ?? region.results[i]!.node;
    const carryNames = Array.from({ length: carries }, (_, i) => body.name(displayName(carryOf(i)) ?? displayName(partOf(i) ?? carryOf(i)) ?? `carry ${i}`));
    const starts = scan.inputs.slice(0, carries).map((init, i) => this.add(start, [this.of(init)], {}, { type: init.type, ...originOf(carryOf(i)) }));
    const results = region.results.map((r, i) => ({ node: r.node, i })).filter(({ i }) => i < carries || partOf(i));
    body.take(region, results.map((r) => r.node), (leaf) => {
      const input = (first: number): Node => body.inside(this.of(scan.inputs[first + number(leaf.attributes, "index")]!));
      switch (leaf.op.traits.argument!) {
        case "carry":
          return body.add(carried, [], { name: carryNames[number(leaf.attributes, "index")]! }, leaf);
        case "element":
          return body.slab(this.of(scan.inputs[carries + number(leaf.attributes, "index")]!), position, leaf);
        case "outer":
          return input(carries + elements);
        case "position":
          return body.add(size, [], { size: position, dtype: "i32" }, leaf);
      }
    });
    const stackNames = new Map<number, string>();
    const updates = results.map(({ node, i }) => {
      if (i >= carries) stackNames.set(i, body.name(displayName(node) ?? "stack"));
      return { storage: carryNames[i] ?? stackNames.get(i)!, node: body.of(node) };
    });
    const inner: Graph = { name: this.program, nodes: body.nodes, results: [], updates };
    const made = this.add(loop, [...starts, ...body.sources], { index, carries, extent: sizeAttribute(attributes, "extent"), reverse: flag(attributes, "reverse") }, scan, inner);
    const outcomes = new Map<number, Node>();
    for (const part of parts) {
      const i = number(part.attributes, "index");
      const face = { type: part.type, ...originOf(part.origin ? part : region.results[i]!.node) };
      const known = outcomes.get(i) ?? (i < carries ? this.add(outcome, [made], { carry: i }, face) : this.add(outcome, [made], { stack: stackNames.get(i)! }, face));
      outcomes.set(i, known);
      this.made.set(part, known);
    }
  }
}

/** The region of one loop. */
class Body extends Maker {
  /** Nodes around the loop whose memory it reads. */
  readonly sources: Node[] = [];
  private readonly carries: number;
  private readonly entered = new Map<Node, Node>();
  private readonly names = new Set<string>();

  constructor(program: string, indexName: IndexName, depth: number, carries: number) {
    super(program, indexName, depth);
    this.carries = carries;
  }

  /** A name for memory that nothing else in the region has. */
  name(hint: string): string {
    let name = hint;
    while (this.names.has(name)) name += "'";
    this.names.add(name);
    return name;
  }

  /** What a node around the loop is inside. */
  inside(node: Node): Node {
    const known = this.entered.get(node);
    if (known) return known;
    const made = isSeenThrough(node) ? this.add(node.op, node.inputs.map((n) => this.inside(n)), node.attributes, node) : this.source(node);
    this.entered.set(node, made);
    return made;
  }

  /** What of a node around the loop belongs to one position: of a transposed one, the slab of what is in memory, if that is the same. */
  slab(node: Node, position: Size, leaf: Node): Node {
    const [axis, ...rest] = node.op === transpose ? numbers(node.attributes, "permutation") : [0];
    const isMoved = node.op === transpose && rest.every((place, i) => i === 0 || place > rest[i - 1]!);
    return this.add(slab, [this.inside(isMoved ? node.inputs[0]! : node)], { axis: isMoved ? axis! : 0, position }, leaf);
  }

  private source(node: Node): Node {
    const name = this.name(displayName(node) ?? "outside");
    this.sources.push(node);
    return this.add(outside, [], { name, input: this.carries + this.sources.length - 1 }, node);
  }
}

/** Views that are no other shape of the same memory, and what costs nothing to make again. */
function isSeenThrough({ op: { traits } }: Node): boolean {
  if (traits.memory) return false;
  return traits.leaf ? traits.cheap === true : traits.view === true && !traits.alias;
}

function originOf({ origin }: Node): { readonly origin?: Origin } {
  return origin ? { origin } : {};
}
