import type { Table } from "../data/table.ts";
import { fail } from "../diagnostics/report.ts";
import type { DataSource, InputDeclaration, Node } from "../graph/graph.ts";
import { interpret } from "../interpret/interpret.ts";
import { shapeText } from "../types/tensor.ts";
import type { Dataset, Field } from "./dataset.ts";
import { reachable, restrict } from "./restrict.ts";

/**
 * Runs a data block on every row of a table. `inputs` are the model's inputs that are wanted; only their columns are
 * read. Throws DiagnosticError: a column that is not there, a label out of range, a value that is not finite.
 */
export function examplesOf(source: DataSource, table: Table, inputs: readonly InputDeclaration[]): Dataset {
  const makers = inputs.map((input) => makerOf(source, table, input));
  const graph = restrict(source.graph, new Set(inputs.map((input) => input.name)));
  const columns = wantedColumns(source, table, graph.nodes);
  const row = new Float64Array(table.columns);
  const leaves = Object.fromEntries(columns.map(({ name, from, to, single }) => [name, { shape: single ? [] : [to - from + 1], data: row.subarray(from, to + 1) }]));
  for (let i = 0; i < table.rows; i++) {
    table.row(i, row);
    // The leaves are views of `row`, so this is one copy of a row and no allocation for it.
    const { results } = interpret(graph, { inputs: leaves, storages: {}, sizes: {} });
    for (const maker of makers) maker.put(i, results.get(maker.field.name)!.data);
  }
  return { rows: table.rows, fields: makers.map((maker) => maker.field) };
}

interface Maker {
  readonly field: Field;
  readonly put: (row: number, values: Float64Array) => void;
}

function makerOf(source: DataSource, table: Table, input: InputDeclaration): Maker {
  const result = source.graph.results.find((r) => r.name === input.name);
  const details = source.origin?.span && { span: source.origin.span };
  if (!result) return fail("data-missing-input", { input: input.name, data: source.name }, details);
  const shape = result.node.type.shape.map((size) => size.evaluate({}));
  const expected = input.type.shape.slice(1);
  if (shape.length !== expected.length || shape.some((n, i) => (expected[i]!.constant() ?? n) !== n)) {
    fail("data-wrong-shape", { input: input.name, expected: shapeText(expected), found: `[${shape.join(", ")}]` }, details);
  }
  const stride = shape.reduce((a, b) => a * b, 1);
  const { dtype, bound } = input.type;
  const data = dtype === "f32" ? new Float32Array(table.rows * stride) : new Int32Array(table.rows * stride);
  const limit = bound?.constant();
  const field: Field = { name: input.name, dtype, shape, stride, data };
  const column = firstColumn(source, result.node);
  const put = (row: number, values: Float64Array): void => {
    const start = row * stride;
    for (let j = 0; j < stride; j++) {
      const value = values[j]!;
      data[start + j] = value;
      if (dtype === "f32" ? !Number.isFinite(data[start + j]!) : data[start + j] !== value || (limit !== undefined && !(value >= 0 && value < limit))) {
        refuse(value, table.place(row, column));
      }
    }
  };
  const refuse = (value: number, place: string): never => {
    if (!Number.isFinite(value) || dtype === "f32") return fail("data-not-finite", { what: `${value} for \`${input.name}\`` }, { place });
    if (!Number.isInteger(value) || limit === undefined) return fail("data-not-whole", { input: input.name, value }, { place });
    const help = value === limit ? `labels count from 0; if these count from 1, subtract 1 in \`data ${source.name}\`` : undefined;
    return fail("data-label-out-of-range", { input: input.name, value, bound: limit }, { place, ...(help && { help }) });
  };
  return { field, put };
}

/** The first column that a value is made of, to say where a bad one stands. */
function firstColumn(source: DataSource, node: Node): number {
  const leaves = new Set([...reachable([node])].map((n) => n.attributes["name"]));
  const used = source.columns.filter((c) => leaves.has(c.name)).map((c) => c.from);
  return used.length === 0 ? 0 : Math.min(...used);
}

function wantedColumns(source: DataSource, table: Table, nodes: readonly Node[]): DataSource["columns"] {
  const leaves = new Set(nodes.map((n) => n.attributes["name"]));
  const wanted = source.columns.filter((c) => leaves.has(c.name));
  const details = source.origin?.span && { span: source.origin.span };
  for (const { from, to } of wanted) {
    const column = from < 0 ? from : to;
    if (from < 0 || to >= table.columns) fail("data-column-out-of-range", { column, columns: table.columns }, details);
  }
  return wanted;
}
