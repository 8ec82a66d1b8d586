import type { BoundBuffer } from "../bindings.ts";
import type { Part } from "./sharing.ts";

/** The buffers of stages that share a dispatch: one for each block, under a name that no other has. */
export interface Joined {
  readonly buffers: readonly BoundBuffer[];
  /** What a stage's own buffers are called among them. */
  readonly names: readonly ReadonlyMap<string, string>[];
}

export function joined(parts: readonly Pick<Part, "buffers">[]): Joined {
  const byBlock = new Map<string, BoundBuffer>();
  const taken = new Set<string>();
  const free = (name: string): string => {
    let result = name;
    for (let i = 2; taken.has(result); i++) result = `${name}_${i}`;
    taken.add(result);
    return result;
  };
  const names = parts.map(
    ({ buffers }) =>
      new Map(
        buffers.map((buffer) => {
          const known = byBlock.get(buffer.block) ?? { ...buffer, name: free(buffer.name) };
          byBlock.set(buffer.block, known.access === buffer.access ? known : { ...known, access: "read-write" });
          return [buffer.name, known.name];
        }),
      ),
  );
  return { buffers: [...byBlock.values()], names };
}
