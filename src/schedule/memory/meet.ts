import { isShared } from "../../kernel/share.ts";
import { type Loop, placeKey, type Step } from "../plan.ts";

/** Who has touched a place since threads last met: all of them, or only the one that runs what is not shared. */
type Who = "all" | "one";

interface Touched {
  readonly read?: Who;
  readonly written?: Who;
}

type State = ReadonlyMap<string, Touched>;

/**
 * The steps of a program for several threads, which all go through them: `meets` where a step touches what another thread
 * has written since they last met, or writes what one has read. All have met before the first.
 */
export function withMeetings(steps: readonly (Step | Loop)[]): readonly (Step | Loop)[] {
  return run(steps, new Map()).steps;
}

interface Ran {
  readonly steps: readonly (Step | Loop)[];
  readonly state: State;
}

function run(steps: readonly (Step | Loop)[], before: State): Ran {
  let state = before;
  const made = steps.map((step): Step | Loop => {
    const ran = step.kind === "loop" ? runLoop(step, state) : runStep(step, state);
    state = ran.state;
    return ran.step;
  });
  return { steps: made, state };
}

/** What the end of one turn leaves behind is there at the start of the next. */
function runLoop(loop: Loop, before: State): { readonly step: Loop; readonly state: State } {
  for (let start = before; ; ) {
    const { steps, state } = run(loop.steps, start);
    const again = both(start, state);
    if (same(again, start)) return { step: { ...loop, steps }, state };
    start = again;
  }
}

function runStep(step: Step, before: State): { readonly step: Step; readonly state: State } {
  const who: Who = isShared(step.kernel) ? "all" : "one";
  const touches = step.places.map((place, i) => ({ key: placeKey(place), access: step.kernel.buffers[i]!.access }));
  const isByOthers = (other: Who | undefined): boolean => other !== undefined && (other === "all" || who === "all");
  const meets = touches.some(({ key, access }) => {
    const { read, written } = before.get(key) ?? {};
    return isByOthers(written) || (access !== "read" && isByOthers(read));
  });
  const state = new Map(meets ? [] : before);
  for (const { key, access } of touches) {
    const now: Touched = { ...(access !== "write" && { read: who }), ...(access !== "read" && { written: who }) };
    state.set(key, merged(state.get(key), now));
  }
  const { meets: _, ...plain } = step;
  return { step: meets ? { ...plain, meets } : plain, state };
}

function merged(a: Touched = {}, b: Touched = {}): Touched {
  const who = (x: Who | undefined, y: Who | undefined): Who | undefined => (x === "all" || y === "all" ? "all" : (x ?? y));
  const [read, written] = [who(a.read, b.read), who(a.written, b.written)];
  return { ...(read && { read }), ...(written && { written }) };
}

function both(a: State, b: State): State {
  return new Map([...new Set([...a.keys(), ...b.keys()])].map((key) => [key, merged(a.get(key), b.get(key))]));
}

function same(a: State, b: State): boolean {
  return a.size === b.size && [...a].every(([key, { read, written }]) => b.get(key)?.read === read && b.get(key)?.written === written);
}
