import { csv } from "./csv.ts";
import { fail } from "../diagnostics/report.ts";
import { idx } from "./idx.ts";
import { images } from "./images.ts";
import { inflate } from "./inflate.ts";
import { npy } from "./npy.ts";
import { pairs } from "./pairs.ts";
import type { OptionType, Options, Reader } from "./reader.ts";
import { columnwise } from "./side-by-side.ts";
import type { DataFile, Legend, Table } from "./table.ts";
import { text } from "./text.ts";
import { wav } from "./wav.ts";

/** Every format that a data block may name. */
export const readers: ReadonlyMap<string, Reader> = new Map([columnwise(csv), columnwise(idx), columnwise(npy), text, pairs, images, wav].map((reader) => [reader.name, reader]));

/**
 * Reads files of one format of `readers`, gzipped or not, into one table. `legend` is that of the training data, where what is
 * read now must mean the same. Throws DiagnosticError.
 */
export function readTable(format: string, files: readonly DataFile[], options: Options, legend: Legend = {}): Table {
  const reader = readers.get(format);
  if (!reader) throw new Error(`there is no reader for ${format}`);
  checkOptions(reader, options);
  return reader.read(files.map(inflate), options, legend);
}

function checkOptions(reader: Reader, options: Options): void {
  for (const [option, value] of Object.entries(options)) {
    const type: OptionType | undefined = Object.hasOwn(reader.options, option) ? reader.options[option] : undefined;
    if (type === undefined) {
      const known = Object.keys(reader.options);
      const help = known.length === 0 ? `\`${reader.name}\` has no options` : `the options of \`${reader.name}\` are ${known.join(", ")}`;
      fail("data-unknown-option", { option, format: reader.name }, { help });
    }
    if (!type.accepts(value)) fail("data-wrong-option", { option, expected: type.expected, found: JSON.stringify(value) });
  }
  for (const [option, { expected, required }] of Object.entries(reader.options)) {
    if (required && !Object.hasOwn(options, option)) fail("data-missing-option", { option, format: reader.name, expected });
  }
}
