import type { Contestant } from "./contestants.ts";
import { median, Runner } from "./turns.ts";
import { short } from "../report.ts";

export interface Entry {
  readonly contestant: Contestant;
  /** Milliseconds from the start of a process to the end of its first step. */
  readonly startups: number[];
  /** A list for each round in which it took part. */
  readonly turns: (readonly number[])[];
  runner?: Runner;
  /** Peak, in bytes. */
  memory: number;
}

export interface Settings {
  /** For each contestant, in all its turns together. */
  readonly seconds: number;
  readonly rounds: number;
  /** How often the time from start to first step is taken. */
  readonly starts: number;
  /** Seconds after which who has done no step is left out. */
  readonly patience: number;
}

export interface Competition {
  readonly running: readonly Entry[];
  /** Who is left out, and why. */
  readonly left: ReadonlyMap<string, string>;
}

/** Who takes longer to begin has one start and one turn. */
const slow = 5000;

/** Starts all, one after another, several times; then lets them take turns. */
export async function compete(workload: string, all: readonly Contestant[], { seconds, rounds, starts, patience }: Settings): Promise<Competition> {
  const entries = all.map((contestant): Entry => ({ contestant, startups: [], turns: [], memory: Number.NaN }));
  const left = new Map<string, string>();
  for (let i = 0; i <= starts; i++)
    for (const entry of entries) {
      const { name, threads, command, start } = entry.contestant;
      const words = i < starts ? (start ?? command)(workload) : command(workload);
      if (!words) left.set(name, "cannot run it");
      if (!words || left.has(name) || entry.runner) continue;
      try {
        const runner = await Runner.start(words, threads, patience);
        if (i < starts) entry.startups.push(runner.startup);
        if (i === starts || runner.startup > slow) entry.runner = runner;
        else await runner.end();
      } catch (error) {
        left.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  const running = entries.filter((entry) => entry.runner);
  const most = new Map<Entry, number>();
  // The first turn warms up, and tells how many turns the slow ones can have.
  for (const entry of running) {
    const times = await entry.runner!.turn(seconds / rounds);
    if (entry.runner!.startup > slow) entry.turns.push(times);
    const turns = Math.floor((4 * seconds * 1000) / (rounds * Math.min(...times)));
    most.set(entry, entry.turns.length > 0 ? 0 : Math.max(1, turns));
  }
  for (let round = 0; round < rounds; round++)
    for (const entry of running) if (round < most.get(entry)!) entry.turns.push(await entry.runner!.turn(seconds / rounds));
  for (const entry of running) entry.memory = await entry.runner!.end();
  return { running, left };
}

/** The ratio of the medians of each round, as its median and the least and greatest. */
export function ratio(entry: Entry | undefined, base: Entry | undefined): string {
  if (!entry || !base) return "–";
  if (entry === base) return "1";
  const ratios = entry.turns.flatMap((turn, i) => (base.turns[i] ? [median(turn) / median(base.turns[i])] : []));
  const [low, middle, high] = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map(short);
  return low === high ? middle! : `${middle} (${low} to ${high})`;
}
