import { resolve } from "node:path";
import { reportFailure } from "./failure.ts";
import { say } from "./terminal.ts";

/** Runs a job now and after each change of a file that it read. Its errors are printed, and the watch goes on. Ends with the process. */
export async function watchFiles(job: (onRead: (path: string) => void) => void): Promise<void> {
  // Loaded only here: it costs as much to load as a check takes.
  const { watch } = await import("chokidar");
  const watcher = watch([], { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } });
  const run = (): void => {
    const files = new Set<string>();
    try {
      job((path) => files.add(resolve(path)));
      process.exitCode = 0;
    } catch (thrown) {
      reportFailure(thrown);
    }
    watcher.add([...files]);
    say("watching for changes\n");
  };
  watcher.on("all", run);
  run();
}
