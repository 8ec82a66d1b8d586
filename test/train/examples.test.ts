import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import type { DataSource, InputDeclaration, Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { loadSplits } from "../../src/train/sources.ts";
import { Size } from "../../src/types/size.ts";
import { tensor } from "../../src/types/tensor.ts";
import { idxFile, text } from "../data/files.ts";

const N = Size.symbol("N");
const inputs: readonly InputDeclaration[] = [
  { name: "image", type: tensor("f32", [N, 2, 2]) },
  { name: "label", type: tensor("i32", [N], 3) },
];

/** `image = reshape(columns(from..to), [2, 2]) / 4`, `label = column(at)` */
function source(overrides: Partial<DataSource> = {}, at = 4): DataSource {
  const builder = new Builder();
  const make = (name: string, from: readonly Node[], attributes = {}): Node => builder.make(ops.get(name)!, from, attributes);
  const sizes = (...n: number[]): Size[] => n.map((k) => Size.of(k));
  const pixels = make("input", [], { name: "columns 0..3", dtype: "f32", shape: sizes(4) });
  const four = make("broadcast", [make("constant", [], { value: 4, dtype: "f32" })], { shape: sizes(2, 2), axes: [] });
  const image = make("div", [make("reshape", [pixels], { shape: sizes(2, 2) }), four]);
  const label = make("convert", [make("input", [], { name: `column ${at}`, dtype: "f32", shape: [] })], { dtype: "i32", bound: Size.of(3) });
  return {
    name: "train",
    format: "csv",
    files: ["a.csv"],
    options: {},
    columns: [
      { name: "columns 0..3", from: 0, to: 3, single: false },
      { name: `column ${at}`, from: at, to: at, single: true },
    ],
    graph: builder.graph("data", [{ name: "image", node: image }, { name: "label", node: label }], []),
    ...overrides,
  };
}

function loaded(sources: readonly DataSource[], files: Readonly<Record<string, Uint8Array>>, wantedInputs = inputs, wanted?: readonly string[]) {
  return loadSplits({ data: sources, inputs: wantedInputs }, (name) => ({ name, bytes: files[name]! }), wanted ? { wanted } : {});
}

test("the data block is run on each row, and its results are stored compactly", () => {
  const { train } = loaded([source()], { "a.csv": text("1,2,3,4,0\n4,8,12,16,2\n") });
  expect(train?.rows).toEqual(Int32Array.of(0, 1));
  expect(train?.dataset).toEqual({
    rows: 2,
    sizes: {},
    legend: {},
    fields: [
      { name: "image", dtype: "f32", shape: [2, 2], stride: 4, data: Float32Array.of(0.25, 0.5, 0.75, 1, 1, 2, 3, 4) },
      { name: "label", dtype: "i32", shape: [], stride: 1, data: Int32Array.of(0, 2) },
    ],
  });
});

test("the data tell sizes that stand in formulas", () => {
  const declared = [{ name: "image", type: tensor("f32", [N, Size.symbol("h").mul(2), Size.symbol("w").add(1)]) }, inputs[1]!];
  const { train } = loaded([source()], { "a.csv": text("1,2,3,4,0\n") }, declared);
  expect(train?.dataset.sizes).toEqual({ h: 1, w: 1 });
});

test("idx files side by side, and another data block for the test split", () => {
  const images = idxFile("u8", [2, 2, 2], [4, 8, 12, 16, 20, 24, 28, 255]);
  const labels = idxFile("u8", [2], [1, 2]);
  const idx = source({ format: "idx", files: ["images", "labels"] });
  const splits = loaded([idx, source({ name: "test" })], { images, labels, "a.csv": text("1,2,3,4,0\n") });
  expect(Object.keys(splits)).toEqual(["train", "test"]);
  expect(splits["train"]?.dataset.fields[0]?.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 63.75));
  expect(splits["test"]?.dataset.fields[1]?.data).toEqual(Int32Array.of(0));
});

test("a split makes train, val and test of one block; unwanted blocks are not read", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i},0,0,0,${i % 3}`).join("\n");
  const divided = source({ split: { parts: [80, 10, 10], shuffle: true, seed: 5 } });
  const splits = loaded([divided], { "a.csv": text(rows) });
  expect(Object.entries(splits).map(([name, s]) => [name, s.rows.length])).toEqual([["train", 16], ["val", 2], ["test", 2]]);
  expect(Object.values(splits).flatMap((s) => [...s.rows]).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  const two = loaded([source({ split: { parts: [80, 0, 20], shuffle: false, seed: 0 } })], { "a.csv": text(rows) });
  expect(Object.keys(two)).toEqual(["train", "test"]);
  expect(loaded([source({ name: "test", files: ["not there"] })], {}, inputs, ["train"])).toEqual({});
});

test("only what the wanted inputs need is read: a file without labels will do to predict", () => {
  const { train } = loaded([source()], { "a.csv": text("1,2,3,4\n") }, inputs.slice(0, 1));
  expect(train?.dataset.fields.map((f) => f.name)).toEqual(["image"]);
});

const broken: readonly (readonly [string, string, number, string, string | undefined, string])[] = [
  ["a label beyond the last class", "1,2,3,4,1\n1,2,3,4,3\n", 4, "data-label-out-of-range", "a.csv:2:5", "the label 3 for `label` is not in 0..2"],
  ["a negative label", "1,2,3,4,-1\n", 4, "data-label-out-of-range", "a.csv:1:5", "the label -1 for `label` is not in 0..2"],
  ["a label with a fraction, which must not be cut off", "1,2,3,4,1.5\n", 4, "data-not-whole", "a.csv:1:5", "1.5 for `label` is not a whole number"],
  ["a number beyond f32", "1e40,2,3,4,1\n", 4, "data-not-finite", "a.csv:1:1", "2.5e+39 for `image`"],
  ["a column that is not there", "1,2,3,4,1\n", 5, "data-column-out-of-range", undefined, "there is no column 5"],
  ["too few columns for a range", "1,2\n", 0, "data-column-out-of-range", undefined, "there is no column 3: the data has 2 columns, 0..1"],
];

test.each(broken)("%s is refused", (_, content, at, code, place, message) => {
  let diagnostics: DiagnosticError["diagnostics"] = [];
  try {
    loaded([source({}, at)], { "a.csv": text(content) });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    diagnostics = error.diagnostics;
  }
  expect(diagnostics.map((d) => [d.code, d.place])).toEqual([[code, place]]);
  expect(diagnostics[0]!.message).toContain(message);
});
