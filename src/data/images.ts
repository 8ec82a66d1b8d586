import { listOf } from "../formats/format.ts";
import { classesOf } from "./classes.ts";
import { pixelsOf } from "./picture.ts";
import type { Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";

/**
 * One picture a row: values from 0 to 255, row after row, pixel after pixel, channel after channel, then the label: the place of the
 * folder's name among all of them.
 */
export const images: Reader = {
  legend: true,
  read(files, { size }, legend) {
    const [height = 0, width = 0, channels = 3] = listOf(size);
    const columns = height * width * channels;
    const pictures = files.map((file) => pixelsOf(file, height, width, channels));
    const { labels, ...classes } = classesOf(files.map(folderOf), legend, columns);
    return {
      rows: files.length,
      columns: columns + 1,
      ...classes,
      row(i, out) {
        out.set(pictures[i]!);
        out[columns] = labels[i]!;
      },
      place: (row) => files[row]!.name,
    };
  },
};

/** `cat` of `train/cat/3.png`. */
function folderOf({ name }: DataFile): string {
  return name.split(/[/\\]/).at(-2) ?? "";
}
