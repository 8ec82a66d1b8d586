import type { Graph } from "../graph/graph.ts";
import { print } from "../graph/print.ts";
import { verify } from "../graph/verify.ts";
import { sameType } from "../types/tensor.ts";
import { autodiff } from "./autodiff.ts";
import { collect, collectKept } from "./collect.ts";
import { cse } from "./cse.ts";
import { dce } from "./dce.ts";
import { fold } from "./fold.ts";
import { hoist } from "./hoist.ts";
import { lookup } from "./lookup.ts";
import { narrow } from "./narrow.ts";
import type { Pass } from "./pass.ts";
import { prune } from "./prune.ts";
import { simplify } from "./simplify.ts";
import { spread } from "./spread.ts";

/** Passes in order; a group is repeated until none of its passes changes the graph, or `atMost` times. */
export type Pipeline = readonly (Pass | { readonly atMost: number; readonly passes: readonly Pass[] })[];

export const pipeline: Pipeline = [
  // Before derivatives, so that those of what is computed once are computed once too.
  hoist,
  // Behind hoist, so that nothing that is the same everywhere is made for each position.
  spread,
  // Slices of weights, where products were taken apart.
  hoist,
  // Products that have been taken out of scans look rows up as well.
  lookup,
  // Before all others, so that all others see forward and backward code as one graph.
  autodiff,
  // Derivative rules give cotangents for frozen inputs too; nobody reads them.
  dce,
  {
    atMost: 4,
    passes: [
      // First, as it makes new scalars to fold: a scaling by 1/N is one number for all axes, whatever its sign.
      narrow,
      // Before simplify: rules look for 0 and 1.
      fold,
      // Rules see one broadcast of a scalar where narrow has been: derivatives such as p - y are recognized by it.
      simplify,
      // What backward code computes at each position may be the same at all.
      hoist,
      cse,
      dce,
      // Behind simplify, which shows what is a sum. The carries of what left are found unneeded next.
      collect,
      // What rules no longer need of a scan. Its inputs are found dead in the next round.
      prune,
    ],
  },
];

/** The usual passes without those that keep more for the sake of time, and with one that saves memory in place of `spread`: it sees what is computed once taken out of scans, and no derivative yet. */
export function savingMemory(pass: Pass): Pipeline {
  const instead = new Map<Pass, Pass>([[spread, pass], [collect, collectKept]]);
  const saving = (usual: Pass): Pass => instead.get(usual) ?? usual;
  return pipeline.map((step) => ("run" in step ? saving(step) : { ...step, passes: step.passes.map(saving) }));
}

/** Told after each pass; the command line prints, counts and draws from it. */
export interface PassTrace {
  after(pass: string, before: Graph, after: Graph, milliseconds: number): void;
}

export interface PassOptions {
  readonly trace?: PassTrace;
  /** The name of a pass: stop after its first run. */
  readonly stopAfter?: string;
  /** Other passes than the usual ones. */
  readonly pipeline?: Pipeline;
}

/** A pass failed or broke the graph: our mistake, never the user's. `before` reproduces it. */
export class PassError extends Error {
  readonly pass: string;
  /** The printed graph that the pass was given. */
  readonly before: string;

  constructor(pass: string, before: string, cause: unknown) {
    super(`the pass ${pass} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "PassError";
    this.pass = pass;
    this.before = before;
  }
}

/** The names that `stopAfter` and traces know, each once, in order. */
export const passNames: readonly string[] = [...new Set(pipeline.flatMap((step) => ("run" in step ? [step.name] : step.passes.map((p) => p.name))))];

/** Runs the passes, verifying after each. Throws `PassError`. */
export function runPasses(graph: Graph, options: PassOptions = {}): Graph {
  let current = graph;
  for (const pass of schedule(options.pipeline ?? pipeline, () => current)) {
    const started = performance.now();
    const next = checkedRun(pass, current);
    options.trace?.after(pass.name, current, next, performance.now() - started);
    current = next;
    if (pass.name === options.stopAfter) break;
  }
  return current;
}

/** The passes one after another; `now` tells whether a group has come to rest. */
function* schedule(steps: Pipeline, now: () => Graph): Generator<Pass> {
  for (const step of steps) {
    if ("run" in step) {
      yield step;
      continue;
    }
    for (let round = 0; round < step.atMost; round += 1) {
      const before = now();
      yield* step.passes;
      if (now() === before) break;
    }
  }
}

function checkedRun(pass: Pass, before: Graph): Graph {
  try {
    const after = pass.run(before);
    if (after !== before) {
      verify(after);
      verifySameInterface(before, after);
    }
    return after;
  } catch (error) {
    throw new PassError(pass.name, print(before), error);
  }
}

function verifySameInterface(before: Graph, after: Graph): void {
  const [old, now] = [quantities(before), quantities(after)];
  if (old.length !== now.length) throw new Error("the pass changed the number of results or updates");
  old.forEach(({ name, node }, i) => {
    const kept = now[i];
    if (kept?.name !== name || !sameType(kept.node.type, node.type)) throw new Error(`the pass changed the name or type of ${JSON.stringify(name)}`);
  });
}

function quantities(graph: Graph): { name: string; node: Graph["nodes"][number] }[] {
  return [...graph.results, ...graph.updates.map(({ storage, node }) => ({ name: storage, node }))];
}
