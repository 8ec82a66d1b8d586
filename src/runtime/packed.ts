/**
 * The so many bytes that a text of printable characters stands for: each repeats bytes from a distance before it, or is new.
 * Code that was written out several times differs from copy to copy by a number here and there. So the byte behind a
 * repetition is told by how far it is from the one that would have come next, and the same distance may go on behind it.
 * Every decision is a bit, more or less probable by how such bits (those of one `context`) have been so far, and takes as
 * much of the text as it is surprising: an arithmetic code, whose digits are 90 characters from `#` to `~`.
 */
export function unpackBytes(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // Of each context, how probable a 1 is, and the bits seen. 0: whether bytes repeat, 1024: at the last distance; numbers: 2048 distances,
  // 4096 lengths, 16384 those at the last distance; 8192: bytes. Most depend on the byte before, or on its upper half.
  const [chances, seen] = [new Float64Array(49152).fill(0.5), new Uint8Array(49152)];
  let [at, code, range] = [0, 0, 1];
  const bit = (context: number): number => {
    for (; range < 90 ** 3; range *= 90) {
      const character = text.charCodeAt(at++);
      // Neither `<` nor a backslash is among them.
      code = code * 90 + character - (character > 92 ? 37 : character > 60 ? 36 : 35);
    }
    const part = 32 + Math.floor((range - 64) * chances[context]!);
    const one = code < part ? 1 : 0;
    code -= one ? 0 : part;
    range = one ? part : range - part;
    chances[context]! += (one - chances[context]!) / (seen[context]! + 2.5);
    if (seen[context]! < 30) seen[context]! += 1;
    return one;
  };
  // At least 1: how many digits follow the first, then these.
  const number = (context: number): number => {
    let [digits, value] = [0, 1];
    while (bit(context + digits)) digits++;
    for (let left = digits; left > 0; left--) value = value * 2 + bit(context + 64 * digits + (value < 16 ? value : 16 + left));
    return value;
  };
  // How many new bytes there have been since the last repetition, as far as that matters, and its distance.
  let [since, distance] = [3, 0];
  for (let i = 0; i < length; ) {
    const before = bytes[i - 1]! >> 4;
    if (bit(since * 256 + (bytes[i - 1] ?? 0))) {
      const again = since && bit(1024 + since);
      if (!again) distance = number(2048);
      for (let left = number(again ? 16384 + before * 2048 : 4096); left > 0; left--) bytes[i] = bytes[i++ - distance]!;
      since = 0;
    } else {
      let value = 1;
      while (value < 256) value = value * 2 + bit(8192 + (since ? 0 : 4096) + before * 256 + value);
      bytes[i] = since ? value : value + bytes[i - distance]!;
      i++;
      since = Math.min(since + 1, 3);
    }
  }
  return bytes;
}
