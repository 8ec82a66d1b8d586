import type { Graph, Module, Node } from "../graph/graph.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { verifyKernel } from "../kernel/verify.ts";
import { planArena, type Arena } from "./arena.ts";
import { Kernels, type Unnamed } from "./kernels.ts";
import { lives, type Life } from "./liveness.ts";
import type { Memory } from "./memory.ts";
import type { Place, Plan, Program, Step } from "./plan.ts";
import { planTasks, type Tasks } from "./tasks.ts";
import { verifyPlan } from "./verify.ts";

/** Turns the programs of a module into kernels and a plan. Programs with gradients as results are only for checks. */
export function schedule(module: Module): Plan {
  const { programs: graphs, ...face } = module;
  const kernels = new Kernels();
  const drafts = graphs.filter((g) => !/^gradient(\.|$)/.test(g.name)).map((graph) => draft(graph, kernels));
  const arena = planArena(drafts.map((d) => d.lives));
  const types = new Map(module.storages.map((s) => [s.name, s.type]));
  const named = kernels.finish();
  const plan = { module: face, kernels: [...named.values()], slots: arena.slots, programs: drafts.map((d) => place(d, arena, types, named)) };
  for (const kernel of plan.kernels) verifyKernel(kernel);
  verifyPlan(plan);
  return plan;
}

/** A program whose values have no slots yet. */
interface Draft {
  readonly graph: Graph;
  readonly tasks: Tasks;
  readonly steps: readonly { readonly unnamed: Unnamed; readonly memory: readonly Memory[] }[];
  readonly lives: readonly Life[];
}

function draft(graph: Graph, kernels: Kernels): Draft {
  const tasks = planTasks(graph);
  const steps = tasks.groups.map((group) => kernels.add(group, tasks));
  const nodes = (memory: readonly Memory[]): Node[] => memory.flatMap((m) => (m.kind === "value" ? [m.node] : []));
  const accesses = steps.map(({ unnamed, memory }) => ({
    reads: nodes(memory.filter((_, i) => unnamed.buffers[i]!.access !== "write")),
    writes: nodes(memory.filter((_, i) => unnamed.buffers[i]!.access !== "read")),
  }));
  const kept = new Set(tasks.graph.results.flatMap((r) => tasks.values.root(r.node) ?? []));
  return { graph: tasks.graph, tasks, steps, lives: lives(accesses, kept) };
}

function place({ graph, tasks, steps }: Draft, arena: Arena, storages: ReadonlyMap<string, Node["type"]>, named: ReadonlyMap<Unnamed, Kernel>): Program {
  const placeOf = (memory: Memory): Place => {
    if (memory.kind === "value") return { kind: "slot", slot: arena.slotOf.get(memory.node)!, type: memory.node.type };
    const type = (memory.kind === "storage" ? storages.get(memory.name) : undefined) ?? memory.node.type;
    return { kind: memory.kind, name: memory.name, type };
  };
  const placed = steps.map(({ unnamed, memory }): Step => ({ kernel: named.get(unnamed)!, places: memory.map(placeOf) }));
  const results = graph.results.map(({ name, node }) => {
    const root = tasks.values.root(node);
    if (!root) throw new Error(`the result ${name} is in no memory`);
    return { name, type: node.type, place: placeOf(tasks.memory(root)) };
  });
  const places = [...placed.flatMap((s) => s.places), ...results.map((r) => r.place)];
  const inputs = [...new Set(places.flatMap((p) => (p.kind === "input" ? [p.name] : [])))];
  return { name: graph.name, steps: placed, results, inputs };
}
