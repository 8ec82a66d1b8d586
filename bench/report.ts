import { table } from "../src/cli/table.ts";

/** A table that a benchmark prints; those of docs/performance.md have the same names there. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** As text for a terminal, or as Markdown between the marks that the page has around it. */
export function report({ name, title, head, rows }: Report, markdown: boolean): void {
  if (!markdown) {
    console.log(title);
    console.log(table(head, rows));
    return;
  }
  console.log(marked(name, markdownTable(head, rows)));
}

function markdownTable(head: readonly string[], rows: Report["rows"]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function marked(name: string, body: string): string {
  return `<!-- bench: ${name} -->\n\n${body}\n\n<!-- end of ${name} -->`;
}

/** The page with its tables replaced by those among the output that have their names; and the names that the page lacks. */
export function filled(page: string, output: string): { readonly page: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  let text = page;
  for (const [block, name] of output.matchAll(/<!-- bench: (\S+) -->[^]*?<!-- end of \1 -->/g)) {
    const place = new RegExp(`<!-- bench: ${name} -->[^]*?<!-- end of ${name} -->`);
    if (place.test(text)) text = text.replace(place, () => block);
    else missing.push(name!);
  }
  return { page: text, missing };
}

/** Three digits, or a whole number from 100 on. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}
