import { Size } from "../../../src/types/size.ts";
import { hasWidth, isReal, N, type Draft, type Value } from "../draft.ts";
import { any, features, image, sequence, width, type Piece } from "./piece.ts";

const letters = ["i", "j", "k", "l", "m"];

/** `y[i, j] = e`: a name with indices. */
function equation(d: Draft, indices: string, text: string, shape: readonly Size[], reach: number): Value {
  const name = d.world.fresh("e");
  const tamed = reach > 6 ? `(${text}) / ${Number(reach.toPrecision(2))}` : text;
  d.lines.push(`${name}[${indices}] = ${tamed}`);
  return d.keep({ text: name, shape, element: "real", reach: Math.min(reach, 6) });
}

/** Any tensor, with a letter for each axis. */
function lettered(d: Draft, least = 1): readonly [Value, readonly string[]] | undefined {
  const x = any(d, least);
  return x && x.shape.length >= least && x.shape.length <= letters.length ? [x, letters.slice(0, x.shape.length)] : undefined;
}

const reductions: readonly Piece[] = ["sum", "mean", "max", "min", "prod", "logsumexp"].map((name) => ({
  name: `${name}[…]`,
  make: (d) => {
    const found = lettered(d);
    if (!found) return undefined;
    const [x, all] = found;
    const reduced = d.random.shuffled(all).slice(0, d.random.whole(1, all.length));
    const kept = d.random.shuffled(all.filter((a) => !reduced.includes(a)));
    const element = `${x.text}[${all.join(", ")}]`;
    const inside = name === "prod" ? `(0.5 + sigmoid(${element}))` : d.random.pick([element, `tanh(${element})`, `(${element} * ${element} - 1)`]);
    const shape = kept.map((a) => x.shape[all.indexOf(a)]!);
    const text = `${name}[${reduced.join(", ")}] ${inside}${d.chance(0.3) ? " + 1" : ""}`;
    if (kept.length === 0) return d.name(text, [], { reach: 20 });
    return equation(d, kept.join(", "), text, shape, name === "mean" ? x.reach ** 2 + 2 : 20);
  },
}));

export const equations: readonly Piece[] = [
  ...reductions,
  {
    name: "matrix product by indices",
    make: (d) => {
      const x = features(d);
      const units = width(d);
      const [w, b] = x ? [d.given([x.shape[1]!, units]), d.given([units])] : [];
      return x && w && b && equation(d, "n, o", `sum[i] ${x.text}[n, i] * ${w.text}[i, o] + ${b.text}[o]`, [x.shape[0]!, units], 4 * x.reach);
    },
  },
  {
    name: "outer product",
    make: (d) => {
      const [x, y] = [features(d), d.pick((v) => isReal(v) && v.shape.length === 1) ?? d.fresh([width(d)])];
      return x && y && equation(d, "j, n, i", `${x.text}[n, i] * ${y.text}[j] - ${y.text}[j]`, [y.shape[0]!, ...x.shape], x.reach * y.reach + y.reach);
    },
  },
  {
    name: "contraction of three",
    make: (d) => {
      const [x, y] = [features(d), features(d)];
      const units = width(d);
      const w = x && y && d.given([x.shape[1]!, y.shape[1]!, units]);
      return x && y && w && equation(d, "n, o", `sum[i, j] ${x.text}[n, i] * ${w.text}[i, j, o] * ${y.text}[n, j]`, [N, units], 8 * x.reach * y.reach);
    },
  },
  {
    name: "window by indices",
    make: (d) => {
      const x = sequence(d);
      const units = width(d);
      const [kernel, [subscript, left]] = [Size.of(2), d.random.pick<readonly [string, (n: Size) => Size]>([["t + j", (n) => n.sub(1)], ["2*t + j", (n) => n.floorDiv(2)], ["t + 2*j", (n) => n.sub(2)], ["t + j + 1", (n) => n.sub(2)]])];
      const w = x && d.given([kernel, x.shape[2]!, units]);
      if (!x || !w) return undefined;
      const shape = [N, left(x.shape[1]!), units];
      if (shape[1]!.atLeast(1) === false) return undefined;
      return equation(d, "n, t, o", `sum[j, c] ${x.text}[n, ${subscript}, c] * ${w.text}[j, c, o]`, shape, 4 * x.reach);
    },
  },
  {
    name: "window in two directions",
    make: (d) => {
      const x = image(d);
      const units = width(d);
      const w = x && d.given([Size.of(2), Size.of(2), x.shape[3]!, units]);
      if (!x || !w || [1, 2].some((a) => x.shape[a]!.sub(1).atLeast(1) === false)) return undefined;
      return equation(d, "n, i, j, o", `sum[a, b, c] ${x.text}[n, i + a, j + b, c] * ${w.text}[a, b, c, o]`, [N, x.shape[1]!.sub(1), x.shape[2]!.sub(1), units], 6 * x.reach);
    },
  },
  {
    name: "difference of neighbours",
    make: (d) => {
      const x = sequence(d);
      if (!x || x.shape[1]!.sub(1).atLeast(1) === false) return undefined;
      const before = d.name(`${x.text}[:, :-1]`, [N, x.shape[1]!.sub(1), x.shape[2]!], { reach: x.reach });
      return equation(d, "n, t, c", `${x.text}[n, t + 1, c] - ${d.take(before).text}[n, t, c]`, before.shape, 2 * x.reach);
    },
  },
  {
    name: "attention by indices",
    make: (d) => {
      const x = sequence(d);
      if (!x) return undefined;
      const [score, weight] = [d.world.fresh("e"), d.world.fresh("e")];
      const where = d.random.pick(["", ", where: s <= q", `, where: ${x.text}[n, s, 0] > -1 or s == q`]);
      d.use(where === "" ? "softmax[…]" : "softmax[…] where");
      d.lines.push(`${score}[n, q, s] = sum[c] ${x.text}[n, q, c] * ${x.text}[n, s, c] / 2`, `${weight}[n, q, s] = softmax[s](${score}[n, q, s]${where})`);
      return equation(d, "n, q, c", `sum[s] ${weight}[n, q, s] * ${x.text}[n, s, c]`, x.shape, x.reach);
    },
  },
  {
    name: "softmax by indices",
    make: (d) => {
      const x = features(d);
      d.use("softmax[…]");
      return x && equation(d, "i, n", `softmax[i](${x.text}[n, i] * 2) + log_softmax[i](${x.text}[n, i])`, [x.shape[1]!, x.shape[0]!], 2 * x.reach + 3);
    },
  },
  {
    name: "distances of all pairs",
    make: (d) => {
      const x = d.pick((v) => hasWidth(v) && v.shape.length === 2) ?? features(d);
      return x && equation(d, "a, b", `sqrt(sum[c] (${x.text}[a, c] - ${x.text}[b, c])^2 + 0.1)`, [x.shape[0]!, x.shape[0]!], 4 * x.reach);
    },
  },
  {
    name: "look-up by indices",
    make: (d) => {
      const x = features(d);
      const k = x && d.given([N], "int", x.shape[1]!.constant()!);
      return x && k && equation(d, "n", `${x.text}[n, ${k.text}[n]] * 2`, [N], 2 * x.reach);
    },
  },
  {
    name: "look-up of rows by indices",
    make: (d) => {
      const k = d.given([N], "int", 4);
      const table = k && d.given([Size.of(4), width(d)]);
      return k && table && equation(d, "c, n", `tanh(${table.text}[${k.text}[n], c])`, [table.shape[1]!, N], 1);
    },
  },
  {
    name: "diagonal",
    make: (d) => {
      const n = width(d);
      const w = d.given([n, n]);
      return w && equation(d, "i", `${w.text}[i, i] + sum[j] ${w.text}[j, i] * ${w.text}[i, j]`, [n], 4 * w.reach ** 2);
    },
  },
  {
    name: "choice by indices",
    make: (d) => {
      const x = features(d);
      if (!x) return undefined;
      const p = d.world.fresh("k");
      d.lines.push(`${p} = indices(${d.spell(x.shape[1]!)})`);
      return equation(d, "n, i, j", `if ${p}[i] <= ${p}[j] then ${x.text}[n, i] - ${x.text}[n, j] else 0`, [...x.shape, x.shape[1]!], 2 * x.reach);
    },
  },
  {
    name: "reduction in a reduction",
    make: (d) => {
      const x = sequence(d);
      return x && equation(d, "n", `max[t] (sum[c] tanh(${x.text}[n, t, c])) - mean[c, t] ${x.text}[n, t, c]`, [N], 4 + x.reach);
    },
  },
  {
    name: "sum over an index that no factor has",
    make: (d) => {
      const x = features(d);
      return x && equation(d, "n", `sum[i] (${x.text}[n, i] * 0 + ${x.text}[n, 0]) + sum[j] ${x.text}[n, j]`, [N], 8 * x.reach);
    },
  },
];
