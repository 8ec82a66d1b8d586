import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Code } from "../diagnostics/catalogue/index.ts";

/** The folder with package.json, seen from the sources as well as from the compiled files. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export function version(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "unknown";
}

function pagePath(code: Code): string {
  return join(packageRoot(), "docs", "errors", `${code}.md`);
}

/** The page of a code, in Markdown; undefined if the package was installed without its docs. */
export function page(code: Code): string | undefined {
  const path = pagePath(code);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

export function pageUri(code: Code): string | undefined {
  const path = pagePath(code);
  return existsSync(path) ? pathToFileURL(path).href : undefined;
}
