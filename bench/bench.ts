// All benchmarks, or the named one with its options (`npm run bench -- peers --seconds 1`), each in a process of its own, so
// that none inherits the other's compiled code and memory. `--markdown` prints the tables of docs/performance.md, `--write` puts
// them there, with their options behind it: `npm run bench -- --write --seconds 6`.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filled } from "./report.ts";

const every = ["process", "step", "frozen", "compile", "growth", "product", "inference", "threads", "peers", "gpu"];
/** Those with tables on the page. */
const shown = ["peers", "inference", "product", "growth", "compile", "gpu"];

const words = process.argv.slice(2);
const writes = words.includes("--write");
const markdown = writes || words.includes("--markdown");
const options = words.filter((word) => word !== "--write" && word !== "--markdown");
const chosen = options[0] !== undefined && every.includes(options[0]) ? options.shift()! : undefined;

const path = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
for (const name of chosen !== undefined ? [chosen] : markdown ? shown : every) {
  const program = [fileURLToPath(new URL(`${name}.ts`, import.meta.url)), ...options, ...(markdown ? ["--markdown"] : [])];
  const { status, stdout } = spawnSync(process.execPath, program, { stdio: ["ignore", writes ? "pipe" : "inherit", "inherit"], encoding: "utf8" });
  if (status !== 0) process.exitCode = 1;
  if (!writes || status !== 0) continue;
  // One after another: who stops a long run keeps what it has found.
  const { page, missing } = filled(readFileSync(path, "utf8"), stdout);
  writeFileSync(path, page);
  for (const table of missing) console.error(`docs/performance.md has no place for the table ${table}`);
}
