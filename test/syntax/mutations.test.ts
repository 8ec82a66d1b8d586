import { expect, test } from "vitest";
import { children, type Node } from "../../src/syntax/visit.ts";
import type { Parsed } from "../../src/syntax/parse.ts";
import { random } from "./random.ts";
import { cpuMilliseconds, parseText, sources } from "./support.ts";

const CASES = 2000;
const real = sources();

/** What is wrong with a result, whatever the text. */
function broken(text: string, { file, diagnostics }: Parsed): string | undefined {
  const inside = (span: { start: number; end: number } | undefined): boolean =>
    span !== undefined && span.start >= 0 && span.start <= span.end && span.end <= text.length;
  for (const { span, message } of diagnostics) if (!inside(span)) return `the span of "${message}" is outside the text`;
  const pending: Node[] = [file];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (!inside(node.span)) return `the span of a ${node.kind} is outside the text`;
    pending.push(...children(node));
  }
  return undefined;
}

test(`${CASES} mutated sources never throw, never hang, and keep their spans inside`, () => {
  const next = random(2026);
  let faulty = 0;
  let slowest = 0;
  for (let i = 0; i < CASES; i++) {
    let text = real[i % real.length]?.text ?? "";
    for (let times = 1 + Math.floor(next() * 3); times > 0; times--) text = mutate(text, next);
    const start = cpuMilliseconds();
    const result = parseText(text);
    slowest = Math.max(slowest, cpuMilliseconds() - start);
    expect(broken(text, result), text).toBeUndefined();
    if (result.diagnostics.length > 0) faulty++;
  }
  expect(faulty).toBeGreaterThan(CASES / 4);
  expect(slowest).toBeLessThan(1000);
});

test("a span outside the text would be found", () => {
  const text = "fn f(x) = x\n";
  expect(broken(text.slice(0, 4), parseText(text))).toContain("outside");
});

const strange = ["\0", "\ud800", "(", ")", "{", "}", "[", "]", '"', "'", "/*", "//", "///", ";", "\n", "#", "|>", ":=", "..", "=", "if ", "scan ", "train {", "layer ", "1e", "\\"];

function mutate(text: string, next: () => number): string {
  const pick = (n: number): number => Math.floor(next() * n);
  const pieces = text.split(/(?<=\W)|(?=\W)/);
  const at = pick(pieces.length);
  const other = pick(pieces.length);
  const insert = (index: number, piece: string): string => [...pieces.slice(0, index), piece, ...pieces.slice(index)].join("");
  switch (pick(6)) {
    case 0:
      return pieces.toSpliced(at, 1).join("");
    case 1:
      return insert(at, pieces[other] ?? "");
    case 2:
      return pieces.with(at, pieces[other] ?? "").with(other, pieces[at] ?? "").join("");
    case 3:
      return insert(at, strange[pick(strange.length)] ?? "");
    case 4:
      return pieces.toSpliced(at, pick(30)).join("");
    default: {
      const from = pick(text.length);
      return text.slice(0, from) + text.slice(from + 1);
    }
  }
}
