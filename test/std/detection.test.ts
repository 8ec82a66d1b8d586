import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

type Box = readonly number[];
const area = ([x0, y0, x1, y1]: Box): number => Math.max(0, x1! - x0!) * Math.max(0, y1! - y0!);
function overlap(a: Box, b: Box): number {
  const both = area([Math.max(a[0]!, b[0]!), Math.max(a[1]!, b[1]!), Math.min(a[2]!, b[2]!), Math.min(a[3]!, b[3]!)]);
  const either = area(a) + area(b) - both;
  return either > 0 ? both / either : 0;
}

/** Boxes of size 1 to 4 in a square of 6, and each as a list. */
const boxes = from([2, 7, 4], (n, r, k) => 3 + 1.5 * at(noise([2, 7, 4], 1), n!, r!, k! % 2) + (k! < 2 ? -1 : 1) * (1.1 + 0.6 * at(noise([2, 7, 4], 2), n!, r!, k!)));
const box = (n: number, r: number): Box => range(4).map((k) => at(boxes, n, r, k));

test("corners of a box from its centre and size", () => {
  expect([...valued("corners(b)", { real: { b: values([2, 4], [5, 6, 2, 4, 0, 0, 1, 1]) } }).data]).toEqual([4, 4, 6, 8, -0.5, -0.5, 0.5, 0.5]);
});

test("intersection over union: by hand, disjoint, empty, and for all pairs", () => {
  const pair = (a: Box, b: Box): number => valued("iou(a, b)", { real: { a: values([1, 4], a), b: values([1, 4], b) } }).data[0]!;
  expect(pair([0, 0, 2, 2], [1, 1, 3, 3])).toBeCloseTo(1 / 7, 12);
  expect(pair([0, 0, 2, 2], [0, 0, 2, 2])).toBe(1);
  expect(pair([0, 0, 1, 1], [2, 2, 3, 3])).toBe(0);
  expect(pair([1, 1, 1, 1], [1, 1, 1, 1])).toBe(0);
  expect(close(checked("iou_table(b, b)", { real: { b: boxes } }), from([2, 7, 7], (n, i, j) => overlap(box(n!, i!), box(n!, j!))))).toBe(98);
});

test("non_max_suppression is the greedy loop", () => {
  let compared = 0;
  let removed = 0;
  for (const seed of range(5)) {
    const score = noise([2, 7], 10 + seed);
    const expected = from([2, 7], () => 0);
    for (const n of [0, 1]) {
      const kept: number[] = [];
      for (const r of range(7).sort((i, j) => at(score, n, j) - at(score, n, i))) if (kept.every((k) => overlap(box(n, k), box(n, r)) <= 0.3)) kept.push(r);
      for (const r of kept) expected.data[n * 7 + r] = 1;
      removed += 7 - kept.length;
    }
    compared += close(valued("float(non_max_suppression(0.3)(b, s))", { real: { b: boxes, s: score } }), expected);
  }
  expect(compared).toBe(70);
  expect(removed).toBeGreaterThan(5);
});

test("localization_loss counts only the first component where there is no object", () => {
  const [p, y] = [noise([3, 8], 3), from([3, 8], (n, k) => (k === 0 ? n! % 2 : at(noise([3, 8], 4), n!, k!)))];
  const expected = total(range(3).map((n) => total(range(8).map((k) => (k === 0 || at(y, n, 0) === 1 ? (at(p, n, k) - at(y, n, k)) ** 2 : 0))))) / 3;
  expect(close(checked("localization_loss(p, y)", { real: { p }, inputs: { y: { type: "[3, 8]", value: y } } }), values([], [expected]))).toBe(1);
});

test("yolo_loss sums over cells and anchors, each part where it applies", () => {
  const raw = noise([2, 2, 3, 2, 8], 5, 2);
  const y = from([2, 2, 3, 2, 8], (n, i, j, a, k) => (k === 0 ? Number((n! + i! + j! + a!) % 3 === 0) : k! < 5 ? (k! + i!) / 7 : Number((j! + a!) % 3 === k! - 5)));
  const places = range(24).map((p) => range(8).map((k) => [raw.data[p * 8 + k]!, y.data[p * 8 + k]!] as const));
  const loss = (cell: (typeof places)[number]): number => {
    const [z, there] = cell[0]!;
    const object = Math.log1p(Math.exp(-z * (2 * there - 1)));
    if (there === 0) return 0.4 * object;
    const classes = cell.slice(5);
    const norm = Math.log(total(classes.map(([v]) => Math.exp(v))));
    return object + 3 * total(cell.slice(1, 5).map(([a, b]) => (a - b) ** 2)) - total(classes.map(([v, t]) => t * (v - norm)));
  };
  const found = checked("yolo_loss(raw, y, weight: 3, absent: 0.4)", { real: { raw }, inputs: { y: { type: "[2, 2, 3, 2, 8]", value: y } } });
  expect(close(found, values([], [total(places.map(loss)) / 2]))).toBe(1);
});

test("yolo_boxes: cell plus sigmoid, anchor times exponential", () => {
  const [raw, anchor] = [noise([1, 2, 3, 2, 7], 6), values([2, 2], [0.2, 0.3, 0.5, 0.1])];
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
  const expected = from([1, 2, 3, 2, 4], (n, i, j, a, k) => {
    const t = at(raw, n!, i!, j!, a!, k! + 1);
    return k === 0 ? (j! + sigmoid(t)) / 3 : k === 1 ? (i! + sigmoid(t)) / 2 : at(anchor, a!, k! - 2) * Math.exp(t);
  });
  expect(close(checked("yolo_boxes(raw, anchor)", { real: { raw, anchor } }), expected)).toBe(48);
});

/** Up to three objects in each of two images, as [x, y, width, height]; those that are not there are zeros. */
const objects = values([2, 3, 4], [0.3, 0.6, 0.2, 0.3, 0.99, 1, 0.6, 0.5, 0.31, 0.62, 0.25, 0.3, 0.5, 0.5, 0.7, 0.6, 0, 0, 0, 0, 0, 0, 0, 0]);
const there = values([2, 3], [1, 1, 1, 1, 0, 0]);
const kinds = { type: "index(3)[2, 3]", value: values([2, 3], [2, 0, 1, 1, 0, 0]) };

test("yolo_targets puts each object where its centre is, at the anchor most like it; yolo_boxes leads back", () => {
  const anchor = values([2, 2], [0.2, 0.3, 0.6, 0.6]);
  const expected = from([2, 2, 3, 2, 8], () => 0);
  const taken = new Set<string>();
  for (const n of [0, 1]) {
    for (const o of range(3).filter((k) => at(there, n, k) === 1)) {
      const [x, y, w, h] = range(4).map((k) => at(objects, n, o, k)) as [number, number, number, number];
      const [i, j] = [Math.min(1, Math.floor(2 * y)), Math.min(2, Math.floor(3 * x))];
      const likeness = range(2).map((a) => overlap([0, 0, w, h], [0, 0, at(anchor, a, 0), at(anchor, a, 1)]));
      const a = likeness[0]! >= likeness[1]! ? 0 : 1;
      const place = (((n * 2 + i) * 3 + j) * 2 + a) * 8;
      if (taken.has(String(place))) continue;
      taken.add(String(place));
      const classes = range(3).map((k) => Number(k === at(kinds.value, n, o)));
      expected.data.set([1, 3 * x - j, 2 * y - i, Math.log(w / at(anchor, a, 0)), Math.log(h / at(anchor, a, 1)), ...classes], place);
    }
  }
  // Four objects, of which two share cell and anchor.
  expect(taken.size).toBe(3);
  const real = { b: objects, t: there, anchor };
  const found = valued("yolo_targets(2, 3)(b, k, t, anchor)", { real, inputs: { k: kinds } });
  expect(close(found, expected)).toBe(192);
  // The first object again, from the target in its cell: yolo_boxes takes the logit of what lies within the cell.
  const logit = (p: number): number => Math.log(p / (1 - p));
  const raw = from([2, 2, 3, 2, 8], (n, i, j, a, k) => (k === 1 || k === 2 ? logit(Math.min(0.999, Math.max(0.001, at(found, n!, i!, j!, a!, k)))) : at(found, n!, i!, j!, a!, k!)));
  const boxesAgain = valued("yolo_boxes(raw, anchor)", { real: { raw, anchor } });
  range(4).forEach((k) => expect(at(boxesAgain, 0, 1, 0, 0, k)).toBeCloseTo(at(objects, 0, 0, k), 12));
});

test("detected: the best box of each object, and no second one", () => {
  let [hits, compared] = [0, 0];
  for (const seed of range(6)) {
    const [score, truth] = [noise([2, 7], 20 + seed), from([2, 3, 4], (n, o, k) => at(boxes, n!, 2 * o!, k!) + 0.1 * at(noise([2, 3, 4], seed), n!, o!, k!))];
    const kind = { type: "index(2)[2, 7]", value: from([2, 7], (n, r) => Number(r === 3 || n === 1)) };
    const real = { box: boxes, s: score, truth, there: values([2, 3], [1, 1, 0, 1, 1, 1]) };
    const truthKind = { type: "index(2)[2, 3]", value: values([2, 3], [0, 0, 0, 1, 1, 0]) };
    const expected = from([2, 7], () => 0);
    for (const n of [0, 1]) {
      const found = new Set<number>();
      for (const r of range(7).sort((i, j) => at(score, n, j) - at(score, n, i))) {
        const fits = range(3).map((o) => overlap(box(n, r), range(4).map((k) => at(truth, n, o, k))) * at(real.there, n, o) * Number(at(kind.value, n, r) === at(truthKind.value, n, o)));
        const best = fits.indexOf(Math.max(...fits));
        if (fits[best]! < 0.3 || found.has(best)) continue;
        found.add(best);
        expected.data[n * 7 + r] = 1;
        hits++;
      }
    }
    compared += close(valued("float(detected(box, k, s, truth, u, there, threshold: 0.3))", { real, inputs: { k: kind, u: truthKind } }), expected);
  }
  expect(compared).toBe(84);
  expect(hits).toBeGreaterThan(10);
  expect(hits).toBeLessThan(84);
});

test("average_precision: by hand, and as the walk down the scores", () => {
  const ap = (kind: readonly number[], score: readonly number[], right: readonly number[], objects: readonly number[]): ArrayLike<number> => {
    const [d, k] = [kind.length, objects.length];
    const real = { s: values([d], score), r: values([d], right), o: values([k], objects) };
    return valued("average_precision(k, s, r > 0, o)", { real, inputs: { k: { type: `index(${k})[${d}]`, value: values([d], kind) } } }).data;
  };
  // Right, wrong, right of three: precision 1 at recall 1/3, 2/3 at 2/3. The second class has one of one; the third has none.
  expect(Array.from(ap([0, 0, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0], [1, 0, 1, 1, 1], [3, 1, 0]))).toEqual([expect.closeTo(1 / 3 + 2 / 9, 12), 1, 0]);
  const [score, luck] = [noise([40], 31), noise([40], 32)];
  const scores = Array.from(score.data, (v) => Math.abs(v));
  const right = Array.from(luck.data, (v, i) => Number(v + scores[i]! > 0.4));
  const expected = [0, 1].map((kind) => {
    const order = range(40).filter((d) => d % 2 === kind).sort((a, b) => scores[b]! - scores[a]!);
    const precision = order.map((_, i) => total(order.slice(0, i + 1).map((d) => right[d]!)) / (i + 1));
    return total(order.map((d, i) => right[d]! * Math.max(...precision.slice(i)))) / 15;
  });
  Array.from(ap(range(40).map((d) => d % 2), scores, right, [15, 15])).forEach((value, kind) => expect(value).toBeCloseTo(expected[kind]!, 12));
});
