// A generated module for WebGPU: `node ours.mjs MODULE WORKLOAD SECONDS [one]`. Thirty-two steps are submitted, then their losses are waited
// for; with "one", each is waited for. Prints one line of JSON, with `missing` where there is no adapter.
import { pathToFileURL } from "node:url";
import { create } from "webgpu";
import { batchesOf, sizeOf } from "./batches.mjs";
import { modelOf, withWeights } from "./weights.mjs";

const [file, workload, seconds, one] = process.argv.slice(2);
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
if (!adapter) {
  say({ missing: "WebGPU finds no adapter" });
} else {
  const { vendor, architecture, device, description } = adapter.info;
  const name = [vendor, architecture, device, description].filter(Boolean).join(", ");
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(name);
  const Model = await modelOf(pathToFileURL(file).href);
  const model = await Model.create({ N: sizeOf(workload), seed: 1, gpu });
  // Those of all programs, so that first losses can be compared.
  model.load(withWeights(await model.save(), workload));
  const { x, y } = batchesOf(workload);
  const batches = y.map((labels) => ({ x, y: labels }));
  let loss = (await model.train(batches[1])).nll;
  const times = [];
  const end = performance.now() + Number(seconds) * 1000;
  // No time is one step alone, to show that it runs.
  while (performance.now() < end) {
    const from = performance.now();
    if (one === "one") for (const batch of batches) ({ nll: loss } = await model.train(batch));
    else loss = (await model.trainMany(batches)).at(-1).nll;
    times.push((performance.now() - from) / batches.length);
  }
  const ms = times.length > 1 ? times.slice(1) : times;
  say({ ms: ms.length > 0 ? ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] : null, loss, adapter: name, software });
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit());
}
