import { collapse } from "../kernel/collapse.ts";
import type { Fresh } from "../kernel/computation.ts";
import type { BufferParameter, Kernel, Statement } from "../kernel/kernel.ts";
import { inPieces } from "../kernel/pieces.ts";
import { markSafeLoads } from "../kernel/range.ts";
import { optimize } from "../kernel/optimize.ts";
import { usedSizes } from "../kernel/sizes.ts";
import { walkBody, walkStatements } from "../kernel/visit.ts";
import type { Choice } from "./choice.ts";
import { cutTiles } from "./cut.ts";
import { shapeKey } from "./dedupe.ts";
import { documentation } from "./doc.ts";
import type { Group } from "./group.ts";
import { Namer } from "./identifier.ts";
import { commonName, kernelName } from "./kernel-name.ts";
import { join } from "./join.ts";
import { lowerGroup } from "./lower.ts";
import type { Machine } from "./machine.ts";
import type { Memory } from "./memory.ts";
import { share } from "./share.ts";
import type { Tasks } from "./tasks.ts";
import { tile, tileScatter } from "./tile.ts";

/** A kernel whose name is not settled: all that use it have a say. */
export interface Unnamed {
  readonly buffers: readonly BufferParameter[];
  /** Which of the buffers that lowering asked for they are. */
  readonly kept: readonly boolean[];
  readonly body: readonly Statement[];
  readonly names: Set<string>;
  readonly source: Set<string>;
  readonly equations: readonly string[];
  readonly choices: readonly Choice[];
}

/** The distinct kernels of a plan: equal ones are emitted once, whatever program or layer they are from. */
export class Kernels {
  private readonly byKey = new Map<string, Unnamed>();
  private readonly machine: Machine;
  private readonly traced: boolean;

  /** With `traced`, kernels come with the choices that were made for them. */
  constructor(machine: Machine, traced = false) {
    this.machine = machine;
    this.traced = traced;
  }

  /** The kernel of a group and the memory of each of its buffers. */
  add(group: Group, tasks: Tasks): { readonly unnamed: Unnamed; readonly memory: readonly Memory[] } {
    const { body: naive, buffers, memory, namer, bufferOf, scatters } = lowerGroup(group, tasks);
    const { source, equations } = documentation(group, tasks, bufferOf);
    const name = kernelName(group, tasks);
    const key = shapeKey({ buffers, body: naive });
    const known = this.byKey.get(key);
    if (known) {
      known.names.add(name);
      for (const line of source) known.source.add(line);
      return { unnamed: known, memory: memory.filter((_, i) => known.kept[i]) };
    }
    const choices: Choice[] = [];
    const loops = scatters ? naive : collapse(this.machine.grid ? naive : inPieces(naive));
    const body = this.scheduled(markSafeLoads(loops, buffers), scatters, namer.fresh, this.traced ? choices : undefined);
    // A part of a concatenation, say, that a slice leaves out: its condition never holds.
    const touched = buffersOf(body);
    const kept = buffers.map((b) => touched.has(b.name));
    const unnamed = { buffers: buffers.filter((_, i) => kept[i]), kept, body, names: new Set([name]), source: new Set(source), equations, choices };
    this.byKey.set(key, unnamed);
    return { unnamed, memory: memory.filter((_, i) => kept[i]) };
  }

  /** What scatters begins with the first values of the elements. */
  private scheduled(body: readonly Statement[], scatters: ReadonlySet<string> | undefined, fresh: Fresh, choices: Choice[] | undefined): readonly Statement[] {
    const { machine } = this;
    if (machine.grid) return optimize(body, fresh);
    const tileAll = (statements: readonly Statement[]): readonly Statement[] => statements.flatMap((statement) => tile(statement, fresh, machine, choices));
    const shared = (made: readonly Statement[], outermost = false): readonly Statement[] => (machine.threads ? share(made, fresh, machine.threads.leastWork, outermost, choices) : made);
    const done = (tiled: readonly Statement[]): readonly Statement[] => optimize(machine.lanes === 1 ? tiled : cutTiles(tiled), fresh);
    const [fill, add] = body;
    if (!scatters || !fill || !add) return shared(done(tileAll(body)));
    const stages = (first: readonly Statement[], second: readonly Statement[]): readonly Statement[] => [...tileAll(collapse(first)), ...second.flatMap((s) => tileScatter(s, scatters, fresh, machine, choices))];
    const joined = join(fill, add);
    // Where they have no loop in common, what one thread adds to an element may be before another has given it its first value.
    if (!joined) return done(stages([fill], [add]));
    const together = done([{ ...joined.loop, body: stages(joined.first, joined.second) }]);
    return shared(together, true);
  }

  /** All kernels with their final names, in the order in which they were added. */
  finish(): ReadonlyMap<Unnamed, Kernel> {
    const namer = new Namer();
    return new Map(
      [...this.byKey.values()].map((unnamed) => {
        const { buffers, body, names, source, equations } = unnamed;
        const kernel = { name: namer.fresh(commonName([...names])), doc: { source: firstOf([...source]), equations }, buffers, sizes: usedSizes(body), body };
        return [unnamed, kernel];
      }),
    );
  }
}

function buffersOf(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(body, (s) => s.kind === "store" && names.add(s.buffer));
  walkBody(body, (e) => e.kind === "load" && names.add(e.buffer));
  return names;
}

/** Lines of source in the comment above a kernel; a deep network shares one among hundreds of layers. */
const mostLines = 6;

function firstOf(source: readonly string[]): readonly string[] {
  const more = source.length - mostLines;
  return more <= 1 ? source : [...source.slice(0, mostLines), `and ${more} more places`];
}
