import type { KernelTime, Measured } from "../measure/kernels.ts";
import type { Sizes } from "../measure/call.ts";
import { sizesText } from "../memory-limit.ts";
import { together } from "../measure/work.ts";
import { table } from "./table.ts";

export interface Bench extends Measured {
  readonly model: string;
  readonly target: string;
  readonly relaxed: boolean;
  readonly threads: number;
  readonly program: string;
  readonly sizes: Sizes;
}

/** What a kernel reaches: operations and bytes a second, and the longer of the two times that the machine would need at least. */
interface Rates {
  readonly gflops: number;
  readonly bytes: number;
  readonly gigabytes: number;
  readonly limit: "arithmetic" | "memory";
  readonly ofPeak: number;
}

function rates({ work, milliseconds }: Pick<KernelTime, "work" | "milliseconds">, { peak }: Bench): Rates {
  const bytes = work.read + work.written;
  const [gflops, gigabytes] = [work.flops / milliseconds / 1e6, bytes / milliseconds / 1e6];
  const [arithmetic, memory] = [gflops / peak.gflops, gigabytes / peak.gigabytes];
  return { gflops, bytes, gigabytes, limit: arithmetic >= memory ? "arithmetic" : "memory", ofPeak: Math.max(arithmetic, memory) };
}

export function benchJson(bench: Bench): string {
  const { kernels, sizes, ...rest } = bench;
  const rows = kernels.map(({ kernel, work, steps: _steps, ...times }) => {
    const { bytes: _, ...reached } = rates({ work, ...times }, bench);
    return { name: kernel.name, source: kernel.doc.source, equations: kernel.doc.equations, ...times, ...work, ...reached };
  });
  return `${JSON.stringify({ version: 1, ...rest, sizes: { ...sizes }, kernels: rows }, null, 2)}\n`;
}

/** Kernels that take less than this part are one line together. */
const least = 0.005;

export function benchText(bench: Bench): string {
  const { kernels, peak } = bench;
  const all = kernels.reduce((sum, kernel) => sum + kernel.milliseconds, 0);
  const shown = kernels.filter(({ milliseconds }) => milliseconds >= least * all);
  const few = kernels.slice(shown.length);
  const line = (name: string, kernel: Pick<KernelTime, "calls" | "work" | "milliseconds">): string[] => {
    const { gflops, bytes, gigabytes, limit, ofPeak } = rates(kernel, bench);
    const part = `${percent(ofPeak)} ${limit === "arithmetic" ? "arithmetic" : "memory    "}`;
    return [name, String(kernel.calls), time(kernel.milliseconds), percent(kernel.milliseconds / all), rate(gflops), size(bytes), rate(gigabytes), part];
  };
  const rows = [
    ...shown.map((kernel) => line(kernel.kernel.name, kernel)),
    ...(few.length > 0 ? [line(few.length === 1 ? few[0]!.kernel.name : `${few.length} others`, summed(few))] : []),
    line("all kernels", summed(kernels)),
  ];
  const head = ["kernel", "calls", "time", "share", "GFLOP/s", "moved", "GB/s", "of the peak"];
  const starts = bench.threads === 1 ? "" : ", each time with the other threads being called to it";
  const whole = `${time(bench.milliseconds)} a call, taking in the batch and giving out the results included; its kernels run one by one${starts}: ${time(all)}`;
  const peaks = `the machine's peak, in the same run: ${rate(peak.gflops)} GFLOP/s in registers${bench.threads === 1 ? "" : " of one thread"}, ${rate(peak.gigabytes)} GB/s copying within ${size(peak.bytes)}`;
  return `${heading(bench)}\n\n${table(head, rows)}\n${whole}\n${peaks}\n`;
}

function heading({ model, program, target, relaxed, threads, sizes }: Bench): string {
  const at = sizesText(sizes);
  return `${model}, \`${program}\`, target ${target}${relaxed ? "" : " without fused multiply-add"}${threads === 1 ? "" : ` in ${threads} threads`}${at === "" ? "" : `, ${at}`}: median times`;
}

function summed(kernels: readonly KernelTime[]): Pick<KernelTime, "calls" | "work" | "milliseconds"> {
  return { ...together(kernels), milliseconds: kernels.reduce((total, { milliseconds }) => total + milliseconds, 0) };
}

function time(milliseconds: number): string {
  return milliseconds < 0.1 ? `${(milliseconds * 1000).toFixed(1)} us` : milliseconds < 100 ? `${milliseconds.toFixed(2)} ms` : `${milliseconds.toFixed(0)} ms`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

function rate(value: number): string {
  return value.toFixed(1);
}

/** `12.3 KB` */
export function size(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
