import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { check } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderers } from "../../src/diagnostics/render/index.ts";
import { diagnose } from "../../src/diagnostics/report.ts";
import { actual, expected, redraw } from "./drawing.ts";
import { sarifProblems } from "../support/sarif.ts";

const folder = import.meta.dirname;
const names = readdirSync(folder).filter((name) => name.endsWith(".nnet")).sort();

function load(name: string): Source | undefined {
  try {
    return { name, text: readFileSync(join(folder, name), "utf8") };
  } catch {
    return undefined;
  }
}

function read(name: string): Source {
  const source = load(name);
  if (!source) throw new Error(`no ${name}`);
  return source;
}

const diagnosticsOf = (source: Source): readonly Diagnostic[] => check(source, { load }).diagnostics;

if (process.env["UPDATE_FIXTURES"]) {
  for (const name of names) {
    let { text } = read(name);
    // Until it rests: drawn lines move the ones below, of which messages may speak.
    for (let round = 0, before = ""; text !== before && round < 4; round += 1) {
      before = text;
      text = redraw(text, actual(diagnosticsOf({ name, text }), { name, text }));
    }
    writeFileSync(join(folder, name), text);
  }
}

describe("the messages are those that are drawn", () => {
  test.each(names)("%s", (name) => {
    const source = read(name);
    const wanted = expected(source.text);
    expect(wanted.length, "a fixture expects something").toBeGreaterThan(0);
    expect(actual(diagnosticsOf(source), source, wanted)).toEqual(wanted);
  });
});

test("at least 30 broken models give exactly one coded error each", () => {
  const single = names.filter((name) => diagnosticsOf(read(name)).length === 1);
  expect(single.length).toBeGreaterThanOrEqual(30);
});

describe("all four formats point at the same place", () => {
  test.each(names)("%s", async (name) => {
    const diagnostics = diagnosticsOf(read(name));
    const [first] = expected(read(name).text);
    const text: Record<string, string> = {};
    for (const { name: format, render } of renderers) text[format] = await render({ diagnostics, files: 1, version: "0" });
    const { line, from, head } = first!;
    const code = /\[(.*?)\]/.exec(head)![1]!;
    expect(text["text"]).toContain(`${head}\n`);
    expect(text["text"]).toContain(`--> ${name}:${line}:${from}\n`);
    expect(JSON.parse(text["json"]!).diagnostics).toContainEqual(expect.objectContaining({ code, file: name, start: expect.objectContaining({ line, column: from }) }));
    expect(text["github"]).toMatch(new RegExp(`^::\\w+ file=${name},line=${line},.*title=${code}::`, "m"));
    expect(sarifProblems(JSON.parse(text["sarif"]!))).toEqual([]);
    expect(JSON.parse(text["sarif"]!).runs[0].results).toContainEqual(
      expect.objectContaining({
        ruleId: code,
        locations: [{ physicalLocation: { artifactLocation: expect.objectContaining({ uri: name }), region: expect.objectContaining({ startLine: line, startColumn: from }) } }],
      }),
    );
  });
});

test("the harness notices a missing, an unexpected and a displaced message", () => {
  const source: Source = { name: "a.nnet", text: "abc def\n//  ^^^ error[missing-file]: there is no file `x`\n" };
  const wanted = expected(source.text);
  const found = diagnose("missing-file", { path: "x" }, { span: { source, start: 4, end: 7 } });
  expect(actual([found], source, wanted)).toEqual(wanted);
  expect(actual([], source, wanted)).not.toEqual(wanted);
  expect(actual([found, found], source, wanted)).not.toEqual(wanted);
  expect(actual([{ ...found, span: { source, start: 4, end: 6 } }], source, wanted)).not.toEqual(wanted);
  expect(actual([{ ...found, message: "other" }], source, wanted)).not.toEqual(wanted);
});
