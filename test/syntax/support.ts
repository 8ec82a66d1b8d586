import { readdirSync, readFileSync } from "node:fs";
import { textOf } from "../../src/base/source.ts";
import type { Expression } from "../../src/syntax/ast.ts";
import { parse, type Parsed } from "../../src/syntax/parse.ts";

export function parseText(text: string): Parsed {
  return parse({ name: "test.nnet", text });
}

/** `code "text under the carets"`, one for each mistake. */
export function mistakes(text: string): string[] {
  return parseText(text).diagnostics.map((d) => `${d.code} ${JSON.stringify(d.span ? textOf(d.span) : null)}`);
}

/** The time that this process has computed: unlike the clock, not lengthened by what else the machine does. */
export function cpuMilliseconds(): number {
  return process.cpuUsage().user / 1000;
}

/** A tree without its spans, to compare what two texts mean. */
export function meaning({ file }: Parsed): string {
  return JSON.stringify(file, (key, value: unknown) => (key === "span" ? undefined : value));
}

const folders = ["test/syntax/language", "src/std", "examples/digits", "examples/regression", "examples/mlp", "examples/lenet"];

/** Real sources: the blocks of the language page, the library, the examples. */
export function sources(): { readonly name: string; readonly text: string }[] {
  return folders.flatMap((folder) => {
    const url = new URL(`../../${folder}/`, import.meta.url);
    let names: string[] = [];
    try {
      names = readdirSync(url).filter((name) => name.endsWith(".nnet")).sort();
    } catch {
      return [];
    }
    return names.map((name) => ({ name: `${folder}/${name}`, text: readFileSync(new URL(name, url), "utf8") }));
  });
}

/** An expression with all its groups in parentheses. */
export function grouped(text: string): string {
  const { file, diagnostics } = parseText(`fn f(x) = ${text}\n`);
  const [fn] = file.declarations;
  const [only] = fn?.kind === "fn" ? fn.body.statements : [];
  if (diagnostics.length > 0 || only?.kind !== "return") return `! ${diagnostics.map((d) => d.code).join(" ")}`;
  return show(only.value);
}

function show(node: Expression): string {
  switch (node.kind) {
    case "identifier":
      return node.name;
    case "number":
    case "boolean":
      return String(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "unary":
      return `(${node.operator} ${show(node.operand)})`;
    case "binary":
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case "pipe":
      return `(${show(node.value)} |> ${show(node.target)})`;
    case "range":
      return `(${show(node.from)} .. ${show(node.to)})`;
    case "conditional":
      return `(if ${show(node.condition)} then ${show(node.then)} else ${show(node.else)})`;
    case "call":
      return `${show(node.callee)}(${node.arguments.map((a) => `${a.name ? `${a.name.name}: ` : ""}${show(a.value)}`).join(", ")})`;
    case "subscript":
      return `${show(node.target)}[${node.items.map(showItem).join(", ")}]`;
    case "list":
      return `[${node.items.map(show).join(", ")}]`;
    case "reduction":
      return `(${node.operator.name}<${node.indices.map((i) => i.name).join(",")}> ${show(node.value)})`;
    case "from":
      return `(${show(node.value)} from ${JSON.stringify(node.file.value)})`;
    case "scan":
      return `(scan ${node.index.name})`;
  }
}

function showItem(item: Extract<Expression, { kind: "subscript" }>["items"][number]): string {
  if (item.kind === "ellipsis") return "...";
  if (item.kind === "slice") return `${item.from ? show(item.from) : ""}:${item.to ? show(item.to) : ""}`;
  return show(item);
}
