import { sameShape } from "../../../src/types/tensor.ts";
import { isReal, type Draft, type Value } from "../draft.ts";
import { any, type Piece } from "./piece.ts";

/** Functions of one number that are finite for all of them, with how large their values get. */
const curves: Readonly<Record<string, readonly [text: (x: string) => string, reach: (r: number) => number]>> = {
  exp: [(x) => `exp(tanh(${x}))`, () => 3],
  expm1: [(x) => `expm1(-softplus(${x}))`, () => 1],
  log: [(x) => `log(${x}^2 + 0.5)`, (r) => 1 + Math.log(1 + r * r)],
  log1p: [(x) => `log1p(softplus(${x}))`, (r) => 1 + Math.log(2 + r)],
  sqrt: [(x) => `sqrt(${x}^2 + 0.3)`, (r) => 1 + r],
  sin: [(x) => `sin(${x})`, () => 1],
  cos: [(x) => `cos(2 * ${x} + 1)`, () => 1],
  tanh: [(x) => `tanh(${x})`, () => 1],
  sigmoid: [(x) => `sigmoid(${x})`, () => 1],
  softplus: [(x) => `softplus(${x})`, (r) => 1 + r],
  erf: [(x) => `erf(${x})`, () => 1],
  abs: [(x) => `abs(${x})`, (r) => r],
  sign: [(x) => `sign(${x}) * ${x}`, (r) => r],
  floor: [(x) => `${x} - floor(${x})`, () => 1],
  ceil: [(x) => `${x} * ceil(${x})`, (r) => r * (r + 1)],
  round: [(x) => `${x} + round(2 * ${x})`, (r) => 3 * r + 1],
  square: [(x) => `${x}^2`, (r) => r * r],
  cube: [(x) => `-${x}^3 / 2`, (r) => (r * r * r) / 2],
  "power of a number": [(x) => `2^tanh(${x})`, () => 2],
  "real power": [(x) => `(${x}^2 + 0.5)^0.7`, (r) => (r * r + 0.5) ** 0.7],
  reciprocal: [(x) => `1 / (1 + ${x}^2)`, () => 1],
  minus: [(x) => `-${x}`, (r) => r],
  relu: [(x) => `relu(${x})`, (r) => r],
  leaky_relu: [(x) => `${x} |> leaky_relu(slope: 0.2)`, (r) => r],
  elu: [(x) => `elu(alpha: 0.7)(${x})`, (r) => r],
  hard_tanh: [(x) => `hard_tanh(${x})`, () => 1],
  softsign: [(x) => `softsign(${x})`, () => 1],
  gelu: [(x) => `gelu(${x})`, (r) => r],
  identity: [(x) => `identity(${x})`, (r) => r],
  is_finite: [(x) => `if is_finite(${x}) then ${x} else 0`, (r) => r],
  stop_gradient: [(x) => `${x} * stop_gradient(${x})`, (r) => r * r],
};

const unary: readonly Piece[] = Object.entries(curves).map(([name, [text, reach]]) => ({
  name,
  make: (d) => {
    const x = any(d);
    return x && d.name(text(x.text), x.shape, { reach: reach(x.reach) });
  },
}));

const operators: Readonly<Record<string, readonly [text: (a: string, b: string) => string, reach: (a: number, b: number) => number]>> = {
  add: [(a, b) => `${a} + ${b}`, (a, b) => a + b],
  subtract: [(a, b) => `${a} - ${b}`, (a, b) => a + b],
  multiply: [(a, b) => `${a} * ${b}`, (a, b) => a * b],
  divide: [(a, b) => `${a} / (0.5 + ${b}^2)`, (a) => 2 * a],
  power: [(a, b) => `(${a}^2 + 0.5)^tanh(${b})`, (a) => a * a + 2],
  maximum: [(a, b) => `max(${a}, ${b})`, Math.max],
  minimum: [(a, b) => `min(${a}, ${b})`, Math.min],
  modulo: [(a, b) => `mod(${a}, 1 + ${b}^2)`, (_, b) => 1 + b * b],
  "number to the left": [(a) => `2 * ${a} - 1`, (a) => 2 * a + 1],
  "several operators": [(a, b) => `(1 - sigmoid(${a})) * ${b} + sigmoid(${a}) * ${a} / 3`, Math.max],
};

const binary: readonly Piece[] = Object.entries(operators).map(([name, [text, reach]]) => ({
  name,
  make: (d) => {
    const a = any(d);
    if (!a) return undefined;
    const b = partner(d, a);
    return d.name(text(a.text, b.text), a.shape, { reach: reach(a.reach, b.reach) });
  },
}));

/** What meets x element by element: the same shape, trailing axes or a single number. */
function partner(d: Draft, x: Value): Value {
  const trailing = (v: Value): boolean => isReal(v) && v !== x && v.shape.length <= x.shape.length && sameShape(v.shape, x.shape.slice(x.shape.length - v.shape.length));
  const found = d.chance(0.8) ? d.pick(trailing) : undefined;
  const made = found ?? d.fresh(x.shape.slice(d.random.whole(0, x.shape.length)));
  const b = made ?? d.pick(trailing) ?? x;
  d.use(b.shape.length === x.shape.length ? "equal shapes" : b.shape.length === 0 ? "scalar broadcast" : "trailing axes broadcast");
  return b;
}

export const elementwise: readonly Piece[] = [...unary, ...binary];
