import { classesOf } from "./classes.ts";
import { pixelsOf } from "./picture.ts";
import type { OptionValue, Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";

/**
 * One picture a row: values from 0 to 255, row after row, pixel after pixel, channel after channel, then the label: the place of the
 * folder's name among all of them.
 */
export const images: Reader = {
  name: "images",
  legend: true,
  doc: "Pictures (PNG, JPEG), one a row: height * width * channels values from 0 to 255, then the label, from the folder's name.",
  options: {
    size: { expected: "`[height, width]` (in colour) or `[height, width, channels]` with 1 or 3 channels", accepts: isSize, required: true },
  },
  read(files, { size }, legend) {
    const [height = 0, width = 0, channels = 3] = isSize(size) ? size : [];
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

function isSize(value: OptionValue | undefined): value is readonly number[] {
  if (typeof value !== "object" || (value.length !== 2 && value.length !== 3)) return false;
  return value.every((n) => Number.isSafeInteger(n) && n >= 1 && n <= 65535) && [1, 3].includes(value[2] ?? 3);
}

/** `cat` of `train/cat/3.png`. */
function folderOf({ name }: DataFile): string {
  return name.split(/[/\\]/).at(-2) ?? "";
}
