import { asSize } from "../../../kernel/build.ts";
import type { Kernel } from "../../../kernel/kernel.ts";
import { walkStatements } from "../../../kernel/visit.ts";
import type { Loop, Program, Step } from "../../../schedule/plan.ts";
import { count } from "../axis.ts";
import { mostBindings } from "../bindings.ts";
import { scanParts } from "../scan/scan.ts";
import { type Stage, threadsOf, workgroupBytes } from "../stage.ts";
import type { BoundStage } from "../tables.ts";
import { typical } from "../typical.ts";

/** A stage, and what it is called. */
export interface Part extends BoundStage {
  readonly label: Pick<Kernel, "name" | "doc">;
}

/** What one dispatch does: stages of which none needs what another does, each in workgroups of its own. */
export interface Dispatch {
  readonly parts: readonly Part[];
}

/** Dispatches that are repeated. */
export interface DispatchLoop {
  readonly loop: Repeated;
  readonly inside: readonly Dispatched[];
}

/** How often, and what the index is called. */
export type Repeated = Omit<Loop, "kind" | "steps">;

export type Dispatched = Dispatch | DispatchLoop;

/** What decides which stages share a dispatch. */
export interface Sharing {
  /** The stages of a step, or of a loop that is dispatched whole. */
  readonly stages: ReadonlyMap<Step | Loop, readonly BoundStage[]>;
  readonly label: (step: Step | Loop) => Part["label"];
  /** Whether a block is so small that it may lie with others in one buffer. */
  readonly isSmall: (block: string) => boolean;
}

/** Stages of one dispatch: each is a function of its own in the shader. */
export const mostParts = 8;
/** Memory of a workgroup that every device has. */
const mostWorkgroupBytes = 2 ** 14;
/** Statements of one shader: what is compiled when a model is created. */
const mostStatements = 400;
/** Statements that are run, from which on a stage takes so long that a dispatch is nothing beside it: two of them gain nothing, and each may want the registers for itself. */
const manyRuns = 2 ** 26;

/**
 * The dispatches of some steps, in order. A stage joins the first dispatch that is behind all that it needs, and behind all
 * that must not see what it does: each costs the device 1.7 microseconds, and a stage of few workgroups leaves most of it idle.
 */
export function sharedDispatches(steps: Program["steps"], sharing: Sharing): readonly Dispatched[] {
  const entries: Entry[] = [];
  for (const step of steps) {
    const own = sharing.stages.get(step);
    if (!own && step.kind === "loop") entries.push(loopEntry(step, sharedDispatches(step.steps, sharing)));
    const inParts = step.kind === "loop" && own?.[0] ? scanLoop(step, own[0]) : undefined;
    if (own && inParts) {
      entries.push(loopEntry(inParts, own.map((bound) => ({ parts: [{ ...bound, label: sharing.label(step) }] }))));
      continue;
    }
    for (const bound of own ?? []) {
      const part: Part = { ...bound, label: sharing.label(step) };
      const effects = effectsOf([part]);
      const last = entries.findLastIndex((entry) => isBound(entry, effects));
      const at = entries.findIndex(({ what }, i) => i > last && "parts" in what && mayShare([...what.parts, part], sharing.isSmall));
      const parts = at < 0 ? [part] : [...(entries[at]!.what as Dispatch).parts, part];
      // As early as may be, so that what needs it can join what is there already.
      entries.splice(at < 0 ? last + 1 : at, at < 0 ? 0 : 1, { what: { parts }, ...effectsOf(parts) });
    }
  }
  return entries.map(({ what }) => what);
}

/** The loop over the parts of a loop that is dispatched whole, if there are several. */
function scanLoop({ source }: Loop, { stage: { scan } }: BoundStage): Repeated | undefined {
  return scan?.parts && { index: scan.parts.index, extent: scanParts(scan), reverse: false, source };
}

/** The loops in which something is dispatched. */
export function loopsIn(all: readonly Dispatched[]): readonly Repeated[] {
  return all.flatMap((one) => ("inside" in one ? [one.loop, ...loopsIn(one.inside)] : []));
}

/** All that is dispatched, what is in loops once. */
export function dispatchesIn(all: readonly Dispatched[]): readonly Dispatch[] {
  return all.flatMap((one) => ("inside" in one ? dispatchesIn(one.inside) : [one]));
}

/** The blocks that are read and written. */
interface Effects {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

interface Entry extends Effects {
  readonly what: Dispatched;
}

function loopEntry(loop: Repeated, inside: readonly Dispatched[]): Entry {
  return { what: { loop, inside }, ...effectsOf(dispatchesIn(inside).flatMap(({ parts }) => parts)) };
}

function effectsOf(parts: readonly Part[]): Effects {
  const buffers = parts.flatMap((part) => part.buffers);
  return {
    read: new Set(buffers.flatMap(({ access, block }) => (access === "write" ? [] : [block]))),
    written: new Set(buffers.flatMap(({ access, block }) => (access === "read" ? [] : [block]))),
  };
}

/** Whether the order of two matters: one writes what the other touches. */
function isBound(a: Effects, b: Effects): boolean {
  return meet(a.written, b.written) || meet(a.written, b.read) || meet(a.read, b.written);
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((block) => b.has(block));
}

/** Whether one shader can do all of this, none of which touches what another writes. */
function mayShare(parts: readonly Part[], isSmall: Sharing["isSmall"]): boolean {
  const stages = parts.map(({ stage }) => stage);
  const threads = threadsOf(stages);
  if (parts.length > mostParts || threads === undefined) return false;
  // What a scan keeps in the memory of a workgroup, each shader has once.
  if (stages.some(({ scan }) => scan) || workgroupBytes(stages, threads) > mostWorkgroupBytes) return false;
  if (parts.reduce((sum, { stage }) => sum + statementCount(stage.body), 0) > mostStatements || parts.filter(({ stage }) => isLong(stage)).length > 1) return false;
  const types = new Map<string, boolean>();
  for (const { block, dtype } of parts.flatMap(({ buffers }) => buffers)) {
    const isReal = dtype === "f32";
    if ((types.get(block) ?? isReal) !== isReal) return false;
    types.set(block, isReal);
  }
  const blocks = [...types.keys()];
  return blocks.length <= mostBindings || blocks.filter((block) => !isSmall(block)).length < mostBindings;
}

function statementCount(body: Stage["body"]): number {
  let count = 0;
  walkStatements(body, () => void (count += 1));
  return count;
}

function isLong({ grid, body }: Stage): boolean {
  return typical(count(grid)) * runs(body) >= manyRuns;
}

/** About how many statements are run, where loops whose bounds are not known beforehand turn once. */
function runs(body: Stage["body"]): number {
  return body.reduce((sum, s) => {
    if (s.kind === "if") return sum + runs(s.then);
    const turns = s.kind === "for" ? asSize(s.to) : undefined;
    return sum + (s.kind === "for" ? (turns ? typical(turns) : 1) * runs(s.body) : 1);
  }, 0);
}
