import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const module = join(import.meta.dirname, "../../src/cli/write.ts");

/** Kills a process that writes a file over and over; true if the file is whole afterwards: 2 MB of one byte. */
async function survives(write: string, milliseconds: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "nnc-killed-"));
  const path = join(folder, "a.checkpoint");
  const script = `import { writeWhole } from ${JSON.stringify(module)};
    import { writeFileSync, openSync, writeSync, closeSync } from "node:fs";
    const path = ${JSON.stringify(path)};
    for (let i = 0; ; i = (i + 1) % 256) { const data = new Uint8Array(2 ** 21).fill(i); ${write}; if (i === 1) console.log("ready"); }`;
  try {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    expect(readdirSync(folder)).toContain("a.checkpoint");
    const bytes = readFileSync(path);
    return bytes.length === 2 ** 21 && bytes.every((byte) => byte === bytes[0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a killed process leaves the old file or the new one, whole", async () => {
  for (let i = 0; i < 8; i++) expect(await survives("writeWhole(path, data)", 3 + 7 * i)).toBe(true);
});

test("that test catches a file that is written in place", async () => {
  const inPlace = `const file = openSync(path, "w"); for (let k = 0; k < 64; k++) writeSync(file, data, k * 2 ** 15, 2 ** 15); closeSync(file)`;
  const outcomes: boolean[] = [];
  for (let i = 0; i < 20 && !outcomes.includes(false); i++) outcomes.push(await survives(inPlace, 3 + 7 * i));
  expect(outcomes).toContain(false);
});
