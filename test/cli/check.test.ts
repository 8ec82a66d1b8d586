import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc, tiny } from "./run.ts";

const broken = tiny.replace("softmax(logits)", "softmax(logit)");
const fitting = `model Net {
  input x: [N, H, W, 1]
  output y = x |> Conv(4, 5, pad: same) |> max_pool(2)
}
`;

test("right files: exit 0, a summary and what sizes must fulfil", () => {
  const cwd = folderWith({ "a.nnet": tiny, "b/c.nnet": fitting });
  const { code, out, err } = nnc(["check"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/no errors in 2 files\n$/);
  expect(out).toMatch(/^b\/c.nnet: Net: .*\b[HW]\b/m);
});

test("findings: exit 1, on stdout", () => {
  const cwd = folderWith({ "a.nnet": tiny, "b.nnet": broken });
  const { code, out, err } = nnc(["check", "*.nnet"], { cwd });
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(/^error\[unknown-name\]: .*\n {2}--> b.nnet:6:\d+\n/);
  expect(out).toMatch(/1 error in 2 files\n$/);
});

test.each(["json", "github", "sarif"])("--format %s is nothing but that", (format) => {
  const cwd = folderWith({ "b.nnet": broken });
  const { code, out, err } = nnc(["check", "--format", format, "b.nnet"], { cwd });
  expect({ code, err }).toEqual({ code: 1, err: "" });
  if (format === "github") expect(out).toMatch(/^::error file=b.nnet,line=6,[^\n]*title=unknown-name::[^\n]*\n$/);
  else expect(() => JSON.parse(out)).not.toThrow();
  if (format === "sarif") expect(JSON.parse(out).runs[0].tool.driver.rules[0].helpUri).toMatch(/^file:.*docs\/errors\/unknown-name.md$/);
});

test("standard input", () => {
  expect(nnc(["check", "-"], { input: tiny })).toMatchObject({ code: 0 });
  expect(nnc(["check", "-"], { input: broken }).out).toContain("--> <stdin>:6:");
});

test("imports are found beside the file, and reported once", () => {
  const cwd = folderWith({
    "m/a.nnet": `import { L } from "./lib/l.nnet"\n${tiny.replace("Dense(3)", "L(3)")}`,
    "m/b.nnet": `import { L } from "./lib/l.nnet"\n${tiny.replace("Dense(3)", "L(3)")}`,
    "m/lib/l.nnet": "layer L(units)(x: [N, D]) -> [N, units] {\n  return x |> Dense(units)\n}\n",
  });
  expect(nnc(["check", "m"], { cwd })).toMatchObject({ code: 0 });
  const bad = folderWith({
    "a.nnet": `import { L } from "./l.nnet"\n${tiny}`,
    "b.nnet": `import { L } from "./l.nnet"\n${tiny}`,
    "l.nnet": "layer L(units)(x: [N, D]) {\n  return x |> ) Dense(units)\n}\n",
  });
  expect(nnc(["check", "a.nnet", "b.nnet"], { cwd: bad }).out).toMatch(/1 error in 2 files\n$/);
});

test("--set fixes sizes", () => {
  const cwd = folderWith({ "a.nnet": fitting });
  expect(nnc(["check", "a.nnet", "--set", "H=1"], { cwd }).out).toContain("error[window-too-large]");
  expect(nnc(["check", "a.nnet", "--set", "H=8", "--set", "W=8"], { cwd })).toMatchObject({ code: 0 });
  expect(nnc(["check", "a.nnet", "--set", "Q=8"], { cwd }).out).toContain("error[unknown-size]");
  // The name of an input is not that of a size.
  expect(nnc(["check", "a.nnet", "--set", "x=8"], { cwd }).out).toContain("error[unknown-size]");
  expect(nnc(["check", "a.nnet", "--set", "H=x"], { cwd })).toMatchObject({ code: 2 });
});

test("wrong files: exit 2, on stderr", () => {
  const cwd = folderWith({ "digits.nnet": tiny, "latin.nnet": Uint8Array.of(0xe4) });
  for (const [words, code] of [
    [["digit.nnet"], "missing-file"],
    [["*.onnx"], "no-files-match"],
    [["latin.nnet"], "not-utf8"],
  ] as const) {
    const run = nnc(["check", ...words], { cwd });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`error[${code}]`);
  }
  expect(nnc(["check", "digit.nnet"], { cwd }).err).toContain("did you mean `digits.nnet`?");
});

test("--fix writes what is suggested, sizes and names, and says what is left", () => {
  const text = `model M {
  input x: [N, 28, W, 1]
  a: [_, _, _, 6] = x |> Conv(6, 5)
  b = a |> reluu
  output b
}
`;
  const cwd = folderWith({ "m.nnet": text });
  const { diagnostics } = JSON.parse(nnc(["check", "--format", "json", "m.nnet"], { cwd }).out) as { diagnostics: { code: string; fix?: { edits: { text: string }[] } }[] };
  expect(diagnostics.map((d) => [d.code, d.fix?.edits[0]?.text])).toEqual([["unknown-name", "relu"], ["fill-in", "N"], ["fill-in", "24"], ["fill-in", "W - 4"]]);
  const { code, out, err } = nnc(["check", "--fix", "m.nnet"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "m.nnet: 4 places changed\n" });
  expect(out).toMatch(/no errors in 1 file\n$/);
  expect(readFileSync(join(cwd, "m.nnet"), "utf8")).toBe(text.replace("[_, _, _, 6]", "[N, 24, W - 4, 6]").replace("reluu", "relu"));
  expect(nnc(["check", "--fix", "m.nnet"], { cwd }).err).toBe("");
});
