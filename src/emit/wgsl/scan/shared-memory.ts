import type { Combination } from "../team.ts";
import type { Partial } from "../team-text.ts";
import { scanThreads, type Sharing } from "./sharing.ts";
import type { Work } from "./work.ts";

/** Bytes of workgroup memory for sums that threads add up together. */
const mostBytes = 8 * 1024;

/** What an accumulator of a nest is to a thread. */
export function partialOf({ lanes }: Sharing, name: string, type: "f32" | "i32"): Partial {
  return lanes?.isEach(name) ? (type === "f32" ? "vec4f" : "vec4i") : type;
}

/** The workgroup memory by which threads share terms: one array for each kind of sum, as long as there is room. */
export class SharedMemory {
  private readonly taken = new Map<string, number>();

  /** The same work, without sharing of terms if there is no room for it. */
  fitting(work: Work): Work {
    const { sharing } = work;
    const needed = new Map(
      (sharing.terms?.team.parts ?? []).flatMap((part) => ("kind" in part ? [] : part.accumulators)).map(({ name, type, by }: { readonly name: string; readonly type: "f32" | "i32"; readonly by: Combination }) => {
        const partial = partialOf(sharing, name, type);
        return [`${by} ${partial}`, scanThreads * (partial.startsWith("vec4") ? 16 : 4)] as const;
      }),
    );
    const all = new Map([...this.taken, ...needed]);
    if ([...all.values()].reduce((sum, bytes) => sum + bytes, 0) > mostBytes) return { ...work, sharing: { ...sharing, terms: undefined } };
    for (const [key, bytes] of needed) this.taken.set(key, bytes);
    return work;
  }
}
