import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fail } from "../diagnostics/report.ts";
import { errorCode } from "./read.ts";

/**
 * Writes a file whole or not at all: into a file beside it, which then takes its name. A reader, or a process that is
 * killed meanwhile, sees the old content or the new.
 */
export function writeWhole(path: string, data: string | Uint8Array): void {
  try {
    const known = statSync(path, { throwIfNoEntry: false });
    // A link is followed, so that it stays one; a device or a pipe has no content to keep.
    if (known && !known.isFile() && !known.isDirectory()) writeFileSync(path, data);
    else replace(known ? realpathSync(path) : path, data, known?.mode);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    fail("cannot-write", { path, why: reasons[code] ?? code }, { place: path });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function replace(path: string, data: string | Uint8Array, mode = 0o666): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(beside, "wx", mode & 0o777);
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (thrown) {
    rmSync(beside, { force: true });
    throw thrown;
  }
}
