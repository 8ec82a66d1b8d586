import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { diagnose } from "./diagnostics/report.ts";
import { defaultSizes } from "./emit/host/options.ts";
import type { Module } from "./graph/graph.ts";
import { arenaBytes } from "./schedule/memory/arena.ts";
import type { Plan } from "./schedule/plan.ts";
import type { Size } from "./types/size.ts";

/** What the memory of a step may take. */
export interface MemoryLimit {
  readonly bytes: number;
  /** Of the sizes that stay symbolic; the batch is that of the phases unless it is given. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** What the memory of a step takes, for these sizes. */
export interface MemoryUse {
  readonly model: string;
  readonly bytes: number;
  readonly sizes: Readonly<Record<string, number>>;
  /** Whether scans were cut into segments for it. */
  readonly segmented: boolean;
}

/** How many positions a segment has, of so many; undefined leaves the scan whole. */
export type SegmentLength = (extent: Size) => number | undefined;

interface Made {
  readonly module: Module;
  readonly plan: Plan;
}

/**
 * Segments of the square root of T positions need the least where what is carried is as large as what is kept of a position; where
 * it is not, shorter or longer ones do. All cost the same time: the forward pass once more. First of all, scans stay whole (0), but
 * what they multiply at each position is not kept for all.
 */
const shares = [0, 1, 1 / 2, 2, 1 / 4, 4];

/** The plan as it is, if the arena is within the limit; else that with the first segments that bring it there, or with those that need the least. */
export function withinMemory(module: Module, limit: MemoryLimit, make: (length?: SegmentLength) => Made): Made & { readonly memory?: MemoryUse; readonly diagnostics: readonly Diagnostic[] } {
  const whole = make();
  const sizes = { ...Object.fromEntries(defaultSizes(whole.plan.module)), ...limit.sizes };
  const open = module.sizes.filter((name) => !Object.hasOwn(sizes, name));
  if (open.length > 0) {
    const help = `say for which: ${open.map((name) => `\`--sizes ${name}=64\``).join(" ")}`;
    return { ...whole, diagnostics: [diagnose("memory-of-sizes", { model: module.name, sizes: open }, { place: "--max-memory", help })] };
  }
  const use = ({ plan }: Made, segmented: boolean): MemoryUse => ({ model: module.name, bytes: arenaBytes(plan.slots, sizes), sizes: Object.fromEntries(module.sizes.map((name) => [name, sizes[name]!])), segmented });
  let best = { made: whole, memory: use(whole, false) };
  for (const share of shares) {
    if (best.memory.bytes <= limit.bytes) break;
    const cut = make((extent) => {
      const positions = extent.evaluate(sizes);
      return share === 0 || positions < 4 ? undefined : Math.min(positions - 1, Math.max(2, Math.round(share * Math.sqrt(positions))));
    });
    const memory = use(cut, share > 0);
    if (memory.bytes < best.memory.bytes) best = { made: cut, memory };
  }
  const { made, memory } = best;
  if (memory.bytes <= limit.bytes) return { ...made, memory, diagnostics: [] };
  return { ...made, memory, diagnostics: [diagnose("memory-exceeded", { model: module.name, bytes: memory.bytes, limit: limit.bytes, sizes: sizesText(memory.sizes) }, { place: "--max-memory", help: "smaller sizes need less, such as a smaller `batch`, or `batch 64 in 4 parts`" })] };
}

/** `N = 32, T = 64` */
export function sizesText(sizes: Readonly<Record<string, number>>): string {
  return Object.entries(sizes).map(([name, n]) => `${name} = ${n}`).join(", ");
}
