import fc from "fast-check";
import { expect, test } from "vitest";
import { span, type Source } from "../../src/base/source.ts";
import type { BinaryOperator, Expression, File, Identifier } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print/print.ts";
import { meaning, parseText } from "./support.ts";

const nowhere: Source = { name: "generated.nnet", text: "" };
const at = { span: span(nowhere, 0, 0) };

const name = fc.constantFrom("x", "y", "W", "data", "train", "over", "seed", "from", "where").map((text): Identifier => ({ kind: "identifier", name: text, ...at }));
const operator = fc.constantFrom<BinaryOperator>("+", "-", "*", "/", "^", "@", "==", "!=", "<", "<=", ">", ">=", "and", "or");

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    name,
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value): Expression => ({ kind: "number", value: value + 0, ...at })),
    fc.string({ unit: "grapheme" }).map((value): Expression => ({ kind: "string", value: value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ""), ...at })),
    fc.boolean().map((value): Expression => ({ kind: "boolean", value, ...at })),
    fc.record({ kind: fc.constant("binary"), operator, left: tie("expression"), right: tie("expression"), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("pipe"), value: tie("expression"), target: tie("expression"), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("range"), from: tie("expression"), to: tie("expression"), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("unary"), operator: fc.constantFrom("-", "not"), operand: tie("expression"), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("conditional"), condition: tie("expression"), then: tie("expression"), else: tie("expression"), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("list"), items: fc.array(tie("expression"), { maxLength: 3 }), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("subscript"), target: tie("expression"), items: fc.array(tie("expression"), { maxLength: 3 }), span: fc.constant(at.span) }),
    fc.record({ kind: fc.constant("reduction"), operator: name, indices: fc.array(name, { minLength: 1, maxLength: 2 }), value: tie("expression"), span: fc.constant(at.span) }),
    fc.record({
      kind: fc.constant("call"),
      callee: tie("expression"),
      arguments: fc.array(
        fc.record({ kind: fc.constant("argument"), name, value: tie("expression"), span: fc.constant(at.span) }, { requiredKeys: ["kind", "value", "span"] }),
        { maxLength: 3 },
      ),
      span: fc.constant(at.span),
    }),
  ),
}));

function fileOf(value: Expression): File {
  const body = { kind: "block" as const, statements: [{ kind: "return" as const, value, further: [], ...at }], ...at };
  const fn = { kind: "fn" as const, name: { kind: "identifier" as const, name: "f", ...at }, hyper: [], inputs: [], body, ...at };
  return { kind: "file", declarations: [fn], ...at };
}

/** Keys in one order, without spans and without what is absent. */
function canonical(text: string): string {
  const sort = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(sort) : value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sort(v)])) : value;
  return JSON.stringify(sort(JSON.parse(text)));
}

test("any expression is read back from its text", () => {
  let cases = 0;
  fc.assert(
    fc.property(expression, (value) => {
      cases++;
      const file = fileOf(value);
      const text = print(file, []);
      const result = parseText(text);
      expect(result.diagnostics, text).toEqual([]);
      expect(canonical(meaning(result)), text).toBe(canonical(meaning({ ...result, file })));
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(cases).toBeGreaterThan(400);
});

test("a lost parenthesis would be found", () => {
  const lost = parse({ name: "x.nnet", text: print(fileOf({ kind: "identifier", name: "a - b - c", ...at }), []) });
  const meant = parse({ name: "x.nnet", text: "fn f() = a - (b - c)\n" });
  expect(canonical(meaning(lost))).not.toBe(canonical(meaning(meant)));
});
