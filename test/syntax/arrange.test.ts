import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arranger } from "../../src/syntax/arrange/arrange.ts";
import { format } from "../../src/syntax/format.ts";
import { meaning, parseText, sources } from "./support.ts";
import { random } from "./random.ts";

const formatted = (text: string): string => format({ name: "test.nnet", text }).text;
const model = (body: string): string => `model M {\n${body}}\n`;

const root = join(import.meta.dirname, "../..");
const real = globSync(["src/std/*.nnet", "examples/**/*.nnet", "test/syntax/language/*.nnet"], { cwd: root }).toSorted();

test("the library, the examples and the page of the language are formatted", () => {
  expect(real.length).toBeGreaterThan(40);
  for (const name of real) {
    const text = readFileSync(join(root, name), "utf8");
    expect(formatted(text), `run \`nnc fmt ${name}\``).toBe(text);
  }
});

test.each([
  ["names, keywords, types and comments", "  a   = f(x)  // one\n  bcd = f(y)  // two\n"],
  ["after keywords", "  output probs    = softmax(z)\n  loss   nll      = f(z)\n  metric accuracy = f(z)\n"],
  ["types and what follows them", "  param gamma: [C] ~ ones\n  param beta:  [C] ~ zeros\n"],
  ["settings", "  train {\n    minimize nll + l2(net)\n    over     net\n    batch    64\n  }\n"],
  ["rows of a pipe", "  y = x\n    |> Conv(6, 3)  |> relu |> max_pool(2)\n    |> Conv(16, 3) |> relu\n    |> flatten\n"],
  ["a pipe under its beginning", "  f = x |> Conv(8, 3) |> relu\n        |> Conv(8, 3)\n"],
  ["`else` under `if`", "  y = if a == 1 then x\n      else x |> relu\n"],
  ["operands under each other", "  y = mean(max(0, f(x)\n                - f(z) + 1))\n"],
  ["past shorter lines and statements of several lines", "  a          = x |> f\n                 |> g\n  output h\n  much_later = x\n"],
  ["a comment apart from its line", "  a = x      // why\n  b = y\n"],
  ["factors close or apart", "  y = f(2*x + 1/3 * y)\n"],
  ["lines that the author ended", "  y = f(\n    x,\n    g(\n      z\n    )\n  )\n  z =\n    a\n    + b\n"],
])("kept: %s", (_, body) => expect(formatted(model(body))).toBe(model(body)));

test.each([
  ["columns are as narrow as they can be", "  a      = x\n  bcd    = y\n", "  a   = x\n  bcd = y\n"],
  ["blanks that align nothing go", "  a   =  x\n  bcdef = y\n", "  a = x\n  bcdef = y\n"],
  ["an empty line parts columns", "  a   = x\n\n  bcd = y\n", "  a = x\n\n  bcd = y\n"],
  ["what stands under each other by chance is not aligned", "  ab = x\n  f(y)\n  cde = z\n", "  ab = x\n  f(y)\n  cde = z\n"],
  ["lines are indented anew", "  y = x\n  |> f\n       |> g\n  z = f(x,\ny)\n", "  y = x\n    |> f\n    |> g\n  z = f(x,\n    y)\n"],
  ["parentheses over several lines", "  y = (x\n    [0])\n", "  y = x[0]\n"],
])("changed: %s", (_, body, wanted) => expect(formatted(model(body))).toBe(model(wanted)));

test("a line of more than 160 columns is broken at 100", () => {
  const long = (n: number): string => `  total = ${Array.from({ length: n }, (_, i) => `value${10 + i}`).join(" + ")}\n`;
  expect(formatted(model(long(15)))).toBe(model(long(15)));
  const lines = formatted(model(long(17))).split("\n");
  expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(100);
  expect(lines[2]).toMatch(/^ {4}\+ value/);
});

/** Blanks and line ends where they do not matter, or not much. */
function disturbed(text: string, next: () => number): string {
  return text.replaceAll(/(?<=[,([]) ?| +(?=\/\/)| (?=[=+*~]|\|>|:=)/g, (blanks) => {
    const draw = next();
    if (draw < 0.1 && blanks === "") return "\n";
    return draw < 0.4 ? " ".repeat(1 + Math.floor(next() * 6)) : blanks;
  });
}

function restless(text: string, by: (text: string) => string): string | undefined {
  const once = by(text);
  if (meaning(parseText(once)) !== meaning(parseText(text))) return `the meaning changed:\n${once}`;
  const twice = by(once);
  return twice === once ? undefined : `not at rest:\n${once}\n${twice}`;
}

test("whatever the layout was, the meaning stays, and formatting again changes nothing", () => {
  const next = random(11);
  let tried = 0;
  for (const { text } of sources()) {
    for (let i = 0; i < 2; i++) {
      const other = disturbed(text, next);
      if (parseText(other).diagnostics.length > 0) continue;
      tried += 1;
      expect(restless(other, formatted)).toBeUndefined();
    }
  }
  expect(tried).toBeGreaterThan(30);
});

test("a layout that never rests, or that changes the meaning, is found", () => {
  const text = "fn f(x) = x\n";
  expect(restless(text, (t) => `${t}\n`)).toContain("not at rest");
  expect(restless(text, () => "fn f(x) = y\n")).toContain("the meaning changed");
});

test("wide tables and deep hangings take linear time", () => {
  const wide = model(`  y = [${"x,  ".repeat(4000)}x]\n  z = [${"x,  ".repeat(4000)}x]\n`);
  const started = process.cpuUsage().user;
  arranger({ wide, narrow: () => wide })(wide);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(3000);
});
