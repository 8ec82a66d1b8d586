import type { Diagnostic } from "../diagnostic.ts";
import { noteTexts } from "./notes.ts";

/** Message, label, notes and help, one each: for forms that show no source. */
export function sentences({ message, label, notes = [], help }: Diagnostic): string[] {
  return [message, ...(label === undefined ? [] : [label]), ...noteTexts(notes), ...(help === undefined ? [] : [`help: ${help}`])];
}
