import type { Format } from "./format.ts";
import { arrayNames, character, flag, pairLengths, pictureSize, whole } from "./option-types.ts";

const table = {
  csv: { doc: "Text, one example a line: numbers with a separator between them.", options: { header: flag, separator: character } },
  idx: { doc: "The format of MNIST and Fashion-MNIST; the first axis counts the examples.", options: {} },
  npy: { doc: "NumPy's array file (`np.save`); the first axis counts the examples.", options: {} },
  npz: { doc: "NumPy's archive (`np.savez`): its arrays side by side, in the order of `arrays`; the first axis of each counts the examples.", options: { arrays: arrayNames } },
  text: {
    doc: "Text in UTF-8; each row is a window of `length` characters or words, as whole numbers: places in the vocabulary.",
    options: { length: { ...whole(1), required: true }, step: whole(1), words: flag, vocabulary: whole(2) },
  },
  pairs: {
    doc: "Pairs of texts, one a line with a tab between: both as places in their own vocabularies, between marks and padded to `lengths`.",
    options: { lengths: { ...pairLengths, required: true }, words: flag },
  },
  images: {
    doc: "Pictures (PNG, JPEG), one or `together` a row: height * width * channels values from 0 to 255 each, then the label, from the folder's name.",
    options: { size: { ...pictureSize, required: true }, together: whole(1) },
  },
  wav: {
    doc: "Recordings (PCM, 16 bits, one channel), one a row: `length` samples from -1 to 1, then the label, from the file's name up to the first `_`.",
    options: { length: { ...whole(1), required: true } },
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof table;

/** Every format that a data block may name. */
export const formats: ReadonlyMap<string, Format> = new Map(Object.entries(table));
