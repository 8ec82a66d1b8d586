/** Gives back what comes first by `isBefore`, whatever the order in which it came in: a binary heap. */
export class Queue<T> {
  private readonly isBefore: (a: T, b: T) => boolean;
  private readonly heap: T[] = [];

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.isBefore = isBefore;
  }

  push(item: T): void {
    this.heap.push(item);
    for (let at = this.heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.swapped(parent, at)) break;
      at = parent;
    }
  }

  pop(): T | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      if (left >= this.heap.length) break;
      const child = right < this.heap.length && this.isBefore(this.heap[right]!, this.heap[left]!) ? right : left;
      if (!this.swapped(at, child)) break;
      at = child;
    }
    return first;
  }

  /** Puts the one of a parent and its child that comes first above the other. */
  private swapped(parent: number, child: number): boolean {
    const [above, below] = [this.heap[parent]!, this.heap[child]!];
    if (!this.isBefore(below, above)) return false;
    this.heap[parent] = below;
    this.heap[child] = above;
    return true;
  }
}
