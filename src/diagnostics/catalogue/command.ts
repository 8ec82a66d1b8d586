import { error } from "./entry.ts";

/** Found by the command line, before or beside the work itself. */
export const commandCodes = {
  "unknown-command": error<{ name: string }>((p) => `there is no command \`${p.name}\``),
  "unknown-option": error<{ option: string }>((p) => `there is no option \`${p.option}\``),
  "missing-argument": error<{ argument: string }>((p) => `\`${p.argument}\` is missing`),
  "too-many-arguments": error<{ command: string }>((p) => `\`${p.command}\` was given more arguments than it takes`),
  "bad-option-value": error<{ option: string; value: string; expected: string }>(
    (p) => `\`${p.value}\` is no value for \`${p.option}\`: ${p.expected} is expected`,
  ),
  "missing-file": error<{ path: string }>((p) => `there is no file \`${p.path}\``),
  "is-a-directory": error<{ path: string }>((p) => `\`${p.path}\` is a directory, not a file`),
  "unreadable-file": error<{ path: string; why: string }>((p) => `\`${p.path}\` cannot be read: ${p.why}`),
  "not-utf8": error<{ path: string }>((p) => `\`${p.path}\` is not UTF-8 text`),
  "no-files-match": error<{ pattern: string }>((p) => `no file matches \`${p.pattern}\``),
  "cannot-write": error<{ path: string; why: string }>((p) => `\`${p.path}\` cannot be written: ${p.why}`),
  "unknown-code": error<{ code: string }>((p) => `there is no error code \`${p.code}\``),
  "unknown-size": error<{ name: string; model: string }>((p) => `\`${p.model}\` has no size \`${p.name}\``),
  "memory-exceeded": error<{ model: string; bytes: number; limit: number; sizes: string }>(
    (p) => `a step of \`${p.model}\` needs ${p.bytes} bytes${p.sizes === "" ? "" : ` for ${p.sizes}`}, more than ${p.limit}`,
  ),
  "memory-of-sizes": error<{ model: string; sizes: readonly string[] }>((p) => `what a step of \`${p.model}\` needs depends on ${p.sizes.join(" and ")}`),
  "unknown-pass": error<{ name: string }>((p) => `there is no pass \`${p.name}\``),
  "unknown-target": error<{ name: string }>((p) => `there is no target \`${p.name}\``),
  "unknown-model": error<{ name: string; file: string }>((p) => `\`${p.file}\` has no model \`${p.name}\``),
  "no-model": error<{ file: string }>((p) => `\`${p.file}\` has no model`),
  "several-models": error<{ file: string }>((p) => `\`${p.file}\` has several models`),
  "not-formatted": error<{ path: string }>((p) => `\`${p.path}\` is not formatted`),
  "no-picture": error<{ outputs: string }>((p) => `none of the outputs is a picture: ${p.outputs}`),
  "picture-too-large": error<{ width: number; height: number }>((p) => `the picture would be ${p.width} pixels wide and ${p.height} high`),
  "nothing-to-run": error<{ model: string }>((p) => `\`${p.model}\` computes nothing: it has no output, no loss and no \`train\` block`),
  "nothing-to-check": error<{ model: string }>((p) => `\`${p.model}\` trains nothing, so it has no gradient to check`),
  "wrong-gradient": error<{ parameter: string }>((p) => `the gradient of \`${p.parameter}\` differs from its central differences`),
  "bad-config": error<{ what: string }>((p) => p.what),
  "internal-error": error<{ what: string }>((p) => `the compiler failed: ${p.what}`),
};

/** Those that speak of what was found, not of how the command was called. */
export const commandFindings: ReadonlySet<string> = new Set(["not-formatted", "wrong-gradient", "memory-exceeded"]);
