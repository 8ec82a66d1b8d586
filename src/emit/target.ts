import type { Plan } from "../schedule/plan.ts";

/** A target turns a plan into one self-contained TypeScript file. */
export interface Target {
  /** As `--target` takes it: `ts`. */
  readonly name: string;
  readonly doc: string;
  readonly emit: (plan: Plan) => string;
}
