import { expect, test } from "vitest";
import { beamSearch, compile, sample, targets, type Next } from "../../src/index.ts";
import { loadModule } from "../../src/train/load.ts";

const text = `
model Small {
  input text: index(5)[N, T]
  input next: index(5)[N, T]
  input h: [N, 6] = 0
  rnn    = GRU(6)
  y, h   = text |> Embedding(4) |> rnn(start: h)
  logits = y |> Dense(5, init: normal(0, 2))
  output logs = log_softmax(logits)
  output h
  loss nll = cross_entropy(logits, next)
  train { minimize nll using sgd }
}
`;
const [start, end, classes, units, width, length] = [0, 1, 5, 6, 4, 7];

test("a search that carries the state of each hypothesis finds what one finds that reads each prefix again", async () => {
  const [plan] = compile({ name: "small.nnet", text }, { load: () => undefined }).plans;
  const model = await (await loadModule(targets.get("ts")!.emit(plan!))).create({ N: width, T: length, seed: 2 });

  const again: Next = (prefixes) => {
    const T = prefixes[0]!.length + 1;
    const { logs } = model.predict({ text: prefixes.flatMap((p) => [start, ...p]) }, { sizes: { N: prefixes.length, T } });
    return prefixes.flatMap((_, i) => [...(logs as Float32Array).subarray((i * T + T - 1) * classes, (i + 1) * T * classes)]);
  };

  let states = new Float32Array(units);
  const onwards: Next = (prefixes, parents) => {
    const h = parents.flatMap((row) => [...states.subarray(row * units, (row + 1) * units)]);
    const result = model.predict({ text: prefixes.map((p) => p.at(-1) ?? start), h }, { sizes: { N: prefixes.length, T: 1 } });
    states = result["h"] as Float32Array<ArrayBuffer>;
    return result["logs"] as Float32Array;
  };

  const found = beamSearch(again, { width, end, length });
  expect(found.length).toBeGreaterThan(1);
  expect(beamSearch(onwards, { width, end, length })).toEqual(found);
  states = new Float32Array(units);
  expect(sample(onwards, { length, seed: 5 })).toEqual(sample(again, { length, seed: 5 }));
});
