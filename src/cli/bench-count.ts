import { sizesText } from "../memory-limit.ts";
import { elementBytes } from "../kernel/count/count.ts";
import type { Sizes } from "../measure/call.ts";
import { together, type KernelWork } from "../measure/work.ts";
import { size } from "./bench-report.ts";
import { table } from "./table.ts";

/** What kernels do, without running any. */
export interface Count {
  readonly model: string;
  readonly target: string;
  readonly program: string;
  readonly sizes: Sizes;
  readonly kernels: readonly KernelWork[];
}

/** Bytes: the least that must be moved, and those of all reads and writes, as often as they happen. */
function bytesOf({ work }: Pick<KernelWork, "work">): { readonly least: number; readonly accessed: number } {
  return { least: work.read + work.written, accessed: (work.loads + work.stores) * elementBytes };
}

export function countJson({ kernels, sizes, ...rest }: Count): string {
  const rows = kernels.map(({ kernel, calls, work }) => ({ name: kernel.name, source: kernel.doc.source, equations: kernel.doc.equations, calls, ...work, ...bytesOf({ work }) }));
  return `${JSON.stringify({ version: 1, ...rest, sizes: { ...sizes }, kernels: rows }, null, 2)}\n`;
}

export function countText({ model, target, program, sizes, kernels }: Count): string {
  const line = (name: string, { calls, work }: Pick<KernelWork, "calls" | "work">): string[] => {
    const { least, accessed } = bytesOf({ work });
    return [name, String(calls), work.flops.toLocaleString("en-US"), size(least), size(accessed), (accessed / least).toFixed(1)];
  };
  const sorted = kernels.toSorted((a, b) => b.work.flops - a.work.flops || bytesOf(b).least - bytesOf(a).least);
  const rows = [...sorted.map((kernel) => line(kernel.kernel.name, kernel)), line("all kernels", together(kernels))];
  const at = sizesText(sizes);
  return `${model}, \`${program}\`, target ${target}${at === "" ? "" : `, ${at}`}: nothing was run\n\n${table(["kernel", "calls", "operations", "moved at least", "read and written", "times"], rows)}`;
}
