import { fail } from "../diagnostics/report.ts";

/**
 * Runs something of a generated model. What the model refuses (its `ModelError`s) is about data, numbers or files and
 * becomes a diagnostic; anything else is a mistake of ours and goes on as it is. `place` names the file at fault.
 */
export function guarded<T>(run: () => T, place?: string): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ModelError") throw error;
    const code = "code" in error ? error.code : undefined;
    const details = place === undefined ? {} : { place };
    if (code === "non-finite-loss") return refuseLoss(error.message);
    if (code === "thread-lost") return fail("thread-lost", { why: error.message }, { help: "go on from the last checkpoint with `--resume`, or train without `--threads`" });
    if (code === "bad-file") return fail("weights-refused", { why: error.message }, details);
    return fail("batch-refused", { why: error.message }, details);
  }
}

export function refuseLoss(why: string): never {
  const help = "try a smaller learning rate, or `clip norm(5)` in the `train` block; checkpoints on disk are untouched";
  return fail("loss-not-finite", { why }, { help });
}
