import type { Graph, Node } from "../../graph/graph.ts";
import { insertCopies } from "../prepare/copy.ts";
import { fewestStored } from "./fewest.ts";
import { groupNodes, type Group } from "./group.ts";
import type { Experience } from "./inline.ts";
import { leafMemory, type Memory, type NamedMemory } from "../memory/memory.ts";
import { isLoop } from "../own-ops.ts";
import type { Precedence } from "./precedence.ts";
import { Queue } from "./queue.ts";
import { type Dependency, Values } from "./values.ts";

/** What is to run, in order, and where each value is kept. */
export interface Tasks {
  /** With the copies that are needed. */
  readonly graph: Graph;
  readonly values: Values;
  readonly groups: readonly Group[];
  /** The names of all symbolic sizes: kernels may use them. */
  readonly symbols: ReadonlySet<string>;
  /** Computed nodes that are read outside their group, or handed out: they are stored by their kernel. */
  readonly stored: ReadonlySet<Node>;
  /** The memory of a computed node or a leaf. */
  readonly memory: (root: Node) => Memory;
}

/** What a graph is in: for the region of a loop, the memory around it. */
export interface Surroundings {
  /** The memory behind the names of leaves and updates. */
  readonly memories: ReadonlyMap<string, Memory>;
  /** Indices of the loops around. */
  readonly indices: readonly string[];
}

const nothing: Surroundings = { memories: new Map(), indices: [] };

/**
 * Groups the nodes and orders the groups so that each storage is written, once, after everybody has read its old value.
 * Where that is impossible (swap: a := b, b := a), the new value waits in a slot and is copied at the end.
 */
export function planTasks(graph: Graph, surroundings = nothing): Tasks {
  const late = new Set<string>();
  for (;;) {
    const copied = insertCopies(graph, late);
    // The first attempt shows what is stored in any case; the second need not store what follows from that.
    const attempt = new Attempt(copied, new Attempt(copied).experience());
    const failed = attempt.placeUpdates();
    if (failed.length === 0) return attempt.tasks(surroundings);
    for (const storage of failed) late.add(storage);
  }
}

class Attempt {
  private readonly graph: Graph;
  private readonly values: Values;
  private readonly groups: readonly Group[];
  private readonly groupOf: (node: Node) => Group | undefined;
  private readonly precedence: Precedence<Group>;
  /** Who reads the old value of a storage; one entry per way: whether at the index of the reader's own element. */
  private readonly readersOf = new Map<string, Map<Group, boolean[]>>();
  private readonly inStorage = new Map<Node, NamedMemory>();

  constructor(graph: Graph, experience?: Experience) {
    this.graph = graph;
    this.values = new Values(graph, experience);
    const groups = groupNodes(graph, this.values);
    this.groups = groups.list();
    this.groupOf = (node) => groups.of(node);
    this.precedence = groups.precedence;
    for (const group of this.groups) for (const node of group.nodes) for (const d of this.values.dependencies(node)) this.noteReader(group, d);
  }

  /** The storages that cannot be written in place. */
  placeUpdates(): string[] {
    const failed: string[] = [];
    const written = new Set<Group>();
    for (const { storage, node } of this.graph.updates) {
      const root = this.values.root(node);
      const writer = root && this.groupOf(root);
      if (!writer) throw new Error(`the update of ${storage} has no kernel`);
      const reads = this.readersOf.get(storage) ?? new Map<Group, boolean[]>();
      const readers = [...reads.keys()].filter((g) => g !== writer);
      const inPlace = (reads.get(writer) ?? []).every((sameIndex) => sameIndex);
      if (!inPlace || readers.some((reader) => this.precedence.precedes(writer, reader))) failed.push(storage);
      else {
        for (const reader of readers) this.precedence.link(reader, writer);
        this.inStorage.set(root, { kind: "storage", name: storage, node: root });
        written.add(writer);
      }
    }
    if (failed.length === 0) this.knowResultsFirst(written);
    return failed;
  }

  /** Storages wait for results that do not need them, so that who runs the program can still refuse to change them. */
  private knowResultsFirst(written: ReadonlySet<Group>): void {
    for (const { node } of this.graph.results) {
      const root = this.values.root(node);
      const known = root && this.groupOf(root);
      for (const writer of known ? written : []) if (writer !== known && !this.precedence.precedes(writer, known!)) this.precedence.link(known!, writer);
    }
  }

  experience(): Experience {
    const stored = this.stored();
    const handedOut = new Set([...this.graph.results, ...this.graph.updates].flatMap((r) => this.values.root(r.node) ?? []));
    return { stored, kernelOf: this.groupOf, handed: fewestStored(this.groups, this.values, stored, handedOut) };
  }

  tasks({ memories, indices }: Surroundings): Tasks {
    const memory = (root: Node): Memory => {
      // The last value of a carry is where the first was.
      if (isLoop(root) && root.attributes["carry"] !== undefined) return memory(root.inputs[0]!.inputs[Number(root.attributes["carry"])]!);
      const own = root.op.traits.memory ? leafMemory(root) : this.inStorage.get(root);
      return own ? (memories.get(own.name) ?? own) : { kind: "value", node: root };
    };
    const symbols = new Set([...indices, ...this.graph.nodes.flatMap((n) => n.type.shape.flatMap((size) => size.symbols()))]);
    return { graph: this.graph, values: this.values, groups: this.order(), symbols, stored: this.stored(), memory };
  }

  private noteReader(group: Group, { node, sameIndex }: Dependency): void {
    const name = node.attributes["name"];
    if (node.op.traits.memory !== "storage" || typeof name !== "string") return;
    const readers = this.readersOf.get(name) ?? new Map<Group, boolean[]>();
    this.readersOf.set(name, readers.set(group, [...(readers.get(group) ?? []), sameIndex]));
  }

  private stored(): ReadonlySet<Node> {
    const stored = new Set<Node>();
    for (const group of this.groups)
      for (const node of group.nodes)
        for (const { node: dependency } of this.values.dependencies(node)) {
          if (this.groupOf(dependency) && this.groupOf(dependency) !== group) stored.add(dependency);
        }
    for (const { node } of [...this.graph.results, ...this.graph.updates]) {
      const root = this.values.root(node);
      if (root && this.groupOf(root)) stored.add(root);
    }
    return stored;
  }

  /** As the graph has them, but groups that only write storages as soon as they can run: what they read is then free. */
  private order(): Group[] {
    const stored = this.stored();
    const frees = (group: Group): boolean => group.nodes.every((n) => !stored.has(n) || this.inStorage.has(n));
    const rank = new Map(this.groups.map((g) => [g, { frees: frees(g), last: Math.max(...g.nodes.map((n) => n.id)) }]));
    const isBefore = (a: Group, b: Group): boolean => {
      const [x, y] = [rank.get(a)!, rank.get(b)!];
      return x.frees === y.frees ? x.last < y.last : x.frees;
    };
    const waiting = new Map(this.groups.map((group) => [group, new Set(this.precedence.before(group))]));
    const followers = new Map<Group, Group[]>(this.groups.map((group) => [group, []]));
    for (const [group, before] of waiting) for (const earlier of before) followers.get(earlier)!.push(group);
    const ready = new Queue(isBefore);
    for (const group of this.groups) if (waiting.get(group)!.size === 0) ready.push(group);
    const ordered: Group[] = [];
    for (let best = ready.pop(); best !== undefined; best = ready.pop()) {
      ordered.push(best);
      for (const next of followers.get(best)!) {
        const left = waiting.get(next)!;
        left.delete(best);
        if (left.size === 0) ready.push(next);
      }
    }
    if (ordered.length !== this.groups.length) throw new Error(`the groups of ${this.graph.name} depend on each other in a circle`);
    return ordered;
  }
}
