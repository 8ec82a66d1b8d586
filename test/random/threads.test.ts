import { expect, test } from "vitest";
import type { Target } from "../../src/emit/target.ts";
import { targets } from "../../src/emit/targets.ts";
import { isShared } from "../../src/kernel/share.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import type { GeneratedModel } from "../../src/runtime/model.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import type { TensorType } from "../../src/types/tensor.ts";
import { classOf, load } from "../emit/run.ts";
import { Random } from "../support/random.ts";
import { elaborated } from "./compiled.ts";
import { randomModel } from "./generate.ts";
import { validSizes } from "./sizes.ts";

const models = 30;

/** Shares every kernel that can be shared, however small. */
const wasm: Target = { ...targets.get("wasm")!, machine: { ...targets.get("wasm")!.machine, threads: { leastWork: 0 } } };

test(`${models} random models give the same bits in one thread and in several`, { timeout: 300_000 }, async () => {
  let [compared, shared] = [0, 0];
  for (let seed = 1; seed <= models; seed++) {
    const module = elaborated(randomModel(seed));
    const plan = schedule({ ...module, programs: module.programs.map((graph) => runPasses(graph)) }, wasm.machine);
    const random = new Random(seed);
    const sizes = validSizes(module.sizes, module.requirements, random);
    if (!sizes) continue;
    const drawn = ({ shape, dtype, bound }: TensorType): number[] => {
      const limit = bound?.evaluate(sizes) ?? (dtype === "bool" ? 2 : 6);
      return Array.from({ length: shape.reduce((n, size) => n * size.evaluate(sizes), 1) }, () => (dtype === "f32" ? random.between(-1.5, 1.5) : random.whole(0, limit - 1)));
    };
    const batch = Object.fromEntries(module.inputs.map(({ name, type }) => [name, drawn(type)]));
    const made = classOf((await load(wasm.emit(plan)))[module.name]);
    const outcome = async (threads: number): Promise<{ readonly text: string; readonly file: Uint8Array }> => {
      const model = await made.create({ ...sizes, seed, threads });
      const told = [() => (module.phases.length > 0 ? train(model, module.phases[0]!.name) : undefined), () => ("evaluate" in model ? model.evaluate(batch, { sizes }) : undefined), () => ("predict" in model ? model.predict(batch, { sizes }) : undefined)];
      const text = JSON.stringify(told.map((call) => call()));
      const file = model.save();
      model.close?.();
      return { text, file };
    };
    /** What is refused is refused in any number of threads. */
    const train = (model: GeneratedModel, phase: string): unknown => {
      try {
        return model.train(batch, { sizes, ...(module.phases.length > 1 && { phase }) });
      } catch (error) {
        return String(error);
      }
    };
    const [alone, together] = [await outcome(1), await outcome(2 + (seed % 2))];
    expect(together, `seed ${seed}`).toEqual(alone);
    compared += alone.file.length;
    shared += plan.kernels.filter(isShared).length;
  }
  expect(shared).toBeGreaterThan(5 * models);
  expect(compared).toBeGreaterThan(500 * models);
});
