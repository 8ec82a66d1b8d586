import type { Draft } from "./draft.ts";

const schedules = [
  "step_decay(0.1, rate: 0.9)", "cosine(0.1, steps: 10)", "warmup(0.1, steps: 5)", "exponential_decay(0.1)", "inverse_time_decay(0.1)",
  "warmup(cosine(0.1, 20, last: 0.01), 4)", "root_epoch_decay(0.1)", "root_decay(0.1)", "reciprocal_decay(0.2)", "manual_decay(0.1, 0.01, 3)",
];

/** Optimizers with an epsilon that keeps the sign of a gradient that is only rounding from becoming a step. */
const optimizers = (rate: string): readonly string[] => [
  `sgd(lr: ${rate})`, `sgd(lr: ${rate}, momentum: 0.9)`, `sgd(lr: ${rate}, momentum: 0.5, decay: 0.1)`, `momentum(lr: ${rate})`, `rmsprop(lr: ${rate}, eps: 0.01)`,
  `adam(lr: ${rate}, eps: 0.01)`, `adamw(lr: ${rate}, eps: 0.01)`, `nesterov(lr: ${rate})`, `adagrad(lr: ${rate}, eps: 0.01)`,
];

function optimizer(d: Draft): string {
  if (d.chance(0.12)) {
    d.use("optimizer of the user's own");
    const name = d.world.fresh("descent");
    d.world.declarations.push(`optimizer ${name}(lr = 0.05, beta = 0.7)(w, g, t, epoch) {
  state m = 0
  m := beta * m + (1 - beta) * g
  if beta > 0.5 {
    w := w - lr / (1 + epoch) * tanh(m / t)
  } else {
    w := w - lr * m
  }
}`);
    return `${name}(${d.random.pick(["", "lr: 0.1", "beta: 0.2", `lr: ${d.random.pick(schedules)}`])})`;
  }
  const scheduled = d.chance(0.4);
  if (scheduled) d.use("schedule");
  const text = d.random.pick(optimizers(scheduled ? d.random.pick(schedules) : "0.1"));
  d.use(`optimizer ${text.split("(")[0]}`);
  for (const [, name] of text.matchAll(/(\w+)\(/g)) d.use(name!);
  return text;
}

function over(d: Draft): string[] {
  const { parts } = d.world;
  const [some] = d.random.shuffled(parts);
  if (some === undefined || d.chance(0.3)) return d.chance(0.3) ? ["over all"] : [];
  if (parts.length > 1 && d.chance(0.4)) {
    d.use("over all except");
    return [`over all except ${some}`];
  }
  d.use("over parts");
  return [`over ${d.random.shuffled(parts).slice(0, d.random.whole(1, 2)).join(", ")}`];
}

/** What is trained, and how; in pairs where there are several optimizers. */
function parts(d: Draft): string[] {
  const { instances } = d.world;
  if (instances.length === 0 || !d.chance(0.2)) return [...over(d), `using ${optimizer(d)}`];
  const weights = `weights(${d.random.pick(instances)})`;
  d.use("several optimizers in a phase");
  return [`over ${weights}`, `using ${optimizer(d)}`, `over all except ${weights}`, `using ${optimizer(d)}`];
}

function average(d: Draft): string[] {
  d.use("average");
  return ["average 0.9"];
}

/** An input that the phase draws for itself. */
function drawn(d: Draft): string[] {
  const [, name, shape] = /^input (x\d+): (\[.*\])$/.exec(d.random.pick(d.world.inputs.filter((i) => /^input x\d+: \[/.test(i)).concat(["none"]))) ?? [];
  if (name === undefined) return [];
  d.use("sample of an input");
  return [`sample ${name} = ${d.random.pick([`randn(${shape}) / 2`, `rand(${shape}) - 0.5`])}`];
}

/** One `train` block of a model with these losses, or several. */
export function training(d: Draft, losses: readonly string[]): string[] {
  const phases = d.chance(0.25) ? ["", ""].map(() => d.world.fresh("phase")) : [""];
  if (phases.length > 1) d.use("several phases");
  return phases.map((phase) => {
    const [first, second] = d.random.shuffled(losses);
    const penalty = d.world.instances.length > 0 && d.chance(0.3) ? ` + ${d.random.pick(["0.01 * l2", "1e-2 * l1"])}(${d.random.pick(d.world.instances)})` : "";
    if (penalty !== "") d.use(penalty.includes("l2") ? "l2" : "l1");
    const clip = d.chance(0.3) ? [d.random.pick(["clip norm(0.7)", "clip value(0.2)"])] : [];
    for (const c of clip) d.use(c.split("(")[0]!);
    const augment = d.world.augment === undefined ? [] : [`augment ${d.world.augment}`];
    const lines = [
      `minimize ${first}${second !== undefined && d.chance(0.7) ? ` + 0.5 * ${second}` : ""}${penalty}`,
      ...parts(d), ...clip, ...augment, ...(d.chance(0.3) ? ["batch 4 epochs 3"] : []), ...(d.chance(0.2) ? ["seed 5"] : []),
      ...(d.chance(0.15) ? average(d) : []), ...(d.chance(0.15) ? drawn(d) : []),
    ];
    return `train ${phase === "" ? "" : `${phase} `}{ ${lines.join(d.chance(0.5) ? "\n    " : " ")} }`;
  });
}
