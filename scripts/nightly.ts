// Many random models, every fifth with all its programs, phases and targets: `npm run test:nightly`, `node scripts/nightly.ts 5000 1
// 5` (how many, from which seed, how often in full). Failures are printed with their seed and a smaller text, and make the exit code 1.
import { constructs } from "../test/random/constructs.ts";
import { examineAll } from "../test/random/run.ts";
import { badTypes } from "../test/random/variants.ts";

const [count = 5000, first = 1, every = 5] = process.argv.slice(2).map(Number);
const failed = new Set<number>();
const started = performance.now();
const { failures, total, uses } = await examineAll(first, first + count - 1, (seed) => ({ thorough: seed % every === 0 }), (seed, failure) => {
  if (failure !== undefined) failed.add(seed);
  if (failure !== undefined) console.log(`${failure}\n`);
  if (seed % 100 === 0) console.log(`${seed - first + 1} models, ${Math.round((performance.now() - started) / 1000)} s`);
});
const seeds = Array.from({ length: count }, (_, i) => first + i).filter((seed) => seed % (4 * every) === 0 && !failed.has(seed));
for (let at = 0; at < seeds.length; at += 50) {
  const wrong = badTypes(seeds.slice(at, at + 50));
  if (wrong !== "") failures.push(wrong);
  if (wrong !== "") console.log(`strict TypeScript: ${wrong}`);
}
const missing = count < 200 ? [] : constructs.filter((name) => !uses.has(name));
for (const name of missing) console.log(`no model has the construct ${JSON.stringify(name)}`);
const shares = Object.entries(total.closest).map(([precision, share]) => `${precision} ${(100 * share).toFixed(1)} %`).join(", ");
console.log(`${total.programs} programs, ${total.undecided} of them with decisions that hang on a rounding of f32`);
console.log(`${total.compared} numbers compared, ${total.gradients} gradients; the largest difference is of what is tolerated: ${shares}`);
console.log(`${total.differences} elements of gradients agree with central differences, ${total.kinks} stand at kinks`);
console.log(`${seeds.length} modules for each target are strict TypeScript`);
console.log(`${uses.size} constructs; ${count} models, ${failures.length} failed`);
process.exitCode = failures.length === 0 && missing.length === 0 ? 0 : 1;
