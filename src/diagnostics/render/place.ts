import { positionOf } from "../../base/source.ts";
import type { Diagnostic } from "../diagnostic.ts";

/** Where a diagnostic is, in the terms of other tools: lines and columns from 1, the end exclusive. */
export interface Region {
  readonly file: string;
  readonly start?: { readonly line: number; readonly column?: number };
  readonly end?: { readonly line: number; readonly column: number };
}

/** Undefined where no file is at fault (a flag, the machine). */
export function regionOf({ span, place }: Diagnostic): Region | undefined {
  if (span) {
    return { file: span.source.name, start: positionOf(span.source, span.start), end: positionOf(span.source, span.end) };
  }
  const match = /^(.*?)(?::(\d+))?(?::(\d+))?$/s.exec(place ?? "");
  if (!match?.[1] || match[1].startsWith("-")) return undefined;
  const [, file, line, column] = match;
  if (line === undefined) return { file };
  return { file, start: { line: Number(line), ...(column !== undefined && { column: Number(column) }) } };
}

/** `lenet.nnet:7:8`, or the place as given. */
export function placeText(diagnostic: Diagnostic): string | undefined {
  const { span, place } = diagnostic;
  if (!span) return place;
  const { line, column } = positionOf(span.source, span.start);
  return `${span.source.name}:${line}:${column}`;
}
