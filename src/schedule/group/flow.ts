interface Edge {
  readonly to: number;
  left: number;
  readonly back: number;
}

/** A network whose vertices have limits: what is the cheapest set of them that separates its begins from its ends? */
export class Flow<T> {
  private readonly numbers = new Map<T, number>();
  private readonly edges: Edge[][] = [[], []];

  /** How much may go through a vertex. */
  limit(vertex: T, most: number): void {
    const into = this.into(vertex);
    this.edge(into, into + 1, most);
  }

  connect(from: T, to: T): void {
    this.edge(this.into(from) + 1, this.into(to), Infinity);
  }

  begin(vertex: T): void {
    this.edge(source, this.into(vertex), Infinity);
  }

  end(vertex: T): void {
    this.edge(this.into(vertex) + 1, sink, Infinity);
  }

  /** The vertices of a cheapest cut, of several that nearest to the ends, and all behind it. */
  cut(): { readonly at: readonly T[]; readonly behind: readonly T[] } {
    for (let path = this.path(); path; path = this.path()) {
      const most = Math.min(...path.map((e) => e.left));
      if (most === Infinity) break;
      for (const e of path) {
        e.left -= most;
        this.edges[e.to]![e.back]!.left += most;
      }
    }
    const before = this.leading();
    const all = [...this.numbers];
    return { at: all.filter(([, n]) => !before.has(n) && before.has(n + 1)).map(([vertex]) => vertex), behind: all.filter(([, n]) => before.has(n)).map(([vertex]) => vertex) };
  }

  private into(vertex: T): number {
    const known = this.numbers.get(vertex);
    if (known !== undefined) return known;
    const made = this.edges.push([], []) - 2;
    this.numbers.set(vertex, made);
    return made;
  }

  private edge(from: number, to: number, most: number): void {
    this.edges[from]!.push({ to, left: most, back: this.edges[to]!.length });
    this.edges[to]!.push({ to: from, left: 0, back: this.edges[from]!.length - 1 });
  }

  /** Edges that lead from source to sink, as few as possible. */
  private path(): readonly Edge[] | undefined {
    const by = this.reached();
    const last = by.get(sink);
    if (!last) return undefined;
    const path: Edge[] = [];
    for (let edge: Edge | undefined = last; edge; edge = by.get(this.edges[edge.to]![edge.back]!.to)) path.push(edge);
    return path;
  }

  /** What can be reached from the source, and the edge by which it was. */
  private reached(): ReadonlyMap<number, Edge | undefined> {
    const by = new Map<number, Edge | undefined>([[source, undefined]]);
    for (const [at] of by) for (const edge of this.edges[at]!) if (edge.left > 0 && !by.has(edge.to)) by.set(edge.to, edge);
    return by;
  }

  /** All from which the sink can be reached. */
  private leading(): ReadonlySet<number> {
    const found = new Set([sink]);
    for (const at of found) for (const { to, back } of this.edges[at]!) if (this.edges[to]![back]!.left > 0) found.add(to);
    return found;
  }
}

const [source, sink] = [0, 1];
