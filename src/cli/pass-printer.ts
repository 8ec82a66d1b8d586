import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import type { Graph } from "../graph/graph.ts";
import { print } from "../graph/print.ts";
import { passNames, type PassTrace } from "../passes/pipeline.ts";
import { didYouMean } from "../base/closest.ts";
import type { ScheduleTrace } from "../schedule/schedule.ts";
import { layoutText } from "./layout-text.ts";
import { choicesText, scheduleLegend } from "./schedule-text.ts";
import { table } from "./table.ts";
import { out, say } from "./terminal.ts";
import { writeWhole } from "./write.ts";

export interface PassOptions {
  readonly printAfter?: readonly string[];
  readonly printAfterAll?: boolean;
  readonly printChanged?: boolean;
  readonly stopAfter?: string;
  readonly dumpDir?: string;
  readonly timing?: boolean;
}

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const passOptions: readonly Option[] = [
  new Option("--print-after <pass>", "print the graphs after a pass, or after `schedule` what was chosen for each kernel, and why (may be repeated)").argParser(several),
  new Option("--print-after-all", "print the graphs after each pass"),
  new Option("--print-changed", "print the graphs after each pass that changed them"),
  new Option("--stop-after <pass>", "print the graphs after a pass to standard output, and write no module"),
  new Option("--dump-dir <folder>", "write the graph after each pass to a file of its own"),
  new Option("--timing", "how long each pass took, and how many nodes it left"),
];

interface Timing {
  milliseconds: number;
  before: number;
  after: number;
}

/** It is no pass, but what comes after them. */
const scheduling = "schedule";

/** Shows graphs as passes leave them; the passes themselves print nothing. */
export class PassPrinter implements PassTrace {
  private readonly options: PassOptions;
  private readonly timings = new Map<string, Timing>();
  private dumps = 0;

  constructor(options: PassOptions) {
    this.options = options;
    const known = (names: readonly string[], name: string): void => {
      if (!names.includes(name)) fail("unknown-pass", { name }, { help: `the passes are ${names.join(", ")}`, ...didYouMean(name, names) });
    };
    for (const name of options.printAfter ?? []) known([...passNames, scheduling], name);
    if (options.stopAfter !== undefined) known(passNames, options.stopAfter);
    if (options.dumpDir !== undefined) mkdirSync(options.dumpDir, { recursive: true });
  }

  after(pass: string, before: Graph, after: Graph, milliseconds: number): void {
    const { printAfter = [], printAfterAll, printChanged, stopAfter, dumpDir } = this.options;
    if (stopAfter === pass) out(`${heading(pass, after)}${print(after)}\n`);
    const shown = printAfterAll || printAfter.includes(pass) || (printChanged && print(before) !== print(after));
    if (shown) say(`${heading(pass, after)}${print(after)}\n`);
    if (dumpDir !== undefined) {
      this.dumps += 1;
      const name = `${String(this.dumps).padStart(3, "0")}-${after.name.replaceAll(/[^\w.-]/g, "_")}-${pass}.graph`;
      writeWhole(join(dumpDir, name), print(after));
    }
    const timing = this.timings.get(pass) ?? { milliseconds: 0, before: 0, after: 0 };
    timing.milliseconds += milliseconds;
    timing.before += before.nodes.length;
    timing.after += after.nodes.length;
    this.timings.set(pass, timing);
  }

  /** What prints the choices of the schedule, where that is wanted. */
  schedule(): ScheduleTrace | undefined {
    if (!this.options.printAfter?.includes(scheduling)) return undefined;
    say(scheduleLegend);
    return { layout: (program, choice) => say(layoutText(program, choice)), kernel: (kernel, choices) => say(choicesText(kernel, choices)) };
  }

  /** Prints the table of `--timing`. */
  finish(): void {
    if (!this.options.timing) return;
    const rows = [...this.timings].map(([pass, t]) => [pass, t.milliseconds.toFixed(1), String(t.before), String(t.after)]);
    say(table(["pass", "ms", "nodes before", "after"], rows));
  }
}

function heading(pass: string, graph: Graph): string {
  return `// ${graph.name}, after ${pass}\n`;
}
