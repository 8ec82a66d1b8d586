import { gunzipSync } from "node:zlib";
import { fail } from "../diagnostics/report.ts";
import type { DataFile } from "./table.ts";

/** The file itself, or what is in it if it is gzipped: told by its first bytes, not by its name. */
export function inflate(file: DataFile): DataFile {
  if (file.bytes[0] !== 0x1f || file.bytes[1] !== 0x8b) return file;
  try {
    return { name: file.name, bytes: gunzipSync(file.bytes) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail("data-bad-gzip", { why }, { place: file.name, help: "the file is damaged or was not copied whole; fetch it again" });
  }
}
