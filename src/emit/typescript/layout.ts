const width = 120;

/** A list on one line, or one item a line where that would be too long. */
export function wrapped(open: string, items: readonly string[], close: string, indent = 0): string {
  const line = open + items.join(", ") + close;
  if (line.length + indent <= width) return line;
  return `${open}\n${items.map((item) => `  ${item},\n`).join("")}${close}`;
}
