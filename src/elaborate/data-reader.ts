import { closest } from "../base/closest.ts";
import { textOf } from "../base/source.ts";
import { formats } from "../formats/all.ts";
import type { Format, OptionValue } from "../formats/format.ts";
import type { DataSource } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** `csv("a.csv", header: true)`: a format, the files, and options that the format accepts. */
export function readerOf(context: Context, reader: ast.Expression, scope: Scope): Pick<DataSource, "format" | "files" | "options"> {
  if (reader.kind !== "call" || reader.callee.kind !== "identifier") return context.fail("not-a-reader", {}, reader.span);
  const { name, span } = reader.callee;
  const format = formats.get(name);
  if (!format) {
    const near = closest(name, formats.keys());
    return context.fail("unknown-format", { format: name }, span, { help: near ? `did you mean \`${near}\`?` : `the formats are ${[...formats.keys()].join(", ")}` });
  }
  const files: string[] = [];
  const options = new Map<string, OptionValue>();
  for (const argument of reader.arguments) {
    const given = evaluate(context, argument.value, scope);
    if (argument.name) {
      const option = argument.name.name;
      if (options.has(option)) context.fail("duplicate-argument", { callee: name, name: option }, argument.name.span);
      options.set(option, optionOf(context, name, format, argument.name, argument.value, given));
    } else if (given.kind === "string") files.push(given.value);
    else context.fail("not-a-reader", {}, argument.span);
  }
  if (files.length === 0) context.fail("not-a-reader", {}, reader.span);
  for (const [option, { required, expected }] of Object.entries(format.options)) {
    if (required && !options.has(option)) context.fail("data-missing-option", { option, format: name, expected }, reader.span);
  }
  return { format: name, files, options: Object.fromEntries(options) };
}

function optionOf(context: Context, reader: string, format: Format, option: ast.Identifier, written: ast.Expression, given: Value): OptionValue {
  const known = Object.keys(format.options);
  const type = known.includes(option.name) ? format.options[option.name] : undefined;
  if (!type) {
    const near = closest(option.name, known);
    const help = near ? `did you mean \`${near}\`?` : known.length === 0 ? `\`${reader}\` has no options` : `the options of \`${reader}\` are ${known.join(", ")}`;
    return context.fail("data-unknown-option", { option: option.name, format: reader }, option.span, { help });
  }
  const value = plain(given);
  if (value === undefined || !type.accepts(value)) return context.fail("data-wrong-option", { option: option.name, expected: type.expected, found: textOf(written.span) }, written.span);
  return value;
}

/** A number, a boolean, a string, or a list of numbers or of strings. */
function plain(value: Value): OptionValue | undefined {
  if (value.kind === "number" || value.kind === "boolean" || value.kind === "string") return value.value;
  if (value.kind !== "list") return undefined;
  const numbers = value.items.flatMap((item) => (item.kind === "number" ? [item.value] : []));
  const strings = value.items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
  return [numbers, strings].find((items) => items.length === value.items.length);
}
