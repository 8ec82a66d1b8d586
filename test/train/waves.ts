/** A model with dropout that tells three kinds of waves apart, `waves.nnet`, and its examples, as files. */
export function wavesFiles({ features, hidden, examples, batch }: Record<"features" | "hidden" | "examples" | "batch", number>): Record<string, string> {
  const wave = (i: number): string => Array.from({ length: features }, (_, k) => Math.sin(i * (k + 1)).toFixed(4)).join(",");
  return {
    "waves.nnet": `model Waves {
  input x: [N, ${features}]
  input y: index(3)[N]
  logits = x |> Dense(${hidden}) |> tanh |> Dropout(0.1) |> Dense(3)
  loss nll = cross_entropy(logits, y)
  train { minimize nll using adam(lr: 0.01) batch ${batch} epochs 2 }
}
data train = csv("waves.csv") {
  x = columns(0..${features - 1})
  y = column(${features})
}
`,
    "waves.csv": Array.from({ length: examples }, (_, i) => `${wave(i)},${i % 3}\n`).join(""),
  };
}
