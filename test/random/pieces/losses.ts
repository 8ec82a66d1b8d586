import { Size } from "../../../src/types/size.ts";
import { hasWidth, isReal, N, product, type Draft, type Value } from "../draft.ts";
import { any, features, sequence, type Piece } from "./piece.ts";

/** A loss of a real tensor and another one of its shape. */
const ofPairs: Readonly<Record<string, (x: string, y: string) => string>> = {
  squared_error: (x, y) => `squared_error(${x}, ${y})`,
  absolute_error: (x, y) => `absolute_error(${x}, ${y}, weight: 0.5)`,
  binary_cross_entropy: (x, y) => `binary_cross_entropy(${x}, sigmoid(${y}))`,
  "weighted loss": (x, y) => `binary_cross_entropy(${x}, sigmoid(${y}), weight: ${y}^2)`,
  poisson_nll: (x, y) => `poisson_nll(tanh(${x}), ${y}^2)`,
  huber: (x, y) => `huber(${x}, ${y}, delta: 0.4)`,
  hinge: (x, y) => `hinge(${x}, tanh(${y}))`,
  dice: (x, y) => `dice(sigmoid(${x}), sigmoid(${y}), eps: 0.1)`,
  soft_cross_entropy: (x, y) => `soft_cross_entropy(${x}, softmax(${y}))`,
  kl_divergence: (x, y) => `kl_divergence(softmax(${x}), softmax(${y}))`,
  masked_mean: (x, y) => `masked_mean(${x}, ${y} > 0)`,
  glove_loss: (x, y) => `glove_loss(${x}, ${y}^2, most: 2)`,
  chi_square: (x, y) => `mean(chi_square(sigmoid(${x}), ${y}^2))`,
  gan_discriminator_loss: (x, y) => `gan_discriminator_loss(${x}, ${y}) + gan_generator_loss(${y})`,
  wasserstein_critic_loss: (x, y) => `wasserstein_critic_loss(${x}, ${y}) + wasserstein_generator_loss(${y}) / 2`,
  distance: (x, y) => `mean(distance(${x}, ${y} + 3))`,
  triplet_loss: (x, y) => `triplet_loss(${x}, ${y}, sin(${x})) / 4`,
};

const rowsOnly = new Set(["soft_cross_entropy", "kl_divergence", "distance", "triplet_loss"]);

const pairs: readonly Piece[] = Object.entries(ofPairs).map(([name, text]) => ({
  name,
  make: (d) => {
    const x = any(d, rowsOnly.has(name) ? 1 : 0);
    const y = x && (d.pick((v) => isReal(v) && v !== x && sameAs(v, x)) ?? d.given(x.shape));
    return x && y && x.shape.length > 0 ? d.name(text(x.text, y.text), [], { reach: 4 }) : undefined;
  },
}));

function sameAs(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape.every((s, i) => s.equals(b.shape[i]!));
}

/** Logits and labels that fit them. */
function classified(d: Draft): readonly [Value, Value, number] | undefined {
  const x = d.pick((v) => hasWidth(v) && v.shape[0]!.equals(N) && v.shape.length <= 3) ?? features(d);
  const classes = x?.shape.at(-1)!.constant();
  const label = x && d.given(x.shape.slice(0, -1), "int", classes);
  return x && label && classes !== undefined ? [x, label, classes] : undefined;
}

const ofLabels: Readonly<Record<string, (x: string, k: string) => string>> = {
  cross_entropy: (x, k) => `cross_entropy(${x}, ${k})`,
  "cross_entropy with weights": (x, k) => `cross_entropy(${x}, ${k}, weight: 1 + float(${k}))`,
  smooth_cross_entropy: (x, k) => `smooth_cross_entropy(${x}, ${k}, smoothing: 0.2)`,
};

const labelled: readonly Piece[] = Object.entries(ofLabels).map(([name, text]) => ({
  name,
  make: (d) => {
    const found = classified(d);
    return found && d.name(text(found[0].text, found[1].text), [], { reach: 5 });
  },
}));

const ofLogits: Readonly<Record<string, (x: string, k: string) => string>> = {
  accuracy: (x, k) => `accuracy(${x}, ${k})`,
  top_accuracy: (x, k) => `top_accuracy(2)(${x}, ${k})`,
  precision: (x, k) => `mean(precision(confusion(${x}, ${k})))`,
  recall: (x, k) => `mean(recall(confusion(${x}, ${k})))`,
  f1: (x, k) => `mean(f1(confusion(${x}, ${k})))`,
  hard_triplet_loss: (x, k) => `hard_triplet_loss(${x}, ${k}, margin: 0.3)`,
  confusion: (x, k) => `sum(confusion(${x}, ${k}) * 2) / 9`,
};

const logits: readonly Piece[] = Object.entries(ofLogits).map(([name, text]) => ({
  name,
  make: (d) => {
    const x = d.pick((v) => hasWidth(v) && v.shape[0]!.equals(N) && v.shape.length === 2) ?? features(d);
    const label = x?.shape.length === 2 ? d.given([N], "int", x.shape[1]!.constant()) : undefined;
    return x && label && d.name(text(x.text, label.text), [], { reach: 5 });
  },
}));

/** Losses, metrics and what else of the library makes one number or looks at an order. */
export const losses: readonly Piece[] = [
  ...pairs, ...labelled, ...logits,
  {
    name: "binary_accuracy",
    make: (d) => {
      const x = any(d, 1);
      return x && d.name(`binary_accuracy(${x.text}, sigmoid(${x.text} * 2 - 1))`, [], { reach: 1 });
    },
  },
  {
    name: "contrastive_loss",
    make: (d) => {
      const x = features(d);
      const y = x && d.given(x.shape);
      return x && y && d.name(`contrastive_loss(${x.text}, ${y.text} + 1, ${x.text}[:, 0] > 0, margin: 2)`, [], { reach: 5 });
    },
  },
  {
    name: "skip_gram_loss",
    make: (d) => {
      const x = sequence(d);
      return x && x.shape[1]!.atLeast(1) ? d.name(`skip_gram_loss(${x.text}[:, 0], ${x.text}[:, -1], ${x.text})`, [], { reach: 6 }) : undefined;
    },
  },
  {
    name: "hierarchical_loss",
    make: (d) => {
      const x = features(d);
      return x && d.name(`hierarchical_loss(${x.text}, sin(3 * ${x.text}) > 0${d.chance(0.5) ? `, ${x.text} < 1` : ""})`, [], { reach: 6 });
    },
  },
  {
    name: "vae_kl",
    make: (d) => {
      const x = features(d);
      return x && d.name(`vae_kl(${x.text}, tanh(${x.text}))`, [], { reach: 6 });
    },
  },
  {
    name: "ctc_loss", places: ["model"],
    make: (d) => {
      const x = sequence(d);
      const label = x && d.input([N, Size.of(2)], "int", x.shape[2]!.constant()! - 1);
      const frames = d.given([N], "int", 3);
      if (!x || !label || !frames) return undefined;
      d.use("ctc");
      d.take(label);
      return d.name(`ctc_loss(${x.text}, argmax(one_hot(${label.text} + 1, size: ${x.shape[2]!})), ${frames.text} + 1, 1 + mod(${frames.text}, 2))`, [], { reach: 6 });
    },
  },
  {
    name: "log_add",
    make: (d) => {
      const x = any(d, 1);
      const y = x && (d.pick((v) => isReal(v) && v !== x && sameAs(v, x)) ?? d.given(x.shape));
      return x && y && d.name(`log_add(${x.text}, ${y.text})`, x.shape, { reach: x.reach + y.reach + 1 });
    },
  },
  {
    name: "ctc_feasible",
    make: (d) => {
      const [label, length] = [d.given([N, Size.of(3)], "int", 3), d.given([N], "int", 3)];
      return label && length && d.name(`ctc_feasible(0 + ${label.text}, ${length.text} + 2, ${length.text} + 1)`, [N], { element: "bool" });
    },
  },
  {
    name: "spectrogram", places: ["model"],
    make: (d) => {
      const x = d.input([N, Size.of(14)]);
      const power = d.take(d.name(`spectrogram(size: 6, step: 4)(${x.text})`, [N, Size.of(3), Size.of(4)], { reach: 12 }));
      return d.name(`log(mel_bands(bands: 3)(${power.text}^2) + 0.1)`, [N, Size.of(3), Size.of(3)], { reach: 4 });
    },
  },
  {
    name: "cumsum",
    make: (d) => {
      const x = any(d, 1);
      return x && x.shape.length > 0 ? d.name(`cumsum(${x.text}) / 3`, x.shape, { reach: 2 * x.reach }) : undefined;
    },
  },
  {
    name: "sort_down",
    make: (d) => {
      const x = features(d);
      return x && d.name(`sort_down(${x.text}) * (1 + indices(${d.spell(x.shape[1]!)}))`, x.shape, { reach: 3 * x.reach });
    },
  },
  {
    name: "top",
    make: (d) => {
      const x = features(d);
      if (!x) return undefined;
      const [value, place] = [d.world.fresh("v"), d.world.fresh("v")];
      d.lines.push(`${value}, ${place} = top(2)(${x.text})`);
      d.keep({ text: place, shape: [N, Size.of(2)], element: "int", bound: x.shape[1]!.constant(), reach: 4 });
      return d.keep({ text: value, shape: [N, Size.of(2)], element: "real", reach: x.reach });
    },
  },
  {
    name: "ranks",
    make: (d) => {
      const x = features(d);
      return x && d.name(`ranks(${x.text})`, x.shape, { element: "int", reach: 4 });
    },
  },
  {
    name: "sample",
    make: (d) => {
      const x = d.pick((v) => hasWidth(v) && v.shape.length > 1) ?? features(d);
      return x && d.name(`sample(${x.text}, temperature: 0.7)`, x.shape.slice(0, -1), { element: "int", bound: x.shape.at(-1)!.constant(), reach: 4 });
    },
  },
  {
    name: "mean of squares",
    make: (d) => {
      const x = any(d, 1);
      return x && product(x.shape) ? d.name(`mean(${x.text}^2)`, [], { reach: x.reach ** 2 }) : undefined;
    },
  },
];
