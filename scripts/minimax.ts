/**
 * The coefficients of src/kernel/approximation, printed: `node scripts/minimax.ts`. Minimax fits on a grid by Lawson's
 * algorithm (least squares, again and again, with more weight where the error is large), one coefficient after the other
 * rounded to f32 and the others fitted again. P(u) is fitted to g(u) Q(u), where Q is 1 for a polynomial.
 */
interface Fit {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What P / Q shall be, and what its error is divided by. */
  readonly value: (u: number) => number;
  readonly scale: (u: number) => number;
  readonly numerator: number;
  /** The degree of Q, whose constant term is 1. */
  readonly denominator?: number;
  /** The first coefficients of P, given. */
  readonly start?: readonly number[];
}

const half = Math.LN2 / 2;
const series = (x: number, term: (n: number) => number, last = 30): number => {
  let sum = 0;
  for (let n = last; n >= 0; n--) sum = sum * x + term(n);
  return sum;
};
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** erf(sqrt(u)) / sqrt(u), by the series without cancellation. */
function erfRatio(u: number): number {
  let [term, sum] = [1, 1];
  for (let n = 1; n < 400; n++) sum += term *= (2 * u) / (2 * n + 1);
  return twoOverRootPi * Math.exp(-u) * sum;
}

const tanhRatio = (u: number): number => (u < 1e-12 ? 1 : Math.tanh(Math.sqrt(u)) / Math.sqrt(u));

const fits: readonly Fit[] = [
  { name: "exp: 2 exp(r) = P(r)", from: -half, to: half, value: (r) => 2 * Math.exp(r), scale: (r) => 2 * Math.exp(r), numerator: 6, start: [2] },
  {
    name: "expm1: (exp(r) - 1) / r = P(r)",
    from: -half,
    to: half,
    value: (r) => series(r, (n) => 1 / factorial(n + 1)),
    scale: (r) => series(r, (n) => 1 / factorial(n + 1)),
    numerator: 6,
    start: [1],
  },
  { name: "pow: 2 exp2(r) = P(r)", from: -0.5, to: 0.5, value: (r) => 2 * 2 ** r, scale: (r) => 2 * 2 ** r, numerator: 6, start: [2] },
  {
    name: "log: log(1 + f) / f = P(f)",
    from: Math.SQRT1_2 - 1,
    to: Math.SQRT2 - 1,
    value: (f) => Math.abs(f) < 1e-9 ? 1 - f / 2 : Math.log1p(f) / f,
    scale: (f) => Math.abs(f) < 1e-9 ? 1 : Math.log1p(f) / f,
    numerator: 9,
    start: [1, -0.5],
  },
  { name: "sin: sin(r) / r = P(r^2)", from: 0, to: 0.62, value: (u) => series(u, (n) => (-1) ** n / factorial(2 * n + 1)), scale: () => 1, numerator: 3, start: [1] },
  { name: "cos: cos(r) = P(r^2)", from: 0, to: 0.62, value: (u) => series(u, (n) => (-1) ** n / factorial(2 * n)), scale: () => 1, numerator: 4, start: [1, -0.5] },
  { name: "tanh: tanh(x) / x = P(x^2) / Q(x^2)", from: 0, to: 83, value: tanhRatio, scale: tanhRatio, numerator: 4, denominator: 4, start: [1] },
  { name: "erf: erf(x) / x = P(x^2) / Q(x^2)", from: 0, to: 15.5, value: erfRatio, scale: erfRatio, numerator: 5, denominator: 5, start: [Math.fround(twoOverRootPi)] },
];
for (const fit of fits) {
  const { numerator, denominator, error } = solve(fit);
  console.log(`${fit.name}   error ${error.toExponential(1)}`);
  console.log(`  P ${numerator.map(text).join(", ")}`);
  if (denominator.length > 1) console.log(`  Q ${denominator.map(text).join(", ")}`);
}

function text(value: number): string {
  for (let digits = 6; digits < 18; digits++) {
    const short = value.toPrecision(digits);
    if (Math.fround(Number(short)) === value) return String(Number(short));
  }
  return String(value);
}

function solve(fit: Fit): { numerator: number[]; denominator: number[]; error: number } {
  const { from, to, value, scale, numerator: p, denominator: q = 0, start = [] } = fit;
  const count = 800;
  const points = Array.from({ length: count }, (_, i) => (from + to) / 2 - ((to - from) / 2) * Math.cos((Math.PI * (i + 0.5)) / count));
  const unit = Math.max(Math.abs(from), Math.abs(to));
  // The unknowns: c_0 ... c_p of P, then d_1 ... d_q of Q, for the variable u / unit.
  const columns = Array.from({ length: p + 1 + q }, (_, j) => points.map((u) => (j <= p ? (u / unit) ** j : -value(u) * (u / unit) ** (j - p))));
  const known: (number | undefined)[] = columns.map((_, j) => (j <= p ? start[j] : undefined));
  const power = (j: number): number => unit ** (j <= p ? j : j - p);
  const all = (): number[] => {
    const free = known.flatMap((value, j) => (value === undefined ? [j] : []));
    const target = points.map((u, i) => value(u) - columns.reduce((sum, c, j) => sum + (known[j] === undefined ? 0 : known[j] * power(j) * c[i]!), 0));
    if (free.length === 0) return known.map((v) => v ?? 0);
    const weights = points.map(() => 1);
    let divisor = points.map((u) => scale(u));
    let best: number[] = [];
    let least = Infinity;
    for (let round = 0; round < 300; round++) {
      const rows = points.map((_, i) => free.map((j) => (columns[j]![i]! * Math.sqrt(weights[i]!)) / divisor[i]!));
      const solution = leastSquares(rows, points.map((_, i) => (target[i]! * Math.sqrt(weights[i]!)) / divisor[i]!));
      const full: number[] = known.map((v) => v ?? 0);
      free.forEach((j, at) => (full[j] = solution[at]! / power(j)));
      const errors = points.map((u) => Math.abs((ratio(full, p, u) - value(u)) / scale(u)));
      const worst = Math.max(...errors);
      if (worst < least) [least, best] = [worst, full];
      // A weight of Lawson's grows with the error; a little of the old one keeps the iteration calm.
      let sum = 0;
      errors.forEach((e, i) => (sum += weights[i]! *= e / worst + 1e-3));
      weights.forEach((w, i) => (weights[i] = (w * count) / sum));
      if (q > 0) divisor = points.map((u) => scale(u) * Math.abs(denominatorAt(full, p, u)));
    }
    return best;
  };
  let coefficients = all();
  // The constant terms matter most.
  const order = columns.map((_, j) => j).sort((a, b) => (a <= p ? a : a - p) - (b <= p ? b : b - p));
  for (const j of order) {
    known[j] = Math.fround(coefficients[j]!);
    coefficients = all();
  }
  const rounded = coefficients.map(Math.fround);
  const error = Math.max(...points.map((u) => Math.abs((ratio(rounded, p, u) - value(u)) / scale(u))));
  return { numerator: rounded.slice(0, p + 1), denominator: [1, ...rounded.slice(p + 1)], error };
}

function polynomial(coefficients: readonly number[], u: number): number {
  return coefficients.reduceRight((sum, c) => sum * u + c, 0);
}

function denominatorAt(coefficients: readonly number[], p: number, u: number): number {
  return polynomial([1, ...coefficients.slice(p + 1)], u);
}

function ratio(coefficients: readonly number[], p: number, u: number): number {
  return polynomial(coefficients.slice(0, p + 1), u) / denominatorAt(coefficients, p, u);
}

/** The x with the least |rows x - target|, by modified Gram-Schmidt, twice for accuracy. */
function leastSquares(rows: readonly (readonly number[])[], target: readonly number[]): number[] {
  const n = rows[0]!.length;
  const columns = Array.from({ length: n }, (_, j) => rows.map((row) => row[j]!));
  const upper = Array.from({ length: n }, () => zeros(n));
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const solution = zeros(n);
  const right: number[] = [];
  let rest = [...target];
  for (let j = 0; j < n; j++) {
    for (let again = 0; again < 2; again++)
      for (let i = 0; i < j; i++) {
        const part = dot(columns[i]!, columns[j]!);
        upper[i]![j]! += part;
        columns[j] = columns[j]!.map((x, at) => x - part * columns[i]![at]!);
      }
    const length = Math.sqrt(dot(columns[j]!, columns[j]!));
    upper[j]![j] = length;
    columns[j] = columns[j]!.map((x) => x / length);
    right[j] = dot(columns[j]!, rest);
    rest = rest.map((x, at) => x - right[j]! * columns[j]![at]!);
  }
  for (let j = n - 1; j >= 0; j--) {
    let sum = right[j]!;
    for (let i = j + 1; i < n; i++) sum -= upper[j]![i]! * solution[i]!;
    solution[j] = sum / upper[j]![j]!;
  }
  return solution;
}

function zeros(n: number): number[] {
  return Array.from({ length: n }, () => 0);
}
