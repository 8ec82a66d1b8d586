import type { Legend, Table } from "./table.ts";

/** The last column of a table whose rows have names of classes: the place of the name among all of them. */
export interface Classes {
  readonly legend: Legend;
  /** By row; -1 for a name that the legend of the training does not have, which an input refuses if it takes the column. */
  readonly labels: Int32Array;
  readonly explain: NonNullable<Table["explain"]>;
}

/** `names` are those of the rows; the classes are `legend.classes`, or else all different names in the order of their characters. */
export function classesOf(names: readonly string[], legend: Legend, column: number): Classes {
  const classes = legend["classes"] ?? [...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1));
  const places = new Map(classes.map((name, i) => [name, i]));
  const labels = Int32Array.from(names, (name) => places.get(name) ?? -1);
  const list = classes.slice(0, 20).map((name) => `\`${name}\``).join(", ") + (classes.length > 20 ? ", …" : "");
  return {
    legend: { classes },
    labels,
    explain(row, at) {
      if (at !== column) return undefined;
      if (labels[row] === -1) return `\`${names[row]}\` is not among the classes of the training: ${list}`;
      return `there are ${classes.length} classes: ${list}`;
    },
  };
}
