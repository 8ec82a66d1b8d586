import Table from "cli-table3";
import { visible } from "../diagnostics/render/visible.ts";

/** A table without frames: the first column to the left, the others, which hold numbers, to the right unless told otherwise. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (left.includes(i) ? "left" : "right")),
    chars: blank,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  made.push(...rows.map((row) => row.map(visible)));
  const lines = made.toString().split("\n");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

const blank = Object.fromEntries(
  ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"].map(
    (name) => [name, ""],
  ),
);
