import { positionOf, type Span } from "../../base/source.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Renderer } from "./renderer.ts";

/** Raised when a reader of the older form would misread the newer. */
const version = 1;

export const json: Renderer = {
  name: "json",
  doc: "for programs: one object with a version",
  render: ({ diagnostics, files, remarks = [] }) => {
    const errors = diagnostics.filter((d) => d.severity === "error").length;
    const warnings = diagnostics.filter((d) => d.severity === "warning").length;
    const object = { version, summary: { files, errors, warnings }, diagnostics: diagnostics.map(entry), requirements: remarks };
    return `${JSON.stringify(object, null, 2)}\n`;
  },
};

function entry({ code, severity, message, span, place, label, notes, help, fix }: Diagnostic) {
  return {
    code,
    severity,
    message,
    ...(span && range(span)),
    place,
    label,
    notes,
    help,
    fix: fix && { title: fix.title, edits: fix.edits.map((e) => ({ ...range(e.span), text: e.text })) },
  };
}

/** Lines and columns from 1, columns and offsets in UTF-16 units, the end exclusive. */
function range({ source, start, end }: Span) {
  return {
    file: source.name,
    start: { ...positionOf(source, start), offset: start },
    end: { ...positionOf(source, end), offset: end },
  };
}
