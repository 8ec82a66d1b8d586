const escapes = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside, safe on a terminal: control and direction characters become visible, so they can't redraw or reorder it. */
export function visible(text: string): string {
  return text.replace(escapes, (c) => {
    const code = c.codePointAt(0)!;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
  });
}

const tabStop = 4;

/** A line as it is drawn: control characters visible, tabs as spaces up to the next stop. `start` is the column it begins at. */
export function drawn(line: string, start = 0): string {
  let out = "";
  let column = start;
  for (const character of visible(line)) {
    const text = character === "\t" ? " ".repeat(tabStop - (column % tabStop)) : character;
    out += text;
    column += width(text);
  }
  return out;
}

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian wide and fullwidth blocks, and pictures: two columns each. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}
