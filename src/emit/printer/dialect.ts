import type { Expression, Statement } from "../../kernel/kernel.ts";
import type { Text } from "./text.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;
type StatementOf<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** How a target spells the leaves and operators of kernels. Parts come already printed. */
export interface Dialect {
  readonly constant: (e: Of<"const">) => Text;
  readonly local: (e: Of<"local">) => Text;
  readonly size: (e: Of<"size">) => Text;
  readonly load: (e: Of<"load">, index: Text) => Text;
  readonly unary: (e: Of<"unary">, operand: Text) => Text;
  readonly binary: (e: Of<"binary">, left: Text, right: Text) => Text;
  readonly select: (e: Of<"select">, condition: Text, then: Text, otherwise: Text) => Text;
  readonly convert: (e: Of<"convert">, operand: Text) => Text;
  readonly bitcast: (e: Of<"bitcast">, operand: Text) => Text;
  readonly call: (e: Of<"call">, values: readonly Text[]) => Text;
  /** The head of a block: `for (…)`. */
  readonly loop: (s: StatementOf<"for">, from: Text, to: Text) => string;
  readonly constantName: (s: StatementOf<"let">, value: Text) => string;
  readonly variable: (s: StatementOf<"var">, value: Text) => string;
  readonly assign: (s: StatementOf<"assign">, print: (e: Expression) => Text) => string;
  readonly store: (s: StatementOf<"store">, index: Text, value: Text) => string;
  readonly condition: (s: StatementOf<"if">, condition: Text) => string;
}
