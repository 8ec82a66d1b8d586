/**
 * The `__metadata__` of a safetensors file: u64 little-endian length, JSON header of that length, tensor bytes. A
 * checkpoint keeps the position of the training in it, so that it is a file of weights like any other.
 */
export type Metadata = Readonly<Record<string, string>>;

/** The same tensors with `entries` added to the metadata. */
export function withMetadata(file: Uint8Array, entries: Metadata): Uint8Array {
  const { header, tensors } = parts(file);
  const merged = { ...header, __metadata__: { ...metadataIn(header), ...entries } };
  const text = new TextEncoder().encode(JSON.stringify(merged));
  // The tensors start at a multiple of 8, as readers that map the file expect.
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + tensors.length).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  out.set(tensors, 8 + length);
  return out;
}

/** Throws an Error that says what is wrong with the file. */
export function metadataOf(file: Uint8Array): Metadata {
  return metadataIn(parts(file).header);
}

/** Throws an Error unless the tensors fill the rest of the file exactly. */
function parts(file: Uint8Array): { readonly header: object; readonly tensors: Uint8Array } {
  if (file.length < 8) throw new Error("it is too short for a safetensors file");
  const length = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true));
  if (length > file.length - 8) throw new Error("its header is cut off");
  const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(8, 8 + length)));
  if (typeof header !== "object" || header === null) throw new Error("its header is not an object");
  const tensors = file.subarray(8 + length);
  if (endOf(header) !== tensors.length) throw new Error("its tensors are cut off");
  return { header, tensors };
}

function endOf(header: object): number {
  let end = 0;
  for (const entry of Object.values(header)) {
    const offsets: unknown = typeof entry === "object" && entry !== null && "data_offsets" in entry ? entry.data_offsets : undefined;
    if (Array.isArray(offsets) && typeof offsets[1] === "number") end = Math.max(end, offsets[1]);
  }
  return end;
}

function metadataIn(header: object): Metadata {
  const found: unknown = "__metadata__" in header ? header.__metadata__ : {};
  if (typeof found !== "object" || found === null) return {};
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
