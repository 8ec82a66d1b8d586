import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fail } from "../diagnostics/report.ts";
import type { DataFile } from "../data/table.ts";
import type { Read } from "../train/sources.ts";
import { didYouMean } from "../base/closest.ts";
import { errorCode } from "./read.ts";

/**
 * Reads the files of data blocks: relative to the source, or with `--data-dir` in that folder, by their path or else by their
 * name alone.
 */
export function dataReader(sourceFile: string, dataDir: string | undefined): (...wanted: Parameters<Read>) => DataFile {
  return (file, source) => {
    const candidates = dataDir === undefined ? [below(dirname(sourceFile), file)] : [below(dataDir, file), join(dataDir, basename(file))];
    for (const name of candidates) {
      const bytes = bytesOf(name, source.origin?.span);
      if (bytes) return { name, bytes };
    }
    const path = candidates.at(-1)!;
    const near = didYouMean(basename(path), namesIn(dirname(path))).help;
    const elsewhere = "if the data lies elsewhere, name its folder: `--data-dir DIR`";
    return fail("data-missing-file", { file: path }, { ...place(source.origin?.span, path), help: near ? `${near.replace(/\?$/, "")}, or ${elsewhere}` : elsewhere });
  };
}

/** Like `dataReader`; a name with `*` or `?` is all files that match, in the order of their paths. */
export function filesReader(sourceFile: string, dataDir: string | undefined): Read {
  const one = dataReader(sourceFile, dataDir);
  return (file, source) => {
    if (!/[*?]/.test(file)) return one(file, source);
    const folder = dataDir ?? dirname(sourceFile);
    const names = globSync(file, { cwd: folder }).toSorted().map((name) => below(folder, name));
    const missing = (path: string): never => fail("data-missing-file", { file: path }, { ...place(source.origin?.span, path), help: "no file has such a name" });
    if (names.length === 0) missing(below(folder, file));
    return names.map((name) => ({ name, bytes: bytesOf(name, source.origin?.span) ?? missing(name) }));
  };
}

type Span = NonNullable<NonNullable<Parameters<Read>[1]["origin"]>["span"]>;

function bytesOf(path: string, span: Span | undefined): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const why = code === "EISDIR" ? "it is a directory" : code === "EACCES" ? "permission denied" : code;
    return fail("data-unreadable-file", { file: path, why }, place(span, path));
  }
}

function place(span: Span | undefined, path: string): { readonly span: Span } | { readonly place: string } {
  return span ? { span } : { place: path };
}

function below(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
