import type { Size } from "../../../src/types/size.ts";
import { isReal, type Draft } from "../draft.ts";
import { any, type Piece } from "./piece.ts";

const reach: Readonly<Record<string, (r: number) => number>> = {
  sum: (r) => 6 * r,
  mean: (r) => r,
  max: (r) => r,
  min: (r) => r,
  prod: (r) => r ** 3,
  logsumexp: (r) => r + 3,
};

/** The axes of a reduction as they are written, and the shape that is left. */
function axes(d: Draft, shape: readonly Size[]): readonly [text: string, left: readonly Size[]] {
  const last = shape.length - 1;
  const some = d.random.whole(0, last);
  const two = [some, (some + 1) % shape.length].sort((a, b) => a - b);
  const named = [...d.sizes].filter(([, size]) => size.constant() === undefined && shape.filter((s) => s.equals(size)).length === 1);
  const ways: readonly (readonly [string, readonly Size[]])[] = [
    ["", []],
    [", axis: -1", shape.slice(0, -1)],
    [`, axis: ${some}`, shape.filter((_, i) => i !== some)],
    [", axis: leading", shape.slice(last)],
    ...(shape.length > 1 ? [[`, axis: [${two.join(", ")}]`, shape.filter((_, i) => !two.includes(i))] as const] : []),
    ...named.map(([name, size]) => [`, axis: ${name}`, shape.filter((s) => !s.equals(size))] as const),
  ];
  const way = d.random.pick(ways);
  d.use(way[0] === "" ? "reduction over all" : /leading/.test(way[0]) ? "reduction over leading axes" : /\[/.test(way[0]) ? "reduction over several axes" : /: [A-Z]/.test(way[0]) ? "reduction over a named size" : "reduction over one axis");
  return way;
}

const overAxes: readonly Piece[] = Object.keys(reach).map((name) => ({
  name: `${name} over axes`,
  make: (d) => {
    const x = any(d, 1);
    if (!x || x.shape.length === 0) return undefined;
    const [text, left] = axes(d, x.shape);
    // Products and sums of a lot would leave the range of comfort.
    const given = name === "prod" ? `(0.5 + sigmoid(${x.text}))` : x.text;
    return d.name(`${name}(${given}${text})${name === "sum" ? " / 2" : ""}`, left, { reach: name === "prod" ? 20 : reach[name]!(x.reach) });
  },
}));

export const reductions: readonly Piece[] = [
  ...overAxes,
  {
    name: "moments",
    make: (d) => {
      const x = any(d, 2);
      if (!x || x.shape.length < 2) return undefined;
      const [m, v] = [d.world.fresh("v"), d.world.fresh("v")];
      d.lines.push(`${m}, ${v} = moments(${x.text}, over: ${d.random.pick(["leading", "0"])})`);
      const shape = d.lines.at(-1)!.endsWith("leading)") ? x.shape.slice(-1) : x.shape.slice(1);
      d.keep({ text: m, shape, element: "real", reach: x.reach });
      return d.keep({ text: v, shape, element: "real", reach: x.reach ** 2 });
    },
  },
  {
    name: "sum of a list",
    make: (d) => {
      const [x, y] = [any(d), d.pick(isReal)];
      return x && y && d.name(`sum([${x.text}, sin(${y.text}), 2 * ${x.text}]) / 20`, [], { reach: 3 });
    },
  },
  {
    name: "softmax",
    make: (d) => {
      const x = any(d, 1);
      if (!x || x.shape.length === 0) return undefined;
      const text = d.random.pick([`softmax(${x.text})`, `log_softmax(${x.text})`, `softmax(${x.text}, where: ${x.text} < 0.8)`]);
      return d.name(text, x.shape, { reach: 2 * x.reach + 3 });
    },
  },
];
