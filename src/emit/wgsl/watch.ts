import { k } from "../../kernel/build.ts";
import type { Statement } from "../../kernel/kernel.ts";
import { type BoundBuffer, mostBindings } from "./bindings.ts";
import { type BoundStage, guardBlock } from "./tables.ts";

/**
 * The stage, which ends by looking at the loss in a block that it writes, and remembers if it is not finite. Undefined
 * where several threads may write it, of which none knows that the others are done, or where there is no binding left.
 */
export function watching({ stage, buffers }: BoundStage, block: string): BoundStage | undefined {
  const loss = buffers.find((buffer) => buffer.block === block && buffer.access !== "read");
  if (!loss || stage.grid.length > 0 || stage.tile || stage.scan) return undefined;
  const known = buffers.find((buffer) => buffer.block === guardBlock);
  const guard = known ?? guardBuffer(buffers);
  const all = known ? buffers : [...buffers, guard];
  if (all.length > mostBindings) return undefined;
  const end: Statement = { kind: "if", condition: k.not(k.call("is_finite", k.load(loss.name, "f32", k.int(0)))), then: [{ kind: "store", buffer: guard.name, index: k.int(0), value: k.int(0) }] };
  return { stage: { ...stage, body: [...stage.body, end], ...(stage.team && { team: { ...stage.team, rest: [...stage.team.rest, end] } }) }, buffers: all };
}

function guardBuffer(others: readonly BoundBuffer[]): BoundBuffer {
  let name = "finite";
  while (others.some((other) => other.name === name)) name += "_";
  return { name, block: guardBlock, dtype: "i32", access: "write" };
}
