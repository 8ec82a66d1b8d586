import { expect, test } from "vitest";
import { span, type Source } from "../../src/base/source.ts";
import type { Paint } from "../../src/diagnostics/render/index.ts";
import { renderDiagnostic, text } from "../../src/diagnostics/render/text.ts";
import { diagnose } from "../../src/diagnostics/report.ts";
import { at, inData, inFlag, shapesDiffer, windowTooLarge } from "./examples.ts";

const source = (value: string): Source => ({ name: "a.nnet", text: value });
const message = { what: "`+`" };
const rendered = (...args: Parameters<typeof diagnose<"shapes-differ">>[2][]) => renderDiagnostic(diagnose("shapes-differ", message, args[0]));

test("the three forms that the description of the language prints", () => {
  expect(renderDiagnostic(windowTooLarge)).toBe(`\
error[window-too-large]: a 5x5 kernel does not fit its 4x4 input
  --> lenet.nnet:7:8
   |
 7 |     |> Conv(120, 5)
   |        ^^^^^^^^^^^^ floor((4 + 2*0 - 5)/1) + 1 = 0
   |
   = sizes: image 28 -> Conv 5 -> 24 -> max_pool 2 -> 12 -> Conv 5 -> 8 -> max_pool 2 -> 4
   = help: the smallest image that fits is 32x32; or write \`pad: same\` here
`);
  expect(renderDiagnostic(shapesDiffer)).toBe(`\
error[shapes-differ]: the two sides of \`+\` do not have the same shape
  --> residual.nnet:5:15
   |
 5 |   return relu(f + x)
   |               ^^^^^
   = f: [N, 28, 28, 128]   halved by \`stride: 2\` on line 3
   = x: [N, 56, 56, 64]    the input of \`Residual\`, line 1
   = axes 1, 2 and 3 differ; the batch axis agrees
   = help: project the shortcut: \`x |> Conv(128, 1, stride: 2)\`
`);
  const notes = [{ name: "up", text: "2*floor(H/2)   skip: H   for example H = 5 gives 4 and 5" }];
  const help = "declare the input as [N, 2*h, W, C], or crop: `crop(skip, like: up)`";
  expect(rendered({ place: "unet.nnet:12:10", notes, help })).toBe(`\
error[shapes-differ]: the two sides of \`+\` do not have the same shape
  --> unet.nnet:12:10
   = up: 2*floor(H/2)   skip: H   for example H = 5 gives 4 and 5
   = help: declare the input as [N, 2*h, W, C], or crop: \`crop(skip, like: up)\`
`);
});

test("places without a source", () => {
  expect(renderDiagnostic(inData)).toBe("error[unreadable-file]: `digits.csv.gz` cannot be read: it is cut off\n  --> digits.csv.gz:12\n");
  expect(renderDiagnostic(inFlag)).toMatch(/^ {2}--> --batch$/m);
});

test("tabs, wide characters and combining marks keep the carets under the span", () => {
  const tabs = source("\tf\t+ x\n");
  expect(rendered({ span: at(tabs, "+ x") })).toContain(" 1 |     f   + x\n   |         ^^^\n");
  const wide = source("y = 層 + é\n");
  expect(rendered({ span: at(wide, "+") })).toContain(" 1 | y = 層 + é\n   |        ^\n");
  expect(rendered({ span: at(wide, "層") })).toContain("\n   |     ^^\n");
});

test("spans over several lines, at the end of the file, empty", () => {
  const lines = source("a = f(\n  x,\n  y)\n");
  expect(rendered({ span: at(lines, "f(\n  x,\n  y)"), label: "here" })).toContain(`\
 1 | a = f(
   |     ^^
 2 |   x,
   |   ^^
 3 |   y)
   |   ^^ here
`);
  const long = source(Array.from({ length: 40 }, (_, i) => `line${i}`).join("\n"));
  expect(rendered({ span: span(long, 0, long.text.length) })).toContain("  4 | line3\n    | ^^^^^\n    | ...\n 40 | line39\n    | ^^^^^^\n");
  const end = source("a =");
  expect(rendered({ span: span(end, 3, 3), label: "here" })).toContain(" 1 | a =\n   |    ^ here\n");
  expect(rendered({ span: span(source(""), 0, 0) })).toContain("  --> a.nnet:1:1\n");
  expect(rendered({ span: span(source("a\r\nb\r\n"), 0, 3) })).toContain(" 1 | a\n   | ^\n");
});

test("an overlong line is cropped around the carets", () => {
  const long = source(`${"x".repeat(5000)}+${"y".repeat(5000)}`);
  const out = rendered({ span: at(long, "+") });
  const [line, carets] = out.split("\n").slice(3, 5) as [string, string];
  expect(line.length).toBeLessThan(160);
  expect(line[carets.indexOf("^")]).toBe("+");
});

test("text from outside can't drive the terminal", () => {
  const hostile = source("a = \u001b[2J + \u202e b\n");
  const out = renderDiagnostic(diagnose("missing-file", { path: "x\u001b[31m\ny" }, { span: at(hostile, "+"), help: "\u0007" }));
  expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
  expect(out).toContain("`x␛[31m␊y`");
});

test("several, with the closing line and remarks", () => {
  const remarks = [{ file: "a.nnet", model: "Digits", text: "H >= 32   for the 5x5 window of Conv" }];
  const out = text.render({ diagnostics: [inData, inFlag], files: 1, remarks, version: "0" });
  expect(out).toMatch(/:12\n\nerror\[bad-option-value\][^]*\n\na.nnet: Digits: H >= 32 {3}for the 5x5 window of Conv\n2 errors in 1 file\n$/);
  expect(text.render({ diagnostics: [], files: 3, version: "0" })).toBe("no errors in 3 files\n");
  expect(text.render({ diagnostics: [], version: "0" })).toBe("");
});

test("colours change nothing but colours", () => {
  const paint: Paint = (colours, value) => `<${colours.join()}>${value}</>`;
  const coloured = renderDiagnostic(windowTooLarge, paint);
  expect(coloured).toContain("<red,bold>error[window-too-large]</>");
  expect(coloured.replaceAll(/<[a-z,]*>|<\/>/g, "")).toBe(renderDiagnostic(windowTooLarge));
});
