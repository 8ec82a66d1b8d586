/**
 * What must come before what, while it grows; never a circle. Each item knows a level above those of all that come before
 * it, so that a question about two items looks at those between them only: in a deep network, a few of very many.
 */
export class Precedence<T> {
  private readonly items = new Map<T, Item<T>>();

  add(item: T, before: Iterable<T>): void {
    this.items.set(item, { before: new Set(), after: new Set(), level: 0 });
    for (const earlier of before) this.link(earlier, item);
  }

  /** What comes directly before. */
  before(item: T): ReadonlySet<T> {
    return this.of(item).before;
  }

  /** Demands that `earlier` comes before `later`. */
  link(earlier: T, later: T): void {
    this.of(earlier).after.add(later);
    this.of(later).before.add(earlier);
    this.raise(later, this.of(earlier).level + 1);
  }

  /** Whether `earlier` comes before `later`, directly or not: searched from both ends, as one of them may be a dead end. */
  precedes(earlier: T, later: T): boolean {
    const [low, high] = [this.of(earlier).level, this.of(later).level];
    const up = new Search(earlier, (item) => [...this.of(item).after].filter((next) => next === later || this.of(next).level < high));
    const down = new Search(later, (item) => [...this.of(item).before].filter((next) => next === earlier || this.of(next).level > low));
    const met = (): boolean => up.seen.has(later) || down.seen.has(earlier);
    if (low >= high) return false;
    while (!met() && up.step() && down.step());
    return met();
  }

  /** Whether a third comes after `earlier` and before `later`. */
  isBetween(earlier: T, later: T): boolean {
    const { level } = this.of(earlier);
    return [...this.of(later).before].some((item) => item !== earlier && this.of(item).level > level && this.precedes(earlier, item));
  }

  /** `gone` becomes a part of `item`; nothing may be between them. */
  merge(item: T, gone: T): void {
    const { before, after } = this.of(gone);
    this.items.delete(gone);
    for (const earlier of before) this.of(earlier).after.delete(gone);
    for (const later of after) this.of(later).before.delete(gone);
    for (const earlier of before) if (earlier !== item) this.link(earlier, item);
    for (const later of after) if (later !== item) this.link(item, later);
  }

  private raise(item: T, level: number): void {
    const raised: [T, number][] = [[item, level]];
    for (let next = raised.pop(); next !== undefined; next = raised.pop()) {
      const found = this.of(next[0]);
      if (found.level >= next[1]) continue;
      found.level = next[1];
      for (const later of found.after) raised.push([later, next[1] + 1]);
    }
  }

  private of(item: T): Item<T> {
    const found = this.items.get(item);
    if (!found) throw new Error("asked for the order of what was never added");
    return found;
  }
}

interface Item<T> {
  readonly before: Set<T>;
  readonly after: Set<T>;
  level: number;
}

/** Goes from item to item, one at a time. */
class Search<T> {
  readonly seen = new Set<T>();
  private readonly waiting: T[];
  private readonly next: (item: T) => readonly T[];

  constructor(start: T, next: (item: T) => readonly T[]) {
    this.waiting = [start];
    this.next = next;
  }

  /** False if there is nowhere left to go. */
  step(): boolean {
    const item = this.waiting.pop();
    if (item === undefined) return false;
    for (const next of this.next(item)) {
      if (this.seen.has(next)) continue;
      this.seen.add(next);
      this.waiting.push(next);
    }
    return true;
  }
}
