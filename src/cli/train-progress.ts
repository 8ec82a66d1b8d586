import { SingleBar } from "cli-progress";
import type { Averages } from "../train/averages.ts";
import type { TrainingEvent } from "../train/trainer.ts";
import { scalarsOf, type Quantified } from "./job-report.ts";
import { say } from "./terminal.ts";

/** What a training shows while it runs, all of it on stderr. */
export interface Progress {
  show(event: TrainingEvent): void;
  /** Takes the bar away. */
  stop(): void;
}

interface Settings {
  readonly module: Quantified;
  /** Examples of all epochs of all phases, less those done before. */
  readonly examples: number;
  readonly lines: boolean;
  readonly bar: boolean;
}

/** A bar for the running epoch where there is a terminal, and a line for each finished epoch. */
export function progressOf({ module, examples, lines, bar }: Settings): Progress {
  const scalars = scalarsOf(module);
  const shown = (values: Averages): string => scalars.map((q) => `${q.name} ${q.text(values)}`).join("  ");
  const begin = performance.now();
  let done = 0;
  let epochBegin = begin;
  let epochDone = 0;
  let running: SingleBar | undefined;
  const stop = (): void => {
    running?.stop();
    running = undefined;
  };
  return {
    show(event) {
      const heading = `${event.phase.name === "" ? "" : `${event.phase.name} `}epoch ${String(event.epoch + 1).padStart(String(event.phase.epochs).length)}/${event.phase.epochs}`;
      if (event.kind === "step") {
        done += event.examples;
        epochDone += event.examples;
        if (!bar) return;
        const speed = done / ((performance.now() - begin) / 1000);
        // Averages are made into text only when the bar is drawn.
        const payload: Payload = { heading, text: () => shown(event.averages()), speed, left: Math.max(0, examples - done) / speed };
        if (running) running.update(event.step, payload);
        else (running = newBar()).start(event.steps, event.step, payload);
        return;
      }
      stop();
      const seconds = (performance.now() - epochBegin) / 1000;
      const rate = epochDone === 0 ? "" : `  ${seconds.toFixed(1)} s  ${Math.round(epochDone / seconds).toLocaleString("en")} samples/s`;
      if (lines) {
        const val = event.val ? `  | val  ${shown(event.val)}` : "";
        say(`${heading}  train  ${shown(event.train)}${val}${rate}\n`);
        if (event.stopped && event.phase.stop) {
          const { split, quantity, epochs } = event.phase.stop;
          say(`stopped: ${split}.${quantity} has not improved for ${epochs} epochs\n`);
        }
      }
      epochBegin = performance.now();
      epochDone = 0;
    },
    stop,
  };
}

interface Payload {
  readonly heading: string;
  readonly text: () => string;
  readonly speed: number;
  readonly left: number;
}

function newBar(): SingleBar {
  return new SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    linewrap: false,
    // Our own handler of interrupts takes the bar away.
    gracefulExit: false,
    format: (_options, { progress }, { heading, text, speed, left }: Payload) => {
      const width = 24;
      const filled = Math.round(width * progress);
      const bar = "█".repeat(filled) + "░".repeat(width - filled);
      return `${heading} ${bar} ${String(Math.floor(100 * progress)).padStart(3)}%  ${text()}  ${Math.round(speed).toLocaleString("en")} samples/s  ${clock(left)} left`;
    },
  });
}

/** `1:05`, `2:00:00`. */
function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.ceil(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
