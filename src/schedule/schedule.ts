import type { Graph, Module, Node } from "../graph/graph.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { verifyKernel } from "../kernel/verify.ts";
import { verifyLanes } from "../kernel/verify-lanes.ts";
import { verifyTurns } from "../kernel/verify-turns.ts";
import { planArena, type Arena } from "./memory/arena.ts";
import type { Choice, LayoutChoice } from "./choice.ts";
import { withChosenOnly } from "./prepare/chosen.ts";
import { withFilters } from "./filter/filter.ts";
import { draft, type Draft, type DraftStep } from "./draft.ts";
import { Namer } from "./identifier.ts";
import { Kernels, type Unnamed } from "./lower/kernels.ts";
import { withLayouts } from "./layout/layout.ts";
import { type IndexName, withLoops } from "./prepare/loops.ts";
import { type Machine, plainMachine } from "./machine.ts";
import { withMeetings } from "./memory/meet.ts";
import type { Memory } from "./memory/memory.ts";
import { withPositionsFirst } from "./prepare/positions-first.ts";
import { withPlainFolds } from "./prepare/plain-folds.ts";
import type { Loop, Place, Plan, Program, Step } from "./plan.ts";
import { callsOf } from "./steps.ts";
import { verifyPlan } from "./verify.ts";

/** Told of what was chosen for the memory of each program, then for each kernel of the plan. */
export interface ScheduleTrace {
  layout(program: string, choice: LayoutChoice): void;
  kernel(kernel: Kernel, choices: readonly Choice[]): void;
}

/** Turns the programs of a module into kernels and a plan for a machine. */
export function schedule(module: Module, machine: Machine = plainMachine, trace?: ScheduleTrace): Plan {
  const { programs, checks: _, ...face } = module;
  const indexName = indexNames(module.sizes, programs);
  const kernels = new Kernels(machine, trace !== undefined);
  const drafts = programs.map((graph) => {
    const told = trace && ((choice: LayoutChoice): void => trace.layout(graph.name, choice));
    return draft(withLoops(withLayouts(prepared(graph, machine, told), machine, told), indexName), kernels);
  });
  const arena = planArena(drafts.map((d) => d.lives), machine.rest);
  const types = new Map(module.storages.map((s) => [s.name, s.type]));
  const named = kernels.finish();
  const plan = { module: face, kernels: [...named.values()], slots: arena.slots, programs: drafts.map((d) => place(d, arena, types, named)).map((program) => (machine.threads ? { ...program, steps: withMeetings(program.steps) } : program)) };
  for (const kernel of plan.kernels) {
    verifyKernel(kernel);
    verifyTurns(kernel);
    verifyLanes(kernel);
  }
  verifyPlan(plan);
  if (trace) for (const [{ choices }, kernel] of named) trace.kernel(kernel, choices);
  return plan;
}

/** For a machine: what is computed, before it is decided in which order it lies in memory. */
export function prepared(graph: Graph, machine: Machine, told?: (choice: LayoutChoice) => void): Graph {
  return withFilters(withPlainFolds(withChosenOnly(withPositionsFirst(graph)), machine), machine, told);
}

/** `t`, and `t2` for a loop inside a loop: the same in all programs, so that they share kernels, and never the name of a size. */
function indexNames(sizes: readonly string[], graphs: readonly Graph[]): IndexName {
  const symbols = new Set(sizes);
  const visit = ({ nodes }: Graph): void => {
    for (const { type, region } of nodes) {
      for (const extent of [type, ...(type.parts ?? [])].flatMap((t) => t.shape)) for (const symbol of extent.symbols()) symbols.add(symbol);
      if (region) visit(region);
    }
  };
  graphs.forEach(visit);
  const { fresh } = new Namer(symbols);
  const names: string[] = [];
  return (depth) => {
    while (names.length <= depth) names.push(fresh("t"));
    return names[depth]!;
  };
}

function place({ tasks, steps }: Draft, arena: Arena, storages: ReadonlyMap<string, Node["type"]>, named: ReadonlyMap<Unnamed, Kernel>): Program {
  const placeOf = (memory: Memory): Place => {
    if (memory.kind === "value") return { kind: "slot", slot: arena.slotOf.get(memory.node)!, type: memory.node.type };
    const type = (memory.kind === "storage" ? storages.get(memory.name) : undefined) ?? memory.node.type;
    return { kind: memory.kind, name: memory.name, type };
  };
  const placedStep = (step: DraftStep): Step | Loop => {
    if (step.kind === "step") return { kernel: named.get(step.unnamed)!, places: step.memory.map(placeOf) };
    const { values: _, ...loop } = step;
    return { ...loop, steps: step.steps.map(placedStep) };
  };
  const placed = steps.map(placedStep);
  const results = tasks.graph.results.map(({ name, node }) => {
    const root = tasks.values.root(node);
    if (!root) throw new Error(`the result ${name} is in no memory`);
    return { name, type: node.type, place: placeOf(tasks.memory(root)) };
  });
  const places = [...callsOf(placed).flatMap((s) => s.places), ...results.map((r) => r.place)];
  const inputs = [...new Set(places.flatMap((p) => (p.kind === "input" ? [p.name] : [])))];
  return { name: tasks.graph.name, steps: placed, results, inputs };
}
