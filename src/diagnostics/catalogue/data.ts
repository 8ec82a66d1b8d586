import { error } from "./entry.ts";

/** Found by readers and by the making of examples: files, rows and values that cannot be learned from. */
export const dataCodes = {
  "data-missing-file": error<{ file: string }>((p) => `there is no file \`${p.file}\``),
  "data-unreadable-file": error<{ file: string; why: string }>((p) => `\`${p.file}\` cannot be read: ${p.why}`),
  "data-unknown-option": error<{ option: string; format: string }>((p) => `\`${p.format}\` has no option \`${p.option}\``),
  "data-wrong-option": error<{ option: string; expected: string; found: string }>(
    (p) => `\`${p.option}\` must be ${p.expected}, not ${p.found}`,
  ),
  "data-missing-option": error<{ option: string; format: string; expected: string }>((p) => `\`${p.format}\` needs the option \`${p.option}\`: ${p.expected}`),
  "data-bad-gzip": error<{ why: string }>((p) => `the compressed file is damaged: ${p.why}`),
  "data-empty": error(() => "the file holds no examples"),
  "data-truncated": error<{ expected: number; found: number }>(
    (p) => `the file ends too early: ${p.expected} bytes announced, ${p.found} there`,
  ),
  "data-trailing-bytes": error<{ expected: number; found: number }>(
    (p) => `the file goes on after its end: ${p.expected} bytes announced, ${p.found} there`,
  ),
  "data-bad-magic": error<{ format: string; expected: string; found: string }>(
    (p) => `this is not an ${p.format} file: it starts with ${p.found}, not with ${p.expected}`,
  ),
  "data-unsupported-type": error<{ format: string; type: string }>((p) => `${p.format} elements of type \`${p.type}\` cannot be read`),
  "data-bad-npy-header": error(() => "the header of the NPY file cannot be understood"),
  "data-bad-archive": error<{ why: string }>((p) => `the archive cannot be opened: ${p.why}`),
  "data-missing-array": error<{ array: string }>((p) => `the archive has no array \`${p.array}\``),
  "data-bad-csv": error<{ why: string }>((p) => `the line cannot be split into cells: ${p.why}`),
  "data-ragged": error<{ expected: number; found: number }>(
    (p) => `this row has ${p.found} ${p.found === 1 ? "column" : "columns"}, the first one has ${p.expected}`,
  ),
  "data-not-a-number": error<{ text: string }>((p) => (p.text.trim() === "" ? "a value is missing" : `\`${p.text}\` is not a number`)),
  "data-not-finite": error<{ what: string }>((p) => `${p.what} is not a finite number`),
  "data-number-too-large": error<{ text: string }>((p) => `${p.text} is too large to be kept exactly`),
  "data-bad-text": error(() => "the file is not text in UTF-8"),
  "data-text-too-short": error<{ length: number; found: number; unit: string }>(
    (p) => `a window is ${p.length} ${p.unit} long, but the text has only ${p.found}`,
  ),
  "data-text-too-long": error<{ length: number; found: number }>((p) => `the text takes ${p.found} places, more than ${p.length}`),
  "data-not-a-pair": error(() => "the line has no tab, so it is no pair of texts"),
  "data-unknown-character": error<{ character: string }>((p) => `the character ${p.character} is not in the vocabulary of the training`),
  "data-bad-image": error<{ why: string }>((p) => `the picture cannot be read: ${p.why}`),
  "data-wrong-image-size": error<{ expected: string; found: string }>((p) => `the picture is ${p.found}, not ${p.expected}`),
  "data-pictures-left": error<{ pictures: number; together: number }>((p) => `${p.pictures} pictures cannot be taken ${p.together} at a time`),
  "data-bad-wav": error<{ why: string }>((p) => `the recording cannot be read: ${p.why}`),
  "data-recording-too-long": error<{ length: number; found: number }>((p) => `the recording has ${p.found} samples, more than ${p.length}`),
  "data-rows-differ": error<{ left: string; leftRows: number; right: string; rightRows: number }>(
    (p) => `\`${p.left}\` has ${p.leftRows} rows but \`${p.right}\` has ${p.rightRows}`,
  ),
  "data-column-out-of-range": error<{ column: number; columns: number }>(
    (p) => `there is no column ${p.column}: the data has ${p.columns} columns, 0..${p.columns - 1}`,
  ),
  "data-label-out-of-range": error<{ input: string; value: number; bound: number }>(
    (p) => `the label ${p.value} for \`${p.input}\` is not in 0..${p.bound - 1}`,
  ),
  "data-not-whole": error<{ input: string; value: number }>((p) => `${p.value} for \`${p.input}\` is not a whole number`),
  "data-unknown-size": error<{ input: string; size: string }>((p) => `the data does not say how large \`${p.size}\` of \`${p.input}\` is`),
  "data-no-source": error<{ split: string }>((p) => `there is no \`${p.split}\` data`),
  "data-bad-split": error<{ why: string }>((p) => `the data cannot be split like this: ${p.why}`),
};
