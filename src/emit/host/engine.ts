import type { Loop, Step } from "../../schedule/plan.ts";
import type { Host } from "./host.ts";

/** What a target adds to the host module. */
export interface Engine {
  /** The word for the head of the file: `TypeScript`. */
  readonly title: string;
  /** Statements that run these steps, inside a function with the memory `m` and the sizes of the call as locals. */
  readonly run: (steps: readonly (Step | Loop)[], host: Host) => readonly string[];
  /** Top-level declarations that the statements need. */
  readonly sections: (host: Host) => readonly string[];
}
