import type { FormatName } from "../formats/all.ts";
import type { Options } from "../formats/format.ts";
import { csv } from "./csv.ts";
import { idx } from "./idx.ts";
import { images } from "./images.ts";
import { inflate } from "./inflate.ts";
import { npy } from "./npy.ts";
import { npz } from "./npz.ts";
import { pairs } from "./pairs.ts";
import type { Reader } from "./reader.ts";
import { columnwise } from "./side-by-side.ts";
import type { DataFile, Legend, Table } from "./table.ts";
import { text } from "./text.ts";
import { wav } from "./wav.ts";

const table: Readonly<Record<FormatName, Reader>> = { csv: columnwise(csv), idx: columnwise(idx), npy: columnwise(npy), npz: columnwise(npz), text, pairs, images, wav };

/** The reader of each format. */
export const readers: ReadonlyMap<string, Reader> = new Map(Object.entries(table));

/**
 * Reads files of one format, gzipped or not, into one table. The options are those that a data block was accepted with. `legend`
 * is that of the training data, where what is read now must mean the same. Throws DiagnosticError.
 */
export function readTable(format: string, files: readonly DataFile[], options: Options, legend: Legend = {}): Table {
  const reader = readers.get(format);
  if (!reader) throw new Error(`there is no reader for ${format}`);
  return reader.read(files.map(inflate), options, legend);
}
