import { Size } from "../../../src/types/size.ts";
import { isReal, product, type Draft, type Value } from "../draft.ts";
import { any, features, image, sequence, width, type Piece } from "./piece.ts";

const at = (shape: readonly Size[], axis: number, ...sizes: readonly Size[]): Size[] => [...shape.slice(0, axis), ...sizes, ...shape.slice(axis + 1)];

/** A subscript that has `item` at one axis and everything elsewhere. */
function subscript(d: Draft, rank: number, axis: number, item: string): string {
  if (axis === rank - 1 && d.chance(0.4)) {
    d.use("ellipsis");
    return `[..., ${item}]`;
  }
  const items = Array.from({ length: rank }, (_, i) => (i === axis ? item : ":"));
  return `[${(d.chance(0.5) ? items.slice(0, axis + 1) : items).join(", ")}]`;
}

/** One axis of x cut, with how it is written and what is left. */
function cut(d: Draft, x: Value): readonly [axis: number, item: string, left: readonly Size[]] {
  const axis = d.random.whole(Math.min(1, x.shape.length - 1), x.shape.length - 1);
  const n = x.shape[axis]!;
  const constant = n.constant();
  const whole = [n];
  if (constant === 1) return [axis, d.random.pick(["0", "-1"]), []];
  const cuts: readonly (readonly [string, readonly Size[]])[] = [
    ["0", []], ["-1", []], [":", whole], ["1:", [n.sub(1)]], [":-1", [n.sub(1)]], ["0:1", [Size.of(1)]],
    ...(n.atLeast(2) === true ? [["1", []] as const, ["-2:", [Size.of(2)]] as const, ["0:2", [Size.of(2)]] as const] : []),
    ...(d.sizes.size > 0 || constant !== undefined ? [[`${d.spell(n)} - 1`, []] as const, [`1:${d.spell(n)}`, [n.sub(1)]] as const] : []),
  ];
  return [axis, ...d.random.pick(cuts)];
}

export const movement: readonly Piece[] = [
  {
    name: "last element",
    make: (d) => {
      const x = any(d, 2);
      const axis = (x?.shape.length ?? 0) - 1;
      if (!x || axis < 1) return undefined;
      d.use("slice of one", "ellipsis");
      return d.name(`${x.text}[..., ${d.random.pick(["0", "-1"])}]`, x.shape.slice(0, -1), { reach: x.reach });
    },
  },
  {
    name: "part of a sequence",
    make: (d) => {
      const x = sequence(d);
      if (!x || x.shape[1]!.sub(1).atLeast(1) === false) return undefined;
      if (x.shape[1]!.constant() === undefined) d.use("slice of a symbolic axis");
      return d.name(`${x.text}[:, 1:] - ${x.text}[:, :-1]`, at(x.shape, 1, x.shape[1]!.sub(1)), { reach: 2 * x.reach });
    },
  },
  {
    name: "slice",
    make: (d) => {
      const x = any(d, 2);
      if (!x || x.shape.length < 2) return undefined;
      const [axis, item, left] = cut(d, x);
      d.use(left.length === 0 ? "slice of one" : "slice of a part");
      if (x.shape[axis]!.constant() === undefined) d.use("slice of a symbolic axis");
      return d.name(`${x.text}${subscript(d, x.shape.length, axis, item)}`, at(x.shape, axis, ...left), { reach: x.reach });
    },
  },
  {
    name: "concat",
    make: (d) => {
      const x = any(d, 2);
      if (!x || x.shape.length < 2) return undefined;
      const axis = d.random.whole(1, x.shape.length - 1);
      const fits = (v: Value): boolean => isReal(v) && v.shape.length === x.shape.length && v.shape.every((s, i) => i === axis || s.equals(x.shape[i]!));
      const others = Array.from({ length: d.random.whole(1, 2) }, () => d.pick(fits) ?? x);
      if (x.shape[axis]!.constant() === undefined) d.use("concat along a symbolic axis");
      const where = axis === x.shape.length - 1 ? "" : `, axis: ${d.random.pick([axis, axis - x.shape.length])}`;
      const total = others.reduce((sum, o) => sum.add(o.shape[axis]!), x.shape[axis]!);
      return d.name(`concat(${[x, ...others].map((v) => v.text).join(", ")}${where})`, at(x.shape, axis, total), { reach: Math.max(x.reach, ...others.map((o) => o.reach)) });
    },
  },
  {
    name: "concat of sequences",
    make: (d) => {
      const x = sequence(d);
      if (!x) return undefined;
      const n = x.shape[1]!;
      if (n.constant() === undefined) d.use("concat along a symbolic axis");
      const other = d.random.pick([{ text: x.text, size: n }, { text: `${x.text}[:, 0:1]`, size: Size.of(1) }]);
      return n.atLeast(1) ? d.name(`concat(${x.text}, ${other.text}, axis: 1)`, at(x.shape, 1, n.add(other.size)), { reach: x.reach }) : undefined;
    },
  },
  {
    name: "split",
    make: (d) => {
      const x = any(d, 2);
      const axis = (x?.shape.length ?? 0) - 1;
      const n = x?.shape[axis];
      const half = n?.exactDiv(2);
      if (!x || !n || axis < 1 || (n.constant() !== undefined && !half)) return undefined;
      const [a, b] = [d.world.fresh("v"), d.world.fresh("v")];
      if (!half) d.use("split of a symbolic axis");
      d.lines.push(`${a}, ${b} = split(${x.text}, 2${d.chance(0.5) ? `, axis: ${axis}` : ""})`);
      const shape = at(x.shape, axis, half ?? n.floorDiv(2));
      d.keep({ ...x, text: a, shape });
      return d.keep({ ...x, text: b, shape });
    },
  },
  {
    name: "split of a sequence",
    make: (d) => {
      const x = sequence(d);
      const n = x?.shape[1];
      if (!x || !n || (n.constant() !== undefined && !n.exactDiv(2))) return undefined;
      if (n.constant() === undefined) d.use("split of a symbolic axis");
      return d.name(`split(${x.text}, 2, axis: 1)[${d.random.whole(0, 1)}]`, at(x.shape, 1, n.exactDiv(2) ?? n.floorDiv(2)), { reach: x.reach });
    },
  },
  {
    name: "reshape",
    make: (d) => {
      const x = d.chance(0.7) ? (d.pick((v) => isReal(v) && v.shape.slice(1).some((s) => s.constant() === undefined)) ?? image(d)) : any(d, 2);
      if (!x || x.shape.length < 2) return undefined;
      const last = x.shape.length - 1;
      const n = x.shape[last]!.constant();
      const shapes = [
        [x.shape[0]!, product(x.shape.slice(1))],
        at(x.shape, last, Size.of(1), x.shape[last]!),
        [...x.shape.slice(0, -2), x.shape[last]!, x.shape[last - 1]!],
        ...(n !== undefined && n % 2 === 0 ? [at(x.shape, last, Size.of(2), Size.of(n / 2))] : []),
      ];
      const shape = d.random.pick(shapes);
      if (x.shape.slice(1).some((s) => s.constant() === undefined)) d.use("reshape of a symbolic shape");
      const written = shape.map((s, i) => (s.constant() === undefined && x.shape[i]?.equals(s) ? d.spell(s) : productText(d, s, x)));
      return d.name(`reshape(${x.text}, [${written.join(", ")}])`, shape, { reach: x.reach });
    },
  },
  {
    name: "flatten",
    make: (d) => {
      const x = image(d) ?? any(d, 2);
      return x && d.name(d.chance(0.5) ? `flatten(${x.text})` : `${x.text} |> flatten`, [x.shape[0]!, product(x.shape.slice(1))], { reach: x.reach });
    },
  },
  {
    name: "transpose",
    make: (d) => {
      const x = any(d, 2);
      if (!x || x.shape.length < 2) return undefined;
      const { shape } = x;
      if (d.chance(0.5)) return d.name(`transpose(${x.text})`, [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!], { reach: x.reach });
      d.use("transpose by axes");
      const axes = d.random.shuffled(shape.map((_, i) => i));
      return d.name(`transpose(${x.text}, axes: [${axes.join(", ")}])`, axes.map((i) => shape[i]!), { reach: x.reach });
    },
  },
  {
    name: "reverse",
    make: (d) => {
      const x = any(d, 2);
      if (!x || x.shape.length < 1) return undefined;
      const axis = d.random.whole(0, x.shape.length - 1);
      return d.name(`reverse(${x.text}${d.chance(0.3) ? "" : `, axis: ${axis}`})`, x.shape, { reach: x.reach });
    },
  },
  {
    name: "spread",
    make: (d) => {
      const x = any(d);
      if (!x || x.shape.length > 4) return undefined;
      const axis = d.random.whole(x.shape.length === 0 ? 0 : 1, x.shape.length);
      const size = d.random.pick([width(d), ...d.sizes.values()]);
      return d.name(`spread(${x.text}, ${d.spell(size)}, axis: ${axis})`, [...x.shape.slice(0, axis), size, ...x.shape.slice(axis)], { reach: x.reach });
    },
  },
  {
    name: "fill",
    make: (d) => {
      const x = features(d);
      if (!x) return undefined;
      const shape = [...x.shape, width(d)];
      return d.name(d.random.pick([`fill(mean(${x.text}), ${d.written(shape)})`, `zeros${d.written(shape)} + mean(${x.text})`, `ones(${d.written(shape)}) * sum(${x.text}) / 4`]), shape, { reach: 3 });
    },
  },
  {
    name: "stack",
    make: (d) => {
      const x = any(d);
      if (!x || x.shape.length > 4) return undefined;
      const y = d.pick((v) => isReal(v) && v.shape.length === x.shape.length && v.shape.every((s, i) => s.equals(x.shape[i]!))) ?? x;
      return d.name(`stack([${x.text}, ${y.text}, sin(${x.text})])`, [Size.of(3), ...x.shape], { reach: Math.max(x.reach, y.reach, 1) });
    },
  },
  {
    name: "vector of numbers",
    make: (d) => {
      const x = any(d, 1);
      const n = x?.shape.at(-1)?.constant();
      if (!x || n === undefined) return undefined;
      const numbers = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? String(i + 1) : "0.5"));
      return d.name(`${x.text} * stack([${numbers.join(", ")}])`, x.shape, { reach: 3 * x.reach });
    },
  },
  {
    name: "arithmetic with sizes",
    make: (d) => {
      const x = any(d, 1);
      if (!x || x.shape.length === 0) return undefined;
      const n = d.random.pick(x.shape);
      d.use("size as a number");
      return d.name(`${x.text} * ${d.spell(n).replace(/^(.* .*)$/, "($1)")} / (shape(${x.text})[0] + 3)`, x.shape, { reach: 2 * x.reach });
    },
  },
];

/** A product of axes of x, as a new size is written. */
function productText(d: Draft, size: Size, x: Value): string {
  if (size.constant() !== undefined) return d.spell(size);
  for (let from = 0; from < x.shape.length; from += 1) {
    if (product(x.shape.slice(from)).equals(size)) return x.shape.slice(from).map((s) => d.spell(s).replace(/^(.* .*)$/, "($1)")).join(" * ");
  }
  return d.spell(size);
}
