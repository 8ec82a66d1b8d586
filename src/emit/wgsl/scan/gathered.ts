import { withoutCancellation } from "../../../kernel/approximation/cancellation.ts";
import type { Statement } from "../../../kernel/kernel.ts";
import { renameBody } from "../../../kernel/rename.ts";
import type { Loop, Step } from "../../../schedule/plan.ts";
import { Size } from "../../../types/size.ts";
import { blockOf } from "../../host/memory.ts";
import type { Axis } from "../axis.ts";
import type { BoundBuffer } from "../bindings.ts";
import { nestsOf } from "../stage.ts";
import { type Access, accessesOf } from "./accesses.ts";
import type { Range } from "./linear.ts";

/** A nest of independent loops in a scan. */
export interface Nest {
  readonly grid: readonly Axis[];
  /** Over buffers that are called the same in all nests. */
  readonly body: readonly Statement[];
  readonly accesses: readonly Access[];
}

/** What happens in each turn of a loop over kernels. */
export interface Turns<Inside> {
  readonly index: string;
  readonly extent: Size;
  readonly reverse: boolean;
  readonly inside: readonly (Turns<Inside> | Inside)[];
}

/** A loop over kernels, whose memory is called by one name wherever it is used. */
export interface Gathered {
  readonly turns: Turns<Nest>;
  readonly buffers: readonly BoundBuffer[];
  /** Values that live within a turn and share their slot with another, which therefore must be kept elsewhere. */
  readonly passing: readonly BoundBuffer[];
  /** How long each buffer is at most. */
  readonly lengths: ReadonlyMap<string, Size>;
}

/**
 * Undefined where one block holds reals at one time, and whole numbers at another. `passing` are values that are to have
 * memory of their own, by steps and the numbers of their buffers.
 */
export function gathered(loop: Loop, passing: ReadonlyMap<Step, ReadonlyMap<number, number>> = new Map()): Gathered | undefined {
  /** By the block, and the number of a value of it that passes. */
  const buffers = new Map<string, BoundBuffer>();
  const key = (block: string, value: number | undefined): string => JSON.stringify([block, value]);
  const names = new Set<string>();
  const lengths = new Map<string, Size>();
  let isMixed = false;
  const named = (step: Step): ReadonlyMap<string, string> =>
    new Map(
      step.kernel.buffers.map(({ name, dtype, access, length }, i) => {
        const block = blockOf(step.places[i]!);
        const place = key(block, passing.get(step)?.get(i));
        const known = buffers.get(place);
        isMixed ||= known !== undefined && (known.dtype === "f32") !== (dtype === "f32");
        const buffer = known ?? { name: free(name, names), block, dtype, access };
        names.add(buffer.name);
        lengths.set(buffer.name, longer(lengths.get(buffer.name) ?? length, length));
        buffers.set(place, buffer.access === access ? buffer : { ...buffer, access: "read-write" });
        return [name, buffer.name];
      }),
    );
  const ofStep = (step: Step, positions: ReadonlyMap<string, Range>): readonly Nest[] => {
    const name = named(step);
    return nestsOf(withoutCancellation(step.kernel.body)).map((nest) => {
      const body = renameBody(nest.body, (old) => name.get(old) ?? old);
      const ranges = new Map([...positions, ...nest.grid.map(({ index, extent }) => [index, { least: Size.of(0), most: extent.sub(1) }] as const)]);
      return { grid: nest.grid, body, accesses: accessesOf(body, { ranges, values: new Map(), positions: [...positions.keys()] }) };
    });
  };
  const ofLoop = ({ index, extent, reverse, steps }: Loop, around: ReadonlyMap<string, Range>): Turns<Nest> => {
    const positions = new Map(around).set(index, { least: Size.of(0), most: extent.sub(1) });
    return { index, extent, reverse, inside: steps.flatMap((step): readonly (Turns<Nest> | Nest)[] => (step.kind === "loop" ? [ofLoop(step, positions)] : ofStep(step, positions))) };
  };
  const turns = ofLoop(loop, new Map());
  const isBound = ([place, { block }]: readonly [string, BoundBuffer]): boolean => place === key(block, undefined);
  const [bound, others] = [[...buffers].filter(isBound), [...buffers].filter((entry) => !isBound(entry))];
  return isMixed ? undefined : { turns, buffers: bound.map(([, buffer]) => buffer), passing: others.map(([, buffer]) => buffer), lengths };
}

/** At least as long as both. */
function longer(a: Size, b: Size): Size {
  if (a.atLeast(b) === true) return a;
  return b.atLeast(a) === true ? b : a.add(b);
}

/** All that is done inside, in order. */
export function insideOf<Inside extends object>(turns: Turns<Inside>): readonly Inside[] {
  return turns.inside.flatMap((part) => ("inside" in part ? insideOf(part) : [part]));
}

/** The loops, outer ones first. */
export function allTurns<Inside extends object>(turns: Turns<Inside>): readonly Turns<Inside>[] {
  return [turns, ...turns.inside.flatMap((part) => ("inside" in part ? allTurns(part) : []))];
}

function free(name: string, taken: ReadonlySet<string>): string {
  let result = name;
  for (let i = 2; taken.has(result); i++) result = `${name}_${i}`;
  return result;
}
