import { expect, test } from "vitest";
import { grouped, meaning, parseText } from "./support.ts";

test.each([
  ["a + b * c", "(a + (b * c))"],
  ["a - b - c", "((a - b) - c)"],
  ["-x^2", "(- (x ^ 2))"],
  ["2^-x^2", "(2 ^ (- (x ^ 2)))"],
  ["a^b^c", "(a ^ (b ^ c))"],
  ["-a * b", "((- a) * b)"],
  ["a @ b / c", "((a @ b) / c)"],
  ["not a == b and c or d", "(((not (a == b)) and c) or d)"],
  ["a or b and c", "(a or (b and c))"],
  ["a + 1 |> f |> g(2)", "(((a + 1) |> f) |> g(2))"],
  ["if a then b else c |> f", "(if a then b else (c |> f))"],
  ["1 + if a then b else c + d", "(1 + (if a then b else (c + d)))"],
  ["if a then b else if c then d else e", "(if a then b else (if c then d else e))"],
  ["columns(0..63)", "columns((0 .. 63))"],
  ["n - 1..n + 1", "((n - 1) .. (n + 1))"],
  ["0.5 + 1e-3", "(0.5 + 0.001)"],
  ["f(x)(y)[0]", "f(x)(y)[0]"],
  ["x[:, t] + x[..., 0] + x[1:T, :k, 2:]", "((x[:, t] + x[..., 0]) + x[1:T, :k, 2:])"],
  ["sum[i] x[n, i] * W[i, o] + b[o]", "((sum<i> (x[n, i] * W[i, o])) + b[o])"],
  ["a * sum[i] b * c + d", "((a * (sum<i> (b * c))) + d)"],
  ["mean[n] (a * b) + c", "((mean<n> (a * b)) + c)"],
  ["softmax[s](a) * b", "(softmax[s](a) * b)"],
  ["zeros[N, 2*u]", "zeros[N, (2 * u)]"],
  ["sum[i] - x", "(sum[i] - x)"],
  ["sum[i, j] sum[k] x[i, j, k]", "(sum<i,j> (sum<k> x[i, j, k]))"],
  ["Stem() from \"a.safetensors\"", "(Stem() from \"a.safetensors\")"],
  ["moments(x, over: leading)", "moments(x, over: leading)"],
  ["f(from: 1, where: 2, in: 3, batch: data)", "f(from: 1, where: 2, in: 3, batch: data)"],
  ["train + data + batch + loss + seed", "((((train + data) + batch) + loss) + seed)"],
  ["\"a\\n\\u{1F600}\\\"\"", "\"a\\n😀\\\"\""],
  ["(a < b) == c", "((a < b) == c)"],
  ["a < b < c", "! chained-comparison"],
  ["f(\n  a,\n  b,\n)", "f(a, b)"],
])("%s", (text, tree) => expect(grouped(text)).toBe(tree));

test.each([
  ["a line that begins with an operator goes on", "  y = a\n    + b\n", "  y = a + b\n"],
  ["also with `-`", "  y = a\n  - b\n", "  y = a - b\n"],
  ["also with a pipe, over a comment and a blank line", "  y = a\n    // c\n\n    |> f\n", "  y = a |> f\n"],
  ["also with `and`, `then` and `else`", "  y = if a\n    and b\n  then c\n  else d\n", "  y = if a and b then c else d\n"],
  ["a line that ends with an operator goes on", "  y = a +\n    b\n", "  y = a + b\n"],
  ["line ends mean nothing in brackets", "  y = f(\n  a\n  )[\n 0 ]\n", "  y = f(a)[0]\n"],
  ["`}` ends a statement", "  if a { y = b }\n", "  if a {\n    y = b\n  }\n"],
  ["`else` may stand on a new line", "  if a { y = b }\n  else { y = c }\n", "  if a { y = b } else { y = c }\n"],
])("%s", (_, one, other) => {
  const read = (body: string) => parseText(`layer A(x) {\n${body}}\n`);
  expect(read(one).diagnostics).toEqual([]);
  expect(meaning(read(one))).toBe(meaning(read(other)));
});

test.each(["  y = a\n  [b] = c\n", "  y = a\n  (b)\n"])("a line that begins with a bracket is a new statement", (body) => {
  const [layer] = parseText(`layer A(x) {\n${body}}\n`).file.declarations;
  const [first] = layer?.kind === "layer" ? layer.body.statements : [];
  expect(first?.kind === "assignment" && first.value.kind).toBe("identifier");
});
