import { expect, test } from "vitest";
import { command, committed, generated } from "../../scripts/generate-examples.ts";

const modules = [...generated()];

test("there are modules", () => {
  expect(modules.map(([name]) => name)).toEqual(expect.arrayContaining(["examples/digits/digits.ts", "examples/lenet/lenet.ts", "examples/mlp/mlp.ts", "examples/regression/linear.ts"]));
  expect(modules.length).toBeGreaterThanOrEqual(7);
});

test.each(modules)("%s is what the compiler writes now", (name, text) => {
  // Not `toBe`: it would print thousands of lines.
  expect(committed(name) === text, `${name} is out of date: run \`${command}\``).toBe(true);
});

test("a module that somebody edited is seen", () => {
  const [name, text] = modules[0]!;
  expect(committed(name).replace("model", "Model") === text).toBe(false);
});
