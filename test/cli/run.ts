import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const program = join(import.meta.dirname, "nnc.ts");

interface Options {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

/** Runs `nnc` with these words and waits for it. */
export function nnc(words: readonly string[], { cwd, input, env = {}, node = [] }: Options = {}): Run {
  const run = spawnSync(process.execPath, [...node, program, ...words], {
    cwd,
    input: input ?? "",
    encoding: "utf8",
    // The cache halves the time to start.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "nnc-test-compile-cache"), NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    timeout: 60_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** A folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "nnc-test-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A small model that is right. */
export const tiny = `model Tiny {
  input x: [N, 4]
  input y: index(3)[N]
  net    = Dense(3)
  logits = net(x)
  output probs = softmax(logits)
  loss   nll   = cross_entropy(logits, y)
  train { minimize nll over net using sgd(lr: 0.1) batch 8 epochs 1 }
}
`;
