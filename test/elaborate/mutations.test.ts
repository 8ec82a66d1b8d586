import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { check } from "../../src/compile.ts";
import { numbers, type Numbers } from "../../src/interpret/numbers.ts";

/**
 * The whole front end on broken text: characters and tokens of real sources deleted, doubled, swapped and replaced by
 * others. Whatever comes, `check` answers with diagnostics that point into their sources, and soon.
 */
const root = join(import.meta.dirname, "../..");
const count = 2000;

/** What a mutated library file is used by, so that its declarations are run and not only read. */
const users: Readonly<Record<string, string>> = {
  "dense.nnet": "model M { input x: [N, 4]\n output z = x |> Dense(3) }",
  "conv.nnet": "model M { input x: [N, 9, 9, 2]\n output z = x |> Conv(4, 3, stride: 2, pad: same, groups: 2) }",
  "pool.nnet": "model M { input x: [N, 8, 8, 2]\n output z = x |> max_pool(2) |> avg_pool(2) |> global_avg_pool }",
  "losses.nnet": "model M { input x: [N, 3], y: index(3)[N]\n loss l = cross_entropy(x, y)\n loss m = squared_error(x, x) }",
  "metrics.nnet": "model M { input x: [N, 3], y: index(3)[N]\n metric a = accuracy(x, y)\n metric f = f1(confusion(x, y)) }",
  "normalization.nnet": "model M { input x: [N, 3]\n loss l = mean((x |> BatchNorm) ^ 2)\n train { minimize l using sgd } }",
  "regularizers.nnet": "model M { input x: [N, 3]\n d = Dense(2)\n loss l = mean(d(x |> Dropout)) + l2(d) + l1(d)\n train { minimize l using sgd } }",
  "optimizers.nnet": "model M { input x: [N, 3]\n loss l = mean(x |> Dense(2))\n train a { minimize l using adam }\n train b { minimize l using sgd(momentum: 0.9, decay: 0.1) } }",
  "schedules.nnet": "model M { input x: [N, 3]\n loss l = mean(x |> Dense(2))\n train { minimize l using sgd(lr: warmup(cosine(0.1, 9), 3)) } }",
  "activations.nnet": "model M { input x: [N, 3]\n output z = x |> relu |> leaky_relu |> elu(2) |> hard_tanh |> softsign |> softmax }",
  "initial.nnet": "model M { input x: [N, 3]\n output z = x |> Dense(2, init: glorot_uniform) |> Dense(2, init: he_uniform) }",
};

const examples = readdirSync(join(root, "examples")).flatMap((folder) => files(join("examples", folder)));
const corpus: readonly Source[] = [...examples, ...files("src/std"), ...files("test/syntax/language")].map(named);

function files(folder: string): string[] {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith(".nnet")).map((name) => join(folder, name));
}

function named(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const user = path.startsWith("src/std") ? users[path.split("/").at(-1)!] : undefined;
  return { name: path, text: user === undefined ? text : `${text}\n${user}\n` };
}

const tokens = (text: string): string[] => text.match(/\w+|\s+|[^\w\s]/g) ?? [];
const vocabulary = [...new Set(corpus.flatMap(({ text }) => tokens(text)))];
const characters = [...new Set(corpus.map(({ text }) => text).join("")), "\"", "`", "\\", "\0", "é", "😀", "\t"];

function mutated(text: string, random: Numbers): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.uniform() * items.length)]!;
  const parts = random.uniform() < 0.7 ? tokens(text) : [...text];
  const others = parts.length > 0 && parts.every((p) => [...p].length === 1) ? characters : vocabulary;
  for (let edits = 1 + Math.floor(random.uniform() * 3); edits > 0; edits -= 1) {
    const at = Math.floor(random.uniform() * parts.length);
    const other = Math.floor(random.uniform() * parts.length);
    switch (Math.floor(random.uniform() * 5)) {
      case 0: parts.splice(at, 1); break;
      case 1: parts.splice(at, 0, parts[at] ?? ""); break;
      case 2: [parts[at], parts[other]] = [parts[other] ?? "", parts[at] ?? ""]; break;
      case 3: parts[at] = pick(others); break;
      default: parts.splice(at, 0, pick(others));
    }
  }
  return parts.join("");
}

/** Why an answer to a source is not acceptable, or undefined. */
function complaint(source: Source, run: (source: Source) => readonly { readonly span?: { readonly source: Source; readonly start: number; readonly end: number }; readonly message: string }[]): string | undefined {
  // Of the processor, which others may keep busy.
  const started = process.threadCpuUsage();
  try {
    for (const { span, message } of run(source)) {
      if (span && !(0 <= span.start && span.start <= span.end && span.end <= span.source.text.length)) return `a span ${span.start}..${span.end} outside its text: ${message}`;
      if (span?.source.library) return `a span in the library: ${message}`;
      if (/undefined|\[object|NaN/.test(message)) return `a message that was not made for people: ${message}`;
    }
  } catch (error) {
    return String(error instanceof Error ? error.stack : error);
  }
  const { user, system } = process.threadCpuUsage(started);
  const spent = (user + system) / 1000;
  return spent > 1000 ? `${Math.round(spent)} ms` : undefined;
}

const checked = (source: Source) => check(source, { load: (path) => corpus.find((c) => c.name === path) }).diagnostics;

test(`${count} mutated sources give diagnostics, never an exception, never a wait`, { timeout: 300_000 }, () => {
  const random = numbers(20261120);
  let broken = 0;
  for (let i = 0; i < count; i += 1) {
    const { name, text } = corpus[i % corpus.length]!;
    const source = { name, text: mutated(text, random) };
    const why = complaint(source, (s) => {
      const found = checked(s);
      if (found.length > 0) broken += 1;
      return found;
    });
    if (why !== undefined) expect.fail(`mutation ${i} of ${name}: ${why}\n${source.text}`);
  }
  // Most mutations break something; a test of sources that are all right would say nothing.
  expect(broken).toBeGreaterThan(count / 2);
});

test("the corpus is right before it is mutated", () => {
  const own = corpus.filter(({ name }) => !name.startsWith("test/"));
  expect(own.length).toBeGreaterThan(10);
  for (const source of own) expect({ name: source.name, found: checked(source).map((d) => d.message) }).toEqual({ name: source.name, found: [] });
});

test("an exception, a span outside and a wait would be noticed", () => {
  const source: Source = { name: "a", text: "abc" };
  expect(complaint(source, () => [])).toBeUndefined();
  expect(complaint(source, () => { throw new Error("planted"); })).toContain("planted");
  expect(complaint(source, () => [{ span: { source, start: 1, end: 9 }, message: "m" }])).toContain("outside");
  expect(complaint(source, () => [{ message: "undefined is wrong" }])).toContain("for people");
  expect(complaint(source, () => { for (const start = process.threadCpuUsage(); process.threadCpuUsage(start).user < 1_050_000; ); return []; })).toMatch(/\d+ ms/);
});
