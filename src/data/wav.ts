import { fail } from "../diagnostics/report.ts";
import { classesOf } from "./classes.ts";
import type { Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";

/**
 * One recording a file: `length` samples from -1 to below 1, zeros after the end, then the label: the place of what the file's
 * name says up to the first `_` among all of these.
 */
export const wav: Reader = {
  legend: true,
  read(files, { length }, legend) {
    const samples = Number(length);
    const recordings = files.map((file) => samplesOf(file, samples));
    const { labels, ...classes } = classesOf(files.map(labelOf), legend, samples);
    return {
      rows: files.length,
      columns: samples + 1,
      ...classes,
      row(i, out) {
        const recording = recordings[i]!;
        out.fill(0, recording.length, samples);
        for (let j = 0; j < recording.length; j++) out[j] = recording[j]! / 32768;
        out[samples] = labels[i]!;
      },
      place: (row) => files[row]!.name,
    };
  },
};

/** `7` of `recordings/7_jackson_32.wav`. */
function labelOf({ name }: DataFile): string {
  return name.split(/[/\\]/).at(-1)!.replace(/\.wav(\.gz)?$/i, "").split("_")[0]!;
}

/** RIFF: "RIFF", u32 size, "WAVE", then chunks: four letters, u32 size, content, a byte more if the size is odd. All little-endian. */
function samplesOf({ name, bytes }: DataFile, most: number): Int16Array {
  const refuse = (why: string): never => fail("data-bad-wav", { why }, { place: name });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const letters = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length === 0) fail("data-empty", {}, { place: name });
  if (letters(0) !== "RIFF" || letters(8) !== "WAVE") return refuse("it does not begin as a WAV file does");
  let known = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (start + size > bytes.length) fail("data-truncated", { expected: start + size, found: bytes.length }, { place: name });
    if (letters(at) === "fmt ") {
      if (size < 16) return refuse("its format chunk is too short");
      const [format, channels, bits] = [view.getUint16(start, true), view.getUint16(start + 2, true), view.getUint16(start + 14, true)];
      // 0xfffe says that the format stands further back: the first two bytes of a GUID.
      const coding = format === 0xfffe && size >= 26 ? view.getUint16(start + 24, true) : format;
      if (coding !== 1 || bits !== 16) return refuse(`only PCM of 16 bits can be read; this is format ${coding} with ${bits} bits`);
      if (channels !== 1) return refuse(`it has ${channels} channels; one is needed`);
      known = true;
    }
    if (letters(at) === "data") {
      if (!known) return refuse("its samples come before their format");
      if (size % 2 !== 0) return refuse("it ends within a sample");
      const count = size / 2;
      if (count > most) fail("data-recording-too-long", { length: most, found: count }, { place: name, help: `write \`length: ${count}\`, or shorten the recording` });
      return Int16Array.from({ length: count }, (_, i) => view.getInt16(start + 2 * i, true));
    }
    at = start + size + (size % 2);
  }
  return refuse("it has no samples");
}
