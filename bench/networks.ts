/** A fully connected network of this many layers, as source text: one line for each. */
export function deepMlp(layers: number): string {
  return network("[N, 32]", layers, "Dense(32) |> relu", "Dense(10)");
}

/** A network of this many 3 x 3 convolutions with batch normalization. */
export function deepConv(layers: number): string {
  return network("[N, 8, 8, 4]", layers, "Conv(4, 3, pad: same) |> BatchNorm |> relu", "flatten |> Dense(10)");
}

function network(input: string, layers: number, layer: string, head: string): string {
  const lines = Array.from({ length: layers }, (_, i) => `  h${i + 1} = h${i} |> ${layer}\n`);
  return `model Deep {
  input x: ${input}
  input y: index(10)[N]
  logits = Network()(x)
  output probs    = softmax(logits)
  loss   nll      = cross_entropy(logits, y)
  metric accuracy = accuracy(logits, y)
  train { minimize nll using adam(lr: 1e-3) batch 32 epochs 1 }
}

layer Network()(x) {
  h0 = x
${lines.join("")}  return h${layers} |> ${head}
}
`;
}
