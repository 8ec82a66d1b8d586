import type { Node } from "../../src/graph/graph.ts";
import { N, Net } from "./support.ts";

/** w := w - rate * gradient, with momentum: v := 0.9 v + g. */
export function descend(net: Net, loss: Node, parameters: Readonly<Record<string, Node>>): void {
  for (const [name, w] of Object.entries(parameters)) {
    const gradient = net.named(`d ${name}`, net.op("gradient", [loss, w]));
    const v = net.read(`${name}/v`, w.type.shape);
    const velocity = net.op("add", [net.op("mul", [v, net.number(0.9, v)]), gradient]);
    net.update(`${name}/v`, velocity);
    net.update(name, net.op("sub", [w, net.op("mul", [velocity, net.number(0.1, velocity)])]));
  }
}

export function perceptron(inputs: number, hiddenUnits: number, classes: number): Net {
  const net = new Net();
  const x = net.input("x", [N, inputs]);
  const label = net.input("label", [N], "i32", classes);
  const parameters = {
    W1: net.read("W1", [inputs, hiddenUnits]),
    b1: net.read("b1", [hiddenUnits]),
    W2: net.read("W2", [hiddenUnits, classes]),
    b2: net.read("b2", [classes]),
  };
  const hidden = net.named("hidden", net.op("tanh", [net.dense(x, parameters.W1, parameters.b1)]));
  const logits = net.named("logits", net.dense(hidden, parameters.W2, parameters.b2));
  const loss = net.named("nll", net.crossEntropy(logits, label));
  net.result("nll", loss);
  descend(net, loss, parameters);
  return net;
}

/** Two convolutions with relu and max-pooling, the first padded, then a dense layer; `side` is the size of the image. */
export function convolutional(side: number, channels: readonly [number, number], kernel: number): Net {
  const net = new Net();
  const x = net.input("x", [N, side, side, 1]);
  const label = net.input("label", [N], "i32", 10);
  const [c1, c2] = channels;
  const rest = (side / 2 - kernel + 1) / 2;
  const parameters = {
    K1: net.read("K1", [kernel, kernel, 1, c1]),
    B1: net.read("B1", [c1]),
    K2: net.read("K2", [kernel, kernel, c1, c2]),
    B2: net.read("B2", [c2]),
    W: net.read("W", [rest * rest * c2, 10]),
    b: net.read("b", [10]),
  };
  const biased = (y: Node, b: Node): Node => net.op("add", [y, net.broadcast(b, y.type.shape, [3])]);
  const first = net.named("conv1", net.maxPool(net.relu(biased(net.conv(x, parameters.K1, { pad: (kernel - 1) / 2 }), parameters.B1))));
  const second = net.named("conv2", net.maxPool(net.relu(biased(net.conv(first, parameters.K2), parameters.B2))));
  const flat = net.op("reshape", [second], { shape: [N, rest * rest * c2] });
  const logits = net.named("logits", net.dense(flat, parameters.W, parameters.b));
  const loss = net.named("nll", net.crossEntropy(logits, label));
  net.result("nll", loss);
  descend(net, loss, parameters);
  return net;
}
