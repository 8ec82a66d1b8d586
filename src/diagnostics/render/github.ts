import type { Severity } from "../catalogue/entry.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { regionOf } from "./place.ts";
import { sentences } from "./sentences.ts";
import type { Renderer } from "./renderer.ts";

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const github: Renderer = {
  name: "github",
  doc: "annotations of GitHub Actions",
  render: ({ diagnostics }) => diagnostics.map((d) => `${annotation(d)}\n`).join(""),
};

const commands: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

function annotation(diagnostic: Diagnostic): string {
  const region = regionOf(diagnostic);
  // An annotation over several lines must not name columns.
  const oneLine = region?.start?.line === region?.end?.line;
  const properties = {
    file: region?.file,
    line: region?.start?.line,
    endLine: region?.end?.line,
    col: oneLine ? region?.start?.column : undefined,
    endColumn: oneLine ? region?.end?.column : undefined,
    title: diagnostic.code,
  };
  const list = Object.entries(properties).filter(([, value]) => value !== undefined);
  const text = list.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
  return `::${commands[diagnostic.severity]} ${text}::${escapeData(sentences(diagnostic).join("\n"))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
