import { collapse } from "../kernel/collapse.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { usedSizes } from "../kernel/sizes.ts";
import { optimize } from "../kernel/optimize.ts";
import { documentation } from "./doc.ts";
import { shapeKey } from "./dedupe.ts";
import type { Group } from "./group.ts";
import { Namer } from "./identifier.ts";
import { kernelName } from "./kernel-name.ts";
import { lowerGroup } from "./lower.ts";
import type { Memory } from "./memory.ts";
import type { Tasks } from "./tasks.ts";
import { tile } from "./tile.ts";

/** The distinct kernels of a plan: equal ones are emitted once, whatever program they are from. */
export class Kernels {
  private readonly byKey = new Map<string, { readonly kernel: Kernel; readonly source: string[] }>();
  private readonly namer = new Namer();
  private readonly all: Kernel[] = [];

  list(): readonly Kernel[] {
    return this.all;
  }

  /** The kernel of a group and the memory of each of its buffers. */
  add(group: Group, tasks: Tasks): { readonly kernel: Kernel; readonly memory: readonly Memory[] } {
    const { body: naive, buffers, memory, namer, scatters } = lowerGroup(group, tasks);
    const { source: lines, equations } = documentation(group, tasks);
    const key = shapeKey({ buffers, body: naive });
    const known = this.byKey.get(key);
    if (known) {
      known.source.push(...lines.filter((line) => !known.source.includes(line)));
      return { kernel: known.kernel, memory };
    }
    // Where several iterations add to one element, they cannot run side by side.
    const loops = collapse(naive);
    const tiled = scatters ? loops : loops.flatMap((statement) => tile(statement, namer.fresh));
    const body = optimize(tiled, namer.fresh);
    const source = [...lines];
    const kernel: Kernel = { name: this.namer.fresh(kernelName(group, tasks)), doc: { source, equations }, buffers, sizes: usedSizes(body), body };
    this.byKey.set(key, { kernel, source });
    this.all.push(kernel);
    return { kernel, memory };
  }
}
