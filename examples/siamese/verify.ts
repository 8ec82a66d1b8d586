// Verification with what `npx nnc predict examples/siamese/drawn.nnet` puts out for persons that were never seen in the training:
//   node examples/siamese/verify.ts val.json test.json
// The threshold is the one that judges most pairs of val.json right; test.json shows how right it is.
import { readFileSync } from "node:fs";

interface Pair {
  /** The distance of the two codes. */
  readonly distance: number;
  readonly same: boolean;
}

const [val, test] = process.argv.slice(2).map(pairsOf);
if (!val || !test) throw new Error("name the predictions for val and for test");
const threshold = best(val);
const share = (pairs: readonly Pair[], f: (pair: Pair) => boolean): number => pairs.filter(f).length / pairs.length;
const [alike, apart] = [test.filter((p) => p.same), test.filter((p) => !p.same)];
const rows: readonly (readonly [string, number])[] = [
  ["threshold, chosen on val", threshold],
  ["area under the ROC curve", area(alike, apart)],
  ["same person, accepted", share(alike, (p) => p.distance < threshold)],
  ["other person, refused", share(apart, (p) => p.distance >= threshold)],
];
console.log(`${test.length} pairs, ${alike.length} of them of one person`);
for (const [name, value] of rows) console.log(`${name.padEnd(26)}${value.toFixed(4)}`);
console.log(`${"mean of the two".padEnd(26)}${((rows[2]![1] + rows[3]![1]) / 2).toFixed(4)}`);

function pairsOf(file: string): Pair[] {
  const { examples } = JSON.parse(readFileSync(file, "utf8")) as { readonly examples: readonly { readonly code: readonly number[]; readonly person: number }[] };
  return examples.flatMap((a, i) => examples.slice(i + 1).map((b) => ({ distance: Math.hypot(...a.code.map((v, k) => v - b.code[k]!)), same: a.person === b.person })));
}

/** Where the share of accepted pairs of one person and that of refused pairs of two are largest together. */
function best(pairs: readonly Pair[]): number {
  const sorted = pairs.toSorted((a, b) => a.distance - b.distance);
  const weight = { same: 1 / sorted.filter((p) => p.same).length, other: 1 / sorted.filter((p) => !p.same).length };
  let [at, gain, most] = [0, 0, 0];
  sorted.forEach((pair, i) => {
    gain += pair.same ? weight.same : -weight.other;
    const next = sorted[i + 1];
    if (gain > most && next) [at, most] = [(pair.distance + next.distance) / 2, gain];
  });
  return at;
}

/** How probable it is that a pair of one person is closer than a pair of two. */
function area(same: readonly Pair[], other: readonly Pair[]): number {
  const all = [...same, ...other].toSorted((a, b) => a.distance - b.distance || Number(a.same) - Number(b.same));
  let [closer, sum] = [0, 0];
  for (const pair of all) {
    if (pair.same) closer += 1;
    else sum += closer;
  }
  return sum / (same.length * other.length);
}
