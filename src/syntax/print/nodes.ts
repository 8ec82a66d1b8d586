import type { Conditional, Expression, IfStatement, Fn, Optimizer, Layer } from "../ast.ts";
import type { Kind, Node, Nodes } from "../visit.ts";
import { braces, lines } from "./body.ts";
import { chain } from "./chain.ts";
import { leftmost, type Place } from "./parens.ts";
import { group, hardline, indent, join, line, list, within, type Doc, type Printer } from "./printer.ts";
import { isShort } from "./sequences.ts";
import { train } from "./train.ts";

type Rule<K extends Kind> = (node: Nodes[K], printer: Printer) => Doc;

const branch: Place = { side: "branch" };
const target: Place = { side: "target" };

/** One function for each kind of node. */
export const rules: { readonly [K in Kind]: Rule<K> } = {
  file: (n, p) => (n.declarations.length > 0 ? [lines(p, n.declarations), hardline] : ""),
  identifier: (n) => n.name,

  import: (n, p) => ["import ", group(["{", indent([line, join([",", line], n.names.map(p.print))]), line, "}"]), " from ", p.print(n.from)],
  layer: (n, p) => ["layer ", signature(n, p), " ", p.print(n.body)],
  optimizer: (n, p) => ["optimizer ", signature(n, p), " ", p.print(n.body)],
  fn: (n, p) => {
    const [only] = n.body.statements;
    const head = ["fn ", signature(n, p)];
    return isShort(n.body) && only?.kind === "return" ? group([head, " =", indent([line, p.print(only.value)])]) : [head, " ", p.print(n.body)];
  },
  model: (n, p) => ["model ", n.name.name, " ", braces(p, n, n.body)],
  data: (n, p) => ["data ", n.name.name, " = ", p.print(n.reader), n.fields.length > 0 ? [" ", braces(p, n, n.fields)] : ""],
  split: (n, p) => [
    ["split ", n.data.name, " ", join(" : ", n.parts.map(p.print))],
    [n.shuffle ? " shuffle" : "", n.seed ? [" seed ", p.print(n.seed)] : ""],
  ],
  "hyper-parameter": (n, p) => [n.name.name, n.default ? [" = ", p.print(n.default)] : ""],
  "tensor-parameter": (n, p) => [n.name.name, n.type ? [": ", p.print(n.type)] : "", n.default ? [" = ", p.print(n.default)] : ""],

  block: (n, p) => braces(p, n, n.statements),
  assignment: (n, p) => [join(", ", n.targets.map(p.print)), " = ", p.print(n.value)],
  target: (n, p) => [
    n.name.name,
    n.indices ? ["[", join(", ", n.indices.map(p.print)), "]"] : "",
    n.type ? [": ", p.print(n.type)] : "",
  ],
  param: (n, p) => ["param ", n.name.name, ": ", p.print(n.type), n.init ? [" ~ ", p.print(n.init)] : ""],
  state: (n, p) => [keyword(n, "state "), n.name.name, n.type ? [": ", p.print(n.type)] : "", " = ", p.print(n.init)],
  update: (n, p) => [n.target.name, " := ", p.print(n.value)],
  return: (n, p) => ["return ", p.print(n.value), n.further.length > 0 ? [" with ", join(", ", n.further.map(p.print))] : ""],
  yield: (n, p) => ["yield ", p.print(n.value)],
  "if-statement": (n, p) => ifStatement(n, p),
  // A line that began with `-` would go on with the one above.
  "expression-statement": (n, p) => (leftmost(n.value).kind === "unary" ? ["(", p.print(n.value), ")"] : p.print(n.value)),
  input: (n, p) => [keyword(n, "input "), n.name.name, ": ", p.print(n.type), n.default ? [" = ", p.print(n.default)] : ""],
  output: (n, p) => ["output ", n.name.name, typed(n, p), n.value ? [" = ", p.print(n.value)] : ""],
  loss: (n, p) => ["loss ", n.name.name, typed(n, p), " = ", p.print(n.value)],
  metric: (n, p) => ["metric ", n.name.name, typed(n, p), " = ", p.print(n.value)],
  train: (n, p) => train(n, p),
  over: (n, p) => {
    const items = join(", ", n.items.map(p.print));
    return n.except ? ["over all", n.items.length > 0 ? [" except ", items] : ""] : ["over ", items];
  },
  sample: (n, p) => ["sample ", join(", ", n.inputs.map(p.print)), " = ", p.print(n.value)],
  "stop-rule": (n, p) => ["stop when ", n.split.name, ".", n.quantity.name, " has not improved for ", p.print(n.epochs), " epochs"],

  type: (n, p) => {
    const dimensions = n.dimensions.length > 0 ? list(p, "[", n.dimensions, "]") : "";
    if (typeof n.element === "object") return ["index(", p.print(n.element.index), ")", dimensions];
    // One real number is `[]`: nobody writes `f32`.
    return n.element === "f32" ? (n.dimensions.length > 0 ? dimensions : "[]") : [n.element, dimensions];
  },
  ellipsis: () => "...",

  number: (n, p) => written(n, p, /^\d/) ?? String(n.value),
  string: (n, p) => written(n, p, /^"/) ?? JSON.stringify(n.value),
  boolean: (n) => String(n.value),
  unary: (n, p) => [n.operator === "-" ? "-" : "not ", within(p, n.operand, { side: "operand", of: n.operator })],
  binary: (n, p) => chain(n, p),
  pipe: (n, p) => chain(n, p),
  conditional: (n, p) => conditional(n, p),
  call: (n, p) => [within(p, n.callee, target), list(p, "(", n.arguments, ")")],
  argument: (n, p) => [n.name ? [n.name.name, ": "] : "", p.print(n.value)],
  subscript: (n, p) => [within(p, n.target, target), list(p, "[", n.items, "]")],
  slice: (n, p) => [n.from ? p.print(n.from) : "", ":", n.to ? p.print(n.to) : ""],
  list: (n, p) => list(p, "[", n.items, "]"),
  range: (n, p) => {
    const side = (side: "left" | "right"): Place => ({ side, level: 4, rightAssociative: false, comparison: true });
    return [within(p, n.from, side("left")), "..", within(p, n.to, side("right"))];
  },
  reduction: (n, p) => [
    n.operator.name,
    ["[", join(", ", n.indices.map(p.print)), "] "],
    within(p, n.value, { side: "operand", of: "reduction" }),
  ],
  scan: (n, p) => [
    ["scan ", n.reverse ? "reverse " : "", n.index.name, " in ", p.print(n.extent)],
    n.carries.length > 0 ? [" with ", join(", ", n.carries.map(p.print))] : "",
    n.where ? [" where ", p.print(n.where)] : "",
    [" ", p.print(n.body)],
  ],
  from: (n, p) => [within(p, n.value, target), " from ", p.print(n.file)],
};

function typed({ type }: { readonly type?: Nodes["type"] }, printer: Printer): Doc {
  return type ? [": ", printer.print(type)] : "";
}

function signature(node: Layer | Fn | Optimizer, printer: Printer): Doc {
  const result = node.kind !== "optimizer" && node.result ? [" -> ", printer.print(node.result)] : "";
  const hyper = node.hyper.length > 0 || hasTwoLists(node, printer) ? list(printer, "(", node.hyper, ")") : "";
  return [node.name.name, hyper, list(printer, "(", node.inputs, ")"), result];
}

/** `layer A()(x)`: an empty first list is written, as it says that the layer is made with `A()`. */
function hasTwoLists(node: Layer | Fn | Optimizer, { text }: Printer): boolean {
  return /^\s*\(\s*\)\s*\(/.test(text.slice(node.name.span.end, node.name.span.end + 80));
}

/** Written once for all the items of a line. */
function keyword(node: Nodes["input" | "state"], word: string): string {
  return node.span.start === node.name.span.start ? "" : word;
}

/** A literal as the user wrote it: `1e-4` stays `1e-4`. */
function written(node: Nodes["number" | "string"], { text }: Printer, pattern: RegExp): string | undefined {
  const source = text.slice(node.span.start, node.span.end);
  return pattern.test(source) ? source : undefined;
}

function ifStatement(node: IfStatement, printer: Printer): Doc {
  const parts: Doc[] = [];
  let rest: Node | undefined = node;
  while (rest?.kind === "if-statement") {
    parts.push("if ", printer.print(rest.condition), " ", printer.print(rest.then), rest.else ? " else " : "");
    rest = rest.else;
  }
  return [...parts, rest ? printer.print(rest) : ""];
}

function conditional(node: Conditional, printer: Printer): Doc {
  const parts: Doc[] = [];
  let rest: Expression = node;
  for (let head = "if "; rest.kind === "conditional"; head = "else if ") {
    const part: Doc = [head, within(printer, rest.condition, branch), " then ", within(printer, rest.then, branch)];
    parts.push(parts.length > 0 ? [line, part] : part);
    rest = rest.else;
  }
  const [first, ...others] = parts;
  return group([first ?? "", indent([...others, line, "else ", printer.print(rest)])]);
}
