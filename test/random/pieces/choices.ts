import { sameShape } from "../../../src/types/tensor.ts";
import { isReal, type Draft, type Value } from "../draft.ts";
import { any, type Piece } from "./piece.ts";

/** A condition on each element of something shaped like x. */
export function condition(d: Draft, x: Value): string {
  const same = (v: Value): boolean => isReal(v) && sameShape(v.shape, x.shape);
  const other = d.pick((v) => same(v) && v !== x) ?? x;
  const known = d.pick((v) => v.element === "bool" && sameShape(v.shape, x.shape));
  const comparison = (): string => {
    const operator = d.random.pick(["<", "<=", ">", ">=", "!="]);
    d.use(`comparison ${operator}`);
    return d.chance(0.5) ? `${x.text} ${operator} ${d.random.pick(["0", "0.3", "-0.2"])}` : `${other.text} ${operator} ${x.text} / 2`;
  };
  if (known && d.chance(0.4)) return known.text;
  switch (d.random.whole(0, 3)) {
    case 0: d.use("and"); return `${comparison()} and ${comparison()}`;
    case 1: d.use("or"); return `${comparison()} or ${comparison()}`;
    case 2: d.use("not"); return `not ${comparison()}`;
    default: return comparison();
  }
}

export const choices: readonly Piece[] = [
  {
    name: "choice between elements",
    make: (d) => {
      const x = any(d);
      if (!x) return undefined;
      const y = d.pick((v) => isReal(v) && sameShape(v.shape, x.shape));
      const other = y && d.chance(0.6) ? y.text : d.random.pick(["0", "0.5", `sin(${x.text})`]);
      return d.name(`if ${condition(d, x)} then ${x.text} else ${other}`, x.shape, { reach: Math.max(x.reach, y?.reach ?? 1) });
    },
  },
  {
    name: "choice of a safe branch",
    make: (d) => {
      const x = any(d);
      return x && d.name(`if ${x.text} > 0.1 then sqrt(${x.text}) + log(${x.text}) else 0`, x.shape, { reach: x.reach + 3 });
    },
  },
  {
    name: "choice known at compile time",
    make: (d) => {
      const x = any(d, 1);
      return x && d.name(`if rank(${x.text}) ${d.random.pick(["==", "<", ">="])} ${d.random.whole(1, 4)} and ${d.random.pick(["true", "not false", "1 < 2"])} then ${x.text} * 2 else sin(${x.text})`, x.shape, { reach: 2 * x.reach });
    },
  },
  {
    name: "booleans",
    make: (d) => {
      const x = any(d, 1);
      return x && d.name(condition(d, x), x.shape, { element: "bool", reach: 1 });
    },
  },
  {
    name: "float of booleans",
    make: (d) => {
      const x = any(d, 1);
      if (!x) return undefined;
      const b = d.pick((v) => v.element === "bool");
      return b ? d.name(`float(${b.text})`, b.shape, { reach: 1 }) : d.name(`float(${condition(d, x)}) * ${x.text}`, x.shape, { reach: x.reach });
    },
  },
];
