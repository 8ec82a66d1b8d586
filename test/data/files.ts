/** Makers of small data files for tests. */
export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((p) => [...p]));
}

const idxTypes = { u8: [0x08, 1], i8: [0x09, 1], i16: [0x0b, 2], i32: [0x0c, 4], f32: [0x0d, 4], f64: [0x0e, 8] } as const;

export function idxHeader(code: number, shape: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, code);
  header.setUint8(3, shape.length);
  shape.forEach((n, i) => header.setUint32(4 + 4 * i, n));
  return new Uint8Array(header.buffer);
}

export function idxFile(type: keyof typeof idxTypes, shape: readonly number[], values: readonly number[]): Uint8Array {
  const [code, width] = idxTypes[type];
  return join(idxHeader(code, shape), encode(`>${type[0]}${width}`, values));
}

/** `type` as NumPy writes it: `<f4`. */
export function npyFile(type: string, shape: readonly number[], values: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  return npyRaw(`{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`, encode(type, values));
}

export function npyRaw(header: string, data: Uint8Array, version: 1 | 2 = 1): Uint8Array {
  const width = version === 1 ? 2 : 4;
  const fixed = 8 + width;
  const padded = header.padEnd(Math.ceil((fixed + header.length + 1) / 64) * 64 - fixed - 1) + "\n";
  const length = new DataView(new ArrayBuffer(width));
  if (width === 2) length.setUint16(0, padded.length, true);
  else length.setUint32(0, padded.length, true);
  return join([0x93, ...text("NUMPY"), version, 0], new Uint8Array(length.buffer), text(padded), data);
}

function encode(type: string, values: readonly number[]): Uint8Array {
  const little = type[0] !== ">";
  const kind = type.slice(1);
  const width = Number(kind[1]);
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, i) => {
    const at = i * width;
    if (kind === "f4") view.setFloat32(at, value, little);
    else if (kind === "f8") view.setFloat64(at, value, little);
    else if (width === 8) view.setBigInt64(at, BigInt(value), little);
    else if (width === 4) view.setInt32(at, value, little);
    else if (width === 2) view.setInt16(at, value, little);
    else view.setUint8(at, value & 255);
  });
  return new Uint8Array(view.buffer);
}

/** A WAV file of PCM samples of 16 bits; `chunk` is put before the samples. */
export function wavFile(samples: readonly number[], { channels = 1, bits = 16, format = 1, chunk = [] as readonly number[] } = {}): Uint8Array {
  const u16 = (n: number): number[] => [n & 255, (n >> 8) & 255];
  const u32 = (n: number): number[] => [...u16(n & 65535), ...u16(n >>> 16)];
  const data = samples.flatMap((s) => u16(s & 65535));
  const block = (channels * bits) / 8;
  const body = [...text("WAVEfmt "), ...u32(16), ...u16(format), ...u16(channels), ...u32(8000), ...u32(8000 * block), ...u16(block), ...u16(bits), ...chunk, ...text("data"), ...u32(data.length), ...data];
  return join(text("RIFF"), u32(body.length), body);
}
