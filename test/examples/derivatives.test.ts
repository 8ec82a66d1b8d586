import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nnc } from "../cli/run.ts";

const root = join(import.meta.dirname, "../..");

/** The graph of the training step as `--print-after simplify` shows it, at the end of simplification. */
function simplified(example: string): ReadonlyMap<string, string> {
  const { code, err } = nnc(["compile", `examples/regression/${example}.nnet`, "--print-after", "simplify", "-o", "-"], { cwd: root });
  expect(code).toBe(0);
  const train = err.split(/^\/\/ /m).findLast((text) => text.startsWith("train, after simplify"));
  return new Map([...(train ?? "").matchAll(/^(%\d+) = (.*)$/gm)].map(([, name, text]) => [name!, text!]));
}

/** What a node is, with what it reads put in its place; leaves by their names. */
function written(graph: ReadonlyMap<string, string>, name: string): string {
  const text = graph.get(name) ?? name;
  const [, op = "", operands] = /^(\w+)(?:\(([^)]*)\))?/.exec(text) ?? [];
  const named = /\{name: "([^"]*)"/.exec(text)?.[1];
  if (operands === undefined) return named ?? (op === "constant" ? (/value: ([^,}]+)/.exec(text)?.[1] ?? "") : op === "size" ? "N" : op);
  const inside = operands.split(", ").map((operand) => written(graph, operand));
  // What only repeats or renames a value says nothing here.
  return ["broadcast", "reshape", "slice"].includes(op) ? inside[0]! : `${op}(${inside.join(", ")})`;
}

/** The cotangent of a value: the last node that has its name. */
function cotangent(graph: ReadonlyMap<string, string>, of: string): string {
  const found = [...graph].findLast(([, text]) => text.endsWith(`// d ${of}`));
  expect(found, `no node is called d ${of}`).toBeDefined();
  return written(graph, found![0]);
}

test("softmax cross-entropy: d logits = (p - y) / N in --print-after=simplify", () => {
  const graph = simplified("softmax");
  const logits = "add(dot(x, unit.W), unit.b)";
  const [p, y] = [`exp(sub(${logits}, reduce_logsumexp(${logits})))`, "convert(eq(iota, kind))"];
  expect(cotangent(graph, "logits")).toBe(`mul(sub(${p}, ${y}), div(1, N))`);
});

test("logistic regression: d logit = (a - y) / N in --print-after=simplify", () => {
  const graph = simplified("logistic");
  expect(cotangent(graph, "logit")).toBe("mul(sub(sigmoid(add(dot(x, unit.W), unit.b)), y), div(1, N))");
});

/** The comment and the code of a function of a committed module. */
function kernel(module: string, name: string): string {
  const text = readFileSync(join(root, `examples/${module}.ts`), "utf8");
  const found = text.split("\n\n").find((part) => part.includes(`\nfunction ${name}(`));
  expect(found, `${module} has no function ${name}`).toBeDefined();
  return found!;
}

test.each(["regression/softmax", "digits/digits", "mlp/mlp", "lenet/lenet"])("the module of %s says p - y, and computes it", (module) => {
  const text = kernel(module, "logits_backward");
  expect(text).toMatch(/^\/\/ {3}d_logits = \(softmax\(logits\) - onehot\(\w+\)\) \/ N$/m);
  // One exponential, one difference from the label, one factor; nothing else is left of the derivative.
  expect(text).toMatch(/d_logits\[\w+\] = \(Math\.exp\(logits\[\w+\]! - \w+\) - \(\w+ === \w+ \? 1 : 0\)\) \* factor;/);
  expect(text.match(/Math\.exp/g)).toHaveLength(1);
});

test("the module of logistic regression says a - y", () => {
  expect(kernel("regression/logistic", "logit_backward")).toMatch(/^\/\/ {3}d_logit = \(sigmoid\(\w+\) - y\) \/ N$/m);
});
