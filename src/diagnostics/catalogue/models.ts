import { error, warning } from "./entry.ts";

/** Found by elaboration in `model`, `train`, `data` and `split`. */
export const modelCodes = {
  "loss-not-scalar": error<{ found: string }>((p) => `a loss must be one number but is ${p.found}`),
  "nothing-to-train": error(() => "there is no parameter to train"),
  "untrained-parameter": warning<{ names: readonly string[] }>(
    (p) => `what is minimized does not depend on ${p.names.slice(0, 3).map((n) => `\`${n}\``).join(", ")}${p.names.length > 3 ? ` and ${p.names.length - 3} more` : ""}`,
  ),
  "missing-optimizer": error(() => "this phase does not say with which optimizer to train"),
  "not-an-optimizer": error<{ found: string }>((p) => `an optimizer is needed after \`using\`, not ${p.found}`),
  "trained-twice": error<{ name: string }>((p) => `\`${p.name}\` is in two \`over\`s of this phase`),
  "undivided-batch": error<{ why: string }>((p) => `the batch cannot be divided into parts: ${p.why}`),
  "bad-schedule": error<{ name: string; input: string }>((p) => `the schedule \`${p.name}\` depends on \`${p.input}\`; a schedule is a function of \`t\` or \`epoch\``),
  "bad-number": error<{ what: string; found: string; expected: string }>((p) => `${p.what} is ${p.found} but must be ${p.expected}`),
  "not-a-batch-function": error<{ found: string }>((p) => `\`augment\` takes a function of the model's inputs, not ${p.found}`),
  "phase-in-turn": error<{ setting: string; phase: string }>((p) => `\`${p.setting}\` of this phase is that of \`${p.phase}\`, whose steps it follows`),
  "unnamed-phase": error(() => "a model with several phases needs a name for each"),

  "unknown-split": error<{ name: string }>((p) => `\`${p.name}\` is no split of the data`),
  "not-a-reader": error(() => "a `data` block reads files: `csv(\"table.csv\")`, `idx(\"images.gz\", \"labels.gz\")`"),
  "unknown-format": error<{ format: string }>((p) => `\`${p.format}\` is no format that data can be read from`),
  "missing-field": error<{ input: string; data: string }>((p) => `\`data ${p.data}\` does not say where the input \`${p.input}\` comes from`),
  "bad-column": error<{ wanted: string }>((p) => `${p.wanted} is needed here`),
  "bad-split": error(() => "the parts of a split are two or three numbers from 0, the first above 0"),
};
