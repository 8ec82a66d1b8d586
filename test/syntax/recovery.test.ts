import { expect, test } from "vitest";
import { cpuMilliseconds, mistakes, parseText } from "./support.ts";

const layer = (...lines: string[]): string => `layer A(x: [N]) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const model = (...lines: string[]): string => `model M {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

/** A broken text and its mistakes, each as its code and the text under the carets. */
const broken: readonly (readonly [string, string, readonly string[]])[] = [
  ["a value is missing before the line ends", layer("y = x +", "return y"), ['missing-value "+"']],
  ["a value is missing after `=`", layer("y =", "return x"), ['missing-value "="']],
  ["a value is missing in a call", layer("return f(x, )(, x)", "y = f(a,,b)"), ['missing-value "("', 'missing-value ","']],
  ["a string does not end", layer('y = f("abc)', "return y"), ['unterminated-string "\\"abc)"']],
  ["a bracket of a call is not closed", layer("y = f(x, 3", "return y"), ['unclosed-bracket "("']],
  ["a bracket of a type is not closed", "layer A(x: [N) {\n  return x\n}\n", ['unclosed-bracket "["']],
  ["a brace is not closed, by indentation", layer("if a {", "  return x", "return y"), ['unclosed-bracket "{"']],
  ["a brace is not closed before a declaration", `layer B(x) {\n  return x\n\n${layer("return x")}`, ['unclosed-bracket "{"']],
  ["a brace too many", layer("if a { return x } }", "return y"), ['unopened-bracket "}"']],
  ["the wrong bracket", layer("y = (x]", "return y"), ['unopened-bracket "]"']],
  ["operators of C", layer("y = x ** 2", "z = a && b", "w = a || !b"), ['foreign-syntax "**"', 'foreign-syntax "&&"', 'foreign-syntax "||"']],
  ["semicolons", layer("y = x;", "return y"), ['foreign-syntax ";"']],
  ["comments of C", layer("/* y\n = x */", "return y"), ['foreign-syntax "/* y\\n = x */"']],
  ["comments of Python", layer("y = x # the input", "return y"), ['foreign-syntax "# the input"']],
  ["single quotes", layer("y = f('same')", "return y"), ['foreign-syntax "\'same\'"']],
  ["an unknown character", layer("y = größe + 1", "return x % 2"), ['unknown-character "öß"', 'unknown-character "%"']],
  ["numbers", layer("y = 3x", "z = 1_000", "w = .5"), ['malformed-number "3x"', 'malformed-number "1_000"', 'unexpected-token "."']],
  ["an escape", layer('y = f("a\\q")'), ['unknown-escape "\\\\q"']],
  ["a declaration misspelt", "layr A(x) {\n  return x\n}\n", ['unknown-keyword "layr"']],
  ["a declaration of Python", "def f(x) = x\n", ['unknown-keyword "def"']],
  ["a statement misspelt", model("imput x: [N]", "output y = 3"), ['unknown-keyword "imput"']],
  ["a setting misspelt", model("train { minimize a ovr b }"), ['unknown-keyword "ovr"']],
  ["a setting twice", model("train { minimize a batch 3 batch 4 }"), ['duplicate-setting "batch"']],
  ["nothing to minimize", model("train { over net }"), ['missing-minimize "train"']],
  ["a setting without a value", model("train { minimize over net }"), ['missing-value "minimize"']],
  ["an unknown clip", model("train { minimize a clip l2(3) }"), ['unknown-clip "l2"']],
  ["a statement at the top", "param W: [D]\ninput x: [N]\n", ['misplaced-statement "param"', 'misplaced-statement "input"']],
  ["an input in a layer", layer("input y: [N]", "return x"), ['misplaced-statement "input y: [N]"']],
  ["`=` for `==`", layer("if x = 3 { return x }", "return x"), ['unexpected-token "="']],
  ["`=` for `:`", layer("return f(x, axis = 1)"), ['unexpected-token "="']],
  ["`+=`", layer("y += 1", "return y"), ['missing-value "+"']],
  ["members", layer("y = x.shape"), ['unexpected-token "."']],
  ["a choice without `else`", layer("y = if a then b", "return y"), ['unexpected-token "b"']],
  ["targets", layer("f(x) = 3", "y[1] = 2", "a, b := c"), ['invalid-target "f(x)"', 'invalid-target "y[1]"', 'invalid-target "a"']],
  ["types in the wrong place", "layer A(n: int)(x: float[N]) {\n  return x\n}\n", ['unexpected-type "int"']],
  ["an element type", layer("param W: float[N] ~ ones"), ['unknown-element-type "float"']],
  ["comparisons in a row", layer("return a < b < c"), ['chained-comparison "<"']],
  ["an import without braces", 'import A from "a.nnet"\n', ['unexpected-token "A"']],
  ["three statements, three mistakes", layer("y = x +", "z = f(x", "w = a.b", "return y"), ['missing-value "+"', 'unclosed-bracket "("', 'unexpected-token "."']],
];

test.each(broken)("%s", (_, text, expected) => expect(mistakes(text)).toEqual(expected));

test("what is right around a mistake is read", () => {
  const { file } = parseText(`${layer("y = x +", "z = x", "return z")}fn f(x) = x\nfn g(x = x\nfn h(x) = x\n`);
  expect(file.declarations).toMatchObject([{ body: { statements: [{ kind: "assignment" }, { kind: "return" }] } }, { name: { name: "f" } }, { name: { name: "h" } }]);
});

test("messages say what was expected, after what, and what is there", () => {
  const [first] = parseText(layer("return f(x y)")).diagnostics;
  expect(first?.message).toBe("expected `,` or `)` after `x`, found `y`");
  const [second] = parseText("layr A(x) { }\n").diagnostics;
  expect(second).toMatchObject({ help: "did you mean `layer`?", fix: { edits: [{ text: "layer" }] } });
});

const hostile: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["NUL", "\0"],
  ["a lone surrogate", "fn f(x) = \ud800\n"],
  ["a lone surrogate in a string", 'fn f(x) = "\udc00"\n'],
  ["100,000 open parentheses", `fn f(x) = ${"(".repeat(100_000)}`],
  ["100,000 nested parentheses", `fn f(x) = ${"(".repeat(100_000)}x${")".repeat(100_000)}\n`],
  ["10,000 open blocks", "layer A(x) {\n".repeat(10_000)],
  ["100,000 closing brackets", "}])".repeat(30_000)],
  ["a sum of 100,000", `fn f(x) = x${" + x".repeat(100_000)}\n`],
  ["100,000 signs", `fn f(x) = ${"- ".repeat(100_000)}x\n`],
  ["100,000 powers", `fn f(x) = x${"^x".repeat(100_000)}\n`],
  ["100,000 calls", `fn f(x) = x${"(x)".repeat(100_000)}\n`],
  ["100,000 conditionals", `fn f(x) = ${"if a then ".repeat(100_000)}`],
  ["100,000 cases", `fn f(x) = ${"if a then b else ".repeat(100_000)}c\n`],
  ["100,000 sums", `fn f(x) = ${"sum[i] ".repeat(100_000)}x\n`],
  ["100,000 scans", `fn f(x) = ${"scan t in ".repeat(100_000)}x\n`],
  ["a string of 600 kB", `fn f(x) = "${"\\a".repeat(300_000)}"`],
  ["50,000 mistakes", model(..."a b\n".repeat(50_000).split("\n"))],
];

test.each(hostile)("%s is read in linear time without an exception", (_, text) => {
  const start = cpuMilliseconds();
  const { diagnostics } = parseText(text);
  expect(cpuMilliseconds() - start).toBeLessThan(3000);
  expect(diagnostics.length > 0).toBe(text.length > 0 && !text.includes('"\udc00"'));
  for (const { span } of diagnostics) expect(span && span.start >= 0 && span.end <= text.length && span.start <= span.end).toBe(true);
});
