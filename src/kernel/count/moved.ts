import type { Statement } from "../kernel.ts";
import { accessesOf, within } from "./accesses.ts";
import { distinct } from "./box.ts";
import type { Names } from "./form.ts";

/** What is done for each place along some axes, in order, those along the last axis first. */
export interface Places {
  readonly axes: readonly { readonly index: string; readonly extent: number }[];
  /** Places for which it is done at the same time. */
  readonly atOnce: number;
  readonly inner: Nest;
}

/** In which order memory is read and written: statements one after another, for places along axes. */
export type Nest = { readonly places: Places } | { readonly body: readonly Statement[] };

/** A memory that keeps what was used last, between the one that holds everything and what computes. Both in elements. */
export interface Cache {
  readonly capacity: number;
  /** Elements that lie side by side and come together. */
  readonly sector: number;
}

/** Elements that go from the memory behind a cache to it, and back. */
export interface Moved {
  readonly read: number;
  readonly written: number;
}

/** What the statements need to know of their buffers: how many elements each has. */
type Lengths = ReadonlyMap<string, number>;

/**
 * What statements move, which find nothing in the cache that they begin with. What is touched in a turn of a loop, or at a
 * place, is still there in the next if all of it fits; else the next brings in again what it needs.
 */
export function moved(nest: Nest, sizes: Names["sizes"], lengths: Lengths, cache: Cache): Moved {
  return new Mover(lengths, cache).moved(nest, { loops: new Map(), lets: new Map(), sizes });
}

interface Touch extends Moved {
  readonly fits: boolean;
}

class Mover {
  private readonly lengths: Lengths;
  private readonly cache: Cache;

  constructor(lengths: Lengths, cache: Cache) {
    this.lengths = lengths;
    this.cache = cache;
  }

  moved(nest: Nest, names: Names): Moved {
    return "places" in nest ? this.places(nest.places, names) : this.body(nest.body, names);
  }

  private places({ axes, atOnce, inner }: Places, names: Names): Moved {
    const stretches = axes.map((_, i) => axes.slice(i).reduce((product, { extent }) => product * extent, 1));
    const lengths = [...new Set([...stretches.filter((length) => length > atOnce), Math.min(atOnce, stretches[0] ?? 1)])];
    const along = (length: number): Names => stretch(axes, length, names);
    const from = (i: number): Moved => {
      const whole = this.once(inner, along(lengths[i]!));
      if (whole.fits) return whole;
      const next = lengths[i + 1];
      if (next === undefined) return this.moved(inner, along(lengths[i]!));
      return this.once(inner, along(next)).fits ? whole : times(from(i + 1), lengths[i]! / next);
    };
    return from(0);
  }

  /** Where not all fits, no statement finds what those before it have used. */
  private body(body: readonly Statement[], names: Names): Moved {
    const whole = this.once({ body }, names);
    if (whole.fits) return whole;
    let [sum, known] = [{ read: 0, written: 0 }, names];
    for (const s of body) {
      const { read, written } = this.statement(s, known);
      sum = { read: sum.read + read, written: sum.written + written };
      if (s.kind === "let") known = within(known, s) ?? known;
    }
    return sum;
  }

  private statement(s: Statement, names: Names): Moved {
    const whole = this.once({ body: [s] }, names);
    const inside = within(names, s);
    if (whole.fits || !inside) return whole;
    if (s.kind === "if") return this.body(s.then, inside);
    if (s.kind !== "for") return whole;
    const { least, most } = inside.loops.get(s.index)!;
    const middle = Math.floor((least + most) / 2);
    const turn = { ...inside, loops: new Map(inside.loops).set(s.index, { least: middle, most: middle }) };
    return this.once(s, turn).fits ? whole : times(this.body(s.body, turn), most - least + 1);
  }

  /** Everything that is touched, each element once, and whether the cache can hold all of it. */
  private once(nest: Nest, names: Names): Touch {
    if ("places" in nest) {
      const { axes, inner } = nest.places;
      return this.once(inner, stretch(axes, Infinity, names));
    }
    let [read, written, all] = [0, 0, 0];
    for (const [buffer, boxes] of accessesOf(nest.body, names, "both")) {
      const length = this.lengths.get(buffer);
      if (length === undefined) continue;
      const count = (some: typeof boxes.read): number => (some.length === 0 ? 0 : distinct(some, length, this.cache.sector));
      read += count(boxes.read);
      written += count(boxes.written);
      all += count([...boxes.read, ...boxes.written]);
    }
    return { read, written, fits: all <= this.cache.capacity };
  }
}

/** Names with axes that are gone along for so many places, in the middle of them all. */
function stretch(axes: Places["axes"], length: number, names: Names): Names {
  const [loops, extents] = [new Map(names.loops), new Map(names.extents)];
  let left = length;
  for (const { index, extent } of axes.toReversed()) {
    const number = Math.max(1, Math.floor(Math.min(extent, left)));
    const least = Math.floor((extent - number) / 2);
    loops.set(index, { least, most: least + number - 1 });
    extents.set(index, extent);
    left = Math.ceil(left / extent);
  }
  return { ...names, loops, extents };
}

function times({ read, written }: Moved, by: number): Moved {
  return { read: read * by, written: written * by };
}
