import { span, type Source } from "../../src/base/source.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnose } from "../../src/diagnostics/report.ts";

export function at(source: Source, part: string, after = 0) {
  const start = source.text.indexOf(part, after);
  if (start < 0) throw new Error(`no ${part}`);
  return span(source, start, start + part.length);
}

const lenet: Source = { name: "lenet.nnet", text: `${"\n".repeat(6)}    |> Conv(120, 5)\n    |> relu\n` };
const residual: Source = { name: "residual.nnet", text: `${"\n".repeat(4)}  return relu(f + x)\n` };

/** The errors that the language's description prints. */
export const windowTooLarge: Diagnostic = diagnose(
  "window-too-large",
  { window: "5x5 kernel", input: "4x4" },
  {
    span: at(lenet, "Conv(120, 5)"),
    label: "floor((4 + 2*0 - 5)/1) + 1 = 0",
    notes: [{ name: "sizes", text: "image 28 -> Conv 5 -> 24 -> max_pool 2 -> 12 -> Conv 5 -> 8 -> max_pool 2 -> 4" }],
    help: "the smallest image that fits is 32x32; or write `pad: same` here",
  },
);

export const shapesDiffer: Diagnostic = diagnose(
  "shapes-differ",
  { what: "`+`" },
  {
    span: at(residual, "f + x"),
    notes: [
      { name: "f", text: "[N, 28, 28, 128]   halved by `stride: 2` on line 3" },
      { name: "x", text: "[N, 56, 56, 64]   the input of `Residual`, line 1" },
      { name: "", text: "axes 1, 2 and 3 differ; the batch axis agrees" },
    ],
    help: "project the shortcut: `x |> Conv(128, 1, stride: 2)`",
  },
);

export const inData: Diagnostic = diagnose("unreadable-file", { path: "digits.csv.gz", why: "it is cut off" }, { place: "digits.csv.gz:12" });
export const inFlag: Diagnostic = diagnose("bad-option-value", { option: "--batch", value: "x", expected: "a whole number" }, { place: "--batch" });
