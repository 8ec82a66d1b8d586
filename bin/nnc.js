#!/usr/bin/env node
// Written for old versions of Node, too: one that is too old starts the one that is installed with the package.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const modern = (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major > 24;
const started = process.env.NNC_STARTED_BY !== undefined;

if (modern) {
  nodeModule.enableCompileCache?.();
  if (started && process.channel) {
    // The old Node that started this one is gone, killed perhaps: nobody waits for what would follow.
    process.once("disconnect", () => process.exit(1));
    process.channel.unref();
  }
  const { main } = await import("../dist/src/cli/main.js");
  await main(process.argv.slice(2));
} else {
  const candidates = ["../node_modules/node/bin/node", "../node_modules/.bin/node", "../../node/bin/node", "../../.bin/node"];
  const packaged = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (packaged === undefined || started) {
    process.stderr.write(`nnc needs Node 22.18 or newer, or 24.11 or newer; this is ${process.versions.node}\n`);
    process.exitCode = 2;
  } else {
    const child = spawn(packaged, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      // Keeps a packaged Node that is too old itself from starting itself for ever.
      env: { ...process.env, NNC_STARTED_BY: String(process.pid) },
    });
    // Ctrl-C reaches both: the child decides what to save before it ends.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("exit", (status, signal) => {
      process.removeAllListeners(signal ?? "SIGINT");
      if (signal === null) process.exitCode = status;
      else process.kill(process.pid, signal);
    });
  }
}
