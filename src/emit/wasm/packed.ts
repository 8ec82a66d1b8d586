/** In the order of their codes, from `#` to `v`: what one character can stand for. Strings of every kind can hold them. */
const characters = Array.from({ length: 84 }, (_, i) => String.fromCharCode(0x23 + i));
/** No character of its own: a backslash is not itself in a string, and `</script` would end a page's script. */
const forbidden = new Set(["\\", "<"]);

/** What `unpackBytes` of the runtime reads. */
export function packBytes(bytes: Uint8Array): string {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  const frequent = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const short = new Map<number, string>();
  const table = characters.map((character) => {
    // What has no character of its own has a place in the table nevertheless.
    const byte = forbidden.has(character) ? 0 : frequent[short.size]!;
    if (!forbidden.has(character)) short.set(byte, character);
    return byte;
  });
  return table.map(pair).join("") + Array.from(bytes, (byte) => short.get(byte) ?? pair(byte)).join("");
}

/** One of the eight characters from `w`, for the upper three bits, and one of the 32 from `]`. */
function pair(byte: number): string {
  return String.fromCharCode(0x77 + (byte >> 5), 0x5d + (byte & 31));
}
