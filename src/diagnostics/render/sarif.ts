import type { Location, ReportingDescriptor, Result } from "sarif";
import { catalogue, type Code } from "../catalogue/index.ts";
import type { Severity } from "../catalogue/entry.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { regionOf } from "./place.ts";
import type { Renderer, Report } from "./renderer.ts";
import { sentences } from "./sentences.ts";

/** SARIF 2.1.0 (OASIS): what code scanning services take. */
export const sarif: Renderer = {
  name: "sarif",
  doc: "SARIF 2.1.0, for code scanning services",
  async render(report) {
    // Loaded only here: the other forms must start fast.
    const { default: builders } = await import("node-sarif-builder");
    const run = new builders.SarifRunBuilder({ columnKind: "utf16CodeUnits" });
    run.initSimple({ toolDriverName: "nnc", toolDriverVersion: report.version });
    for (const code of new Set(report.diagnostics.map((d) => d.code))) run.addRule(new builders.SarifRuleBuilder(rule(code, report)));
    for (const diagnostic of report.diagnostics) run.addResult(new builders.SarifResultBuilder(result(diagnostic)));
    const log = new builders.SarifBuilder({ $schema: "https://json.schemastore.org/sarif-2.1.0.json" });
    log.addRun(run);
    return `${JSON.stringify(log.buildSarifOutput(), null, 2)}\n`;
  },
};

const levels: Record<Severity, "error" | "warning" | "note"> = { error: "error", warning: "warning", info: "note" };

function rule(code: Code, { page, pageUri }: Report): ReportingDescriptor {
  const markdown = page?.(code);
  const uri = pageUri?.(code);
  const paragraph = markdown?.split(/\n{2,}/)[1]?.trim().replaceAll("\n", " ") ?? code;
  return {
    id: code,
    shortDescription: { text: code.replaceAll("-", " ") },
    fullDescription: { text: paragraph },
    ...(uri !== undefined && { helpUri: uri }),
    defaultConfiguration: { level: levels[catalogue[code].severity] },
    ...(markdown !== undefined && { help: { text: markdown, markdown } }),
  };
}

function result(diagnostic: Diagnostic): Result {
  const location = locationOf(diagnostic);
  return {
    ruleId: diagnostic.code,
    level: levels[diagnostic.severity],
    message: { text: sentences(diagnostic).join("\n") },
    ...(location && { locations: [location] }),
  };
}

function locationOf(diagnostic: Diagnostic): Location | undefined {
  const region = regionOf(diagnostic);
  if (!region) return undefined;
  const { file, start, end } = region;
  const lines = start && {
    startLine: start.line,
    ...(start.column !== undefined && { startColumn: start.column }),
    ...(end && { endLine: end.line, endColumn: end.column }),
  };
  return { physicalLocation: { artifactLocation: { uri: uri(file) }, ...(lines && { region: lines }) } };
}

/** A relative reference; a path's own characters must not be read as a scheme or a query. */
function uri(file: string): string {
  const path = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}
