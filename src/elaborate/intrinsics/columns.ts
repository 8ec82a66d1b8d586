import { textOf } from "../../base/source.ts";
import type { DataSource } from "../../graph/graph.ts";
import { tensor } from "../value.ts";
import { argument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

type Column = DataSource["columns"][number];

/** `column(64)` is a number, `columns(0..63)` a vector of one row. */
export function columnReaders(columns: Map<string, Column>): Intrinsic[] {
  const reader = (single: boolean): Intrinsic => ({
    name: single ? "column" : "columns",
    doc: single ? "One column of the table, counted from 0." : "A range of columns of the table, counted from 0, both ends included.",
    parameters: takes(single ? "at" : "range"),
    apply: (context, bound, span) => {
      const { value, span: at } = argument(bound, single ? "at" : "range");
      const range = value.kind === "range" ? value : value.kind === "number" && Number.isInteger(value.value) && value.value >= 0 ? { from: value.value, to: value.value } : undefined;
      if (!range || (single && value.kind === "range")) return context.fail("bad-column", { wanted: single ? "the number of one column, such as `column(64)`," : "a range, such as `columns(0..63)`," }, at, {
        help: single && value.kind === "range" ? `several columns are \`columns(${textOf(at)})\`` : undefined,
      });
      const { from, to } = range;
      const name = single ? `column ${from}` : `columns ${from}..${to}`;
      columns.set(name, { name, from, to, single });
      const shape = single ? [] : [to - from + 1];
      return tensor(context.program.input(name, () => context.make("input", [], { name, dtype: "f32", shape }, span)));
    },
  });
  return [reader(true), reader(false)];
}
