// Writes faces.idx.gz and persons.idx.gz beside this file, or into the folder that is named: node examples/siamese/draw-faces.ts [folder]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { faces, pictures, side } from "./faces.ts";

const [folder = import.meta.dirname] = process.argv.slice(2);
const drawn = faces();
write("faces", [drawn.length, side, side], Buffer.concat(drawn));
write("persons", [drawn.length], Uint8Array.from(drawn, (_, i) => Math.floor(i / pictures)));

/** IDX: two zeros, 8 for bytes, the number of axes, their lengths in 32 bits each, then the values. */
function write(name: string, shape: readonly number[], values: Uint8Array): void {
  const header = Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((n) => [n >> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255])]);
  writeFileSync(join(folder, `${name}.idx.gz`), gzipSync(Buffer.concat([header, values]), { level: 9 }));
}
