import type { Severity } from "../catalogue/entry.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { noteTexts } from "./notes.ts";
import { placeText } from "./place.ts";
import type { Colour, Paint, Renderer, Report } from "./renderer.ts";
import { snippet } from "./snippet.ts";
import { summary } from "./summary.ts";
import { visible } from "./visible.ts";

export const text: Renderer = {
  name: "text",
  doc: "for people: the line at fault, what is wrong with it and the way out",
  render(report) {
    const parts = report.diagnostics.map((d) => renderDiagnostic(d, report.paint ?? plain));
    const closing = [...remarks(report), ...(report.files === undefined ? [] : [summary(report.diagnostics, report.files)])];
    if (closing.length > 0) parts.push(`${closing.join("\n")}\n`);
    return parts.join("\n");
  },
};

const plain: Paint = (_, value) => value;

const colours: Record<Severity, Colour> = { error: "red", warning: "yellow", info: "cyan" };

/**
 * ```text
 * error[window-too-large]: a 5x5 kernel does not fit its 4x4 input
 *   --> lenet.nnet:7:8
 *    |
 *  7 |     |> Conv(120, 5)
 *    |        ^^^^^^^^^^^^ floor((4 + 2*0 - 5)/1) + 1 = 0
 *    |
 *    = sizes: …
 *    = help: …
 * ```
 */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint = plain): string {
  const { code, severity, message, span, label, notes = [], help } = diagnostic;
  const colour = colours[severity];
  const lines = span ? snippet(span) : [];
  const digits = Math.max(1, ...lines.map(({ line }) => String(line ?? "").length));
  const margin = " ".repeat(digits + 1);
  const bar = paint(["blue"], `${margin} |`);

  const out = [`${paint([colour, "bold"], `${severity}[${code}]`)}${paint(["bold"], `: ${visible(message)}`)}`];
  const place = placeText(diagnostic);
  if (place !== undefined) out.push(`${margin}${paint(["blue"], "-->")} ${visible(place)}`);
  if (lines.length > 0) {
    out.push(bar);
    lines.forEach(({ line, text: source, from, to }, i) => {
      out.push(`${paint(["blue"], ` ${String(line ?? "").padStart(digits)} |`)} ${source}`.trimEnd());
      if (line === undefined) return;
      const words = label !== undefined && i === lines.length - 1 ? ` ${visible(label)}` : "";
      out.push(`${bar} ${" ".repeat(from)}${paint([colour, "bold"], "^".repeat(to - from) + words)}`);
    });
    if (label !== undefined && (notes.length > 0 || help !== undefined)) out.push(bar);
  } else if (label !== undefined) {
    out.push(note(visible(label)));
  }
  out.push(...noteTexts(notes).map(note));
  if (help !== undefined) out.push(note(`${paint(["green"], "help:")} ${visible(help)}`));
  return `${out.join("\n")}\n`;

  function note(value: string): string {
    return `${margin} ${paint(["blue"], "=")} ${value}`;
  }
}

function remarks({ remarks: all = [] }: Report): string[] {
  return noteTexts(all.map((r) => ({ name: `${r.file}: ${r.model}`, text: r.text })));
}
