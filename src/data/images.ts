import { fail } from "../diagnostics/report.ts";
import { listOf } from "../formats/format.ts";
import { classesOf } from "./classes.ts";
import { pixelsOf } from "./picture.ts";
import type { Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";

/**
 * One picture a row, or `together` that follow each other: values from 0 to 255, row after row, pixel after pixel, channel after
 * channel, then the label: the place of the name of the first one's folder among all of them. Throws DiagnosticError if pictures are
 * left over.
 */
export const images: Reader = {
  legend: true,
  read(files, { size, together = 1 }, legend) {
    const [height = 0, width = 0, channels = 3] = listOf(size);
    const count = Number(together);
    const values = height * width * channels;
    const columns = values * count;
    const rows = files.length / count;
    if (!Number.isInteger(rows)) fail("data-pictures-left", { pictures: files.length, together: count }, { place: files.at(-1)!.name });
    const pictures = files.map((file) => pixelsOf(file, height, width, channels));
    const { labels, ...classes } = classesOf(files.filter((_, i) => i % count === 0).map(folderOf), legend, columns);
    return {
      rows,
      columns: columns + 1,
      ...classes,
      row(i, out) {
        for (let k = 0; k < count; k++) out.set(pictures[i * count + k]!, k * values);
        out[columns] = labels[i]!;
      },
      place: (row, column) => files[row * count + (column < columns ? Math.floor(column / values) : 0)]!.name,
    };
  },
};

/** `cat` of `train/cat/3.png`. */
function folderOf({ name }: DataFile): string {
  return name.split(/[/\\]/).at(-2) ?? "";
}
