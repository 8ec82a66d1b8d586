import { Size } from "../types/size.ts";
import type { Attribute, Attributes } from "./graph.ts";
import type { Scanner } from "./scanner.ts";

/** `{name: value, …}` as `attributesText` writes it. */
export function parseAttributes(scanner: Scanner): Attributes {
  const entries: [string, Attribute][] = [];
  scanner.expect("{");
  while (!scanner.accept("}")) {
    if (entries.length > 0) scanner.expect(",");
    const name = scanner.peek() === '"' ? scanner.string() : scanner.word();
    scanner.expect(":");
    entries.push([name, parseAttribute(scanner)]);
  }
  return Object.fromEntries(entries);
}

function parseAttribute(scanner: Scanner): Attribute {
  const next = scanner.peek();
  if (next === '"') return scanner.string();
  if (next === "{") return parseAttributes(scanner);
  if (scanner.accept("#inf")) return Number.POSITIVE_INFINITY;
  if (scanner.accept("#-inf")) return Number.NEGATIVE_INFINITY;
  if (scanner.accept("#nan")) return Number.NaN;
  if (scanner.accept("[")) {
    const list: Attribute[] = [];
    while (!scanner.accept("]")) {
      if (list.length > 0) scanner.expect(",");
      list.push(parseAttribute(scanner));
    }
    return list;
  }
  const truth = scanner.match(/(?:true|false)(?=[,}\]])/y);
  if (truth !== undefined) return truth === "true";
  const number = scanner.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=[,}\]])/y);
  return number === undefined ? parseSize(scanner) : Number(number);
}

/** A size as `Size.toString` writes it: `2*h`, `N - 1`, `floor((H + 1)/2)`. */
export function parseSize(scanner: Scanner): Size {
  let sum = scanner.accept("-") ? parseProduct(scanner).mul(-1) : parseProduct(scanner);
  for (;;) {
    if (scanner.accept("+")) sum = sum.add(parseProduct(scanner));
    else if (scanner.accept("-")) sum = sum.sub(parseProduct(scanner));
    else return sum;
  }
}

function parseProduct(scanner: Scanner): Size {
  let product = parseFactor(scanner);
  while (scanner.accept("*")) product = product.mul(parseFactor(scanner));
  return product;
}

function parseFactor(scanner: Scanner): Size {
  const digits = scanner.match(/\d+(?=[^\w.]|$)/y);
  if (digits !== undefined) return Size.of(Number(digits));
  if (scanner.accept("(")) {
    const inner = parseSize(scanner);
    scanner.expect(")");
    return inner;
  }
  if (scanner.accept("floor(")) {
    const numerator = parseSize(scanner);
    scanner.expect("/");
    const divisor = parseSize(scanner);
    scanner.expect(")");
    return numerator.floorDiv(divisor);
  }
  return Size.symbol(scanner.match(/[^\s*+\-/(),[\]{}:"]+/y) ?? scanner.wrong("a size"));
}
