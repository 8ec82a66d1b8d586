import { expect, test } from "vitest";
import { format } from "../../src/syntax/format.ts";
import { meaning, parseText, sources } from "./support.ts";
import { random } from "./random.ts";

function formatted(text: string): string {
  const result = format({ name: "test.nnet", text });
  expect(result.diagnostics).toEqual([]);
  return result.text;
}

/** Formatting keeps the meaning and every comment, and is done after one time. */
function holds(text: string): void {
  const once = formatted(text);
  expect(meaning(parseText(once))).toBe(meaning(parseText(text)));
  expect(formatted(once)).toBe(once);
  const comments = (source: string) => parseText(source).comments.map((comment) => comment.image.trimEnd()).sort();
  expect(comments(once)).toEqual(comments(text));
}

const real = sources();

test.each(real.map(({ name, text }) => [name, text]))("%s", (_, text) => holds(text));

test("comments, blank lines and rows stay", () => {
  const text = `// A file.

/// The first.
layer A(
  units, // how many
  bias = true
)(x: [..., D]) -> [..., units] {
  // Before.
  y = x // beside


  // Alone.

  return y
    |> Dense(3) |> relu // first row
    // between
    |> Dense(4)
  // last
}

layer Empty()(x) {
  // nothing
}

train = 3
`.replace("\ntrain = 3\n", "");
  expect(formatted(text)).toBe(text.replace("beside\n\n\n", "beside\n\n"));
  holds(text);
});

test("settings that come in pairs and batches in parts stay as they are", () => {
  const text = "model M {\n  train { minimize l over a using f over b using g batch 2 * n in k + 1 parts average 0.9 }\n}\n";
  expect(formatted(text)).toBe(text);
  holds(text);
});

test("parentheses are written where the grammar needs them, and nowhere else", () => {
  const bodies = [
    "(a + b) * c", "a - (b - c)", "a / (b * c)", "(-a)^2", "-a^2", "2^(-a)", "(a^b)^c", "-(a + b)", "-(-a)", "not (a and b)", "(not a) == b",
    "(sum[i] a[i]) * b", "sum[i] (-a[i])", "sum[i] (a + b)", "(if a then b else c) + d", "if (if a then b else c) then d else e",
    "(a |> f)[0]", "(a + b)(c)", "a |> (b |> c)", "(a < b) == c", "a and (b or c)", "(0..3) + 1", "sum[i] ([1, 2])", "(a + sum[i] b) * c",
    "softmax[s](a)", "mean[n] (a)", "x[(a + b):, ..., :c]", "f(a: (b))", "- (a * b)", "not not a", "sum[i] sum[j] a",
  ];
  for (const body of bodies) holds(`fn f(x) = ${body}\n`);
  expect(formatted("fn f(x) = ((a) + ((b * (c))))\n")).toBe("fn f(x) = a + b * c\n");
  // What people misread.
  expect(formatted("fn f(x) = a or b and c\n")).toBe("fn f(x) = a or (b and c)\n");
});

test("a comment anywhere survives", () => {
  const next = random(7);
  let tried = 0;
  for (const { text } of real) {
    const { tokens } = { tokens: [...text.matchAll(/[A-Za-z_]\w*|[^\s\w]/g)].map((match) => match.index) };
    for (let i = 0; i < 5; i++) {
      const at = tokens[Math.floor(next() * tokens.length)] ?? 0;
      const commented = `${text.slice(0, at)}// here ${i}\n${text.slice(at)}`;
      // A line break in the middle of a statement may be a mistake; then there is nothing to format.
      if (parseText(commented).diagnostics.length > 0) continue;
      tried++;
      holds(commented);
    }
  }
  expect(tried).toBeGreaterThan(50);
});

test("a text with mistakes stays as it is", () => {
  const text = "fn f(x)  =  x +\n";
  expect(format({ name: "test.nnet", text })).toMatchObject({ text, diagnostics: [{ code: "missing-value" }] });
});

test("settings on a line that is too long get a line each, as deep as the first", () => {
  const settings = ["minimize first_of_the_losses + 0.5 * second_of_the_losses", "over     weights(net)", "using    sgd(lr: 0.1, momentum: 0.9)", "over     all except weights(net)", "using    sgd(lr: 0.2)", "clip     norm(5)"];
  const words = settings.map((s) => s.replace(/ +/g, " "));
  const text = `model M {\n  train { ${words.join(" ")} }\n}\n`;
  expect(formatted(text)).toBe(`model M {\n  train {\n${words.map((s) => `    ${s}\n`).join("")}  }\n}\n`);
  holds(text);
});

test("one real number is [], as it was written", () => {
  const text = "layer L()(x) {\n  param w: [] ~ ones\n  state seen: [] = 0\n  return w * x\n}\n";
  expect(formatted(text)).toBe(text);
  holds(text);
});
