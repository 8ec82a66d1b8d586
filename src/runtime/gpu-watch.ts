import { ModelError } from "./error.ts";
import type { GpuDevice } from "./gpu-types.ts";

/** What was done on a device, and, later, what the device had against it. */
interface GpuWatched<T> {
  readonly value: T;
  readonly refusal: Promise<ModelError | undefined>;
}

/** Does something that must not wait in between; errors of the device in it are its own, whoever else shares the device. */
export function gpuWatched<T>(device: GpuDevice, model: string, work: () => T): GpuWatched<T> {
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  const value = work();
  // What lacks memory is not valid after that: it is the reason.
  const failures = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  return {
    value,
    refusal: failures.then(([memory, validation]) => {
      if (memory) return new ModelError("gpu-memory", `there is no memory left on the graphics processor for a call of ${model}, which was not run: create it with smaller sizes, or free other models (${memory.message})`);
      if (validation) return new ModelError("gpu-refused", `the graphics processor refuses a call of ${model}, which was not run: ${validation.message}`);
      return undefined;
    }),
  };
}
