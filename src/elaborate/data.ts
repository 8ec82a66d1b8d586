import { closest } from "../base/closest.ts";
import { textOf } from "../base/source.ts";
import type { DataSource, InputDeclaration, Result } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { elements, sameShape, shapeText, typeText } from "../types/tensor.ts";
import { orPoison } from "./apply.ts";
import { Context, type Findings } from "./context.ts";
import { readerOf } from "./data-reader.ts";
import { DataSizes } from "./data-sizes.ts";
import { evaluate, evaluateNumber, evaluateWhole } from "./evaluate.ts";
import { Instance } from "./instance.ts";
import { columnReaders } from "./intrinsics/columns.ts";
import { Program } from "./program.ts";
import type { Scope } from "./scope.ts";
import { asTensor, broadcasts, broadcastTo, convert } from "./tensors.ts";
import { poison } from "./value.ts";

/** The names a split can have. */
export const splits: readonly string[] = ["train", "val", "test"];

type Column = DataSource["columns"][number];

/** The `data` and `split` declarations of a file, checked against the inputs of its model. */
export function buildData(tree: ast.File, scope: Scope, inputs: readonly InputDeclaration[], findings: Findings): DataSource[] {
  const sources: DataSource[] = [];
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "data") continue;
    const context = contextFor(declaration, scope, findings);
    orPoison(() => {
      const source = buildSource(context, declaration, scope, inputs);
      if (sources.some((s) => s.name === source.name)) context.fail("duplicate-name", { name: source.name }, declaration.name.span);
      sources.push(source);
      return poison;
    });
  }
  for (const declaration of tree.declarations) {
    if (declaration.kind === "split") {
      const context = contextFor(declaration, scope, findings);
      orPoison(() => {
        const at = sources.findIndex((s) => s.name === declaration.data.name);
        const source = sources[at];
        if (!source) {
          if (tree.declarations.some((d) => d.kind === "data" && d.name.name === declaration.data.name)) return poison;
          return context.fail("unknown-name", { name: declaration.data.name }, declaration.data.span, { help: nearHelp(declaration.data.name, sources) });
        }
        sources[at] = { ...source, split: splitOf(context, declaration, scope, sources) };
        return poison;
      });
    }
  }
  return sources;
}

function nearHelp(name: string, sources: readonly DataSource[]): string {
  const near = closest(name, sources.map((s) => s.name));
  return near ? `did you mean \`${near}\`?` : "name a `data` block of this file";
}

function contextFor(declaration: ast.Data | ast.Split, scope: Scope, findings: Findings): Context {
  const name: ast.Identifier = declaration.kind === "data" ? declaration.name : declaration.data;
  const body: ast.Block = { kind: "block", statements: [], span: declaration.span };
  const root = new Instance({ kind: "layer", name, span: declaration.span, hyper: [], inputs: [], body }, scope, "", name.name);
  const context = new Context(findings, new Program("init", false), new Program("data", false), root, new Map());
  context.ownerless = `a \`${declaration.kind}\` block`;
  return context;
}

function buildSource(context: Context, declaration: ast.Data, scope: Scope, inputs: readonly InputDeclaration[]): DataSource {
  const { name } = declaration;
  if (!splits.includes(name.name)) context.fail("unknown-split", { name: name.name }, name.span, { help: "the splits are `train`, `val` and `test`" });
  const { format, files, options } = readerOf(context, declaration.reader, scope);
  const columns = new Map<string, Column>();
  const inside = scope.inner();
  for (const intrinsic of columnReaders(columns)) inside.define(intrinsic.name, { kind: "intrinsic", intrinsic });
  const results: Result[] = [];
  const sizes = new DataSizes(inputs);
  for (const field of declaration.fields) {
    orPoison(() => {
      const [target] = field.targets;
      if (!target || field.targets.length > 1) return context.fail("not-several", { found: "one value", wanted: field.targets.length }, field.span);
      const fieldName = target.name.name;
      const value = asTensor(context, { value: evaluate(context, field.value, inside), span: field.value.span });
      inside.define(fieldName, value);
      const input = inputs.find((i) => i.name === fieldName);
      if (input) results.push({ name: fieldName, node: fit(context, value.node, input, sizes, field) });
      return poison;
    });
  }
  const missing = inputs.find((i) => i.default === undefined && !declaration.fields.some((f) => f.targets.some((t) => t.name.name === i.name)));
  if (missing) {
    const spare = declaration.fields.flatMap((f) => f.targets.map((t) => t.name.name)).filter((n) => !inputs.some((i) => i.name === n));
    const near = closest(missing.name, spare);
    const { shape } = missing.type;
    const example = shape.length === 1 ? `${missing.name} = column(0)` : `${missing.name} = columns(0..9)`;
    context.fail("missing-field", { input: missing.name, data: name.name }, name.span, { help: near ? `\`${near}\` is no input of the model: did you mean \`${missing.name}\`?` : `add a line such as \`${example}\`` });
  }
  return { name: name.name, format, files, options, columns: [...columns.values()], graph: context.program.graph("data", results, []), origin: { name: name.name, span: declaration.span } };
}

/** One example of an input is the input without its batch axis. */
function fit(context: Context, node: Result["node"], input: InputDeclaration, sizes: DataSizes, field: ast.Assignment): Result["node"] {
  const shape = sizes.settle(input, node.type.shape);
  const { span } = field.value;
  if (!broadcasts(node.type.shape, shape) || (node.type.shape.length > 0 && !sameShape(node.type.shape, shape))) {
    context.fail("type-mismatch", { what: input.name, of: "the data", expected: `${typeText({ ...input.type, shape })} (one example of ${typeText(input.type)}${sizes.origins(input)})`, found: typeText(node.type) }, span, { help: shapedLike(node, shape, textOf(span)) });
  }
  return convert(context, broadcastTo(context, node, shape, span), input.type.dtype, span);
}

/** The elements in another shape, or another number of columns. */
function shapedLike({ type }: Result["node"], shape: readonly Size[], text: string): string | undefined {
  const [have, want] = [elements(type), Size.product(shape)];
  if (have.equals(want)) return shape.length === 0 ? `take the number out: \`column(…)\`, or \`${text}[0]\`` : `write \`reshape(${text}, ${shapeText(shape)})\``;
  return text.startsWith("columns(") ? `${want} columns are needed; both ends of a range count: \`columns(0..${want.sub(1)})\`` : undefined;
}

function splitOf(context: Context, declaration: ast.Split, scope: Scope, sources: readonly DataSource[]): NonNullable<DataSource["split"]> {
  const parts = declaration.parts.map((part) => evaluateNumber(context, part, scope));
  const bad = parts.findIndex((p) => !(p >= 0));
  if (bad >= 0 || parts.length < 2 || parts.length > 3 || !(parts[0]! > 0)) {
    context.fail("bad-split", {}, declaration.span, { help: "write `split train 80 : 10 : 10` (train, validation, test) or `split train 80 : 20` (train, test)" });
  }
  const clash = ["val", "test"].find((n, i) => (parts.length === 2 ? n === "test" : parts[i + 1]! > 0) && sources.some((s) => s.name === n));
  if (clash) context.fail("duplicate-name", { name: clash }, declaration.span);
  const seed = declaration.seed ? evaluateWhole(context, declaration.seed, scope) : 0;
  return { parts: parts.length === 2 ? [parts[0]!, 0, parts[1]!] : parts, shuffle: declaration.shuffle, seed };
}
