import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";

const folder = new URL("../../bench/workloads/", import.meta.url);

/** The numbers of parameters of the same networks in PyTorch, whose LSTM has a second bias of 512. */
const parameters: Readonly<Record<string, number>> = { mlp: 235_146, lenet: 61_706, convnet: 78_042, charlstm: 111_873 - 512, tfm: 112_577 };

test("the benchmark's workloads compile, with the parameters of their networks", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".nnet"));
  expect(files.sort()).toEqual(Object.keys(parameters).map((name) => `${name}.nnet`).sort());
  for (const file of files) {
    const { diagnostics, modules } = check({ name: file, text: readFileSync(new URL(file, folder), "utf8") }, { load: () => undefined });
    expect(diagnostics).toEqual([]);
    const sizes = modules[0]!.storages.filter((storage) => storage.role === "param").map((storage) => storage.type.shape.reduce((n, size) => n * size.constant()!, 1));
    expect(sizes.reduce((a, b) => a + b, 0), file).toBe(parameters[file.replace(".nnet", "")]);
  }
});
