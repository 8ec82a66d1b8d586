import { sizesText } from "../memory-limit.ts";
import type { Sizes } from "../measure/call.ts";
import { bytesOf, together, type KernelWork } from "../measure/work.ts";
import { size } from "./bench-report.ts";
import { table } from "./table.ts";

/** What kernels do, without running any. */
export interface Count {
  readonly model: string;
  readonly target: string;
  readonly program: string;
  readonly sizes: Sizes;
  /** Bytes of the cache behind which a device's memory is, where kernels have traffic. */
  readonly cache?: number;
  readonly kernels: readonly KernelWork[];
}

type Row = Pick<KernelWork, "calls" | "work" | "traffic">;

export function countJson({ kernels, sizes, ...rest }: Count): string {
  const rows = kernels.map(({ kernel, calls, work, traffic }) => ({ name: kernel.name, source: kernel.doc.source, equations: kernel.doc.equations, calls, ...work, ...bytesOf({ calls, work }), ...traffic }));
  return `${JSON.stringify({ version: 1, ...rest, sizes: { ...sizes }, kernels: rows }, null, 2)}\n`;
}

export function countText({ model, target, program, sizes, cache, kernels }: Count): string {
  const bytes = cache === undefined ? accesses : traffic;
  const line = (name: string, row: Row): string[] => [name, String(row.calls), row.work.flops.toLocaleString("en-US"), ...bytes.cells(row)];
  const sorted = kernels.toSorted((a, b) => b.work.flops - a.work.flops || bytesOf(b).least - bytesOf(a).least);
  const rows = [...sorted.map((kernel) => line(kernel.kernel.name, kernel)), line("all kernels", together(kernels))];
  const at = sizesText(sizes);
  const device = cache === undefined ? "" : `, a cache of ${cache / 2 ** 20} MB`;
  return `${model}, \`${program}\`, target ${target}${at === "" ? "" : `, ${at}`}${device}: nothing was run\n\n${table(["kernel", "calls", "operations", ...bytes.head], rows)}`;
}

interface Columns {
  readonly head: readonly string[];
  readonly cells: (row: Row) => string[];
}

/** What is read and written, as often as a kernel says. */
const accesses: Columns = {
  head: ["moved at least", "read and written", "times"],
  cells: (row) => {
    const { least, accessed } = bytesOf(row);
    return [size(least), size(accessed), (accessed / least).toFixed(1)];
  },
};

/** What threads ask for, and what of it comes from memory. */
const traffic: Columns = {
  head: ["asked for", "moved", "at least", "times"],
  cells: (row) => {
    const [{ least }, { asked, moved }] = [bytesOf(row), row.traffic!];
    return [size(asked), size(moved), size(least), (moved / least).toFixed(2)];
  },
};
