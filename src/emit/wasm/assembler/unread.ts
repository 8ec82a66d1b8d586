import type { Local } from "./function.ts";

interface Definition {
  start: number;
  end: number;
  /** Where in the code its value is read. */
  readonly reads: number[];
}

/** Code whose only purpose is a value that nobody reads: mostly indices that pointers have taken the place of. */
export class Unread {
  private readonly definitions: Definition[] = [];
  /** What a local holds now, by its number. */
  private readonly current = new Map<number, Definition>();

  /** The code from `start` to `end` computes the value of a local and sets it. */
  defined({ index }: Local, start: number, end: number): void {
    const definition = { start, end, reads: [] };
    this.definitions.push(definition);
    this.current.set(index, definition);
  }

  /** The local has another value from here on. */
  changed({ index }: Local): void {
    this.current.delete(index);
  }

  reads({ index }: Local, at: number): void {
    this.current.get(index)?.reads.push(at);
  }

  /** What is known of the code from a place on, to be told how far it has moved. */
  from(place: number): (by: number) => void {
    const changed = this.definitions.filter(({ end, reads }) => Math.max(end, ...reads.slice(-1)) > place).map((d) => ({ d, ...d, reads: [...d.reads] }));
    return (by) => {
      const moved = (at: number): number => (at >= place ? at + by : at);
      for (const { d, start, end, reads } of changed) {
        if (start >= place) [d.start, d.end] = [start + by, end + by];
        reads.forEach((at, i) => (d.reads[i] = moved(at)));
      }
    };
  }

  /** The code without it. */
  without(code: readonly number[]): readonly number[] {
    const gone = new Uint8Array(code.length);
    // Readers come behind a definition, so that they are known to be gone before it is asked about.
    for (const { start, end, reads } of this.definitions.toSorted((a, b) => b.start - a.start)) {
      if (reads.every((at) => gone[at] === 1)) gone.fill(1, start, end);
    }
    return code.filter((_, at) => gone[at] === 0);
  }
}
