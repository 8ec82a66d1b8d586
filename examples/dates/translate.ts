// Translates with the weights that `nnc train examples/dates/dates.nnet` left in this folder.
//   npx node examples/dates/translate.ts                      how many held-out dates come out right
//   npx node examples/dates/translate.ts "3rd of May 1998"    the best translations of this one, and where the model looked
import { createModelHere, legendIn, loadWeights, planFor, splitsFor, weightsPath } from "../../src/cli/job.ts";
import { beamSearch, bleu, type Hypothesis, type Next } from "../../src/index.ts";

const file = "examples/dates/dates.nnet";
const weights = weightsPath(file);
const options = { target: "ts" };
const [start, end] = [1, 2];
const width = 3;

const plan = planFor(file, options);
const known = legendIn(weights);
const { source: letters = [], target: digits = [] } = known.legend ?? {};
const { test } = splitsFor(file, plan, options, { wanted: ["test"], ...known });
const model = await createModelHere(plan, width, [test!], options);
loadWeights(model, weights);
const { S, T } = test!.dataset.sizes as { S: number; T: number };

/** The model as beam search asks it: with each prefix it reads the whole source again. */
function nextOf(source: Int32Array): Next {
  return (prefixes) => {
    const [rows, length] = [prefixes.length, prefixes[0]!.length + 1];
    const { probs } = model.predict(
      { source: Int32Array.from({ length: rows * S }, (_, i) => source[i % S]!), said: prefixes.flatMap((tokens) => [start, ...tokens]) },
      { sizes: { N: rows, S, T: length } },
    );
    const classes = digits.length;
    return prefixes.flatMap((_, i) => [...(probs as Float32Array).subarray((i * length + length - 1) * classes, (i + 1) * length * classes)].map(Math.log));
  };
}

const translate = (source: Int32Array, beam: number): Hypothesis[] => beamSearch(nextOf(source), { width: beam, end, length: T });
const spell = (tokens: readonly number[]): string => tokens.map((k) => digits[k]).join("");

/** Row `i` of an input of the held-out data. */
function heldOut(input: string, i: number): Int32Array {
  const { stride, data } = test!.dataset.fields.find((f) => f.name === input)!;
  return Int32Array.from(data.subarray(test!.rows[i]! * stride, (test!.rows[i]! + 1) * stride));
}

function evaluate(): void {
  for (const beam of [1, width]) {
    const judged = Array.from(test!.rows, (_, i) => {
      const next = heldOut("next", i);
      const reference = spell([...next.subarray(0, next.indexOf(end))]);
      const source = heldOut("source", i);
      const candidate = spell(translate(source, beam)[0]!.tokens);
      if (candidate !== reference) console.log(`  ${[...source].filter((k) => k > end).map((k) => letters[k]).join("")} -> ${candidate}, but it is ${reference}`);
      return { candidate: [...candidate], references: [[...reference]], right: candidate === reference };
    });
    const right = judged.filter((j) => j.right).length;
    console.log(`beam of ${beam}: ${right} of ${judged.length} exact (${((100 * right) / judged.length).toFixed(2)} %), BLEU ${bleu(judged).toFixed(5)}`);
  }
}

/** The best translations, then one row for each character written: the darker, the more it looked there. */
function show(text: string): void {
  const places = [...text].map((letter) => letters.indexOf(letter));
  const unknown = [...text].find((_, i) => places[i]! < 0);
  if (unknown !== undefined || places.length >= S) throw new RangeError(unknown === undefined ? `at most ${S - 1} characters` : `there is no \`${unknown}\` in the training data`);
  const source = Int32Array.from({ length: S }, (_, i) => places[i] ?? (i === places.length ? end : 0));
  const found = translate(source, width);
  for (const { tokens, score, logProbability } of found) console.log(`${spell(tokens).padEnd(12)} p ${Math.exp(logProbability).toFixed(4)}  score ${score.toFixed(4)}`);
  const written = found[0]!.tokens;
  const { attention } = model.predict({ source, said: [start, ...written] }, { sizes: { N: 1, S, T: written.length + 1 } });
  console.log(`\n   ${text}⏎`);
  [...spell(written), "⏎"].forEach((letter, t) => {
    const row = [...(attention as Float32Array).subarray(t * S, t * S + places.length + 1)];
    console.log(`${letter}  ${row.map((w) => " ░▒▓█"[Math.min(4, Math.floor(w * 5))]).join("").trimEnd()}`);
  });
}

const [, , text] = process.argv;
if (text === undefined) evaluate();
else show(text);
