import { collapse } from "../../kernel/collapse.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { BufferParameter, Kernel, Statement } from "../../kernel/kernel.ts";
import { isShared } from "../../kernel/share.ts";
import { partByPart } from "../../kernel/part-by-part.ts";
import { partsTogether } from "../../kernel/parts-together.ts";
import { markSafeLoads } from "../../kernel/range.ts";
import { optimize } from "../../kernel/optimize.ts";
import { usedSizes } from "../../kernel/sizes.ts";
import { walkBody, walkStatements } from "../../kernel/visit.ts";
import type { Choice } from "../choice.ts";
import { cutTiles } from "../tile/cut.ts";
import { shapeKey } from "./dedupe.ts";
import { documentation } from "./doc.ts";
import type { Group } from "../group/group.ts";
import { Namer } from "../identifier.ts";
import { commonName, kernelName } from "./kernel-name.ts";
import { join } from "../tile/join.ts";
import { lowerGroup } from "./lower.ts";
import type { Machine } from "../machine.ts";
import type { Memory } from "../memory/memory.ts";
import { share } from "../tile/share.ts";
import type { Tasks } from "../group/tasks.ts";
import { tile, tileScatter } from "../tile/tile.ts";

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
  private readonly byKey = new Map<string, readonly Unnamed[]>();
  private readonly machine: Machine;
  private readonly traced: boolean;

  /** With `traced`, kernels come with the choices that were made for them. */
  constructor(machine: Machine, traced = false) {
    this.machine = machine;
    this.traced = traced;
  }

  /** The kernel of a group, or several that run one after another, with the memory of each of its buffers. */
  add(group: Group, tasks: Tasks): readonly { readonly unnamed: Unnamed; readonly memory: readonly Memory[] }[] {
    const { body: naive, buffers, memory, namer, bufferOf, scatters } = lowerGroup(group, tasks, this.machine.grid);
    const { source, equations } = documentation(group, tasks, bufferOf);
    const name = kernelName(group, tasks);
    const key = shapeKey({ buffers, body: naive });
    const known = this.byKey.get(key);
    const called = (stage: number): string => (stage === 0 ? name : `${name} start`);
    const used = (stages: readonly Unnamed[]) => stages.map((unnamed) => ({ unnamed, memory: memory.filter((_, i) => unnamed.kept[i]) }));
    if (known) {
      for (const [i, stage] of known.entries()) {
        stage.names.add(called(known.length - 1 - i));
        for (const line of source) stage.source.add(line);
      }
      return used(known);
    }
    const choices: Choice[] = [];
    const loops = scatters ? naive : collapse(this.machine.grid ? naive : partByPart(partsTogether(naive, namer.fresh)));
    const bodies = this.scheduled(markSafeLoads(loops, buffers), scatters, namer.fresh, this.traced ? choices : undefined);
    const stages = bodies.map((body, i): Unnamed => {
      const last = i === bodies.length - 1;
      // A part of a concatenation, say, that a slice leaves out: its condition never holds.
      const accesses = accessesOf(body);
      const kept = buffers.map((b) => accesses.has(b.name));
      const own = buffers.flatMap((b): BufferParameter[] => (accesses.has(b.name) ? [{ ...b, access: accesses.get(b.name)! }] : []));
      return { buffers: own, kept, body, names: new Set([called(bodies.length - 1 - i)]), source: new Set(source), equations: last ? equations : [], choices: last ? choices : [] };
    });
    this.byKey.set(key, stages);
    return used(stages);
  }

  /** The bodies of kernels that run one after another. What scatters begins with the first values of the elements. */
  private scheduled(body: readonly Statement[], scatters: ReadonlySet<string> | undefined, fresh: Fresh, choices: Choice[] | undefined): readonly (readonly Statement[])[] {
    const { machine } = this;
    if (machine.grid) return [optimize(body, fresh, false)];
    const tileAll = (statements: readonly Statement[]): readonly Statement[] => statements.flatMap((statement) => tile(statement, fresh, machine, choices));
    const shared = (made: readonly Statement[], outermost = false): readonly Statement[] => (machine.threads ? share(made, fresh, machine.threads.leastWork, outermost, choices) : made);
    const done = (tiled: readonly Statement[]): readonly Statement[] => optimize(machine.lanes === 1 ? tiled : cutTiles(tiled), fresh);
    const [fill, add] = body;
    if (!scatters || !fill || !add) return [shared(done(tileAll(body)))];
    const filling = (statements: readonly Statement[]): readonly Statement[] => tileAll(collapse(statements));
    const adding = (statements: readonly Statement[]): readonly Statement[] => statements.flatMap((s) => tileScatter(s, scatters, fresh, machine, choices));
    const joined = join(fill, add);
    if (joined) return [shared(done([{ ...joined.loop, body: [...filling(joined.first), ...adding(joined.second)] }]), true)];
    const [first, second] = [filling([fill]), adding([add])];
    // Threads that share the additions must meet when all elements have their first values: that is a kernel of its own.
    const additions = shared(done(second));
    return isShared({ body: additions }) ? [shared(done(first)), additions] : [done([...first, ...second])];
  }

  /** All kernels with their final names, in the order in which they were added. */
  finish(): ReadonlyMap<Unnamed, Kernel> {
    const namer = new Namer();
    return new Map(
      [...this.byKey.values()].flat().map((unnamed) => {
        const { buffers, body, names, source, equations } = unnamed;
        const kernel = { name: namer.fresh(commonName([...names])), doc: { source: firstOf([...source]), equations }, buffers, sizes: usedSizes(body), body };
        return [unnamed, kernel];
      }),
    );
  }
}

/** The buffers that a body touches, and how. */
function accessesOf(body: readonly Statement[]): ReadonlyMap<string, BufferParameter["access"]> {
  const [stored, loaded] = [new Set<string>(), new Set<string>()];
  walkStatements(body, (s) => s.kind === "store" && stored.add(s.buffer));
  walkBody(body, (e) => e.kind === "load" && loaded.add(e.buffer));
  return new Map([...stored, ...loaded].map((name) => [name, !stored.has(name) ? "read" : loaded.has(name) ? "read-write" : "write"]));
}

/** Lines of source in the comment above a kernel; a deep network shares one among hundreds of layers. */
const mostLines = 6;

function firstOf(source: readonly string[]): readonly string[] {
  const more = source.length - mostLines;
  return more <= 1 ? source : [...source.slice(0, mostLines), `and ${more} more places`];
}
