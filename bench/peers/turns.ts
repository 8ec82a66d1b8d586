import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";

interface Message {
  readonly loss?: number;
  readonly times?: readonly number[];
  readonly memory?: number;
}

const canPin = spawnSync("taskset", ["-c", "0", "true"]).status === 0;

/** A running program of `contestant.mjs` or `torch_step.py`, which takes turns. */
export class Runner {
  readonly loss: number;
  /** Milliseconds from the start of the process to the end of its first step. */
  readonly startup: number;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly next: () => Promise<Message>;

  private constructor(child: ChildProcessWithoutNullStreams, next: () => Promise<Message>, loss: number, startup: number) {
    this.child = child;
    this.next = next;
    this.loss = loss;
    this.startup = startup;
  }

  /** Starts it; throws an Error with what it said if there is no first step within the patience (in seconds). */
  static async start(words: readonly string[], threads: number, patience: number): Promise<Runner> {
    const begin = performance.now();
    const child = spawnOn(words, threads);
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => (complaint = (complaint + data.toString()).slice(-2000)));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = (why: string): Error => new Error(`${why}${/\w*Error.*/.exec(complaint)?.[0] ?? ""}`);
    const next = async (): Promise<Message> => {
      // Libraries print greetings.
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw ended("it ended: ");
        if (value.startsWith("{")) return JSON.parse(value);
      }
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, patience * 1000);
    try {
      const { loss = Number.NaN } = await next();
      return new Runner(child, next, loss, performance.now() - begin);
    } catch (error) {
      throw late ? new Error(`no step within ${patience} s`) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Milliseconds of the steps of a turn. */
  async turn(seconds: number): Promise<readonly number[]> {
    this.child.stdin.write(`${seconds}\n`);
    return (await this.next()).times ?? [];
  }

  /** Ends it; its peak memory in bytes. */
  async end(): Promise<number> {
    const gone = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin.end();
    const { memory = Number.NaN } = await this.next();
    await gone;
    return memory;
  }
}

/** On the last cores, as many as it has threads. */
function spawnOn(words: readonly string[], threads: number): ChildProcessWithoutNullStreams {
  const last = availableParallelism() - 1;
  const pinned = canPin ? ["taskset", "-c", `${Math.max(0, last - threads + 1)}-${last}`, ...words] : words;
  const count = String(threads);
  const env = { ...process.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count, TF_CPP_MIN_LOG_LEVEL: "3" };
  return spawn(pinned[0]!, pinned.slice(1), { env });
}

/** Milliseconds that a bare Node takes, the median of a few. */
export async function bareNode(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    const child = spawnOn([process.execPath, "-e", "0"], 1);
    await new Promise((resolve) => child.once("close", resolve));
    times.push(performance.now() - begin);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
