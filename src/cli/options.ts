import { Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import { renderers } from "../diagnostics/render/index.ts";

/** `--set N=64`, several times: the values of symbolic sizes. */
export function setOption(): Option {
  return sizesOption("--set", "fix a symbolic size, e.g. N=64 (may be repeated)");
}

export function maxMemoryOption(): Option {
  return new Option("--max-memory <bytes>", "what a step may take (64MB, 512KiB, …): scans are computed again in segments where it would take more").argParser(byteCount);
}

/** `--max-memory 64MB --sizes T=1024` */
export const memoryOptions: readonly Option[] = [
  maxMemoryOption(),
  sizesOption("--sizes", "the largest value of a symbolic size, for --max-memory, e.g. T=1024 (may be repeated)"),
];

export interface MemoryOptions {
  readonly maxMemory?: number;
  readonly sizes: Readonly<Record<string, number>>;
}

export function memoryLimit({ maxMemory, sizes }: MemoryOptions): { readonly memory?: { readonly bytes: number; readonly sizes: Readonly<Record<string, number>> } } {
  return maxMemory === undefined ? {} : { memory: { bytes: maxMemory, sizes } };
}

const units = new Map([["", 1], ["b", 1], ["kb", 1e3], ["mb", 1e6], ["gb", 1e9], ["kib", 2 ** 10], ["mib", 2 ** 20], ["gib", 2 ** 30]]);

function byteCount(text: string): number {
  const [, value, unit] = /^(\d{1,12}(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const bytes = Math.floor(Number(value) * (units.get(unit?.toLowerCase() ?? "?") ?? NaN));
  if (bytes >= 1) return bytes;
  return fail("bad-option-value", { option: "--max-memory", value: text, expected: "a number of bytes" }, { place: "--max-memory", help: "for example `--max-memory 64MB`, or `512KiB`" });
}

function sizesOption(name: string, doc: string): Option {
  return new Option(`${name} <size=value>`, doc).argParser((text: string, sizes: Readonly<Record<string, number>>) => withSize(name, text, sizes)).default({}, "none");
}

function withSize(option: string, text: string, sizes: Readonly<Record<string, number>>): Record<string, number> {
  const [, name, value] = /^([A-Za-z_]\w*)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined || Number(value) < 1) {
    return fail("bad-option-value", { option, value: text, expected: "`name=number` with a whole number of at least 1" }, { place: option, help: `for example \`${option} N=64\`` });
  }
  // A null prototype: `--set __proto__=1` is a size like any other.
  return Object.assign(Object.create(null), sizes, Object.fromEntries([[name, Number(value)]]));
}

export function relaxedOption(): Option {
  return new Option("--no-relaxed", "the same bits on every machine: multiplications and additions are not fused, which is slower");
}

/** As many as a model can have. */
const mostThreads = 64;

export function threadsOption(): Option {
  const atLeast = wholeNumber("--threads", 1);
  return new Option("--threads <n>", "how many threads share the work of a step; the numbers are the same to the bit").argParser((text: string) => {
    const threads = atLeast(text);
    return threads <= mostThreads ? threads : fail("bad-option-value", { option: "--threads", value: text, expected: `at most ${mostThreads}` }, { place: "--threads", help: "more threads than the machine has processors make nothing faster" });
  });
}

export function formatOption(): Option {
  return new Option("--format <form>", "how findings are printed").choices(renderers.map((r) => r.name)).default("text");
}

/** For tables: text, or JSON for programs. */
export function tableFormatOption(): Option {
  return new Option("--format <form>", "how the table is printed").choices(["text", "json"]).default("text");
}

export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
    return fail("bad-option-value", { option, value: text, expected: `a whole number of at least ${least}` }, { place: option });
  };
}
