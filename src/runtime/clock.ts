/** Every engine has it; this library has no name for it. */
declare const performance: { now(): number };

/** Milliseconds, from some moment. */
export function now(): number {
  return performance.now();
}

/** Adds what has passed since then to the time of a step, in milliseconds; gives the time now. */
export function lap(times: Float64Array, step: number, since: number): number {
  const end = performance.now();
  times[step] = times[step]! + end - since;
  return end;
}
