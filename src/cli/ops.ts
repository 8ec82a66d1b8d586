import { Command } from "commander";
import { ops as all } from "../ops/all.ts";
import { tableFormatOption } from "./options.ts";
import { table } from "./table.ts";
import { out } from "./terminal.ts";

export const ops = new Command("ops")
  .description("Lists the primitive operations that graphs are made of; everything else is written in the language itself.")
  .addOption(tableFormatOption())
  .action(({ format }: { readonly format: string }) => {
    const rows = [...all.values()].map(({ name, family, vjp, lower, doc, spec }) => ({
      name,
      family,
      differentiable: vjp !== undefined,
      lowered: lower !== undefined,
      doc,
      ...(spec !== undefined && { spec }),
    }));
    if (format === "json") return out(`${JSON.stringify({ version: 1, operations: rows }, null, 2)}\n`);
    out(table(["operation", "family", "gradient", "meaning"], rows.map((r) => [r.name, r.family, r.differentiable ? "yes" : "-", r.doc]), [0, 1, 2, 3]));
  });
