import { ModelError } from "./error.ts";

/** The parts of Node and of browsers that threads need; what is missing is asked for first. */
declare const process: { readonly getBuiltinModule?: (name: string) => unknown } | undefined;
declare const crossOriginIsolated: boolean | undefined;
declare const Worker: undefined | (new (url: string) => WebThread);
declare const Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
declare const URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
declare const console: { warn(message: string): void };

/** What a thread is, in Node and in browsers. */
interface Thread {
  postMessage(message: unknown, transfer: readonly object[]): void;
  terminate(): unknown;
  unref?(): void;
}

interface NodeThread extends Thread {
  on(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
}

interface WebThread extends Thread {
  addEventListener(event: "message" | "error", listener: (event: { readonly data?: unknown; readonly message?: unknown }) => void): void;
}

interface NodeThreads {
  readonly Worker: new (text: string, options: object) => NodeThread;
}

/**
 * Words at the start of a model's memory, each in a cache line of its own, by which threads find each other: how many have
 * arrived where they meet, how often they have met, how many sleep there, whether one was lost; how often a program was
 * started, and which, with its sizes.
 */
export const threadWords = { arrived: 0, met: 16, asleep: 32, lost: 48, started: 64, program: 80 } as const;

/** What another thread is sent. */
interface ThreadJob {
  readonly module: object;
  readonly imports: ThreadImports;
  /** Of programs, by their numbers. */
  readonly names: readonly string[];
  readonly words: typeof threadWords;
}

/** The number of threads that was asked for, or 1, with a warning, where no memory can be shared. Throws for what is no such number. */
export function threadCount(threads: number): number {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) throw new ModelError("bad-option", `threads must be a whole number from 1 to 64, not ${String(threads)}`);
  if (threads === 1 || nodeThreads() || (typeof Worker === "function" && crossOriginIsolated)) return threads;
  console.warn(
    `The model runs in one thread, not ${threads}: memory is only shared in Node.js 20.16 or newer and on pages that are cross-origin isolated ` +
      "(headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)",
  );
  return 1;
}

function nodeThreads(): NodeThreads | undefined {
  const found = typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
  return found as NodeThreads | undefined;
}

/** What each thread is told when the binary starts. */
export interface ThreadSettings {
  /** Its number; that of the thread that creates the model is 0. */
  readonly part: number;
  /** How many there are. */
  readonly parts: number;
  /** Whether it may sleep where threads meet. */
  readonly sleeps: number;
  /** How often it looks for the others there, for up to a second where it sleeps meanwhile, before it takes one of them for lost; 0: for ever. */
  readonly patience: number;
}

export function threadSettings(part: number, parts: number): ThreadSettings {
  if (part > 0) return { part, parts, sleeps: 1, patience: 0 };
  // The thread that draws a page must not sleep. Nobody should wait much longer than half a minute.
  return "document" in globalThis ? { part, parts, sleeps: 0, patience: 2 ** 20 } : { part, parts, sleeps: 1, patience: 30 };
}

export interface ThreadImports {
  readonly m: { readonly m: { readonly buffer: ArrayBuffer } };
  readonly g: readonly number[];
  readonly s: ThreadSettings;
}

/** The other threads of a model. */
export class Crew {
  private readonly threads: Thread[] = [];
  private readonly words: Int32Array;
  private over: ModelError | undefined;

  constructor(memory: ArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  /** Another thread, when it is ready. Throws if there can be none. */
  async add(job: ThreadJob): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const thread = startThread((word) => {
        if (word === "ready") {
          // A program that has nothing else to do may end.
          thread.unref?.();
          resolve();
        } else {
          this.lose(String(word));
          reject(this.over!);
        }
      });
      this.threads.push(thread);
      thread.postMessage(job, []);
    });
  }

  /** The programs of this thread, as programs of all. */
  programs(own: Readonly<Record<string, (...sizes: number[]) => number>>, names: readonly string[]): Record<string, (...sizes: number[]) => number> {
    const { words } = this;
    return Object.fromEntries(
      names.map((name, number) => [
        name,
        (...sizes: number[]): number => {
          if (this.over) throw this.over;
          words[threadWords.program] = number;
          words.set(sizes, threadWords.program + 1);
          Atomics.add(words, threadWords.started, 1);
          Atomics.notify(words, threadWords.started);
          let result: number | undefined;
          try {
            result = own[name]!(...sizes);
          } finally {
            // What another thread did not do is missing in the numbers.
            if (result === undefined || Atomics.load(words, threadWords.lost) > 0) this.lose("it did not arrive where it was expected");
          }
          if (this.over) throw this.over;
          return result;
        },
      ]),
    );
  }

  close(): void {
    this.over ??= new ModelError("closed", "the model was closed: create it again, and load its last save");
    this.end();
  }

  private lose(reason: string): void {
    if (this.over) return;
    this.over = new ModelError(
      "thread-lost",
      `a thread of the model was lost (${reason}), maybe in the middle of a step: create the model again, and load the last save; with threads: 1 if it happens again`,
    );
    this.end();
  }

  private end(): void {
    Atomics.store(this.words, threadWords.lost, 1);
    for (const thread of this.threads) void thread.terminate();
  }
}

/** A thread that waits for its job. It says `ready`, or why it has ended. Its text is that of a function: a module is one file. */
function startThread(said: (word: unknown) => void): Thread {
  const node = nodeThreads();
  const run = `const run = (job, say) => (${runThread.toString()})(job, (module, imports) => new WebAssembly.Instance(module, imports).exports, say);`;
  if (node) {
    const listen = `import("node:worker_threads").then(({ parentPort: port }) => port.once("message", (job) => run(job, (word) => port.postMessage(word))));`;
    const thread = new node.Worker(run + listen, { eval: true, env: {}, execArgv: [] });
    thread.on("message", said);
    thread.on("error", said);
    thread.on("exit", () => said("it has ended"));
    return thread;
  }
  const url = URL.createObjectURL(new Blob([`${run} onmessage = ({ data }) => run(data, postMessage);`], { type: "text/javascript" }));
  const thread = new Worker!(url);
  thread.addEventListener("message", ({ data }) => {
    URL.revokeObjectURL(url);
    said(data);
  });
  thread.addEventListener("error", ({ message }) => said(message ?? "it could not be started"));
  return thread;
}

/**
 * What another thread does: each program that is started, until the model is closed. Between them it looks for work for a
 * while, then sleeps. Its text is sent, so there are no other names in it than those of its parameters and of the language.
 */
function runThread(
  { module, imports, names, words: at }: ThreadJob,
  start: (module: object, imports: object) => Readonly<Record<string, (...sizes: number[]) => number>>,
  say: (word: string) => void,
): void {
  const words = new Int32Array(imports.m.m.buffer);
  try {
    const exports = start(module, imports);
    say("ready");
    for (let done = 0; ; done++) {
      for (let turn = 0; turn < 1e5 && Atomics.load(words, at.started) === done; turn++);
      Atomics.wait(words, at.started, done);
      const number = words[at.program]!;
      const program = exports[names[number]!]!;
      program(...words.subarray(at.program + 1, at.program + 1 + program.length));
    }
  } catch (error) {
    // Whoever waits for this thread goes on and sees that it was lost.
    Atomics.store(words, at.lost, 1);
    Atomics.add(words, at.met, 1);
    Atomics.notify(words, at.met);
    say(String(error));
  }
}
