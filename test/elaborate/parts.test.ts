import { expect, test } from "vitest";
import { array, codes, compiled, program, Run, type Inputs } from "./support.ts";
import { noise } from "../agreement/noise.ts";

const model = (batch: string): string => `model M {
  input x: [N, 4]
  input y: index(3)[N]
  net = Net()
  logits = net(x)
  loss nll = cross_entropy(logits, y)
  output p = softmax(logits)
  train { minimize nll + 0.01 * l2(net) using adam(lr: 0.05) clip norm(0.3) ${batch} }
}
layer Net()(x) {
  return x |> Dense(5) |> tanh |> Dense(3)
}`;

/** `rows` examples of batch number `seed`, from `from` on. */
function examples(seed: number, from: number, count: number): Inputs {
  const [x, y] = [noise(40, seed, -1, 1), noise(10, seed + 100, 0, 3)];
  return { x: array([count, 4], x.slice(4 * from, 4 * (from + count))), y: array([count], y.slice(from, from + count).map(Math.floor)) };
}

/** A step in parts of these lengths; `plant` runs all parts as if they were the first. */
function step(run: (count: number) => Run, seed: number, lengths: readonly number[], plant = false): void {
  let from = 0;
  for (const [part, count] of lengths.entries()) {
    run(count).set("train/part", plant ? 0 : part).step("train", examples(seed, from, count));
    from += count;
  }
  run(1).step("update", {});
}

/** One memory, seen with batches of any length. */
function runner(text: string): (count: number) => Run {
  const first = new Run(compiled(text), { N: 1 });
  return (count) => first.at({ N: count });
}

function farthest(a: Run, b: Run): number {
  const names = a.module.storages.filter(({ role }) => role !== "scratch").map(({ name }) => name);
  expect(names.length).toBeGreaterThan(10);
  return Math.max(...names.flatMap((name) => a.values(name).map((value, i) => Math.abs(value - b.values(name)[i]!))));
}

const divisions = [[3, 3, 3, 1], [4, 6], [10], [1, 2, 7]];

test.each(divisions.map((lengths) => [lengths.join(" + "), lengths] as const))("10 = %s examples: five steps in parts leave what five undivided steps leave", (_, lengths) => {
  const [parts, whole] = [runner(model("batch 10 in 4 parts")), runner(model("batch 10"))];
  for (let seed = 1; seed <= 5; seed++) {
    step(parts, seed, lengths);
    whole(10).step("train", examples(seed, 0, 10));
  }
  expect(whole(10).values("step")).toEqual([5]);
  expect(farthest(whole(10), parts(10))).toBeLessThan(1e-13);
});

test("planted: sums that forget the parts before are noticed", () => {
  const [parts, whole] = [runner(model("batch 10 in 2 parts")), runner(model("batch 10"))];
  step(parts, 1, [5, 5], true);
  whole(10).step("train", examples(1, 0, 10));
  expect(farthest(whole(10), parts(10))).toBeGreaterThan(1e-3);
});

test("the program of the parts changes nothing but the sums; that of the update reads no example", () => {
  const module = compiled(model("batch 8 in 2 parts"));
  expect(module.phases[0]!.parts).toEqual({ count: 2, batch: "N", part: "train/part", update: "update" });
  const roles = new Map(module.storages.map(({ name, role }) => [name, role]));
  expect([...new Set(program(module, "train").updates.map(({ storage }) => roles.get(storage)))]).toEqual(["scratch"]);
  expect(program(module, "update").nodes.filter(({ op }) => op.name === "input" || op.name === "size")).toEqual([]);
  expect(program(module, "update").updates.map(({ storage }) => roles.get(storage))).not.toContain("scratch");
});

test("parts draw different random numbers, and an undivided step the usual ones", () => {
  const text = (batch: string): string => `model M {\n input x: [N]\n param w: [] ~ ones\n metric seen = rand([N])\n loss l = w * mean(x)\n train { minimize l using sgd ${batch} }\n}`;
  const drawn = (batch: string, part: number): number[] => {
    const run = new Run(compiled(text(batch)), { N: 3 });
    return (batch.includes("in") ? run.set("train/part", part) : run).step("train", { x: array([3], [1, 2, 3]) }).get("seen")!;
  };
  expect(drawn("batch 6 in 2 parts", 0)).toEqual(drawn("batch 6 in 2 parts", 0));
  expect(drawn("batch 6 in 2 parts", 0)).not.toEqual(drawn("batch 6 in 2 parts", 1));
  expect(drawn("batch 6 in 1 parts", 0)).toEqual(drawn("batch 6", 0));
});

test("BatchNorm sees each part by itself, and its running averages move once for each", () => {
  const run = runner("model M {\n input x: [N, 1]\n norm = BatchNorm(momentum: 0.8)\n z = norm(x)\n metric out = z\n loss l = mean(z)\n train { minimize l using sgd batch 4 in 2 parts }\n}");
  for (const [part, values] of [[1, 3], [10, 30]].entries()) {
    const out = run(2).set("train/part", part).step("train", { x: array([2, 1], values) }).get("out")!;
    expect(out[1]).toBeCloseTo(1, 4);
  }
  run(1).step("update", {});
  expect(run(1).values("norm.mean")[0]).toBeCloseTo(0.8 * 0.2 * 2 + 0.2 * 20, 12);
});

test("phases divide their batches each as it says", () => {
  const module = compiled(model("batch 8").replace("train {", "train a {").replace(/train a.*/, (line) => `${line}\n  ${line.replace("train a", "train b").replace("batch 8", "batch 8 in 2 parts")}`));
  expect(module.programs.map(({ name }) => name)).toEqual(["init", "predict", "evaluate", "train.a", "train.b", "update.b"]);
});

test("what has the batch elsewhere than as its first axis cannot be divided", () => {
  const text = (input: string, metric = "sum(w)"): string => `model M {\n input ${input}\n param w: [] ~ ones\n loss l = w * mean(x)\n metric m = ${metric}\n train { minimize l using sgd batch 8 in 2 parts }\n}`;
  expect(codes(text("x: [N, 3]"))).toEqual([]);
  expect(codes(text("x: [N, 3], z: [5, 3]"))).toEqual([]);
  expect(codes(text("x: [N, 3], z: [3, N]"))).toEqual(["undivided-batch"]);
  expect(codes(text("x: [8, 3]"))).toEqual(["undivided-batch"]);
  expect(codes(text("x: [N, 3]", "x"))).toEqual([]);
  expect(codes(text("x: [N, 3]", "transpose(x)"))).toEqual(["undivided-batch"]);
});
