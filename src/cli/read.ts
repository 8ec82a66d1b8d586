import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Source } from "../base/source.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { fail } from "../diagnostics/report.ts";
import { didYouMean } from "../base/closest.ts";

/** Standard input can be read once. */
let standardInput: Uint8Array | undefined;

/** The source at a path, or standard input for `-`. Throws `missing-file`, `is-a-directory`, `unreadable-file`, `not-utf8`. */
export function readSource(path: string): Source {
  const name = path === "-" ? "<stdin>" : path;
  const bytes = path === "-" ? (standardInput ??= readFileSync(0)) : readBytes(path);
  try {
    return { name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return fail("not-utf8", { path: name }, { place: name, help: "save it as UTF-8" });
  }
}

/** The same for `import`; undefined where there is no such file, which is then reported at the import. */
export function loadSource(path: string): Source | undefined {
  try {
    return readSource(path);
  } catch (thrown) {
    if (thrown instanceof DiagnosticError && thrown.diagnostics[0]?.code === "missing-file") return undefined;
    throw thrown;
  }
}

export function readBytes(path: string): Uint8Array {
  try {
    if (statSync(path).isDirectory()) fail("is-a-directory", { path }, { place: path, help: `name the files in it: \`${path.replace(/\/$/, "")}/*.nnet\`` });
    return readFileSync(path);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    if (code === "ENOENT" || code === "ENOTDIR") fail("missing-file", { path }, { place: path, ...neighbour(path) });
    return fail("unreadable-file", { path, why: code === "EACCES" ? "permission denied" : code === "ERR_INVALID_ARG_VALUE" ? "no file can have this name" : code }, { place: path });
  }
}

/** The code of a system error: `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" && /^E[A-Z0-9_]+$/.test(thrown.code) ? thrown.code : undefined;
}

function neighbour(path: string): { readonly help?: string } {
  const folder = dirname(path);
  try {
    const prefix = folder === "." && !path.startsWith("./") ? "" : `${folder}/`;
    return didYouMean(`${prefix}${basename(path)}`, readdirSync(folder).map((name) => `${prefix}${name}`));
  } catch {
    return {};
  }
}
