import { error } from "./entry.ts";

/** Found while a model is trained or used: numbers that blow up, checkpoints and weights that do not fit. */
export const trainingCodes = {
  "loss-not-finite": error<{ why: string }>((p) => p.why),
  "thread-lost": error<{ why: string }>((p) => p.why),
  "no-gpu": error<{ why: string }>((p) => p.why),
  "gpu-limit": error<{ why: string }>((p) => p.why),
  "gpu-refused": error<{ why: string }>((p) => p.why),
  "gpu-lost": error<{ why: string }>((p) => p.why),
  "batch-refused": error<{ why: string }>((p) => `the model refused what it was given: ${p.why}`),
  "no-train-phase": error<{ model: string }>((p) => `the model \`${p.model}\` has no \`train\` block`),
  "unknown-phase": error<{ phase: string }>((p) => `there is no phase \`${p.phase}\``),
  "unknown-stop-quantity": error<{ quantity: string }>((p) => `\`${p.quantity}\` is not a loss or metric that is a single number`),
  "checkpoint-damaged": error<{ why: string }>((p) => `the checkpoint cannot be used: ${p.why}`),
  "checkpoint-differs": error<{ what: string; then: string; now: string }>(
    (p) => `the checkpoint was written with ${p.what} ${p.then}, now it is ${p.now}`,
  ),
  "weights-refused": error<{ why: string }>((p) => `the weights do not fit the model: ${p.why}`),
  "part-refused": error<{ part: string; why: string }>((p) => `the weights of \`${p.part}\` cannot be loaded: ${p.why}`),
  "generated-module-broken": error<{ why: string }>((p) => `the generated module cannot be run: ${p.why}`),
};
