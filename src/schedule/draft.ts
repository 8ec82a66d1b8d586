import type { Graph, Node } from "../graph/graph.ts";
import { flag, number, size, text } from "../ops/attributes.ts";
import { Size } from "../types/size.ts";
import { lineOf } from "./lower/doc.ts";
import type { Group } from "./group/group.ts";
import type { Kernels, Unnamed } from "./lower/kernels.ts";
import { type Life, lives, type Use } from "./memory/liveness.ts";
import type { Memory } from "./memory/memory.ts";
import { outside } from "./own-ops.ts";
import type { Loop } from "./plan.ts";
import { planTasks, type Surroundings, type Tasks } from "./group/tasks.ts";

/** A program whose values have no slots yet. */
export interface Draft {
  readonly tasks: Tasks;
  readonly steps: readonly DraftStep[];
  readonly lives: readonly Life[];
}

export type DraftStep = DraftCall | DraftLoop;

export interface DraftCall {
  readonly kind: "step";
  readonly unnamed: Unnamed;
  readonly memory: readonly Memory[];
}

export interface DraftLoop extends Omit<Loop, "steps"> {
  readonly steps: readonly DraftStep[];
  /** Of its own region. */
  readonly values: ReadonlySet<Node>;
}

/** Groups, orders and lowers a program whose scans are loops. */
export function draft(graph: Graph, kernels: Kernels): Draft {
  const tasks = planTasks(graph);
  const steps = stepsOf(tasks, [], kernels);
  const kept = new Set(tasks.graph.results.flatMap((r) => valueIn(tasks.memory(tasks.values.root(r.node) ?? r.node)) ?? []));
  const loops = new Map<Use, DraftLoop>();
  const useOf = (step: DraftStep): Use => {
    if (step.kind === "step") return { values: step.memory.flatMap((m) => valueIn(m) ?? []) };
    const use = { steps: step.steps.map(useOf) };
    loops.set(use, step);
    return use;
  };
  return { tasks, steps, lives: lives(steps.map(useOf), kept, (node, use) => loops.get(use)!.values.has(node)) };
}

function stepsOf(tasks: Tasks, indices: readonly string[], kernels: Kernels): DraftStep[] {
  return tasks.groups.flatMap((group): DraftStep[] => {
    if (!group.loop) return kernels.add(group, tasks).map((step) => ({ kind: "step", ...step }));
    const made = loopOf(group.loop, group, tasks, indices, kernels);
    return made.steps.length === 0 ? [] : [made];
  });
}

function loopOf(node: Node, group: Group, tasks: Tasks, outer: readonly string[], kernels: Kernels): DraftLoop {
  const { attributes, origin } = node;
  const index = text(attributes, "index");
  const indices = [...outer, index];
  const { region, memories } = insideOf(node, group, tasks);
  const inner = planTasks(region, { memories, indices });
  return {
    kind: "loop",
    index,
    extent: size(attributes, "extent"),
    reverse: flag(attributes, "reverse"),
    source: origin?.span ? lineOf(origin.span) : (origin?.name ?? index),
    steps: stepsOf(inner, indices, kernels),
    values: new Set(inner.graph.nodes),
  };
}

/** The region of a loop without what nobody reads later, and what the names in it stand for. */
function insideOf({ attributes, inputs, region }: Node, group: Group, tasks: Tasks): Pick<Surroundings, "memories"> & { readonly region: Graph } {
  const around = (input: number): Memory => {
    const root = tasks.values.root(inputs[input]!);
    if (!root) throw new Error(`input ${input} of a loop is in no memory`);
    return tasks.memory(root);
  };
  const { nodes, updates } = region!;
  const carries = updates.slice(0, number(attributes, "carries"));
  const stacks = updates.slice(carries.length).flatMap((update) => {
    const whole = group.nodes.find((n) => n.attributes["stack"] === update.storage);
    return whole ? [{ update, whole }] : [];
  });
  const position = Size.index(text(attributes, "index"));
  const memories = new Map<string, Memory>([
    ...nodes.filter((n) => n.op === outside).map((leaf): [string, Memory] => [text(leaf.attributes, "name"), around(number(leaf.attributes, "input"))]),
    ...carries.map(({ storage }, i): [string, Memory] => [storage, around(i)]),
    ...stacks.map(({ update, whole }): [string, Memory] => [update.storage, { kind: "value", node: whole, at: position }]),
  ]);
  return { region: { ...region!, updates: [...carries, ...stacks.map((s) => s.update)] }, memories };
}

function valueIn(memory: Memory): Node | undefined {
  return memory.kind === "value" ? memory.node : undefined;
}
