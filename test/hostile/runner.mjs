// Imports generated modules in a process of their own, trains each for a few steps, and prints what it saw as JSON: the
// names that each exports, its numbers, and what changed in the world.
import { readdirSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const roots = [globalThis, Object.prototype, Function.prototype, Array.prototype, Object, Array, Math, JSON, Promise, process];

/** The own properties of the objects that everything shares: by place, name and what they hold. */
function world() {
  const properties = new Map();
  roots.forEach((root, i) => {
    for (const key of Reflect.ownKeys(root)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(root, key);
      properties.set(`${i} ${String(key)}`, [value, get, set]);
    }
  });
  return properties;
}

function changes(before, after) {
  const differ = (key) => !before.has(key) || !after.has(key) || before.get(key).some((value, i) => !Object.is(value, after.get(key)[i]));
  return [...new Set([...before.keys(), ...after.keys()])].filter(differ);
}

// Looking at some globals makes Node load them, which changes others: the second look counts.
world();
const before = world();
const results = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs") && name !== "runner.mjs").toSorted()) {
  const module = await import(join(folder, file));
  const Model = Object.values(module).find((value) => typeof value === "function" && "info" in value);
  const { info } = Model;
  const [x, y] = info.inputs.map((input) => input.name);
  // Computed keys are data, whatever they are called.
  const [size] = Object.keys(info.sizes);
  const model = await Model.create({ [size]: 2, seed: 1 });
  const batch = { [x]: [1, 2, 3, 4, 4, 3, 2, 1], [y]: [0, 2] };
  const numbers = [];
  for (let step = 0; step < 3; step++) numbers.push(Object.entries(model.train(batch)));
  model.load(model.save());
  numbers.push(Object.entries(model.evaluate(batch)), Object.entries(model.predict({ [x]: batch[x] })).map(([name, value]) => [name, [...value]]));
  let refused = "";
  try {
    model.train({ [y]: [0, 2] });
  } catch (error) {
    refused = error.code;
  }
  results.push({ file, exports: Object.keys(module), size, inputs: [x, y], numbers, refused });
}
console.log(JSON.stringify({ results, changed: changes(before, world()) }));
