import type { Batch, GeneratedModel, Quantities } from "../../src/runtime/model.ts";
import type { Phase } from "../../src/graph/graph.ts";
import type { Dataset, Examples } from "../../src/train/dataset.ts";
import type { Quantified } from "../../src/train/evaluate.ts";
import { tensor } from "../../src/types/tensor.ts";
import { fromTensors, toTensors } from "./safetensors.ts";

const features = 3;
const classes = 3;

export const quantified: Quantified = {
  name: "Fake",
  losses: [{ name: "nll", type: tensor("f32", []) }],
  metrics: [
    { name: "accuracy", type: tensor("f32", []) },
    { name: "share", type: tensor("f32", [classes]) },
    { name: "confusion", type: tensor("i32", [classes, classes]) },
  ],
};

export function phase(settings: Partial<Phase> = {}): Phase {
  return { name: "", program: "train", batch: 4, epochs: 3, seed: 1, over: ["W"], ...settings };
}

/** Softmax regression by hand, with momentum and a learning rate that depends on step and epoch. */
export class FakeModel implements GeneratedModel {
  step = 0;
  epoch = 0;
  readonly weights = new Float32Array(features * classes);
  readonly momentum = new Float32Array(features * classes);
  /** The lengths of the training batches, and what they began with. */
  readonly seen: { readonly length: number; readonly labels: readonly number[]; readonly phase: string | undefined; readonly epoch: number }[] = [];

  train(batch: Batch, options?: { readonly phase?: string }): Quantities {
    const labels = Array.from(batch["y"]!);
    this.seen.push({ length: labels.length, labels, phase: options?.phase, epoch: this.epoch });
    const gradient = new Float32Array(features * classes);
    const quantities = this.forward(batch, gradient);
    const rate = 0.5 / (1 + this.epoch) / Math.sqrt(1 + this.step);
    for (let i = 0; i < gradient.length; i++) {
      this.momentum[i] = 0.9 * this.momentum[i]! + gradient[i]!;
      this.weights[i]! -= rate * this.momentum[i]!;
    }
    this.step += 1;
    return quantities;
  }

  evaluate(batch: Batch): Quantities {
    return this.forward(batch);
  }

  predict(): Quantities {
    return {};
  }

  save(): Uint8Array {
    return fromTensors({ W: this.weights, "W/momentum": this.momentum, step: Float32Array.of(this.step), epoch: Float32Array.of(this.epoch) });
  }

  load(bytes: Uint8Array): void {
    const tensors = toTensors(bytes);
    this.weights.set(tensors["W"]!);
    this.momentum.set(tensors["W/momentum"]!);
    this.step = tensors["step"]![0]!;
    this.epoch = tensors["epoch"]![0]!;
  }

  private forward(batch: Batch, gradient?: Float32Array): Quantities {
    const x = batch["x"]!;
    const y = batch["y"]!;
    const rows = y.length;
    const confusion = new Int32Array(classes * classes);
    const share = new Float32Array(classes);
    let loss = 0;
    let hits = 0;
    for (let n = 0; n < rows; n++) {
      const logits = Array.from({ length: classes }, (_, k) => {
        let z = 0;
        for (let j = 0; j < features; j++) z += x[n * features + j]! * this.weights[j * classes + k]!;
        return z;
      });
      const top = Math.max(...logits);
      const e = logits.map((z) => Math.exp(z - top));
      const sum = e.reduce((a, b) => a + b);
      const guess = logits.indexOf(top);
      loss += Math.log(sum) + top - logits[y[n]!]!;
      hits += guess === y[n] ? 1 : 0;
      share[guess]! += 1 / rows;
      confusion[y[n]! * classes + guess]! += 1;
      if (gradient) {
        for (let j = 0; j < features; j++)
          for (let k = 0; k < classes; k++) gradient[j * classes + k]! += (x[n * features + j]! * (e[k]! / sum - (k === y[n] ? 1 : 0))) / rows;
      }
    }
    return { nll: loss / rows, accuracy: hits / rows, share, confusion };
  }
}

/** Three clouds of points, of a small generator of its own. */
export function clouds(rows: number, seed = 1): Dataset {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const y = Int32Array.from({ length: rows }, () => Math.floor(uniform() * classes));
  const x = new Float32Array(rows * features);
  for (let n = 0; n < rows; n++) for (let j = 0; j < features; j++) x[n * features + j] = (j === y[n] ? 1 : 0) + 0.7 * (uniform() - 0.5);
  return {
    rows,
    fields: [
      { name: "x", dtype: "f32", shape: [features], stride: features, data: x },
      { name: "y", dtype: "i32", shape: [], stride: 1, data: y },
    ],
  };
}

export function range(dataset: Dataset, from: number, to: number): Examples {
  return { dataset, rows: Int32Array.from({ length: to - from }, (_, i) => from + i) };
}
