// Transfer learning: what a step of the phase `head` costs beside what it has to do, which is the stem's forward pass (in
// training mode) and a step of the head alone; and beside a step of the phase `all`.
import { readFileSync } from "node:fs";
import { table } from "../src/cli/table.ts";
import { compile } from "../src/compile.ts";
import type { Target } from "../src/emit/target.ts";
import { processorTargets } from "../src/emit/targets.ts";
import type { GeneratedModel } from "../src/runtime/model.ts";
import { loadModule } from "../src/train/load.ts";

const [batch, side, rounds] = [8, 48, 15];

const stem = { name: "resnet.nnet", text: readFileSync(new URL("../examples/resnet/resnet.nnet", import.meta.url), "utf8") };
const model = (name: string, inputs: string, body: string): string => `import { ResNet18Stem } from "./resnet.nnet"
model ${name} {
  input ${inputs}
${body}
}`;
const image = `image: [N, ${side}, ${side}, 3]`;
const head = "  input kind: index(37)[N]\n  head = Dense(37)\n  loss nll = cross_entropy(head(features), kind)\n  train head { minimize nll over head using adam() }";
const both = model("Both", image, `  stem = ResNet18Stem()\n  features = stem(image)\n${head}\n  train all { minimize nll using sgd(lr: 0.01, momentum: 0.9) }`);
// Its loss needs nothing of the stem; that the features are asked for makes its forward pass.
const forward = model("Forward", image, "  stem = ResNet18Stem()\n  metric features = stem(image)\n  param w: [] ~ ones\n  loss l = w^2\n  train { minimize l over w using sgd }");
const alone = model("Alone", "features: [N, 512]", head);

async function create(text: string, target: Target): Promise<GeneratedModel> {
  const { plans } = compile({ name: "bench.nnet", text }, { load: () => stem, target });
  const plan = plans[0]!;
  return await (await loadModule(target.emit(plan), plan.module.name)).create({ N: batch, seed: 1 });
}

const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7));
const kind = Int32Array.from({ length: batch }, (_, i) => i % 37);
const [images, features] = [numbers(batch * side * side * 3), numbers(batch * 512)];

for (const target of processorTargets.values()) {
  const [two, stemOnly, headOnly] = [await create(both, target), await create(forward, target), await create(alone, target)];
  const cases: readonly (readonly [string, () => unknown])[] = [
    ["phase `head`", () => two.train({ image: images, kind }, { phase: "head" })],
    ["phase `all`", () => two.train({ image: images, kind }, { phase: "all" })],
    ["forward pass of the stem", () => stemOnly.train({ image: images })],
    ["head alone", () => headOnly.train({ features, kind }, { phase: "head" })],
  ];
  // In turns, so that a busy spell of the machine meets all of them; the first turn compiles.
  const times = cases.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) cases.forEach(([, step], i) => {
    const begin = performance.now();
    step();
    if (round > 0) times[i]!.push(performance.now() - begin);
  });
  const medians = times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!);
  const [frozen, pass, step] = [medians[0]!, medians[2]!, medians[3]!];
  const row = (name: string, time: number): string[] => [name, time.toFixed(1), `${(frozen / time).toFixed(2)} x`];
  console.log(`Transfer learning, target ${target.name}: ResNet-18's stem and a dense head, ${side} x ${side}, batch ${batch} (ms, medians of ${rounds})`);
  console.log(table(["", "median", "phase `head` is"], [...cases.map(([name], i) => row(name, medians[i]!)), row("what `head` has to do: the last two", pass + step)]));
}
