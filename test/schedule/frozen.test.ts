import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { compile } from "../../src/compile.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { callsOf } from "../../src/schedule/steps.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** The page's example of transfer learning. */
function pets(): Plan {
  const page = read("../syntax/language/layers.nnet");
  return planOf({ name: "pets.nnet", text: page.slice(page.indexOf("import { ResNet18Stem }")) });
}

function small(over = "head"): Plan {
  const text = `model Small {
  input image: [N, 12, 12, 3]
  input kind: index(5)[N]
  stem   = Stem()
  head   = Dense(5)
  logits = head(stem(image))
  loss nll = cross_entropy(logits, kind)
  train head { minimize nll over ${over} using adam() }
  train all  { minimize nll over stem, head using sgd(lr: 0.01, momentum: 0.9) }
}
import { Stem } from "./resnet.nnet"`;
  return planOf({ name: "small.nnet", text }, "layer Stem()(x: [N, H, W, C]) {\n  return x |> Conv(4, 3, bias: false) |> BatchNorm |> relu |> max_pool(2) |> flatten |> Dense(6) |> tanh\n}");
}

function planOf(source: Source, stem = read("../../examples/resnet/resnet.nnet")): Plan {
  const { diagnostics, plans } = compile(source, { load: () => ({ name: "resnet.nnet", text: stem }) });
  expect(diagnostics).toEqual([]);
  return plans[0]!;
}

/** Kernels of a program that serve the stem (all of its file), and of those the ones that take or make derivatives. */
function ofStem(plan: Plan, name: string): { readonly all: string[]; readonly backward: string[] } {
  const program = plan.programs.find((p) => p.name === name)!;
  const all = callsOf(program.steps).map(({ kernel }) => kernel).filter(({ doc }) => doc.source.some((line) => line.startsWith("resnet.nnet:")));
  return { all: all.map((k) => k.name), backward: all.filter(({ doc }) => doc.equations.some((e) => /\bd_/.test(e))).map((k) => k.name) };
}

test.each([["Pets", pets, 60], ["a small model", small, 8]] as const)("%s: the phase `head` has no kernel of the stem's backward pass", (_, plan, least) => {
  const compiled = plan();
  const { all, backward } = ofStem(compiled, "train.head");
  expect(backward).toEqual([]);
  // Its forward pass is there; and the way of counting finds the backward pass where it is.
  expect(all.length).toBeGreaterThan(least / 4);
  expect(ofStem(compiled, "train.all").backward.length).toBeGreaterThan(least);
});

test("in `head` only parameters of the head are written, by as many kernels as the head has without a stem", () => {
  const written = (plan: Plan, program: string): string[] =>
    callsOf(plan.programs.find((p) => p.name === program)!.steps).flatMap(({ kernel, places }) => places.flatMap((p, i) => (kernel.buffers[i]!.access !== "read" && p.kind === "storage" ? [p.name] : [])));
  const states = /\.(mean|var)$/;
  expect(new Set(written(small(), "train.head").filter((name) => !states.test(name) && name !== "step").map((name) => name.replace(/\/.*/, "")))).toEqual(new Set(["head.W", "head.b"]));
  const alone = planOf({ name: "alone.nnet", text: "model Alone {\n  input x: [N, 6]\n  input kind: index(5)[N]\n  head   = Dense(5)\n  logits = head(x)\n  loss nll = cross_entropy(logits, kind)\n  train head { minimize nll over head using adam() }\n}" });
  const count = (plan: Plan): number => callsOf(plan.programs.find((p) => p.name === "train.head")!.steps).length;
  expect(count(small()) - ofStem(small(), "train.head").all.length).toBe(count(alone));
});

test("planted: with the stem in `over` the same count finds its backward pass", () => {
  expect(ofStem(small("stem, head"), "train.head").backward.length).toBeGreaterThan(8);
});
