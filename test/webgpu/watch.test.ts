import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { dispatchesOf } from "../../src/emit/wgsl/dispatches.ts";
import { targets } from "../../src/emit/targets.ts";
import { stripTypes } from "../../src/train/load.ts";
import { folderWith } from "../cli/run.ts";
import { batchFor } from "./batches.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { createModel, planOf } from "./models.ts";

const gpu = await computingGpu();
const sizes = { N: 4 };

test.skipIf(!gpu).each([
  ["line", 0],
  ["many", 1],
])(`%s: a loss is looked at, by %d dispatches of its own, before anything changes (${whereMissing})`, async (name, apart) => {
  const plan = planOf(`test/webgpu/${name}.nnet`, "wgsl");
  expect(dispatchesOf(plan, plan.programs.find((p) => p.name === "train")!).losses).toHaveLength(apart);
  const [model, same] = [await createModel(plan, "wgsl", { ...sizes, seed: 1, gpu }), await createModel(plan, "wgsl", { ...sizes, seed: 1, gpu })];
  const good = [0, 1, 2].map((seed) => batchFor(plan, "train", sizes, seed));
  const endless = { ...good[0]!, x: Array.from({ length: 12 }, () => 3e38) };
  await model.train(good[0]!);
  await expect(model.train(endless)).rejects.toMatchObject({ code: "non-finite-loss" });
  const answers = [await model.train(good[1]!), await model.train(good[2]!)];
  // As if there had been no such batch, and with the numbers of steps that are taken.
  await same.train(good[0]!);
  expect(answers).toEqual([await same.train(good[1]!), await same.train(good[2]!)]);
  expect(await model.save()).toEqual(await same.save());
  expect(model.step).toBe(3);
});

test("a model keeps what gave it its device, without which Dawn for Node crashes", () => {
  const plan = planOf("test/webgpu/line.nnet", "wgsl");
  const webgpu = import.meta.resolve("webgpu");
  const script = `
    import { create } from ${JSON.stringify(webgpu)};
    import { Line } from "./line.js";
    const model = await Line.create({ ...${JSON.stringify(sizes)}, gpu: create(["backend=null"]) });
    for (let i = 0; i < 20; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 1));
      await model.predict({ x: new Float32Array(12) });
    }
    console.log("done");
  `;
  const cwd = folderWith({ "package.json": '{ "type": "module" }', "line.js": stripTypes(targets.get("wgsl")!.emit(plan)), "use.js": script });
  expect(execFileSync(process.execPath, ["--expose-gc", "use.js"], { cwd, encoding: "utf8" })).toBe("done\n");
});
