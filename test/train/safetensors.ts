/** A safetensors file of f32 vectors, the plain way. */
export function fromTensors(tensors: Readonly<Record<string, Float32Array>>): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, data]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: "F32", shape: [data.length], data_offsets: [begin, end] }] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const out = new Uint8Array(8 + header.length + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(header.length), true);
  out.set(header, 8);
  let at = 8 + header.length;
  for (const data of Object.values(tensors)) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

export function toTensors(bytes: Uint8Array): Record<string, Float32Array> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const named = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return Object.fromEntries(named.map(([name, { data_offsets: [from, to] }]) => [name, new Float32Array(new Uint8Array(bytes.subarray(8 + length + from, 8 + length + to)).buffer)]));
}
