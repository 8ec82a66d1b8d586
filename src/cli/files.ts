import { globSync, statSync } from "node:fs";
import { basename } from "node:path";
import { fail } from "../diagnostics/report.ts";

/** Paths as they are, globs as what they match (sorted), a folder as the sources in it. Nothing given: every source below this folder. */
export function expandFiles(patterns: readonly string[]): string[] {
  const given = patterns.length === 0 ? ["**/*.nnet"] : patterns;
  const paths = given.flatMap((pattern) => {
    if (pattern === "-") return [pattern];
    if (isFolder(pattern)) return matches(`${pattern.replace(/\/+$/, "")}/**/*.nnet`);
    return /[*?[{]/.test(pattern) && !exists(pattern) ? matches(pattern) : [pattern];
  });
  return [...new Set(paths)];
}

function matches(pattern: string): string[] {
  const found = globSync(pattern, { exclude: (path) => basename(path) === "node_modules" }).sort();
  if (found.length === 0) fail("no-files-match", { pattern }, { help: "sources end in `.nnet`; quote a glob so that the shell leaves it alone" });
  return found;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
