import { unsigned } from "./bytes.ts";
import { typeCodes, type ValueType } from "./opcodes.ts";

/** A place for a value in a function: a parameter or a local. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** Below this number are parameters alone, where there are not more of them. */
const firstIndex = 16;
/** How many numbers each kind of value has for itself, one after another: what most functions need, and all that one byte can say. */
const ranges = [["i", 32], ["f", 8], ["v", 40]] as const;

/**
 * The locals of a function, numbered by their kind, and taken from the least number on, whatever was released before. So
 * code that is written out again, there or in a function with other parameters, has the same numbers; engines do nothing
 * for locals that are never used.
 */
export class Locals {
  private readonly parameters: number;
  /** Of each kind, the numbers that are left; more come behind all of them. */
  private readonly left = new Map<ValueType, { next: number; readonly end: number }>();
  private readonly more: ValueType[] = [];
  private readonly end: number;
  private readonly free: Record<ValueType, Local[]> = { i: [], l: [], f: [], v: [] };

  constructor(parameters: number) {
    this.parameters = parameters;
    let at = Math.max(parameters, firstIndex);
    for (const [type, count] of ranges) {
      this.left.set(type, { next: at, end: at + count });
      at += count;
    }
    this.end = at;
  }

  /** One that nobody else uses until it is released. */
  take(type: ValueType): Local {
    const free = this.free[type];
    if (free.length === 0) return this.unused(type);
    const [least] = free.splice(free.reduce((best, { index }, i) => (index < free[best]!.index ? i : best), 0), 1);
    return least!;
  }

  release(locals: readonly Local[]): void {
    for (const local of locals) this.free[local.type].push(local);
  }

  /** One that has not been used yet. */
  unused(type: ValueType): Local {
    const left = this.left.get(type);
    if (left && left.next < left.end) return { index: left.next++, type };
    return { index: this.end + this.more.push(type) - 1, type };
  }

  /** As a function begins: how many there are of each kind. Between parameters and the first there is nothing that is used. */
  declaration(): number[] {
    const spare = Math.max(0, firstIndex - this.parameters);
    const groups: [number, ValueType][] = ranges.map(([type, count], i) => [i === 0 ? count + spare : count, type]);
    for (const type of this.more) {
      const last = groups.at(-1)!;
      if (last[1] === type) last[0] += 1;
      else groups.push([1, type]);
    }
    return [...unsigned(groups.length), ...groups.flatMap(([count, type]) => [...unsigned(count), typeCodes[type]])];
  }
}
