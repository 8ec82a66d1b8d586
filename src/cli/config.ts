import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fail } from "../diagnostics/report.ts";
import { didYouMean } from "../base/closest.ts";
import { commands } from "./commands.ts";
import { readBytes } from "./read.ts";

/**
 * The words of the command line with the defaults of the config file put before those that were written, which so win.
 * `nnc.config.json` is looked for upwards, or `"nnc"` in package.json: `{ "check": { "format": "json", "set": ["N=64"] } }`.
 * `--config FILE` names another, `--no-config` wants none. Throws `bad-config`.
 */
export function settings(argv: readonly string[]): string[] {
  const { words, file, none } = withoutConfigOptions(argv);
  const at = words.findIndex((word) => commands.some((c) => c.name === word));
  if (none || at < 0) return words;
  const [path, config] = file === undefined ? found(process.cwd()) : [file, parsed(file, decoded(readBytes(file)))];
  if (path === undefined) return words;
  const command = words[at]!;
  const defaults = section(path, config, command);
  return [...words.slice(0, at + 1), ...defaults, ...words.slice(at + 1)];
}

function withoutConfigOptions(argv: readonly string[]): { words: string[]; file?: string; none: boolean } {
  const words: string[] = [];
  let file: string | undefined;
  let none = false;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === "--no-config") none = true;
    else if (word.startsWith("--config=")) file = word.slice("--config=".length);
    else if (word === "--config") file = argv[++i] ?? fail("missing-argument", { argument: "the value of --config" }, { place: "--config" });
    else words.push(word);
  }
  return { words, none, ...(file !== undefined && { file }) };
}

/** The nearest config file from a folder upwards. */
function found(start: string): [path?: string, config?: unknown] {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const own = join(folder, "nnc.config.json");
    if (existsSync(own)) return [own, parsed(own, readFileSync(own, "utf8"))];
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const text = readFileSync(manifest, "utf8");
      // Most manifests have no such key, and many are none of ours to judge.
      const config = text.includes('"nnc"') ? Object.entries(record(parsed(manifest, text)) ?? {}).find(([key]) => key === "nnc")?.[1] : undefined;
      if (record(config)) return [manifest, config];
    }
    if (dirname(folder) === folder) return [];
  }
}

/** The options of one command, as words. */
function section(path: string, config: unknown, command: string): string[] {
  const sections = record(config) ?? fail("bad-config", { what: "the configuration is not an object" }, { place: path });
  for (const name of Object.keys(sections)) {
    const names = commands.map((c) => c.name);
    if (!names.includes(name)) fail("bad-config", { what: `the configuration speaks of a command \`${name}\`, which there is not` }, { place: path, ...didYouMean(name, names) });
  }
  const options = Object.hasOwn(sections, command) ? sections[command] : {};
  const entries = record(options) ?? fail("bad-config", { what: `the configuration of \`${command}\` is not an object of options` }, { place: path });
  return Object.entries(entries).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).flatMap((one) => words(path, name, one)));
}

function words(path: string, name: string, value: unknown): string[] {
  const flag = `--${name}`;
  if (value === false) return [];
  if (value === true) return [flag];
  if (typeof value === "string" || typeof value === "number") return [`${flag}=${value}`];
  return fail("bad-config", { what: `the option \`${name}\` is neither text, a number, true, false nor a list of them` }, { place: path });
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return fail("bad-config", { what: `the configuration is not JSON: ${thrown instanceof Error ? thrown.message : ""}` }, { place: path });
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
