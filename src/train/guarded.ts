import { fail } from "../diagnostics/report.ts";
import type { Answer } from "../runtime/model.ts";

/**
 * Runs something of a generated model. What the model refuses (its `ModelError`s) is about data, numbers or files and
 * becomes a diagnostic; anything else is a mistake of ours and goes on as it is. `place` names the file at fault.
 */
export function guarded<T>(run: () => T, place?: string): T {
  try {
    return run();
  } catch (error) {
    return refuse(error, place);
  }
}

/** The same for what may come later. */
export async function answered<T>(run: () => Answer<T>, place?: string): Promise<T> {
  try {
    return await run();
  } catch (error) {
    return refuse(error, place);
  }
}

function refuse(error: unknown, place?: string): never {
  if (!(error instanceof Error) || error.name !== "ModelError") throw error;
  const code = "code" in error ? error.code : undefined;
  const details = place === undefined ? {} : { place };
  if (code === "non-finite-loss") return refuseLoss(error.message);
  if (code === "thread-lost") return fail("thread-lost", { why: error.message }, { help: "go on from the last checkpoint with `--resume`, or train without `--threads`" });
  if (code === "gpu-lost") return fail("gpu-lost", { why: error.message }, { help: "checkpoints on disk are untouched: go on from the last one with `--resume`" });
  if (code === "no-gpu") return fail("no-gpu", { why: error.message }, { help: gpuHelp });
  if (code === "gpu-refused") return fail("gpu-refused", { why: error.message }, { help: "install a newer driver, or a newer package `webgpu` (`npm install webgpu@latest`); or train on the processor, without `--target`" });
  if (code === "gpu-limit" || code === "gpu-memory") return fail("gpu-limit", { why: error.message }, { help: "train with a smaller `--batch`, or on the processor, without `--target`" });
  if (code === "bad-file") return fail("weights-refused", { why: error.message }, details);
  return fail("batch-refused", { why: error.message }, details);
}

export function refuseLoss(why: string): never {
  const help = "try a smaller learning rate, or `clip norm(5)` in the `train` block; checkpoints on disk are untouched";
  return fail("loss-not-finite", { why }, { help });
}

/** What to do where there is no adapter. */
export const gpuHelp = "install a driver with Vulkan, Metal or Direct3D 12; without a graphics processor, set VK_DRIVER_FILES to the `vk_swiftshader_icd.json` of a Chromium (Debian's package `chromium`, with `libvulkan1`), or train without `--target`";
