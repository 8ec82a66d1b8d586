import { styleText } from "node:util";
import type { Paint } from "../diagnostics/render/index.ts";

/** Data: what the command was asked for. */
export function out(data: string | Uint8Array): void {
  process.stdout.write(data);
}

/** Everything else: messages, progress. */
export function say(text: string): void {
  process.stderr.write(text);
}

/** Colours where the stream is a terminal, or as NO_COLOR and FORCE_COLOR say. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (colours, text) => styleText([...colours], text, { stream });
}

/** A reader that stops early (`| head`) is no failure. */
export function quietPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  }
}
