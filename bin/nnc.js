#!/usr/bin/env node
// Written for old versions of Node, too: one that is too old starts the one that is installed with the package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const modern = (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major > 24;

if (modern) {
  nodeModule.enableCompileCache?.();
  const { main } = await import("../dist/src/cli/main.js");
  await main(process.argv.slice(2));
} else {
  const candidates = ["../node_modules/node/bin/node", "../node_modules/.bin/node", "../../node/bin/node", "../../.bin/node"];
  const packaged = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (packaged === undefined || process.env.NNC_NODE !== undefined) {
    process.stderr.write(`nnc needs Node 22.18 or newer (or 24.11 or newer); this is ${process.versions.node}\n`);
    process.exitCode = 2;
  } else {
    // NNC_NODE keeps a packaged Node that is old itself from starting itself for ever.
    const { status, signal } = spawnSync(packaged, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: "inherit",
      env: { ...process.env, NNC_NODE: packaged },
    });
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = status ?? 2;
  }
}
