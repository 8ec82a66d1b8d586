/** LEB128, as the binary format of WebAssembly writes unsigned numbers. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return bytes;
}

/** LEB128 of a signed number of up to 64 bits. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    const done = (rest === 0n && (low & 64) === 0) || (rest === -1n && (low & 64) !== 0);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

/** The four bytes of an f32. */
export function float(value: number): number[] {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}

/** The four bytes of an i32. */
export function word(value: number): number[] {
  return [...new Uint8Array(new Int32Array([value]).buffer)];
}

export function text(value: string): number[] {
  return vector([...new TextEncoder().encode(value)].map((byte) => [byte]));
}

/** A count, then the items. */
export function vector(items: readonly (readonly number[])[]): number[] {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
}
