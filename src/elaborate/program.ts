import type { Span } from "../base/source.ts";
import { Builder } from "../graph/builder.ts";
import type { Graph, Node, Requirement, Result, Storage, Update } from "../graph/graph.ts";
import type { Context } from "./context.ts";
import { primitive } from "./primitive.ts";
import type { Scope } from "./scope.ts";
import { siteOf } from "./site.ts";
import type { Value } from "./value.ts";

/** The name of the program that takes what layers must know of the training examples, such as their mean, before any training. */
export const measure = "measure";

/** A graph under construction: one evaluation of the model. */
export class Program {
  readonly name: string;
  readonly training: boolean;
  readonly builder: Builder;
  readonly results: Result[] = [];
  /** Into how many parts a batch is divided; the program is run on one of them. */
  parts = 1;
  /** What symbolic sizes must satisfy, as far as it is known. */
  readonly requirements: Requirement[] = [];
  private readonly reads = new Map<string, Node>();
  private readonly inputs = new Map<string, Node>();
  private readonly pending = new Map<string, { node: Node; span: Span | undefined }>();
  private readonly sites = new Map<string, number>();

  /** Whether the model asks if this is the program `measure`: then there has to be one. */
  measures = false;

  constructor(name: string, training: boolean, explain: (requirement: Requirement) => Requirement = (r) => r) {
    this.name = name;
    this.training = training;
    this.builder = new Builder((requirement) => this.requirements.push(explain(requirement)));
  }

  /** The value of a storage at the start of the step: one node, however often it is read. */
  read(storage: Storage): Node {
    const known = this.reads.get(storage.name);
    if (known) return known;
    const { dtype, shape } = storage.type;
    const origin = storage.origin ?? { name: storage.name };
    const node = this.builder.make(primitive("read"), [], { name: storage.name, dtype, shape }, { ...origin, name: storage.name });
    this.reads.set(storage.name, node);
    return node;
  }

  /** The value of a storage as updates so far leave it: a layer that is applied twice in a step updates its state twice. */
  latest(storage: Storage): Node {
    return this.pending.get(storage.name)?.node ?? this.read(storage);
  }

  isUpdated(storage: Storage): boolean {
    return this.pending.has(storage.name);
  }

  update(storage: Storage, node: Node, span?: Span): void {
    this.pending.set(storage.name, { node, span });
  }

  input(name: string, make: () => Node): Node {
    const known = this.inputs.get(name) ?? make();
    this.inputs.set(name, known);
    return known;
  }

  /** The same value as a node of this program. A whole program sees only its own nodes; a region takes in others. */
  adopt(node: Node): Node {
    return node;
  }

  /** The value of `measuring`. */
  isMeasuring(): boolean {
    this.measures = true;
    return this.name === measure;
  }

  /** The position of the innermost scan that is being evaluated; a whole program has none. */
  position(): Node | undefined {
    return undefined;
  }

  /** What a name of `scope` stands for after an assignment; a scan with a mask has its own mind. */
  assigned(_context: Context, _name: string, value: Value, _scope: Scope, _span: Span): Value {
    return value;
  }

  /** Whether a node was made in this very program. */
  owns(node: Node): boolean {
    return this.builder.nodes[node.id] === node;
  }

  /** A number for each random draw, the same in every compilation of the same source. */
  site(path: string): number {
    const count = (this.sites.get(path) ?? 0) + 1;
    this.sites.set(path, count);
    return siteOf(`${path}#${count}`);
  }

  updates(): Update[] {
    return [...this.pending.entries()].map(([storage, { node }]) => ({ storage, node }));
  }

  graph(name = this.name, results: readonly Result[] = this.results, updates: readonly Update[] = this.updates()): Graph {
    return this.builder.graph(name, results, updates);
  }
}

