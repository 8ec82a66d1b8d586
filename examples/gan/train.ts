// Trains the two networks of gan.nnet in turn, a step each, with the module that the compiler wrote, and saves gan.safetensors:
//   node examples/gan/train.ts [epochs]
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Gan } from "./gan.ts";

const [epochs = "300"] = process.argv.slice(2);
const pixels = 64;
const batch = 64;

const text = gunzipSync(readFileSync(new URL("../digits/digits.csv.gz", import.meta.url))).toString();
const digits = text.trim().split("\n").map((line) => line.split(",").slice(0, pixels).map((value) => Number(value) / 16));

let state = 1;
/** A whole number below n. */
function chance(n: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}

const model = await Gan.create({ N: batch, seed: 0 });
const steps = Math.floor(digits.length / batch);
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  const sums = { caught: 0, fooled: 0 };
  for (let step = 0; step < steps; step++) {
    const image = Array.from({ length: batch }, () => digits[chance(digits.length)]!).flat();
    sums.caught += model.train({ image }, { phase: "discriminator" }).caught;
    sums.fooled += model.train({ image }, { phase: "generator" }).fooled;
  }
  console.log(`epoch ${epoch}  discriminator ${(sums.caught / steps).toFixed(3)}  generator ${(sums.fooled / steps).toFixed(3)}`);
}
writeFileSync("gan.safetensors", model.save());
