// Text by the weights that `nnc train examples/charlm/charlm.nnet` left in this folder, one character at a time.
//   npx node examples/charlm/write.ts [beginning] [temperature] [characters] [seed]
import { legendIn, loadWeights, planFor, weightsPath } from "../../src/cli/job.ts";
import { sample, targets, type Next } from "../../src/index.ts";
import { loadModule } from "../../src/train/load.ts";

const file = "examples/charlm/charlm.nnet";
const [beginning = "ROMEO:\n", temperature = "0.7", length = "600", seed = "0"] = process.argv.slice(2);

const weights = weightsPath(file);
const vocabulary = legendIn(weights).legend?.["vocabulary"] ?? [];
const prompt = [...beginning].map((letter) => vocabulary.indexOf(letter));
const plan = planFor(file, { target: "ts" });
const model = await (await loadModule(targets.get("ts")!.emit(plan), plan.module.name)).create({ N: 1, T: prompt.length });
loadWeights(model, weights);

/** The network has read all but the last character; its state is what it remembers. */
let state = {};
const read = (text: readonly number[]): Float32Array => {
  const { probs, ...rest } = model.predict({ text, ...state }, { sizes: { N: 1, T: text.length } });
  state = rest;
  return (probs as Float32Array).slice(-vocabulary.length);
};
const next: Next = ([tokens]) => read(tokens!.length === 0 ? prompt : tokens!.slice(-1)).map(Math.log);
const written = sample(next, { length: Number(length), temperature: Number(temperature), seed: Number(seed) });
console.log(beginning + written.map((k) => vocabulary[k]).join(""));
