import { expect, test } from "vitest";
import { textOf } from "../../src/base/source.ts";
import { visit } from "../../src/syntax/visit.ts";
import { format } from "../../src/syntax/format.ts";
import { meaning, parseText, sources } from "./support.ts";

test("a walk meets every name in the order of the text, knows the way down, and can pass over a part", () => {
  const { file } = parseText("fn f(a: index(K)[N]) -> [M] = g(b, c: d)[e:, ...]\n");
  const names: string[] = [];
  visit(file, { identifier: (node, parents) => void names.push(`${parents.length > 0 ? "" : "!"}${textOf(node.span)}`) });
  expect(names).toEqual(["f", "a", "K", "N", "M", "g", "b", "c", "d", "e"]);
  const outside: string[] = [];
  visit(file, { call: () => false, identifier: ({ name }) => void outside.push(name) });
  expect(outside).toEqual(["f", "a", "K", "N", "M", "e"]);
});

test("the clip of a train phase is met too", () => {
  const { file } = parseText("model M { train { minimize a clip norm(limit) } }\n");
  const names: string[] = [];
  visit(file, { identifier: ({ name }) => void names.push(name) });
  expect(names).toEqual(["M", "a", "limit"]);
});

const real = sources();

test("line ends of Windows mean the same, docs included", () => {
  expect(real.length).toBeGreaterThan(0);
  for (const { name, text } of real) {
    const windows = text.replaceAll("\n", "\r\n");
    expect(meaning(parseText(windows)), name).toBe(meaning(parseText(text)));
    expect(format({ name, text: windows }).text).toBe(format({ name, text }).text);
  }
});
