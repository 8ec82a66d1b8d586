import type { Node } from "../../graph/graph.ts";
import { k, sameExpression } from "../../kernel/build.ts";
import type { Access, Fold, Scatter } from "../../kernel/computation.ts";
import type { BufferParameter, Expression, Statement } from "../../kernel/kernel.ts";
import { mentions, substitute } from "../../kernel/visit.ts";
import { elements } from "../../types/tensor.ts";
import { axesOf, nest, type Axes } from "../axes.ts";
import { computationKind, computationOf } from "../computation.ts";
import { gathered } from "./gathered.ts";
import type { Group } from "../group/group.ts";
import { Namer } from "../identifier.ts";
import { memoryKey, placeIn, type Memory } from "../memory/memory.ts";
import { loopsText } from "../group/siblings.ts";
import { bufferName, shortName } from "../names.ts";
import type { Tasks } from "../group/tasks.ts";

/** A kernel before it is optimized and named, with the memory that each of its buffers stands for. */
export interface Lowered {
  readonly body: readonly Statement[];
  readonly buffers: readonly BufferParameter[];
  readonly memory: readonly Memory[];
  readonly namer: Namer;
  /** The buffer that a node or a leaf is in. */
  readonly bufferOf: (root: Node) => string | undefined;
  /** Given if its loops add to elements that other iterations add to as well: those whose turns do not, having elements of their own. */
  readonly scatters?: ReadonlySet<string>;
}

/** With `gather`, elements of a result take what is scattered to them, where that can be told of each. */
export function lowerGroup(group: Group, tasks: Tasks, gather = false): Lowered {
  return new Lowering(group, tasks, gather).run();
}

interface Parameter {
  readonly name: string;
  readonly memory: Memory;
  readonly type: Node["type"];
  loaded: boolean;
  stored: boolean;
}

class Lowering {
  private readonly group: Group;
  private readonly tasks: Tasks;
  private readonly namer: Namer;
  private readonly parameters = new Map<Node | string, Parameter>();
  private readonly locals = new Map<Node, Expression>();
  private readonly axes: Axes;
  private readonly independent = new Set<string>();
  private readonly gather: boolean;
  private scatters = false;

  constructor(group: Group, tasks: Tasks, gather: boolean) {
    this.gather = gather;
    this.group = group;
    this.tasks = tasks;
    this.namer = new Namer(tasks.symbols);
    this.axes = axesOf(group.shape, this.namer.fresh);
  }

  run(): Lowered {
    const { group, tasks } = this;
    const inputs = new Set(group.nodes.flatMap((n) => tasks.values.dependencies(n).map((d) => d.node)));
    const outputs = group.nodes.filter((n) => tasks.stored.has(n));
    for (const node of [...inputs, ...outputs]) {
      if (tasks.stored.has(node) || node.op.traits.memory) this.parameter(node);
    }
    const body = this.body(outputs);
    const used = [...this.parameters.values()].filter((p) => p.loaded || p.stored);
    const buffers = used.map(
      ({ name, type, loaded, stored }): BufferParameter => ({
        name,
        dtype: type.dtype,
        access: loaded && stored ? "read-write" : stored ? "write" : "read",
        length: elements(type),
      }),
    );
    const scatters = this.scatters ? { scatters: this.independent } : {};
    return { body, buffers, memory: used.map((p) => p.memory), namer: this.namer, bufferOf: (root) => this.parameters.get(memoryKey(this.tasks.memory(root)))?.name, ...scatters };
  }

  private body(outputs: readonly Node[]): readonly Statement[] {
    const { group, axes } = this;
    const [first] = group.nodes;
    const computation = computationOf(first!, this.accesses(first!));
    if (computation.kind === "scatter") return this.scatter(first!, computation.start(axes.index), computation.at(this.namer.fresh));
    // Folds read nothing that the group computes, and so come first.
    const folds = group.nodes.filter((node) => computationKind(node) === "fold");
    const statements = [...this.folds(folds), ...group.nodes.filter((node) => !folds.includes(node)).map((node) => this.compute(node))];
    // All loads come before all stores: an update in place reads old values only.
    for (const node of outputs) statements.push(this.store(node, axes.index, this.locals.get(node)!));
    return nest(axes.loops, statements);
  }

  private compute(node: Node): Statement {
    const computation = computationOf(node, this.accesses(node));
    if (computation.kind !== "point") throw new Error(`node ${node.id} is a ${computation.kind} and cannot be computed at one index`);
    return this.define(node, computation.value(this.axes.index));
  }

  private define(node: Node, value: Expression): Statement {
    const name = this.namer.fresh(`${bufferName(node)}_value`);
    this.locals.set(node, k.local(name, node.type.dtype));
    return { kind: "let", name, value };
  }

  /** All folds of a group, in the same loops. */
  private folds(nodes: readonly Node[]): readonly Statement[] {
    const folds = nodes.map((node) => {
      const computation = computationOf(node, this.accesses(node));
      if (computation.kind !== "fold") throw new Error(`node ${node.id} is no fold`);
      return computation.at(this.axes.index, this.namer.fresh);
    });
    const [first] = folds;
    if (!first) return [];
    return [...this.fold(folds.slice(1).reduce(together, first)), ...folds.map((fold, i) => this.define(nodes[i]!, fold.result))];
  }

  private fold(fold: Fold): Statement[] {
    const accumulators = fold.accumulators.map(({ name, start }): Statement => ({ kind: "var", name, value: start }));
    const step = this.assignTogether(fold);
    const guarded: readonly Statement[] = fold.guard ? [{ kind: "if", condition: fold.guard, then: step }] : step;
    return [...accumulators, ...around(fold.loops, guarded)];
  }

  /** New values may read several accumulators; then they are all computed before the first is assigned. */
  private assignTogether(fold: Fold): Statement[] {
    const assign = (i: number, value: Expression): Statement => ({ kind: "assign", name: fold.accumulators[i]!.name, value });
    const readsOthers = fold.step.some((value, i) => fold.accumulators.some(({ name }, j) => i !== j && mentions(value, name)));
    if (!readsOthers) return fold.step.map((value, i) => assign(i, value));
    const lets = fold.step.map((value, i): Statement & { kind: "let" } => ({ kind: "let", name: this.namer.fresh(`next_${fold.accumulators[i]!.name}`), value }));
    return [...lets, ...lets.map(({ name, value }, i) => assign(i, k.local(name, value.type)))];
  }

  private scatter(node: Node, start: Expression, scatter: Scatter): readonly Statement[] {
    const taken = this.gather ? gathered(scatter, this.axes.index, node.type.shape, start, this.namer.fresh) : undefined;
    if (taken) return nest(this.axes.loops, [...this.fold(taken), this.store(node, this.axes.index, taken.result)]);
    this.scatters = true;
    const fill = nest(this.axes.loops, [this.store(node, this.axes.index, start)]);
    const { name } = this.parameter(node);
    this.parameter(node).loaded = true;
    const place = placeIn(this.parameter(node).memory, scatter.target, node.type.shape);
    const add = this.store(node, scatter.target, k.add(k.load(name, node.type.dtype, place), scatter.value));
    const guarded: readonly Statement[] = scatter.guard ? [{ kind: "if", condition: scatter.guard, then: [add] }] : [add];
    const find = scatter.find ? this.fold(scatter.find) : [];
    for (const { name: index } of scatter.loops) if (scatter.target.some((e) => e.kind === "local" && e.name === index)) this.independent.add(index);
    return [...fill, ...around(scatter.loops, [...find, ...guarded], this.independent)];
  }

  private store(node: Node, index: readonly Expression[], value: Expression): Statement {
    const parameter = this.parameter(node);
    parameter.stored = true;
    return { kind: "store", buffer: parameter.name, index: placeIn(parameter.memory, index, node.type.shape), value };
  }

  private accesses(node: Node): Access[] {
    return node.inputs.map((input) => (index) => this.read(input, index));
  }

  private read(node: Node, index: readonly Expression[]): Expression {
    const local = this.locals.get(node);
    if (local) {
      if (!index.every((e, axis) => sameExpression(e, this.axes.index[axis]!))) throw new Error(`node ${node.id} is read at another index inside its own kernel`);
      return local;
    }
    const root = this.tasks.values.root(node);
    if (root) {
      const parameter = this.parameter(root);
      parameter.loaded = true;
      return k.load(parameter.name, node.type.dtype, placeIn(parameter.memory, index, node.type.shape));
    }
    const computation = computationOf(node, this.accesses(node));
    if (computation.kind !== "point") throw new Error(`node ${node.id} cannot be inlined`);
    return computation.value(index);
  }

  /** One buffer for each memory, under however many nodes it is known. */
  private parameter(root: Node): Parameter {
    const memory = this.tasks.memory(root);
    const key = memoryKey(memory);
    const known = this.parameters.get(key);
    if (known) return known;
    const made = { name: this.namer.fresh(memory.kind === "value" ? bufferName(root) : shortName(memory.name)), memory, type: memory.node.type, loaded: false, stored: false };
    this.parameters.set(key, made);
    return made;
  }
}

/** One fold with the accumulators of both, in the loops of the first. */
function together(a: Fold, b: Fold): Fold {
  if (loopsText(a) !== loopsText(b) || a.guard || b.guard) throw new Error("folds with different loops cannot share a kernel");
  const names = new Map(b.loops.map(({ name }, i) => [name, a.loops[i]!.name]));
  const renamed = b.step.map((e) => substitute(e, (part) => (part.kind === "local" && names.has(part.name) ? k.local(names.get(part.name)!, part.type) : undefined)));
  return { ...a, accumulators: [...a.accumulators, ...b.accumulators], step: [...a.step, ...renamed] };
}

function around(loops: Fold["loops"], body: readonly Statement[], independent: ReadonlySet<string> = new Set()): readonly Statement[] {
  return loops.reduceRight<readonly Statement[]>((inner, { name, from, to }) => [{ kind: "for", index: name, from, to, body: inner, ...(independent.has(name) && { independent: true }) }], body);
}
