// Writes docs/library.md: every name of the standard library from its doc comment, and what the library is built on.
import { intrinsics, words } from "../src/elaborate/intrinsics/all.ts";
import type { Intrinsic } from "../src/elaborate/intrinsics/intrinsic.ts";
import { stdSources } from "../src/std/sources.generated.ts";
import { cell, writeDerived } from "./derived.ts";

interface Topic {
  readonly file: string;
  readonly title: string;
  /** What a reader needs to know of all names of the topic. */
  readonly text: string;
}

/** In the order in which a model is written. A file that is missing here comes last, under its own name. */
const topics: readonly Topic[] = [
  { file: "dense.nnet", title: "Dense layers", text: "" },
  { file: "conv.nnet", title: "Convolution", text: "`pad` is `valid` (none), `same` (the result has ceil(n / stride) places), a number for both sides, or one number for each axis." },
  { file: "pool.nnet", title: "Pooling", text: "" },
  { file: "resize.nnet", title: "Size of images", text: "" },
  { file: "embedding.nnet", title: "Embedding", text: "" },
  { file: "recurrent.nnet", title: "Recurrence", text: "" },
  { file: "attention.nnet", title: "Attention", text: "" },
  { file: "normalization.nnet", title: "Normalization", text: "" },
  { file: "response.nnet", title: "Local response", text: "" },
  { file: "regularizers.nnet", title: "Regularization", text: "" },
  { file: "activations.nnet", title: "Activations", text: "Beside these: `tanh`, `sigmoid`, `softplus` among the [built-in functions](#built-in-functions)." },
  { file: "initial.nnet", title: "Initial weights", text: "What may stand after `~`: a function of the shape." },
  { file: "losses.nnet", title: "Losses", text: "Each is one real number: the mean over all examples." },
  { file: "audio.nnet", title: "Sound", text: "Recordings are [N, T]: their samples." },
  { file: "ctc.nnet", title: "Unsegmented sequences", text: "" },
  { file: "similarity.nnet", title: "Similarity", text: "" },
  { file: "detection.nnet", title: "Boxes", text: "A box is [x0, y0, x1, y1], its corners, unless said." },
  { file: "style.nnet", title: "Style", text: "" },
  { file: "generative.nnet", title: "Generative models", text: "" },
  { file: "metrics.nnet", title: "Metrics", text: "" },
  { file: "optimizers.nnet", title: "Optimizers", text: "Their numbers may be schedules. `w` is the parameter, `g` its gradient, `t` the step counted from 1." },
  { file: "schedules.nnet", title: "Schedules", text: "Numbers that change in the course of the training." },
  { file: "augment.nnet", title: "Augmentation", text: "For `augment` in a `train` block, where the images are an input called `image`. Several make a function of one's own: `fn changed(image) = image |> random_shift(4) |> mirror`." },
  { file: "sorting.nnet", title: "Sorting", text: "" },
];

/** File name, relative to the project, to its text; test/docs/library.test.ts says that it is fresh. */
export function derived(): Readonly<Record<string, string>> {
  const library = allTopics().map(({ file, title, text }) => `## ${title}\n\n${text ? `${text}\n\n` : ""}${table(namesOf(stdSources[file] ?? ""))}`);
  const builtIn = table(intrinsics.map((i) => ({ signature: signatureOf(i), doc: i.doc })));
  return { "docs/library.md": `${head}\n${library.join("\n")}\n${foot(builtIn)}` };
}

function allTopics(): readonly Topic[] {
  const others = Object.keys(stdSources).filter((file) => !topics.some((t) => t.file === file));
  return [...topics.filter(({ file }) => file in stdSources), ...others.map((file) => ({ file, title: `${file.charAt(0).toUpperCase()}${file.slice(1, -".nnet".length)}`, text: "" }))];
}

const head = `# The library

Every name that a model can use without an import, from the doc comments of [src/std](../src/std) and from the built-in functions; this
page is written by \`node scripts/derive-library.ts\`. The [reference of the language](language.md) says how layers, functions and
optimizers are used: hyper-parameters stand in the first pair of parentheses, tensors in the second.
`;

function foot(builtIn: string): string {
  return `## Built-in functions

What the library itself is built on: functions of numbers and tensors that are single operations of the graph, or that speak of shapes. An
argument with \`?\` may be left out. \`axis\` is a number (negative: from the end), a size that exactly one axis has (\`axis: H\`), a list of
these, or \`leading\` (all axes but the last).

${builtIn}
The words ${words.map((w) => `\`${w}\``).join(", ")} are understood by the arguments that name them.
`;
}

interface Entry {
  readonly signature: string;
  readonly doc: string;
}

/** The declarations of a file with the doc comment above each. */
export function namesOf(text: string): Entry[] {
  return [...text.matchAll(/((?:^\/\/\/.*\n)*)^((?:layer|fn|optimizer) +\w+.*)$/gm)].map(([, doc, line]) => ({
    signature: line!.replace(/^fn +/, "").replace(/ +\{$/, "").replace(/(\)(?: -> \[[^\]]*\])?) = .*$/, "$1"),
    doc: doc!.replace(/^\/\/\/ ?/gm, "").trim().replace(/\n/g, " "),
  }));
}

function signatureOf({ name, parameters }: Intrinsic): string {
  return `${name}(${parameters.map((p) => `${p.name}${p.rest ? "..." : p.optional ? "?" : ""}`).join(", ")})`;
}

function table(entries: readonly Entry[]): string {
  const rows = entries.map(({ signature, doc }) => `| \`${cell(signature)}\` | ${cell(doc)} |`);
  return ["| | |", "|---|---|", ...rows, ""].join("\n");
}

if (import.meta.main) writeDerived(derived());
