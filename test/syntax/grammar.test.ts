import { readFileSync } from "node:fs";
import { Lexer } from "chevrotain";
import { expect, test } from "vitest";
import { NnetParser } from "../../grammar/parser.ts";
import { tokens } from "../../grammar/tokens.ts";
import { derived } from "../../scripts/derive-grammar.ts";

test("the lexer and the rules pass the validations that production skips", () => {
  const lexer = new Lexer([...tokens], { positionTracking: "onlyOffset", ensureOptimizations: true });
  expect(lexer.lexerDefinitionErrors).toEqual([]);
  expect(() => new NnetParser({ skipValidations: false })).not.toThrow();
});

const files = Object.entries(derived());

test("something is derived", () => expect(files.length).toBeGreaterThan(1));

test.each(files)("%s is fresh: run scripts/derive-grammar.ts", (name, text) => {
  expect(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8") === text).toBe(true);
});

test("the railroad diagram loads nothing", () => {
  const page = derived()["grammar/railroad.html"] ?? "";
  expect(page).toContain("<svg".slice(1));
  expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+href=/);
});
