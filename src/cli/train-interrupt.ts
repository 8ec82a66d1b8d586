import { setImmediate } from "node:timers/promises";

/** Lets a running loop be asked to end by SIGINT or SIGTERM. A second signal ends the process at once. */
export interface Interrupt {
  /** The exit status of the signal that came: 130 or 143. */
  readonly status: number | undefined;
  /** Lets signals in, which a loop that never waits would not see; costs nothing most of the time. */
  breathe(): Promise<void>;
  end(): void;
}

export function listen(): Interrupt {
  let status: number | undefined;
  let last = performance.now();
  const on = (signal: NodeJS.Signals, code: number): (() => void) => {
    const handle = (): void => void (status = code);
    process.once(signal, handle);
    return () => void process.removeListener(signal, handle);
  };
  const undo = [on("SIGINT", 130), on("SIGTERM", 143)];
  return {
    get status() {
      return status;
    },
    async breathe() {
      if (performance.now() - last < 50) return;
      await setImmediate();
      last = performance.now();
    },
    end: () => undo.forEach((u) => u()),
  };
}
