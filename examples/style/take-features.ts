// What `nnc train examples/style/classify.nnet` learned, without the last layer and without what the optimizer remembers:
//   node examples/style/take-features.ts classify.safetensors features.safetensors
import { readFileSync, writeFileSync } from "node:fs";

const [from = "classify.safetensors", to = "features.safetensors"] = process.argv.slice(2);
const file = readFileSync(from);
const start = 8 + Number(file.readBigUInt64LE(0));

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const header: Record<string, Tensor> = JSON.parse(file.toString("utf8", 8, start));
let end = 0;
const kept = Object.entries(header).filter(([name]) => /^features\.[^/]+$/.test(name)).map(([name, { dtype, shape, data_offsets: [begin, stop] }]) => {
  const offset = end;
  end += stop - begin;
  return { entry: [name, { dtype, shape, data_offsets: [offset, end] }] as const, bytes: file.subarray(start + begin, start + stop) };
});
const text = JSON.stringify(Object.fromEntries(kept.map(({ entry }) => entry)));
const head = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(head.length));
writeFileSync(to, Buffer.concat([length, head, ...kept.map(({ bytes }) => bytes)]));
