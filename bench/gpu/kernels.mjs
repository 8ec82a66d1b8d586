// Bare kernels of `kernels.json` on this machine's graphics processor: `node kernels.mjs SECONDS`. A few and many dispatches of each are
// submitted at once; what the many take beyond the few is theirs. Prints one line of JSON, with `missing` where there is no adapter.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, globals } from "webgpu";

Object.assign(globalThis, globals);
const seconds = Number(process.argv[2]);
const kernels = JSON.parse(readFileSync(join(import.meta.dirname, "kernels.json"), "utf8"));
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
if (!adapter) {
  say({ missing: "WebGPU finds no adapter" });
} else {
  const largest = Math.max(...kernels.flatMap(({ buffers }) => buffers.map(({ length }) => length * 4)));
  const limits = { maxBufferSize: Math.max(2 ** 28, largest), maxStorageBufferBindingSize: Math.max(2 ** 27, largest) };
  const device = await adapter.requestDevice({ requiredLimits: limits });
  const { vendor, architecture, device: model, description } = adapter.info;
  const name = [vendor, architecture, model, description].filter(Boolean).join(", ");
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(name);
  const results = [];
  for (const kernel of kernels) results.push(await run(device, kernel));
  say({ adapter: name, software, results });
}

async function run(device, { name, code, groups, buffers, unit, work, check }) {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const values = new Map();
  const made = buffers.map(({ name: of, length }) => {
    const buffer = device.createBuffer({ size: Math.ceil(length / 4) * 16, usage });
    if (of !== "z") {
      values.set(of, Float32Array.from({ length }, (_, i) => ((i * (of === "x" ? 7 : 5) + Math.floor(i / 97)) % 11) - 5));
      device.queue.writeBuffer(buffer, 0, values.get(of));
    }
    return buffer;
  });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module: device.createShaderModule({ code }), entryPoint: "main" } });
  const bound = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: made.map((buffer, binding) => ({ binding, resource: { buffer } })) });
  const grid = groups <= 65535 ? [groups] : [65535, Math.ceil(groups / 65535)];
  const submit = async (times) => {
    const from = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bound);
    for (let i = 0; i < times; i++) pass.dispatchWorkgroups(...grid);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - from) / 1000;
  };
  const once = Math.max(await submit(1), await submit(1), 1e-4);
  // So many that they take a fifth of the time, but that no driver takes them for hung.
  const [few, many] = [1, 1 + Math.max(1, Math.min(200, Math.round(Math.min(seconds, 2) / 5 / once)))];
  const rates = [];
  const end = performance.now() + seconds * 1000;
  do {
    const [short, long] = [await submit(few), await submit(many)];
    rates.push((work * (many - few)) / (long - short) / 1e12);
  } while (performance.now() < end);
  const wrong = await mistakes(device, made[buffers.findIndex(({ name: of }) => of === "z")], buffers.find(({ name: of }) => of === "z").length, values, check);
  for (const buffer of made) buffer.destroy();
  const ordered = rates.toSorted((a, b) => a - b);
  return { name, unit, rate: ordered[Math.floor(ordered.length / 2)], wrong };
}

/** How many of a few results are not what they must be: sums of small whole numbers, which are exact. */
async function mistakes(device, buffer, length, values, check) {
  const [x, y] = [values.get("x"), values.get("y")];
  let wrong = 0;
  for (let sample = 0; sample < 40; sample++) {
    const at = sample === 39 ? length - 1 : Math.floor((length / 40) * sample);
    const n = check.product;
    let want = 0;
    if (check === "sum") want = 2.5 * x[at] + y[at];
    else for (let k = 0; k < n; k++) want += x[Math.floor(at / n) * n + k] * y[k * n + (at % n)];
    const copy = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, at * 4, copy, 0, 4);
    device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    if (new Float32Array(copy.getMappedRange())[0] !== want) wrong += 1;
    copy.destroy();
  }
  return wrong;
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit());
}
