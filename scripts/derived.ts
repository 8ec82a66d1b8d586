import { readFileSync, writeFileSync } from "node:fs";

/** Writes files by their paths relative to the project; one that stands as it should is left alone. */
export function writeDerived(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = new URL(`../${name}`, import.meta.url);
    let known = "";
    try {
      known = readFileSync(file, "utf8");
    } catch {
      // The first time there is none.
    }
    if (known !== text) writeFileSync(file, text);
  }
}

/** Text for a cell of a Markdown table. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
