import type { Command } from "commander";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loads the code of the command. */
  readonly load: () => Promise<Command>;
}

/** In the order of a working day: write, look, compile, train, use; then what explains the compiler itself. */
export const commands: readonly CommandEntry[] = [
  { name: "check", summary: "look for errors, in one or many files", load: async () => (await import("./check.ts")).check },
  { name: "fmt", summary: "format sources, or tell which are not formatted", load: async () => (await import("./fmt.ts")).fmt },
  { name: "compile", summary: "turn a model into one TypeScript file", load: async () => (await import("./compile.ts")).compile },
  { name: "train", summary: "train a model on its data", load: async () => (await import("./train.ts")).train },
  { name: "eval", summary: "losses and metrics of a trained model", load: async () => (await import("./eval.ts")).evaluate },
  { name: "predict", summary: "outputs of a trained model", load: async () => (await import("./predict.ts")).predict },
  { name: "summary", summary: "layers with shapes, parameters, FLOPs and memory", load: async () => (await import("./summary.ts")).summary },
  { name: "bench", summary: "time, operations and bytes of each kernel, beside what the machine can do", load: async () => (await import("./bench.ts")).bench },
  { name: "gradcheck", summary: "compare gradients with central differences", load: async () => (await import("./gradcheck.ts")).gradcheck },
  { name: "explain", summary: "what an error code means and how to mend it", load: async () => (await import("./explain.ts")).explain },
  { name: "ops", summary: "the table of primitive operations", load: async () => (await import("./ops.ts")).ops },
];
