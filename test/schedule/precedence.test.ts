import { expect, test } from "vitest";
import { Precedence } from "../../src/schedule/group/precedence.ts";
import { Queue } from "../../src/schedule/group/queue.ts";

/** A small generator, so that each run tests the same graphs. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The definition: any path. */
function reaches(edges: ReadonlySet<string>, count: number, from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const item of seen) for (let next = 0; next < count; next++) if (edges.has(`${item} ${next}`)) seen.add(next);
  return from !== to && seen.has(to);
}

test("what comes before what, against the definition, while links come and items become one", () => {
  let [asked, yes] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const random = numbers(seed);
    const count = 4 + random(12);
    const precedence = new Precedence<number>();
    let edges = new Set<string>();
    const alive = new Set<number>();
    for (let item = 0; item < count; item++) {
      const before = [...alive].filter(() => random(3) === 0);
      precedence.add(item, before);
      for (const earlier of before) edges.add(`${earlier} ${item}`);
      alive.add(item);
    }
    for (let change = 0; change < 12; change++) {
      const [a, b] = [[...alive][random(alive.size)]!, [...alive][random(alive.size)]!];
      if (a === b) continue;
      const between = [...alive].some((c) => c !== a && c !== b && reaches(edges, count, a, c) && reaches(edges, count, c, b));
      expect(precedence.isBetween(a, b)).toBe(between);
      if (random(2) === 0) {
        if (reaches(edges, count, b, a)) continue;
        precedence.link(a, b);
        edges.add(`${a} ${b}`);
      } else if (!between && !precedence.isBetween(b, a)) {
        precedence.merge(a, b);
        alive.delete(b);
        edges = new Set([...edges].map((edge) => edge.split(" ").map((item) => (Number(item) === b ? a : Number(item)))).flatMap(([x, y]) => (x === y ? [] : [`${x} ${y}`])));
      }
      for (const x of alive)
        for (const y of alive) {
          expect(precedence.precedes(x, y)).toBe(reaches(edges, count, x, y));
          asked += 1;
          if (reaches(edges, count, x, y)) yes += 1;
        }
    }
  }
  expect(asked).toBeGreaterThan(10_000);
  expect(yes).toBeGreaterThan(1000);
});

test("a queue gives back what it took, in order", () => {
  const random = numbers(7);
  const given = Array.from({ length: 500 }, () => random(100));
  const queue = new Queue<number>((a, b) => a < b);
  given.forEach((n) => queue.push(n));
  expect(Array.from(given, () => queue.pop())).toEqual(given.toSorted((a, b) => a - b));
  expect(queue.pop()).toBeUndefined();
});
