import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { github } from "../../src/diagnostics/render/github.ts";
import { json } from "../../src/diagnostics/render/json.ts";
import { sarif } from "../../src/diagnostics/render/sarif.ts";
import { diagnose } from "../../src/diagnostics/report.ts";
import { sarifProblems } from "../support/sarif.ts";
import { at, inData, inFlag, shapesDiffer, windowTooLarge } from "./examples.ts";

const odd = { name: "dir,a:b 100%/ä b.nnet", text: "a =\n b\n" };
const severalLines = diagnose("shapes-differ", { what: "100 %\r\n::error::x" }, { span: at(odd, "=\n b") });
const all: readonly Diagnostic[] = [windowTooLarge, shapesDiffer, inData, inFlag, severalLines];

test("json is one versioned object with exact ranges", async () => {
  const value = JSON.parse(await json.render({ diagnostics: all, files: 2, version: "0" }));
  expect(value.version).toBe(1);
  expect(value.summary).toEqual({ files: 2, errors: 5, warnings: 0 });
  expect(value.diagnostics).toHaveLength(5);
  expect(value.diagnostics[0]).toMatchObject({
    code: "window-too-large",
    severity: "error",
    file: "lenet.nnet",
    start: { line: 7, column: 8, offset: 13 },
    end: { line: 7, column: 20, offset: 25 },
    label: "floor((4 + 2*0 - 5)/1) + 1 = 0",
  });
  expect(value.diagnostics[2]).toMatchObject({ place: "digits.csv.gz:12" });
  expect(value.diagnostics[2].file).toBeUndefined();
});

test("github annotations escape what would end or split them", async () => {
  const lines = (await github.render({ diagnostics: all, version: "0" })).trimEnd().split("\n");
  expect(lines).toHaveLength(all.length);
  expect(lines[0]).toMatch(/^::error file=lenet.nnet,line=7,endLine=7,col=8,endColumn=20,title=window-too-large::a 5x5 kernel does not fit its 4x4 input%0Afloor/);
  expect(lines[2]).toBe("::error file=digits.csv.gz,line=12,title=unreadable-file::`digits.csv.gz` cannot be read: it is cut off");
  expect(lines[3]).toMatch(/^::error title=bad-option-value::/);
  expect(lines[4]).toBe(
    "::error file=dir%2Ca%3Ab 100%25/ä b.nnet,line=1,endLine=2,title=shapes-differ::the two sides of 100 %25%0D%0A::error::x do not have the same shape",
  );
});

test("sarif has rules, regions and URIs", async () => {
  const page = (code: string) => `# ${code}\n\nWhat it\nmeans.\n`;
  const pageUri = (code: string) => `file:///docs/errors/${code}.md`;
  const log = JSON.parse(await sarif.render({ diagnostics: all, version: "1.2.3", page, pageUri }));
  const [run] = log.runs;
  expect(run.tool.driver).toMatchObject({ name: "nnc", version: "1.2.3" });
  expect(run.tool.driver.rules.map((r: { id: string }) => r.id)).toEqual(["window-too-large", "shapes-differ", "unreadable-file", "bad-option-value"]);
  expect(run.tool.driver.rules[0]).toMatchObject({ helpUri: "file:///docs/errors/window-too-large.md", fullDescription: { text: "What it means." } });
  expect(run.results).toHaveLength(all.length);
  expect(run.results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: "lenet.nnet" },
    region: { startLine: 7, startColumn: 8, endLine: 7, endColumn: 20 },
  });
  expect(run.results[3].locations).toBeUndefined();
  expect(run.results[4].locations[0].physicalLocation.artifactLocation.uri).toBe("dir%2Ca%3Ab%20100%25/%C3%A4%20b.nnet");
});

test("sarif is valid by the schema of SARIF 2.1.0", async () => {
  const log = await sarif.render({ diagnostics: all, version: "1.2.3", page: (code) => `# ${code}\n\nText.\n` });
  expect(sarifProblems(JSON.parse(log))).toEqual([]);
  // The check must be able to fail.
  expect(sarifProblems(JSON.parse(log.replaceAll('"startLine"', '"firstLine"')))).not.toEqual([]);
  expect(sarifProblems(JSON.parse(log.replace('"2.1.0"', '"2.0.0"')))).not.toEqual([]);
});
