import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { folderWith, tiny } from "./run.ts";

test("--watch compiles again when the source or an import changes, and survives errors", async () => {
  const layers = "layer L(units)(x: [N, D]) -> [N, units] {\n  return x |> Dense(units)\n}\n";
  const cwd = folderWith({ "a.nnet": `import { L } from "./l.nnet"\n${tiny.replace("Dense(3)", "L(3)")}`, "l.nnet": layers });
  const child = spawn(process.execPath, [join(import.meta.dirname, "nnc.ts"), "compile", "a.nnet", "-o", "a.ts", "--target", "ts", "--watch"], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill());
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const module = () => (existsSync(join(cwd, "a.ts")) ? readFileSync(join(cwd, "a.ts"), "utf8") : "");
  const wait = { timeout: 30_000, interval: 50 };
  await vi.waitFor(() => expect(said).toContain("watching"), wait);
  expect(module()).toContain("class Tiny");
  expect(module()).not.toContain("Math.tanh");

  writeFileSync(join(cwd, "l.nnet"), layers.replace("|> Dense(units)", "|> Dens(units)"));
  await vi.waitFor(() => expect(said).toContain("error[unknown-name]"), wait);
  expect(module()).toContain("class Tiny");

  writeFileSync(join(cwd, "l.nnet"), layers.replace("Dense(units)", "Dense(units) |> tanh"));
  await vi.waitFor(() => expect(module()).toContain("tanh"), wait);

  writeFileSync(join(cwd, "a.nnet"), readFileSync(join(cwd, "a.nnet"), "utf8").replace("model Tiny", "model Renamed"));
  await vi.waitFor(() => expect(module()).toContain("class Renamed"), wait);
});
