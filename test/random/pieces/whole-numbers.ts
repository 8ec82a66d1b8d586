import { Size } from "../../../src/types/size.ts";
import { isReal, N } from "../draft.ts";
import { any, applied, extent, features, sequence, width, type Piece } from "./piece.ts";

export const wholeNumbers: readonly Piece[] = [
  {
    name: "argmax",
    make: (d) => {
      const x = any(d, 1);
      const k = x?.shape.at(-1)?.constant();
      if (!x || k === undefined) return undefined;
      return d.name(`argmax(${x.text})`, x.shape.slice(0, -1), { element: "int", bound: k, reach: k });
    },
  },
  {
    name: "one_hot",
    make: (d) => {
      const k = d.pick((v) => v.element === "int" && v.bound !== undefined) ?? d.given([N], "int", 4);
      if (k?.bound === undefined) return undefined;
      const text = d.chance(0.5) ? `one_hot(${k.text})` : `one_hot(${k.text}, size: ${k.bound})`;
      return d.name(text, [...k.shape, Size.of(k.bound)], { reach: 1 });
    },
  },
  {
    name: "indices",
    make: (d) => {
      const x = features(d);
      const n = x?.shape.at(-1)?.constant();
      if (!x || n === undefined) return undefined;
      return d.name(`${x.text} + float(indices(${d.spell(Size.of(n))})) / ${n}`, x.shape, { reach: x.reach + 1 });
    },
  },
  {
    name: "arithmetic of whole numbers",
    make: (d) => {
      const k = d.pick((v) => v.element === "int") ?? d.given([N], "int", d.chance(0.5) ? 5 : undefined);
      if (!k) return undefined;
      const text = d.random.pick([`2 * ${k.text} + 1`, `mod(${k.text} + 3, 4)`, `max(${k.text}, 2)`, `${k.text} * ${k.text} - ${k.text}`, `min(${k.text}, 3) - 5`, `-${k.text}`]);
      return d.name(text, k.shape, { element: "int", reach: Math.min(1000, k.reach ** 2 + 5) });
    },
  },
  {
    name: "int of reals",
    make: (d) => {
      const x = any(d, 1);
      return x && d.name(d.random.pick([`int(3 * ${x.text})`, `int(floor(${x.text}))`, `int(${x.text} > 0)`]), x.shape, { element: "int", reach: 3 * x.reach });
    },
  },
  {
    name: "float of whole numbers",
    make: (d) => {
      const k = d.pick((v) => v.element === "int") ?? d.given([N], "int", 3);
      return k && d.name(d.random.pick([`sin(float(${k.text}))`, `${k.text} / 7`, `cos(${k.text})`]), k.shape, { reach: Math.max(1, k.reach / 7) });
    },
  },
  {
    name: "comparison of whole numbers",
    make: (d) => {
      const k = d.pick((v) => v.element === "int") ?? d.given([N], "int", 3);
      return k && d.name(`${k.text} ${d.random.pick(["==", "!=", "<", ">="])} ${d.random.pick(["1", "2", `mod(${k.text}, 2)`])}`, k.shape, { element: "bool", reach: 1 });
    },
  },
  {
    name: "look-up",
    make: (d) => {
      const k = d.pick((v) => v.element === "int" && v.shape.length <= 2) ?? d.given([N, extent(d, "T", 3)], "int", d.chance(0.5) ? 5 : undefined);
      const table = d.pick((v) => isReal(v) && v.shape.length === 2 && v.shape[0]!.constant() === k?.bound) ?? (k && d.fresh([Size.of(k.bound ?? 4), width(d)]));
      if (!k || !table) return undefined;
      if (k.bound === undefined) d.use("look-up out of range");
      return d.name(`${table.text}[${k.text}]`, [...k.shape, table.shape[1]!], { reach: table.reach });
    },
  },
  {
    name: "Embedding", places: ["model", "layer", "scan"],
    make: (d) => {
      const k = d.pick((v) => v.element === "int" && v.bound !== undefined) ?? (d.place === "model" ? d.input([N, extent(d, "T", 3)], "int", 5) : undefined);
      const units = width(d);
      return k && applied(d, k, `Embedding(${units})`, [...k.shape, units], 2.5);
    },
  },
  {
    name: "padding_mask",
    make: (d) => {
      const x = sequence(d);
      const length = d.pick((v) => v.element === "int" && v.shape.length === 1 && v.shape[0]!.equals(N)) ?? d.given([N], "int", 4);
      return x && length && d.name(`padding_mask(${d.spell(x.shape[1]!)})(${length.text} + 1)`, x.shape.slice(0, 2), { element: "bool", reach: 1 });
    },
  },
];
