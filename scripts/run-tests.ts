// Runs the tests and ends with one line that says how many passed: `812 passed, 0 failed`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that failed before a test of theirs could run are counted here alone. */
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
  readonly success: boolean;
}

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nnc-tests-"));
const file = join(folder, "report.json");
const given = process.argv.slice(2);
const run = spawnSync(process.execPath, [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...given], { stdio: "inherit" });

let report: Report | undefined;
try {
  report = JSON.parse(readFileSync(file, "utf8"));
} catch {
  console.error("the test runner left no report");
}
rmSync(folder, { recursive: true, force: true });

const broken = report?.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length ?? 1;
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 0) + broken;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
// Unhandled errors outside of tests fail the run, too.
const unexplained = run.status !== 0 && failed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed + unexplained} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed + unexplained === 0 && passed > 0 ? 0 : 1;
