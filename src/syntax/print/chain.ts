import { levelOf } from "../build/precedence.ts";
import type { Binary, Pipe } from "../ast.ts";
import type { Place } from "./parens.ts";
import { before, behind, fill, group, hardline, indent, line, within, type Doc, type Printer } from "./printer.ts";
import { bindingOf, chainOf } from "./sequences.ts";

/**
 * Operators that bind equally, as one flat list. A pipe is on one line, or has one stage a line; other operators fill their
 * lines.
 */
export function chain(node: Binary | Pipe, printer: Printer): Doc {
  const { level, right } = bindingOf(node);
  const links = chainOf(node);
  const withComments = links.some((_, i) => i > 0 && commented(printer, links, i));
  const comparison = level === levelOf("==");
  const parts: Doc[] = [];
  links.forEach(({ operator, operand }, i) => {
    const place: Place = { side: i === 0 ? "left" : "right", level, rightAssociative: right === true, comparison };
    if (i > 0) parts.push(commented(printer, links, i) ? hardline : line);
    parts.push([...before(printer, operand), operator ? `${operator} ` : "", within(printer, operand, place), ...behind(printer, operand)]);
  });
  if (node.kind === "binary" && node.operator === "^") return [parts[0] ?? "", "^", exponent(printer, node, level)];
  return node.kind === "pipe" && !withComments ? group(indent(parts)) : indent(fill(parts));
}

/** The exponent, close to its base: `x^2`. */
function exponent(printer: Printer, node: Binary, level: number): Doc {
  return within(printer, node.right, { side: "right", level, rightAssociative: true, comparison: false });
}

/** Whether a comment stands between an operand and the one before it. */
function commented({ comments }: Printer, links: ReturnType<typeof chainOf>, i: number): boolean {
  const previous = links[i - 1];
  const next = links[i];
  const above = previous && comments.of(previous.operand);
  return (above && above.beside.length + above.after.length > 0) || (next && (comments.of(next.operand)?.before.length ?? 0) > 0) || false;
}
