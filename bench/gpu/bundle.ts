import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { targets } from "../../src/emit/targets.ts";
import { generate } from "../peers/generated.ts";
import type { BareKernel } from "./bare.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const peers = ["contestant.mjs", "batches.mjs", "weights.mjs", "torch_models.py"];
const own = ["race.mjs", "ours.mjs", "kernels.mjs", "torch_gpu.py"];

/** Makes a folder, which git ignores, with all that a machine needs which has nothing but a graphics processor: the modules, Dawn, and with `isWhole` Node. */
export function bundle(workloads: readonly string[], isWhole: boolean, bare: readonly BareKernel[]): string {
  const folder = here("bundle");
  rmSync(folder, { recursive: true, force: true });
  const dawn = dirname(createRequire(import.meta.url).resolve("webgpu"));
  const platform = `${process.platform}-${process.platform === "darwin" ? "universal" : process.arch}`;
  const to = join(folder, "node_modules", "webgpu");
  mkdirSync(to, { recursive: true });
  for (const file of ["package.json", "index.js", join("dist", platform)]) cpSync(join(dawn, file), join(to, file), { recursive: true });
  for (const file of peers) cpSync(here(`../peers/${file}`), join(folder, file));
  for (const file of own) cpSync(here(file), join(folder, file));
  generate(folder, workloads, new Map([["wgsl", targets.get("wgsl")!]]));
  writeFileSync(join(folder, "kernels.json"), JSON.stringify(bare));
  if (isWhole) cpSync(process.execPath, join(folder, "node"));
  return folder;
}

/** As one file beside the folder, for the way there. */
export function packed(folder: string): string {
  const file = `${folder}.tar.gz`;
  const { status, stderr } = spawnSync("tar", ["czf", file, "-C", dirname(folder), "bundle"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return file;
}
