/**
 * The bytes that a text of printable characters stands for. The first 84 bytes are a table of the most frequent ones: each
 * character below `w` stands for one of them, any other for a byte together with the character behind it. So the same bytes
 * give the same characters wherever they are, which gzip needs to find them again, and base64 does not offer.
 */
export function unpackBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    bytes[length++] = character < 0x77 ? bytes[character - 0x23]! : ((character - 0x77) << 5) + text.charCodeAt(++i) - 0x5d;
  }
  return bytes.subarray(84, length);
}
