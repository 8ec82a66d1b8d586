import { expect, test } from "vitest";
import { compile } from "../../../src/compile.ts";
import { targets } from "../../../src/emit/targets.ts";
import { classOf, load } from "../run.ts";

/** Some steps on each target: the last loss. */
async function trained(body: string): Promise<Map<string, number>> {
  const text = `model M {\n  input x: [N, 4]\n${body}  train { minimize l using sgd(lr: 0.1) }\n}\n`;
  const found = new Map<string, number>();
  for (const [name, target] of targets) {
    if (target.device) continue;
    const { plans } = compile({ name: "m.nnet", text }, { load: () => undefined, target });
    const module = await load(target.emit(plans[0]!));
    const model = await classOf(module["M"]).create({ N: 2, seed: 1 });
    const batch = { x: [1, 2, 3, 4, 5, 6, 7, 8] };
    for (let step = 0; step < 3; step++) found.set(name, Number(model.train(batch)["l"]));
  }
  return found;
}

// The parameter is the first block of the memory, and the derivative reads `w[i - 2 + 2]` where `i - 2` may be -2.
test.each([
  ["near its beginning", "  param w: [2, 2] ~ ones\n  v = concat(w, w)\n  loss l = mean(v^2) + mean(x)\n"],
  ["far behind it, for a small block", "  param w: [3, 400] ~ ones\n  v = concat(w, 2 * w, w, axis: 0)\n  loss l = mean(v^2) + mean(x)\n"],
  ["in the middle of it", "  param w: [2, 600] ~ ones\n  v = concat(w[:, 300:], w[:, :300], sin(w))\n  loss l = mean(v^2 + v) + mean(x)\n"],
])("an element %s is read by an address that is not negative on the way", async (_, body) => {
  const found = await trained(body);
  expect(found.size).toBeGreaterThan(1);
  for (const [name, loss] of found) expect(Math.abs(loss / found.get("ts")! - 1), name).toBeLessThan(1e-4);
});
