import { ModelError } from "./error.ts";

/** A whole number from 0 to 2^31 - 1, for `seed` and `epoch`. */
export function countingNumber(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
    throw new ModelError("bad-option", `${name} must be a whole number from 0 to 2147483647, not ${String(value)}`);
  }
  return value;
}

/** A loss before the update it would lead to: the model is left as it was. */
export function refuseLoss(name: string, value: number, step: number): void {
  if (Number.isFinite(value)) return;
  throw new ModelError(
    "non-finite-loss",
    `loss \`${name}\` is ${value} in step ${step}, so the step was not taken and the weights are as before it. ` +
      "Lower the learning rate, clip the gradient, or go back to an earlier save",
  );
}

/** A step that was not taken because of one before it. */
export function refuseUntaken(taken: boolean, step: number): void {
  if (taken) return;
  throw new ModelError("non-finite-loss", `step ${step} was not taken, because a loss was not finite in a step before it`);
}

/** A loss after the update it led to: the weights may be spoiled. */
export function refuseLateLoss(name: string, value: number, step: number): void {
  if (Number.isFinite(value)) return;
  throw new ModelError(
    "non-finite-loss",
    `loss \`${name}\` is ${value} in step ${step}, and the weights have already been updated with it. ` +
      "Load the last save, then lower the learning rate or clip the gradient",
  );
}
