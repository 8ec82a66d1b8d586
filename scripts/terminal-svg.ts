// Draws what a command left on a terminal as an SVG. The picture in the README is made by
//
//     script -qec "npx nnc train examples/digits/digits.nnet" /dev/null |
//       node scripts/terminal-svg.ts "npx nnc train examples/digits/digits.nnet" 3 3 > docs/images/train.svg
//
// The numbers say how many of the first and of the last lines of epochs are shown.
import { readFileSync } from "node:fs";

const [command = "", first = "3", last = "3"] = process.argv.slice(2);
const lines = elide(screen(readFileSync(0, "utf8")), Number(first), Number(last));
process.stdout.write(svg([`$ ${command}`, ...lines]));

/** The lines as they stand in the end, after all returns of the cursor. */
function screen(output: string): string[] {
  const rows = [""];
  let column = 0;
  let saved = 0;
  for (const [token] of output.matchAll(/\x1b\[[?\d;]*[A-Za-z]|\x1b[78]|[^]/gu)) {
    const row = rows.length - 1;
    if (token === "\r" || /^\x1b\[1?G$/.test(token)) column = 0;
    else if (token === "\n") {
      rows.push("");
      column = 0;
    } else if (token === "\x1b7") saved = column;
    else if (token === "\x1b8") column = saved;
    else if (/^\x1b\[0?K$/.test(token)) rows[row] = rows[row]!.slice(0, column);
    else if (token === "\x1b[2K") rows[row] = "";
    else if (!token.startsWith("\x1b")) {
      rows[row] = rows[row]!.slice(0, column).padEnd(column) + token + rows[row]!.slice(column + 1);
      column += 1;
    }
  }
  return rows.map((row) => row.trimEnd()).join("\n").trimEnd().split("\n");
}

/** Without the epochs in the middle. */
function elide(rows: readonly string[], head: number, tail: number): string[] {
  const epochs = rows.flatMap((row, i) => (row.startsWith("epoch ") ? [i] : []));
  const [from, to] = [epochs[head], epochs[epochs.length - tail]];
  if (from === undefined || to === undefined || from >= to) return [...rows];
  return [...rows.slice(0, from), "  ⋮", ...rows.slice(to)];
}

function svg(rows: readonly string[]): string {
  const [advance, height, margin] = [7.83, 18, 16];
  const width = Math.ceil(Math.max(...rows.map((r) => r.length)) * advance + 2 * margin);
  const text = rows.map((row, i) => {
    const style = row.startsWith("$ ") ? ' class="prompt"' : /^(split|class|confusion| +\d+( +\d+)+$)/.test(row) ? ' class="head"' : row.startsWith("test ") ? ' class="result"' : "";
    return row === "" ? "" : `  <text x="${margin}" y="${margin + 13 + i * height}"${style} xml:space="preserve">${escape(row)}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${rows.length * height + 2 * margin}" role="img" aria-label="${escape(rows[0] ?? "")}">
  <style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d4d8df; white-space: pre } .prompt { fill: #8fd0ff } .head { fill: #8b94a3 } .result { fill: #9ee493; font-weight: bold }</style>
  <rect width="100%" height="100%" rx="8" fill="#1b1f27"/>
${text.join("")}</svg>
`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
