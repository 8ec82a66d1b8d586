import { isReal, N } from "../draft.ts";
import { any, features, image, type Piece } from "./piece.ts";

/** Derivatives as values, and draws. */
export const derivatives: readonly Piece[] = [
  {
    name: "grad", places: ["model"],
    make: (d) => {
      const x = d.pick((v) => isReal(v) && /^[xw]\d+$/.test(v.text)) ?? features(d);
      const y = d.pick((v) => isReal(v) && v !== x) ?? x;
      if (!x || !y) return undefined;
      return d.name(`grad(${d.random.pick([`mean(sin(${y.text})) + mean(${x.text}^2)`, `sum(tanh(${x.text}) * ${x.text}) / 4 + mean(${y.text})`])}, ${x.text})`, x.shape, { reach: 4 });
    },
  },
  {
    name: "grad through a layer", places: ["model"],
    make: (d) => {
      const x = features(d);
      if (!x) return undefined;
      const critic = d.world.fresh("net");
      d.lines.push(`${critic} = ${d.random.pick(["Dense(3)", "Dense(2, init: glorot_normal)"])}`);
      d.world.parts.push(critic);
      const slope = d.name(`grad(sum(tanh(${critic}(${x.text}))), ${x.text})`, x.shape, { reach: 3 });
      d.use("second derivative");
      d.take(slope);
      return d.name(`(sqrt(sum(${slope.text}^2, axis: 1) + 0.1) - 1)^2`, [N], { reach: 3 });
    },
  },
  {
    name: "grad by a list", places: ["model"],
    make: (d) => {
      const [x, y] = [features(d), d.fresh([N])];
      if (!x || !y) return undefined;
      const [a, b] = [d.world.fresh("v"), d.world.fresh("v")];
      d.lines.push(`${a}, ${b} = grad(mean(sum(${x.text}^2, axis: 1) * sin(${y.text})), [${x.text}, ${y.text}])`);
      d.keep({ text: a, shape: x.shape, element: "real", reach: 2 * x.reach });
      return d.keep({ text: b, shape: y.shape, element: "real", reach: 4 });
    },
  },
  {
    name: "gradient_penalty", places: ["model"],
    make: (d) => {
      const x = d.chance(0.7) ? features(d) : image(d);
      if (!x || x.shape.slice(1).some((size) => size.constant() === undefined)) return undefined;
      const y = d.given(x.shape);
      const point = y && d.chance(0.6) ? `between(${x.text}, ${y.text})` : x.text;
      if (point !== x.text) d.use("between");
      const [p, score] = [d.world.fresh("v"), d.world.fresh("v")];
      d.lines.push(`${p} = ${point}`, `${score} = sum(flatten(${p}) |> Dense(3) |> tanh, axis: 1)`);
      return d.name(`gradient_penalty(${score}, ${p})`, [], { reach: 3 });
    },
  },
  {
    name: "draw",
    make: (d) => {
      const x = any(d, 1);
      if (!x || x.shape.length === 0) return undefined;
      const text = d.random.pick([`${x.text} + 0.3 * randn(shape(${x.text}))`, `${x.text} * rand(shape(${x.text}))`, `if rand(shape(${x.text})) < 0.7 then ${x.text} else 0`, `sample_normal(${x.text}, -${x.text}^2)`]);
      if (text.startsWith("sample_normal")) d.use("sample_normal");
      return d.name(text, x.shape, { reach: x.reach + 2 });
    },
  },
];
