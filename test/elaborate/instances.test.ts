import { expect, test } from "vitest";
import { array, codes, compiled, Run, vector } from "./support.ts";

const storages = (body: string, declarations = ""): string[] => compiled(`model M {\n${body}\n}\n${declarations}`).storages.filter((s) => s.role !== "clock").map((s) => `${s.name} [${s.type.shape.join(", ")}]`);

test("one construction is one set of weights, however often it is applied", () => {
  expect(storages("input a: [N, 3], b: [N, 3]\n net = Dense(2)\n output y = net(a) + net(b)")).toEqual(["net.W [3, 2]", "net.b [2]"]);
  expect(storages("input a: [N, 3], b: [N, 3]\n output y = Dense(2)(a) + Dense(2)(b)")).toEqual(["dense1.W [3, 2]", "dense1.b [2]", "dense2.W [3, 2]", "dense2.b [2]"]);
});

test("a layer built within a shared layer is shared too", () => {
  const twin = "layer Twin(units)(x: [N, D]) {\n inner = Dense(units)\n return inner(x) |> Dense(units)\n}";
  expect(storages("input a: [N, 3], b: [N, 3]\n net = Twin(4)\n output y = net(a) + net(b)", twin)).toEqual(["net.inner.W [3, 4]", "net.inner.b [4]", "net.dense1.W [4, 4]", "net.dense1.b [4]"]);
});

test("shared weights have the sum of the gradients of their uses", () => {
  const module = compiled("model M {\n input a: [1, 2], b: [1, 2]\n net = Dense(1, bias: false)\n loss l = sum(net(a)) + 3 * sum(net(b))\n train { minimize l using sgd }\n}");
  expect(new Run(module).step("gradient", { a: array([1, 2], [1, 2]), b: array([1, 2], [10, 20]) }).get("d net.W")).toEqual([31, 62]);
});

test("training and test mode see one set of weights, and several phases too", () => {
  const body = "input x: [N, 3], y: [N, 1]\n net = Dense(1)\n loss l = squared_error(net(x |> Dropout(0.1)), y)\n train a { minimize l using sgd }\n train b { minimize l using adam }";
  expect(storages(body).filter((s) => !s.includes("/"))).toEqual(["net.W [3, 1]", "net.b [1]"]);
});

test("anonymous layers are counted by class, within what they stand in", () => {
  const net = "layer Net()(x: [N, H, W, C]) {\n return x |> Conv(2, 3) |> relu |> Conv(4, 3) |> flatten |> Dense(5)\n}";
  expect(storages("input x: [N, 8, 8, 1]\n net = Net()\n output y = net(x) |> Dense(2)", net).filter((s) => s.includes("W "))).toEqual([
    "net.conv1.W [3, 3, 1, 2]", "net.conv2.W [3, 3, 2, 4]", "net.dense1.W [64, 5]", "dense1.W [5, 2]",
  ]);
});

test("two layers of one name get two names", () => {
  expect(storages("input x: [N, 3]\n h = Dense(3)\n a = h(x)\n h = Dense(2)\n output y = h(a)")).toEqual(["h.W [3, 3]", "h.b [3]", "h1.W [3, 2]", "h1.b [2]"]);
});

test("a default may use the hyper-parameters before it", () => {
  const wide = "layer Wide(units, inner = 4 * units, last = inner + units)(x: [N, D]) {\n return x |> Dense(inner, bias: false) |> Dense(last, bias: false)\n}";
  expect(storages("input x: [N, 3]\n output y = x |> Wide(2)", wide)).toEqual(["wide1.dense1.W [3, 8]", "wide1.dense2.W [8, 10]"]);
  expect(storages("input x: [N, 3]\n output y = x |> Wide(2, last: 1)", wide)).toEqual(["wide1.dense1.W [3, 8]", "wide1.dense2.W [8, 1]"]);
});

test("functions and layers can be hyper-parameters", () => {
  const block = "layer Block(units, activation = tanh)(x: [N, D]) {\n return activation(x |> Dense(units, init: ones))\n}\nfn double(x) = 2 * x";
  const y = (given: string): number[] => new Run(compiled(`model M {\n input x: [N, 1]\n output y = x |> Block(1${given})\n}\n${block}`), { N: 2 }).step("predict", { x: array([2, 1], [-1, 3]) }).get("y")!;
  expect(y(", activation: relu")).toEqual([0, 3]);
  expect(y(", activation: double")).toEqual([-2, 6]);
  expect(y(", activation: leaky_relu(0.5)")).toEqual([-0.5, 3]);
  expect(y("")).toEqual([Math.tanh(-1), Math.tanh(3)]);
  const twice = "layer Twice(kind)(x: [N, D]) {\n return x |> kind |> kind\n}";
  expect(storages("input x: [N, 3]\n inner = Dense(3)\n output y = x |> Twice(inner)", twice)).toEqual(["inner.W [3, 3]", "inner.b [3]"]);
});

test("`if` on compile-time values takes one branch, on tensors chooses elements", () => {
  const layer = "layer Choose(deep, n)(x: [N, D]) {\n if deep and n > 1 {\n return x |> Dense(D)\n } else if n == 1 {\n return -x\n }\n return x\n}";
  expect(storages("input x: [N, 3]\n output y = x |> Choose(true, 2)", layer)).toEqual(["choose1.dense1.W [3, 3]", "choose1.dense1.b [3]"]);
  expect(storages("input x: [N, 3]\n output y = x |> Choose(true, 1)", layer)).toEqual([]);
  const run = new Run(compiled("model M {\n input x: [N]\n output y = if x > 1 then x else if x < 0 then -10 else 0\n}"), { N: 3 });
  expect(run.step("predict", { x: vector(2, -1, 0.5) }).get("y")).toEqual([2, -10, 0]);
  // What is not taken is not run: C == 3 decides whether the shapes fit.
  expect(codes("model M {\n input x: [N, 3]\n output y = L()(x)\n}\nlayer L()(x: [N, C]) {\n return if C == 3 then x else x + zeros[7, 9]\n}")).toEqual([]);
});

test("two layers in one pipe of a file with capital and small names; fn in a model sees its names", () => {
  const run = new Run(compiled("model M {\n input x: [N, 2]\n k = 3\n fn scaled(u: [N, D]) -> [N] = k * sum(u, axis: -1)\n output y = scaled(x)\n}"), { N: 1 });
  expect(run.step("predict", { x: array([1, 2], [1, 2]) }).get("y")).toEqual([9]);
});
