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
    const lowered = lowerGroup(group, tasks);
    const tiled = lowered.scatters ? lowered.body : lowered.body.flatMap((statement) => tile(statement, lowered.namer.fresh));
    const body = optimize(tiled, lowered.namer.fresh);
    const { buffers, memory } = lowered;
    const key = shapeKey({ buffers, body });
    const known = this.byKey.get(key);
    const { source: lines, equations } = documentation(group, tasks);
    if (known) {
      known.source.push(...lines.filter((line) => !known.source.includes(line)));
      return { kernel: known.kernel, memory };
    }
    const source = [...lines];
    const kernel: Kernel = { name: this.namer.fresh(kernelName(group, tasks)), doc: { source, equations }, buffers, sizes: usedSizes(body), body };
    this.byKey.set(key, { kernel, source });
    this.all.push(kernel);
    return { kernel, memory };
  }
}
