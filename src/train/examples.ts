import type { Span } from "../base/source.ts";
import type { Table } from "../data/table.ts";
import { fail } from "../diagnostics/report.ts";
import type { DataSource, InputDeclaration, Node } from "../graph/graph.ts";
import { interpret } from "../interpret/interpret.ts";
import type { Dataset, Field } from "./dataset.ts";
import { reachable } from "./reachable.ts";
import { dataSizes } from "./sizes.ts";

/**
 * Runs a data block on every row of a table. `wanted` are the model's inputs that are wanted; only their columns are
 * read. Throws DiagnosticError: a column that is not there, a label out of range, a value that is not finite or not whole.
 */
export function examplesOf(source: DataSource, table: Table, wanted: readonly InputDeclaration[]): Dataset {
  // What may be left out is left to the model where the block does not give it.
  const inputs = wanted.filter((input) => input.default === undefined || source.graph.results.some((r) => r.name === input.name));
  const results = inputs.map((input) => ({ name: input.name, node: exact(resultOf(source, input.name)) }));
  const graph = { ...source.graph, results, nodes: [...reachable(results.map((r) => r.node))].sort((a, b) => a.id - b.id) };
  const takers = inputs.map((input, i) => taker(source, table, input, results[i]!.node));
  const row = new Float64Array(table.columns);
  // The leaves are views of `row`: reading a row is one copy.
  const leaves = Object.fromEntries(
    wantedColumns(source, table, graph.nodes).map(({ name, from, to, single }) => [name, { shape: single ? [] : [to - from + 1], data: row.subarray(from, to + 1) }]),
  );
  const environment = { inputs: leaves, storages: {}, sizes: {} };
  for (let i = 0; i < table.rows; i++) {
    table.row(i, row);
    const values = interpret(graph, environment).results;
    for (const { field, take } of takers) take(values.get(field.name)!.data, i);
  }
  const fields = takers.map((t) => t.field);
  return { rows: table.rows, fields, sizes: dataSizes(inputs, fields), legend: table.legend ?? {} };
}

function resultOf(source: DataSource, name: string): Node {
  const result = source.graph.results.find((r) => r.name === name);
  if (!result) throw new Error(`the data block gives no ${name}`);
  return result.node;
}

/** What a whole number is made of before its fraction is cut off, so that 3.5 as a label is refused instead of becoming 3. */
function exact(node: Node): Node {
  const [from] = node.inputs;
  return node.type.dtype === "i32" && node.op.traits.pointwise && node.inputs.length === 1 && from?.type.dtype === "f32" ? from : node;
}

interface Taker {
  readonly field: Field;
  /** Stores the values of an example, checked. */
  readonly take: (values: Float64Array, row: number) => void;
}

function taker(source: DataSource, table: Table, input: InputDeclaration, node: Node): Taker {
  const { name, type } = input;
  const shape = node.type.shape.map((size) => size.constant() ?? fail("data-unknown-size", { input: name, size: String(size) }, at(source)));
  const stride = shape.reduce((a, b) => a * b, 1);
  const column = firstColumn(source, node);
  if (type.dtype === "f32") {
    const data = new Float32Array(table.rows * stride);
    const take = (values: Float64Array, row: number): void => {
      data.set(values, row * stride);
      for (let j = row * stride; j < (row + 1) * stride; j++) {
        if (!Number.isFinite(data[j]!)) fail("data-not-finite", { what: `${values[j - row * stride]} for \`${name}\`` }, { place: table.place(row, column) });
      }
    };
    return { field: { name, dtype: type.dtype, shape, stride, data }, take };
  }
  const data = new Int32Array(table.rows * stride);
  const bound = type.bound?.constant();
  const take = (values: Float64Array, row: number): void => {
    for (let j = 0; j < stride; j++) {
      const value = values[j]!;
      // Columns that are taken as they are have their own places.
      const at = node.inputs.length === 0 ? column + j : column;
      data[row * stride + j] = value;
      if (data[row * stride + j] !== value) fail("data-not-whole", { input: name, value }, { place: table.place(row, at) });
      if (bound !== undefined && !(value >= 0 && value < bound)) {
        const counting = value === bound ? `labels count from 0; if these count from 1, subtract 1 in \`data ${source.name}\`` : undefined;
        const help = table.explain?.(row, at) ?? counting;
        fail("data-label-out-of-range", { input: name, value, bound }, { place: table.place(row, at), ...(help && { help }) });
      }
    }
  };
  return { field: { name, dtype: type.dtype, shape, stride, data }, take };
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
  checkColumns(source, table, wanted);
  return wanted;
}

/** Throws DiagnosticError unless the table has these columns. */
export function checkColumns(source: DataSource, table: Table, columns: DataSource["columns"]): void {
  for (const { from, to } of columns) {
    const column = from < 0 ? from : to;
    if (from < 0 || to >= table.columns) fail("data-column-out-of-range", { column, columns: table.columns }, at(source));
  }
}

/** The data block, as the place of a diagnostic. */
function at(source: DataSource): { readonly span?: Span } {
  return source.origin?.span ? { span: source.origin.span } : {};
}
