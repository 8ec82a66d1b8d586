import type { Storage } from "../graph/graph.ts";

const scalar = { dtype: "i32" as const, shape: [] };

/** What every program can read: steps done, the epoch (set by the training loop), the seed of all random numbers. */
export const clock = {
  step: { name: "step", type: scalar, role: "clock", doc: "Training steps done." },
  epoch: { name: "epoch", type: scalar, role: "clock", doc: "From 0; set by the training loop." },
  seed: { name: "seed", type: scalar, role: "clock", doc: "Key of all random numbers." },
} as const satisfies Record<string, Storage>;
