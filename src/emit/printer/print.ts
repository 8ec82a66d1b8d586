import type CodeBlockWriter from "code-block-writer";
import type { Expression, Statement } from "../../kernel/kernel.ts";
import type { Dialect } from "./dialect.ts";
import type { Text } from "./text.ts";

export function printExpression(e: Expression, dialect: Dialect): Text {
  const print = (part: Expression): Text => printExpression(part, dialect);
  switch (e.kind) {
    case "const":
      return dialect.constant(e);
    case "local":
      return dialect.local(e);
    case "size":
      return dialect.size(e);
    case "load":
      return dialect.load(e, print(e.index));
    case "unary":
      return dialect.unary(e, print(e.operand));
    case "binary":
      return dialect.binary(e, print(e.left), print(e.right));
    case "select":
      return dialect.select(e, print(e.condition), print(e.then), print(e.else));
    case "convert":
      return dialect.convert(e, print(e.operand));
    case "bitcast":
      return dialect.bitcast(e, print(e.operand));
    case "call":
      return dialect.call(e, e.arguments.map(print));
  }
}

export function printStatements(writer: CodeBlockWriter, body: readonly Statement[], dialect: Dialect): void {
  for (const statement of body) printStatement(writer, statement, dialect);
}

function printStatement(writer: CodeBlockWriter, s: Statement, dialect: Dialect): void {
  const print = (e: Expression): Text => printExpression(e, dialect);
  switch (s.kind) {
    case "for":
      writer.write(dialect.loop(s, print(s.from), print(s.to))).block(() => printStatements(writer, s.body, dialect));
      return;
    case "if":
      writer.write(dialect.condition(s, print(s.condition))).block(() => printStatements(writer, s.then, dialect));
      return;
    case "let":
      writer.writeLine(dialect.constantName(s, print(s.value)));
      return;
    case "var":
      writer.writeLine(dialect.variable(s, print(s.value)));
      return;
    case "assign":
      writer.writeLine(dialect.assign(s, print));
      return;
    case "store":
      writer.writeLine(dialect.store(s, print(s.index), print(s.value)));
      return;
  }
}
