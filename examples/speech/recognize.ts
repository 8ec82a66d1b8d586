// What the weights that `nnc train examples/speech/speech.nnet` left in this folder make of the speaker they never heard: the letters of
// the most probable path, those of a prefix search, and the most probable of the ten words.
//   npx node examples/speech/recognize.ts
import { createModelHere, legendIn, loadWeights, planFor, splitsFor, weightsPath } from "../../src/cli/job.ts";
import { ctcBeamSearch, ctcBestPath } from "../../src/index.ts";
import { Batcher, batchCount } from "../../src/train/batches.ts";

const file = "examples/speech/speech.nnet";
const options = { target: process.argv[2] ?? "ts" };
const letters = "_efghinorstuvwxz";
const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const width = 12;

const plan = planFor(file, options);
const weights = weightsPath(file);
const { test } = splitsFor(file, plan, options, { wanted: ["test"], ...legendIn(weights) });
const model = await createModelHere(plan, 1, [test!], options);
loadWeights(model, weights);

const spell = (tokens: readonly number[]): string => tokens.map((k) => letters[k]).join("");
const right = { path: 0, search: 0, word: 0 };
const batcher = new Batcher(test!.dataset, 1);
const count = batchCount(test!.rows.length, 1);
for (let i = 0; i < count; i++) {
  const { sound, digit } = batcher.batch(test!.rows, i);
  const { logs, heard, cost } = model.predict({ sound: sound! }, batcher.options);
  const frames = (logs as Float32Array).subarray(0, (heard as Int32Array)[0]! * letters.length);
  const name = names[digit![0]!]!;
  const path = spell(ctcBestPath(frames, letters.length));
  const [found] = ctcBeamSearch(frames, letters.length, width);
  const costs = [...(cost as Float32Array)];
  const word = names[costs.indexOf(Math.min(...costs))]!;
  right.path += Number(path === name);
  right.search += Number(spell(found!.tokens) === name);
  right.word += Number(word === name);
  if (word !== name) console.log(`${name}: heard ${path || "nothing"}, nearest is ${word}`);
}
const share = (n: number): string => `${n} of ${count} (${((100 * n) / count).toFixed(1)} %)`;
console.log(`letters of the best path ${share(right.path)}, of a prefix search ${share(right.search)}; nearest word ${share(right.word)}`);
